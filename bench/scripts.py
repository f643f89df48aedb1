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

TIMED = Path(__file__).resolve().parent / "apps" / "timed.py"
RUNS = 20
WARM = 3  # runs before those that count: the first reads and checks the data
TIMEOUT = 300  # seconds, for reading 100,000 rows


@contextmanager
def _keep_compiled() -> Iterator[None]:
    """Keep compiled pages from run to run, as a server does and AppTest does not."""
    kept = ScriptCache()
    with patch("streamlit.testing.v1.local_script_runner.ScriptCache", lambda: kept):
        yield


def time_map(folder: Path, today: date) -> list[float]:
    """Milliseconds of runs of the map page's script on a data folder whose version is of `today`.

    Timed inside the script, in a session of Streamlit's without server and browser: our code, Streamlit's calls, and
    the messages they make. The dataset is cached; the view never is: each run looks from another day, and on all of
    those days every station counts.
    """
    with patch.dict(os.environ, ATLAS_DATA=str(folder)), _keep_compiled():
        at = AppTest.from_file(TIMED, default_timeout=TIMEOUT)
        taken = []
        for run in range(WARM + RUNS):
            at.query_params = {"asof": str(today - timedelta(days=run + 1))}
            at.run()
            if at.exception or not at.radio:
                raise RuntimeError("the map page did not open")
            taken.append(at.session_state["seconds"] * 1000)
    return taken[WARM:]


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
