"""Scripts take turns: in order, a few at once, and nothing that a script or a reader does keeps the others waiting."""

import ast
import threading
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lib.dataset import ROOT
from lib.serve.turns import SCRIPTS, Turns

PATIENCE = 20.0  # seconds, after which a thread that waits is given up


def run_all(*runs: Callable[[], None]) -> list[threading.Thread]:
    """Start each in a thread of its own, one after the other."""
    threads = [threading.Thread(target=run, daemon=True) for run in runs]
    for thread in threads:
        thread.start()
    return threads


def watch(turns: Turns, patch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Waits until so many hold a turn or wait for one, and is told of each change."""
    changed, call = threading.Condition(), turns._call

    def call_and_tell() -> None:
        call()
        with changed:
            changed.notify_all()

    def wait_for(number: int) -> None:
        with changed:
            assert changed.wait_for(lambda: len(turns) == number, PATIENCE)

    patch.setattr(turns, "_call", call_and_tell)
    return wait_for


def is_free(turns: Turns) -> bool:
    """Whether a newcomer has a turn at once."""
    took = threading.Event()

    def take() -> None:
        with turns.take():
            took.set()

    run_all(take)
    return took.wait(PATIENCE / 4)


@settings(max_examples=20)
@given(st.integers(1, 3), st.lists(st.sampled_from(["ends", "fails", "stops", "nests"]), min_size=1, max_size=12))
def test_who_comes_first_goes_first_and_no_more_at_once_than_there_are_places(places: int, ways: list[str]) -> None:
    turns, changing = Turns(places, longest=PATIENCE), threading.Lock()
    wait_for = watch(turns, pytest.MonkeyPatch())
    began: list[int] = []
    running, most = 0, 0

    def run(number: int) -> None:
        nonlocal running, most
        try:
            with turns.take():
                with changing:
                    began.append(number)
                    running += 1
                    most = max(most, running)
                if ways[number] == "nests":
                    with turns.take():
                        pass
                with changing:
                    running -= 1
                if ways[number] == "fails":
                    raise ValueError
                if ways[number] == "stops":
                    raise SystemExit
        except (ValueError, SystemExit):
            pass

    # All places are held while the others line up, one after the other.
    release = threading.Event()

    def hold() -> None:
        with turns.take():
            release.wait(PATIENCE)

    holders = run_all(*[hold] * places)
    wait_for(places)
    waiting = []
    for number in range(len(ways)):
        waiting += run_all(lambda number=number: run(number))  # type: ignore[misc]
        wait_for(places + number + 1)
    release.set()
    for thread in [*holders, *waiting]:
        thread.join(PATIENCE)
    assert sorted(began) == [*range(len(ways))]
    assert places > 1 or began == sorted(began)
    assert most <= places
    assert len(turns) == 0


def test_a_turn_that_never_ends_holds_nobody_up_for_longer_than_a_turn_may_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns, release = Turns(1, longest=0.05), threading.Event()
    wait_for = watch(turns, monkeypatch)

    def hang() -> None:
        with turns.take():
            release.wait(PATIENCE)

    hanging = run_all(hang)
    wait_for(1)
    assert is_free(turns)
    release.set()
    hanging[0].join(PATIENCE)
    assert is_free(turns)


def test_a_queue_in_which_nobody_would_have_a_turn_is_none() -> None:
    for places, longest in ((0, 1.0), (1, 0.0)):
        with pytest.raises(ValueError, match="nobody would ever have a turn"):
            Turns(places, longest)


def end_in_a_turn() -> None:
    """A page like ours, whose end is chosen by the address."""
    import streamlit as st

    from lib.serve.turns import SCRIPTS

    @st.fragment
    @SCRIPTS.in_turn
    def show_part() -> None:
        if st.button("Part"):
            st.rerun()

    @SCRIPTS.in_turn
    def show() -> None:
        way = st.query_params.get("way")
        show_part()
        if way == "rerun" and "again" not in st.session_state:
            st.session_state["again"] = True
            st.rerun()
        if way == "stop":
            st.stop()
        if way == "fail":
            raise ValueError("on purpose")
        st.text("the end")

    show()


@pytest.mark.parametrize("way", ["", "rerun", "stop", "fail"])
def test_a_turn_ends_with_its_script_however_that_ends(way: str) -> None:
    at = AppTest.from_function(end_in_a_turn, default_timeout=PATIENCE)
    at.query_params = {"way": way}
    at.run()
    assert [text.value for text in at.text] == ([] if way in ("stop", "fail") else ["the end"])
    assert is_free(SCRIPTS)
    at.button[0].click().run()
    assert is_free(SCRIPTS)


def test_every_fragment_waits_for_its_turn() -> None:
    """Streamlit runs a fragment by itself, past the page that waits for the turn of both."""
    late = []
    for path in [*(ROOT / "lib").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = [ast.unparse(each).split("(")[0] for each in node.decorator_list]
                if "st.fragment" in names and names[-1] != "SCRIPTS.in_turn":
                    late.append(f"{path.name}: {node.name}")
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "st.fragment":
                late += [f"{path.name}: {each}" for each in map(ast.unparse, node.args) if "in_turn(" not in each]
    assert late == []


def test_the_dashboard_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """While all turns are taken the page shows nothing; then it shows itself."""
    wait_for, release = watch(SCRIPTS, monkeypatch), threading.Event()

    def hold() -> None:
        with SCRIPTS.take():
            release.wait(PATIENCE)

    run_all(hold)
    wait_for(1)
    at = AppTest.from_file(ROOT / "lib" / "show" / "frame.py", default_timeout=PATIENCE)
    shown = run_all(at.run)
    # It stands in the queue, and has shown nothing.
    wait_for(2)
    assert shown[0].is_alive() and not at.title
    release.set()
    shown[0].join(PATIENCE)
    assert at.title[0].value == "Where Chinese overseas police stations were reported"
