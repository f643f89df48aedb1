"""`python -m bench`: measure everything against its baseline in one run of under six minutes, and print a table.

`python -m bench load` measures what many readers at once wait for: some 130 seconds for each number of readers.
"""

import argparse
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import browsers, load, scripts, servers
from bench.figures import Figure, write_table
from bench.folders import write_folder
from bench.walks import walk_filters
from lib import dataset as datasets
from lib.dataset import ROOT

ROWS = (100, 10_000, 100_000)
SCRIPT_GOALS: dict[int, tuple[float | None, ...]] = {100: (30.0,), 10_000: (), 100_000: (250.0,)}
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
        servers.serve(ROOT / "app.py") as ours,
        servers.serve(servers.APPS / "pill.py") as empty,
        servers.serve(servers.APPS / "deck.py", BENCH_DECK=str(deck)) as bare,
    ):
        mine, theirs = browsers.time_first_map(browser, ours, bare, VISITS)
        yield Figure("first map, cold visit, against a bare page with the deck", mine, (1.5,), theirs)
        pages = {"map": ours, "timeline": f"{ours}/timeline", "responses": f"{ours}/responses"}
        taken = browsers.time_filters(browser, empty, pages, [*walk_filters(dataset, WARM + PRESSES)], WARM)
        for page in pages:
            yield Figure(f"filter change, {page}, against an empty app", taken[page], (1.5, 3.0), taken["empty"])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    kinds = parser.add_subparsers(dest="kind")
    many = kinds.add_parser("load", description=load.__doc__)
    many.add_argument(
        "readers", type=int, nargs="*", default=load.READERS, help="how many at once, one after the other"
    )
    many.add_argument("--tree", type=Path, default=ROOT, help="another checkout whose atlas to serve, to compare")
    return parser.parse_args()


if __name__ == "__main__":
    asked = _parse()
    # AppTest starts threads outside a script run, and Streamlit warns of each.
    logging.disable(logging.WARNING)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; no graphics card is used.", flush=True)
    figures = []
    with tempfile.TemporaryDirectory() as made:
        measured = load.measure(asked.readers, asked.tree.resolve()) if asked.kind == "load" else measure(Path(made))
        for figure in measured:
            figures.append(figure)
            print(f"measured: {figure.title}", flush=True)
    print(write_table(figures))
