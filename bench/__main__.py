"""`python -m bench`: measure everything against its baseline in one run of eight minutes or less, and print a table.

`python -m bench load` measures what many readers at once wait for: some 130 seconds for each number of readers.
`python -m bench profile` tells what a browser does between a press and its last repaint, in some two minutes.
"""

import argparse
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Browser

from bench import browsers, files, floor, load, paints, profiles, scripts, servers
from bench.figures import Figure, Press, write_presses, write_table
from bench.folders import write_folder
from bench.walks import walk_filters
from lib import dataset as datasets
from lib.answers.pages import PAGES
from lib.dataset import ROOT, Dataset

ROWS = (100, 100_000)
SCRIPTS = ("map", "timeline", "reports")
# The most that the median of a script run may take, in milliseconds, by number of station rows; a view seen before.
NEW, SEEN = {100: 35.0, 100_000: 250.0}, 20.0
WARM, PRESSES, VISITS, TRACED = 2, 15, 3, 6
# How many times the empty app's median a press may take.
MOST = {"map": 4.0}
OTHERS = 3.0
# What is served beside the dashboard, and the most that its median may take, in milliseconds: new, and again.
FILES = (
    ("twin of the map", "/v/map", 60.0, 15.0),
    ("twin of the timeline", "/v/timeline", 60.0, 15.0),
    ("preview of the map", "/v/map.preview.png", 1_500.0, 5.0),
    ("preview of the timeline", "/v/timeline.preview.png", 1_500.0, 5.0),
    ("data route, citations as CSV", "/data/v1/citations.csv", None, None),
    ("data route, places as GeoJSON", "/data/v1/places.geojson", None, None),
    ("evidence file of the map", "/v/map.evidence.html", None, None),
)
EMPTY, STATIC, PYDECK, ALTAIR = "empty app, default settings", "static page", "plain app, pydeck", "plain app, Altair"
BRIEFING = "country (a briefing)"


def measure(folder: Path) -> Iterator[Figure | str]:
    """Every figure, then the table of presses; `folder` is for what has to be written meanwhile."""
    dataset = datasets.load()
    sent = scripts.read_deck()
    deck = folder / "deck.json"
    deck.write_text(sent, encoding="utf-8")
    yield Figure("deck JSON of the whole map", [len(sent.encode()) / 1000], (60.0,), unit="KB")
    yield from _measure_scripts(folder, dataset)
    yield from _measure_files(dataset)
    told = floor.tell(dataset)
    stations = folder / "stations.json"
    stations.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    with (
        browsers.launch() as browser,
        floor.serve(floor.write_page(told)) as static,
        servers.serve(ROOT / "app.py") as ours,
        servers.serve(servers.APPS / "deck.py", BENCH_DECK=str(deck)) as bare,
        _serve_plain("pill.py") as empty,
        _serve_plain("ordinary_pydeck.py", stations=stations, static=static) as pydeck,
        _serve_plain("ordinary_altair.py", stations=stations, static=static) as altair,
    ):
        visits: dict[str, list[browsers.Visit]] = {name: [] for name in ("map", STATIC, ALTAIR, PYDECK)}
        bare_visits = []
        # The first round, in which servers and browser read their files, is not counted.
        for _ in range(1 + VISITS):
            for name, address in (("map", ours), (STATIC, static), (ALTAIR, altair), (PYDECK, pydeck)):
                visits[name].append(browsers.visit(browser, address))
            size = visits["map"][-1]
            bare_visits.append(browsers.visit(browser, f"{bare}/?width={size.width:.0f}&height={size.height:.0f}"))
        first = {name: [visit.milliseconds for visit in made[1:]] for name, made in visits.items()}
        theirs = [visit.milliseconds for visit in bare_visits[1:]]
        yield Figure("first map, cold visit, against a bare page with the deck", first["map"], (1.5,), theirs)
        yield from _measure_paints(browser, ours)
        yield Figure("longest frame while the map is dragged", browsers.time_drags(browser, ours, VISITS), (600.0,))
        pages = _list_pages(ours)
        others = {STATIC: static, EMPTY: empty, ALTAIR: altair, PYDECK: pydeck}
        walk = [*walk_filters(dataset, WARM + PRESSES)]
        taken = browsers.time_presses(browser, {**others, **pages}, walk, WARM, EMPTY)
        peaks = {name: servers.read_peak(address) for name, address in others.items() if name != STATIC}
        peaks["map"] = servers.read_peak(ours)
    presses = {
        name: Press(
            title=name,
            presses=times,
            most=MOST.get(name, OTHERS) if name in pages else None,
            first=first.get(name, ()),
            kilobytes=visits[name][-1].kilobytes if name in visits else None,
            megabytes=peaks.get(name),
        )
        for name, times in taken.items()
    }
    rest = [presses[name] for name in (PYDECK, *pages)]
    yield write_presses(presses[STATIC], presses[EMPTY], presses[ALTAIR], rest)


def _list_pages(ours: str) -> dict[str, str]:
    # On the Method page a filter narrows nothing, and there is nothing to repaint.
    pages = {page.code: f"{ours}{page.path}" for page in PAGES if page.code != "method"}
    return pages | {BRIEFING: f"{ours}/country?country=IT"}


def profile() -> Iterator[str]:
    """A table of what the browser does in a press, page by page."""
    walk = [*walk_filters(datasets.load(), WARM + TRACED)]
    with browsers.launch() as browser, servers.serve(ROOT / "app.py") as ours:
        yield profiles.write([*profiles.profile_presses(browser, _list_pages(ours), walk, WARM)])


def _serve_plain(script: str, stations: Path | None = None, static: str = "") -> AbstractContextManager[str]:
    """Serve an app under Streamlit's own settings."""
    given = {"BENCH_STATIONS": str(stations), "BENCH_BASEMAP": f"{static}/basemap.geojson"}
    return servers.serve(servers.APPS / script, *servers.QUIET, folder=servers.APPS, **given)


def _measure_scripts(folder: Path, dataset: Dataset) -> Iterator[Figure]:
    for rows in ROWS:
        data = folder / f"rows-{rows}"
        write_folder(data, rows)
        for page in SCRIPTS:
            new, seen = scripts.time_page(page, data, dataset.created)
            yield Figure(f"script run, {page}, {rows:,} station rows, a new view", new, (NEW[rows],))
            yield Figure(f"script run, {page}, {rows:,} station rows, a view seen before", seen, (SEEN,))


def _measure_paints(browser: Browser, address: str) -> Iterator[Figure]:
    # The same Answer as a page without scripts.
    twin = [paints.time_first(browser, f"{address}/v/map") for _ in range(1 + VISITS)][1:]
    for line, slow, most in (("unthrottled", False, 400.0), ("1.6 Mbit/s, 150 ms", True, 1_500.0)):
        # The first visit, in which the browser reads its files, is not counted.
        seen = [paints.time_paints(browser, address, slow) for _ in range(1 + VISITS)][1:]
        yield Figure(
            f"first paint of the map’s address, {line}", [each.first for each in seen], (most,), twin, absolute=True
        )
        yield Figure(f"largest paint of the map’s address, {line}", [each.largest for each in seen], (most,))
        yield Figure(f"until the page itself stands, {line}", [each.stands for each in seen], (None,))
        yield Figure(f"layout shift, {line}", [each.jumped for each in seen], (0.1,), unit="")


def _measure_files(dataset: Dataset) -> Iterator[Figure]:
    for title, address, most_new, most_again in FILES:
        new, again = files.time_address(address, dataset.created)
        yield Figure(f"{title}, a new view", new, (most_new,))
        yield Figure(f"{title}, the same again", again, (most_again,))


def _choose(asked: argparse.Namespace, folder: Path) -> Iterator[Figure | str]:
    if asked.kind == "profile":
        return profile()
    return load.measure(asked.readers, asked.tree.resolve()) if asked.kind == "load" else measure(folder)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    kinds = parser.add_subparsers(dest="kind")
    many = kinds.add_parser("load", description=load.__doc__)
    many.add_argument(
        "readers", type=int, nargs="*", default=load.READERS, help="how many at once, one after the other"
    )
    many.add_argument("--tree", type=Path, default=ROOT, help="another checkout whose atlas to serve, to compare")
    kinds.add_parser("profile", description=profiles.__doc__)
    return parser.parse_args()


if __name__ == "__main__":
    asked = _parse()
    # AppTest starts threads outside a script run, and Streamlit warns of each.
    logging.disable(logging.WARNING)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; no graphics card is used.", flush=True)
    figures, tables = [], []
    with tempfile.TemporaryDirectory() as made:
        for figure in _choose(asked, Path(made)):
            if isinstance(figure, str):
                tables.append(figure)
            else:
                figures.append(figure)
                print(f"measured: {figure.title}", flush=True)
    print(write_table(figures), *tables, sep="\n\n")
