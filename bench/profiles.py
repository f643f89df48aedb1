"""`python -m bench profile`: what a browser does between a press and its last repaint, and whose work it is.

Chromium's own tracing (https://chromedevtools.github.io/devtools-protocol/tot/Tracing/) samples the page's main thread.
Tracing costs time of its own: shares are to be read here, and how long a press takes in `python -m bench`.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from playwright.sync_api import Browser, Page

from bench.browsers import open_timed, time_press
from bench.figures import write_rows

CATEGORIES: Final = ["-*", "devtools.timeline", "disabled-by-default-v8.cpu_profiler"]
# Whose a sample is, by the file that it was taken in; what no file is of is the browser's.
FILES: Final = (
    ("the map (deck.gl)", r"DeckGl|deck"),
    ("charts (Vega)", r"[Vv]ega|embed"),
    ("texts and HTML", r"Markdown|purify"),
    ("our scripts", r"^(start|reader)\.js"),
    ("React and Streamlit’s frame", r"\.js$"),
)
COLLECTOR, IDLE, BROWSER = "(garbage collector)", "(idle)", "(program)"
# What the browser does outside of scripts, as its timeline has it.
LAYOUT: Final = {"UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit", "ParseHTML", "HitTest"}
REST: Final = "the browser’s rest"
KINDS: Final = (*(name for name, _ in FILES), "garbage collection", "style, layout, paint", REST)
Event = Mapping[str, Any]


def profile_presses(
    browser: Browser, pages: Mapping[str, str], walk: Sequence[str], warm: int
) -> Iterator[tuple[str, ...]]:
    """For each page (name and address) a row: what a press takes, and the shares of it, in milliseconds of its mean."""
    for name, page in open_timed(browser, pages).items():
        spent: dict[str, float] = defaultdict(float)
        for place, label in enumerate(walk):
            if place < warm:
                time_press(page, label)
                continue
            taken, events = _trace(browser, page, label)
            for kind, long in {"all": taken, **_share(events, taken)}.items():
                spent[kind] += long
        number = len(walk) - warm
        yield (name, *(f"{spent[kind] / number:,.0f}" for kind in ("all", IDLE, *KINDS)))


def write(rows: Sequence[tuple[str, ...]]) -> str:
    """The rows as a Markdown table."""
    return write_rows([("a press, ms", "traced", "waiting", *KINDS), *rows])


def _trace(browser: Browser, page: Page, label: str) -> tuple[float, list[Event]]:
    browser.start_tracing(page=page, categories=CATEGORIES)
    taken = time_press(page, label)
    return taken, json.loads(browser.stop_tracing())["traceEvents"]


def _share(events: Sequence[Event], taken: float) -> dict[str, float]:
    """Milliseconds by kind on the busiest page's main thread, from the click on."""
    mains = {(event["pid"], event["tid"]) for event in events if _is_main(event)}
    whole = [event for event in events if event["ph"] == "X" and (event["pid"], event["tid"]) in mains]
    (main, _), *_ = Counter((event["pid"], event["tid"]) for event in whole).most_common()
    whole = [event for event in whole if (event["pid"], event["tid"]) == main]
    began = max(event["ts"] for event in whole if _is_click(event))
    ends = began + taken * 1_000
    spent: dict[str, float] = defaultdict(float)
    for name, at, long in _list_samples(events, main):
        if began <= at < ends:
            spent[name] += long / 1_000
    # A layout that a script asks for stands in the script's own samples.
    outer = _list_outer(event for event in whole if began <= event["ts"] < ends)
    laid = sum(event["dur"] for event in outer if event["name"] in LAYOUT) / 1_000
    laid = min(laid, spent[BROWSER])
    kinds = {
        IDLE: spent.pop(IDLE, 0.0),
        "garbage collection": spent.pop(COLLECTOR, 0.0),
        "style, layout, paint": laid,
        REST: spent.pop(BROWSER, 0.0) - laid,
    }
    for file, long in spent.items():
        kind = next((kind for kind, pattern in FILES if re.search(pattern, file)), REST)
        kinds[kind] = kinds.get(kind, 0.0) + long
    return kinds


def _is_main(event: Event) -> bool:
    return bool(event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain")


def _is_click(event: Event) -> bool:
    return bool(event["name"] == "EventDispatch" and event["args"]["data"].get("type") == "click")


def _list_samples(events: Sequence[Event], main: tuple[int, int]) -> Iterator[tuple[str, float, float]]:
    """Each sample's file, or what it is where it is in none; when it was taken, and how long (microseconds)."""
    started = {
        (event["pid"], event["id"]): event["args"]["data"]["startTime"]
        for event in events
        if event["name"] == "Profile" and (event["pid"], event["tid"]) == main
    }
    names: dict[int, str] = {}
    for event in events:
        # Each page has a profile of its own, and each process counts from one.
        profiled = event["pid"], event.get("id")
        if event["name"] != "ProfileChunk" or profiled not in started:
            continue
        data = event["args"]["data"]
        profile = data.get("cpuProfile", {})
        for node in profile.get("nodes", ()):
            frame = node["callFrame"]
            file = frame.get("url", "").partition("?")[0].rpartition("/")[2]
            names[node["id"]] = file or frame["functionName"]
        for sample, long in zip(profile.get("samples", ()), data.get("timeDeltas", ()), strict=False):
            started[profiled] += long
            yield names.get(sample, BROWSER), started[profiled], long


def _list_outer(events: Iterator[Event]) -> list[Event]:
    """Events that stand in no other."""
    ordered = sorted(events, key=lambda event: (event["ts"], -event["dur"]))
    outer = ordered[:1]
    for _, event in pairwise(ordered):
        if event["ts"] >= outer[-1]["ts"] + outer[-1]["dur"]:
            outer.append(event)
    return outer
