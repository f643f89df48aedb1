"""`python -m bench load`: many readers at once, each with a change every five seconds, and how long each change takes.

The readers speak Streamlit's protocol over real websockets (`bench/readers.py`): each opens one of the pages by a cold
link and then presses pills of the filters, a walk of its own. One number of readers after the other is measured on the
atlas, then on an empty app that `streamlit run` serves with its own settings, for a minute each. A reader whose change
has taken longer than the five seconds presses again as soon as it is through, as nobody presses before.

Server and readers share the machine's cores: the readers' share is printed beside the figures.
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from bench.figures import Figure
from bench.readers import open_page
from bench.servers import APPS, QUIET, serve
from bench.walks import walk_filters
from lib import dataset as datasets
from lib.dataset import ROOT

READERS = (1, 20, 50)
PACE = 5.0  # seconds from one change of a reader to the next
MINUTE = 60.0  # seconds that a number of readers is measured for, their arrival included
# The most that the 95th of a hundred changes may take, in milliseconds, by number of readers.
GOALS = {20: 1_000.0, 50: 3_000.0}


@dataclass
class Load:
    """What readers waited for, in milliseconds: the opening of a cold link, and each change."""

    opened: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    effort: float = 0.0


def measure(counts: Sequence[int] = READERS, tree: Path = ROOT) -> Iterator[Figure]:
    """Two figures for each number of readers. `tree` is the checkout whose atlas is served, this one or another."""
    dataset = datasets.load()
    pages = ["" if file.stem == "map" else file.stem for file in sorted((tree / "pages").glob("[a-z]*.py"))]
    for count in counts:
        walks = [[*walk_filters(dataset, int(MINUTE / PACE), seed)] for seed in range(count)]
        with serve(tree / "app.py", folder=tree) as address:
            ours = asyncio.run(_load(address, pages, walks))
        with serve(APPS / "pill.py", *QUIET, folder=APPS) as address:
            theirs = asyncio.run(_load(address, [""], [[*repeat("One", len(walk))] for walk in walks]))
        readers = f"{count} reader{'s' * (count > 1)}"
        print(f"{readers} took {ours.effort:.0%} of a core, of the empty app {theirs.effort:.0%}", flush=True)
        yield Figure(f"{readers}: cold link to the last message", ours.opened, (), theirs.opened)
        goals = (None, GOALS[count]) if count in GOALS else ()
        yield Figure(f"{readers}: press to the last message", ours.changed, goals, theirs.changed, absolute=True)


async def _load(address: str, pages: Sequence[str], walks: Sequence[Sequence[str]]) -> Load:
    # Whoever starts the server visits each page once.
    for page in pages:
        async with open_page(address, page) as reader:
            await reader.load()
    load, chance = Load(), random.Random(0)
    start, effort = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for number, walk in enumerate(walks):
            arrival = start + chance.uniform(0, PACE)
            group.create_task(_visit(load, address, pages[number % len(pages)], walk, arrival, start + MINUTE))
    load.effort = (time.process_time() - effort) / (time.perf_counter() - start)
    return load


async def _visit(load: Load, address: str, page: str, walk: Sequence[str], arrival: float, end: float) -> None:
    await _wait_until(arrival)
    async with open_page(address, page) as reader:
        await reader.load()
        load.opened.append((time.perf_counter() - arrival) * 1000)
        due = arrival
        for label in walk:
            due = max(due + PACE, time.perf_counter())
            if due >= end:
                break
            await _wait_until(due)
            load.changed.append(await reader.press(label) * 1000)


async def _wait_until(moment: float) -> None:
    await asyncio.sleep(moment - time.perf_counter())
