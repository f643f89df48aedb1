"""`python -m bench`: measure everything against its baseline in one run of under six minutes, and print a table."""

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import browsers, scripts
from bench.figures import Figure, write_table
from bench.folders import write_folder
from bench.walks import walk_filters
from lib import dataset as datasets
from lib.dataset import ROOT

ROWS = (100, 10_000, 100_000)
SCRIPT_GOALS: dict[int, tuple[float, ...]] = {100: (30.0,), 10_000: (), 100_000: (250.0,)}
WARM, PRESSES, VISITS = 2, 25, 4


def measure(folder: Path) -> Iterator[Figure]:
    """Every figure; `folder` is for what has to be written meanwhile."""
    dataset = datasets.load()
    sent = scripts.read_deck()
    deck = folder / "deck.json"
    deck.write_text(sent, encoding="utf-8")
    yield Figure("deck JSON of the whole map", [len(sent.encode()) / 1000], (60.0,), unit="KB")
    for rows in ROWS:
        data = folder / f"rows-{rows}"
        write_folder(data, rows)
        runs = scripts.time_map(data, dataset.created)
        yield Figure(f"script run of the map, {rows:,} station rows", runs, SCRIPT_GOALS[rows])
    with (
        browsers.launch() as browser,
        browsers.serve(ROOT / "app.py") as ours,
        browsers.serve(browsers.APPS / "pill.py") as empty,
        browsers.serve(browsers.APPS / "deck.py", BENCH_DECK=str(deck)) as bare,
    ):
        mine, theirs = browsers.time_first_map(browser, ours, bare, VISITS)
        yield Figure("first map, cold visit, against a bare page with the deck", mine, (1.5,), theirs)
        pages = {"map": ours, "timeline": f"{ours}/timeline", "responses": f"{ours}/responses"}
        taken = browsers.time_filters(browser, empty, pages, [*walk_filters(dataset, WARM + PRESSES)], WARM)
        for page in pages:
            yield Figure(f"filter change, {page}, against an empty app", taken[page], (1.5, 3.0), taken["empty"])


if __name__ == "__main__":
    # AppTest starts threads outside a script run, and Streamlit warns of each.
    logging.disable(logging.WARNING)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; no graphics card is used.", flush=True)
    figures = []
    with tempfile.TemporaryDirectory() as made:
        for figure in measure(Path(made)):
            figures.append(figure)
            print(f"measured: {figure.title}", flush=True)
    print(write_table(figures))
