"""Runs of the dashboard's script without a browser: how long they take, and the deck they send."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, UnknownElement

from lib.dataset import ROOT

TIMED = Path(__file__).resolve().parent / "apps" / "timed.py"
RUNS = 12
WARM = 2  # runs before those that count: the first reads and checks the data
TIMEOUT = 300  # seconds, for reading 100,000 rows


@contextmanager
def _keep_compiled() -> Iterator[None]:
    """Keep compiled pages from run to run, as a server does and AppTest does not."""
    kept = ScriptCache()
    with patch("streamlit.testing.v1.local_script_runner.ScriptCache", lambda: kept):
        yield


def time_page(page: str, folder: Path, today: date) -> tuple[list[float], list[float]]:
    """Milliseconds of runs of a page's script on a data folder whose version is of `today`: of new views, of seen ones.

    Timed inside the script, in a session of Streamlit's without server and browser: our code, Streamlit's calls, and
    the messages they make. The dataset is cached. Each new view looks from another day, and on all of those days every
    station counts; a view that was seen before is the one before the last.
    """
    with patch.dict(os.environ, ATLAS_DATA=str(folder)), _keep_compiled():
        at = AppTest.from_file(TIMED, default_timeout=TIMEOUT)
        new: list[float] = []
        seen: list[float] = []
        for run in range(WARM + RUNS):
            new.append(_run(at, page, today - timedelta(days=run + 1)))
            seen.append(_run(at, page, today - timedelta(days=max(run, 1))))
    return new[WARM:], seen[WARM:]


def _run(at: AppTest, page: str, day: date) -> float:
    at.query_params = {"asof": str(day)}
    if page != "map":
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    at.run()
    if at.exception or not at.title:
        raise RuntimeError(f"the page {page} did not open")
    return float(at.session_state["seconds"]) * 1000


def read_deck() -> str:
    """The JSON of the deck that the map page sends for the default view."""
    at = AppTest.from_file(TIMED, default_timeout=TIMEOUT).run()
    return next(str(element.proto.json) for element in _walk(at.main) if element.type == "deck_gl_json_chart")


def _walk(block: Block) -> Iterator[UnknownElement]:
    for child in block.children.values():
        if isinstance(child, Block):
            yield from _walk(child)
        elif isinstance(child, UnknownElement):
            yield child
