"""What is kept of what was made: bounded in bytes whatever is asked for, made once, and a failure for nobody."""

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.serve.http import Asset, make_asset
from lib.serve.shelf import Shelf, read_shelf
from lib.view.atlas import Atlas


def make(size: int, _name: str = "") -> Asset:
    return Asset(b"x" * size, {}, "text/plain", "")


@given(st.lists(st.tuples(st.integers(0, 120), st.sampled_from("abcdefgh"))))
def test_no_more_is_kept_than_there_is_room_for_and_the_oldest_goes_first(asked: list[tuple[int, str]]) -> None:
    shelf = Shelf(100)
    for key in asked:
        assert len(shelf.get(make, *key).plain) == key[0]
        kept = [each for each in dict.fromkeys(asked) if shelf.find(make, *each)]
        assert sum(size for size, _ in kept) <= 100
        # What was made last is there, where it is not larger than the shelf.
        assert key[0] > 100 or shelf.find(make, *key)


def test_what_is_being_made_is_made_once_and_a_failure_is_kept_for_nobody() -> None:
    shelf, begun, go_on = Shelf(1_000), threading.Event(), threading.Event()
    made: list[str] = []

    def slowly(name: str) -> Asset:
        begun.set()
        go_on.wait(20)
        made.append(name)
        return make(1)

    askers = [threading.Thread(target=shelf.get, args=(slowly, "one")) for _ in range(8)]
    for asker in askers:
        asker.start()
    assert begun.wait(20)
    go_on.set()
    for asker in askers:
        asker.join(20)
    assert made == ["one"]

    def fail() -> Asset:
        made.append("failed")
        raise ValueError

    for _ in range(2):
        with pytest.raises(ValueError):
            shelf.get(fail)
    assert made == ["one", "failed", "failed"] and shelf.find(fail) is None


def test_what_was_kept_of_older_data_goes_with_them(copy_data: Callable[..., Path]) -> None:
    """One shelf for the data and their releases; the next data have their own."""
    folder = copy_data()
    atlas = Atlas.open(folder)
    assert read_shelf(atlas) is read_shelf(Atlas.open(folder))
    released = Atlas(atlas.dataset, folder, atlas)
    assert read_shelf(released) is read_shelf(atlas)
    path = folder / "leads.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert read_shelf(Atlas.open(folder)) is not read_shelf(atlas)


def test_a_coding_that_makes_more_of_it_is_not_kept() -> None:
    """What is compressed already, as pixels and zips are."""
    assert dict(make_asset(random.Random(1).randbytes(5_000), "image/png").coded) == {}
    assert set(make_asset(b"words " * 900, "text/plain").coded) == {"br", "gzip"}
