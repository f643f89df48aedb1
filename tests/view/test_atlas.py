"""One cache for all readers: what a view shows is made once, and changed files are seen."""

import os
import shutil
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lib.dataset import DATA, Dataset, DatasetError
from lib.view import View
from lib.view.atlas import Atlas


def test_a_selection_is_made_once_for_all_who_ask_at_once(dataset: Dataset) -> None:
    atlas, made, barrier = Atlas(dataset), [], threading.Barrier(8)

    def make(atlas: Atlas, view: View) -> int:
        made.append(view)
        return atlas.select(view).count

    def ask() -> None:
        barrier.wait()
        found.append(atlas.recall(make, View(country=("ES",))))

    found: list[int] = []
    readers = [threading.Thread(target=ask) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [9] * 8 and len(made) == 1


def test_a_failure_is_kept_for_nobody(dataset: Dataset) -> None:
    atlas, tries = Atlas(dataset), []

    def fail(atlas: Atlas) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("once")
        return 87

    with pytest.raises(ValueError, match="once"):
        atlas.recall(fail)
    assert atlas.recall(fail) == 87


def test_two_views_that_say_the_same_share_one_selection(dataset: Dataset) -> None:
    atlas = Atlas(dataset)
    assert atlas.select(View(country=("ES",))) is atlas.select(View(country=("ES",)))
    assert atlas.select(View(country=("ES",))) is not atlas.select(View())


def test_what_narrows_no_station_shares_the_rows_of_the_view_without_it(dataset: Dataset) -> None:
    atlas = Atlas(dataset)
    spanish = View(country=("ES",), asof=date(2022, 12, 5))
    moved = atlas.select(replace(spanish, start=date(2022, 1, 1), lane=("china",), color="step"))
    assert moved.view.lane == ("china",) and moved.asof == date(2022, 12, 5)
    assert moved.stations is atlas.select(spanish).stations
    assert moved.stations is not atlas.select(View(country=("ES",))).stations


def test_a_file_replaced_by_an_older_one_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    atlas = Atlas.open(folder)
    assert Atlas.open(folder) is atlas
    stations = folder / "stations.csv"
    stations.write_text(
        stations.read_text(encoding="utf-8").replace("Madrid,city,2", "Madrid,city,1"), encoding="utf-8"
    )
    os.utime(stations, (1, 1))
    changed = Atlas.open(folder)
    assert changed is not atlas
    assert changed.select(View()).count == atlas.select(View()).count - 1


def test_a_link_is_shown_with_the_version_that_it_names() -> None:
    atlas = Atlas.open()
    first = atlas.of(View(data="2026.11.0"))
    assert (first.dataset.version, first.latest) == ("2026.11.0", atlas)
    assert first.select(View(data="2026.11.0")).asof == date(2026, 11, 22)
    # Opened once, from whatever version it is asked for; today's is not opened a second time.
    assert atlas.of(View(data="2026.11.0")) is first and first.of(View(data="2026.11.0")) is first
    assert atlas.of(View()) is atlas and first.of(View()) is atlas
    assert atlas.of(View(data=atlas.dataset.version)) is atlas
    assert atlas.of(View(data="2020.1.0")) is atlas


def test_a_release_that_was_tampered_with_is_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    with (folder / "releases" / "2026.11.0" / "stations.csv").open("a", encoding="utf-8") as file:
        file.write("xx\n")
    atlas = Atlas.open(folder)
    assert atlas.of(View(data="2026.11.0")) is atlas


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"datapackage\.json"):
        Atlas.open(tmp_path)
