"""What a reader waits for, in a real Chromium: from a click or an address until the last change is on screen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.conftest import CHROMIUM_FLAGS, find_chromium

STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text(encoding="utf-8")
SIZE: ViewportSize = {"width": 1400, "height": 1000}
WATCH_FRAMES = """() => {
    let before = performance.now();
    window.longest = 0;
    const note = () => {
        const now = performance.now();
        window.longest = Math.max(window.longest, now - before);
        before = now;
        requestAnimationFrame(note);
    };
    note();
}"""
CANVAS = "[data-testid=stDeckGlJsonChart] canvas"
SLOW = 60_000  # milliseconds: a first map on a busy machine without a graphics card
QUIET = 400  # milliseconds without a change, after which a filter change counts as done
SETTLED = 1_500  # the same for a first map, which still waits for its basemap


@contextmanager
def launch() -> Iterator[Browser]:
    """A Chromium with software rendering."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A cold visit: milliseconds until the last thing was drawn, kilobytes on the wire, the size of the map."""

    milliseconds: float
    kilobytes: float
    width: float = 0.0
    height: float = 0.0


def time_presses(
    browser: Browser, pages: Mapping[str, str], walk: Sequence[str], warm: int, plain: str
) -> dict[str, list[float]]:
    """Milliseconds from a press on a pill until its last change is on screen, by name of the page.

    `pages` are names and addresses; all are open in one browser and take turns. `walk` are the labels of the pills to
    press, the first `warm` of which are not counted; the page named `plain` has a single pill, "One". The last change
    is what was last written or drawn before the page was quiet, the map's canvas included.
    """
    opened = open_timed(browser, pages)
    taken: dict[str, list[float]] = {name: [] for name in opened}
    for label in walk:
        for name, page in opened.items():
            taken[name].append(time_press(page, "One" if name == plain else label))
    next(iter(opened.values())).context.close()
    return {name: times[warm:] for name, times in taken.items()}


def open_timed(browser: Browser, pages: Mapping[str, str]) -> dict[str, Page]:
    """Pages by name, each open at its address in one window, with a stopwatch, and at rest."""
    context = browser.new_context(viewport=SIZE)
    context.add_init_script(STOPWATCH)
    opened = {name: context.new_page() for name in pages}
    for name, page in opened.items():
        page.goto(pages[name], timeout=SLOW)
        expect(page.locator("#first")).not_to_be_attached(timeout=SLOW)
        expect(page.get_by_role("heading").first).to_be_visible(timeout=SLOW)
        _wait(page, SETTLED)
    return opened


def _wait(page: Page, milliseconds: int, kind: str = "text") -> dict[str, float]:
    """The stopwatch, once a page has been quiet for so long."""
    watch: dict[str, float] = page.evaluate(f"stopwatch.wait({milliseconds}, '{kind}', {SLOW})")
    return watch


def _find_pill(page: Page, label: str) -> Locator:
    """The pill of a label, with or without a count before or after it; one that is put away is brought out."""
    pill = page.get_by_role("button", name=re.compile(rf"^(\d+\s*)?{re.escape(label)}( \(\d+\))?$")).first
    if not pill.is_visible():
        page.get_by_role("button", name=re.compile("^More filters")).first.click()
        expect(pill).to_be_visible(timeout=SLOW)
    return pill


def time_press(page: Page, label: str) -> float:
    """Milliseconds from a press on a pill to its last repaint.

    What the page says or its address must change, and so must its map, where it has one.
    """
    page.bring_to_front()
    pill, before = _find_pill(page, label), page.evaluate("stopwatch.read()")
    pill.click()
    # The page itself says when it is done: looking for what changed meanwhile would slow it down.
    watch = _wait(page, QUIET)
    if page.evaluate("stopwatch.read()") == before or page.get_by_test_id("stException").count():
        raise RuntimeError(f"“{label}” changed nothing on {page.url}, or the page failed")
    if page.locator(CANVAS).count() and watch["canvas"] < watch["clicked"]:
        raise RuntimeError(f"“{label}” changed {page.url}, but nothing was drawn")
    return max(watch["canvas"], watch["text"]) - watch["clicked"]


def visit(browser: Browser, address: str) -> Visit:
    """Open an address as a browser does that was never there, and wait until everything is drawn.

    Bytes are counted as they come over the wire, compressed where they are, websocket messages included.
    """
    context = browser.new_context(viewport=SIZE)
    context.add_init_script(STOPWATCH)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.on("Network.webSocketFrameReceived", lambda event: sizes.append(_measure_frame(event["response"])))
    page.goto(address, wait_until="commit", timeout=SLOW)
    drawn = page.locator(f"{CANVAS}, svg.marks, canvas.marks").first
    expect(drawn).to_be_visible(timeout=SLOW)
    watch = _wait(page, SETTLED, "canvas" if page.locator(CANVAS).count() else "text")
    box = drawn.bounding_box()
    assert box is not None
    context.close()
    return Visit(max(watch["canvas"], watch["text"]), sum(sizes) / 1000, box["width"], box["height"])


def time_drags(browser: Browser, address: str, drags: int) -> list[float]:
    """Milliseconds of the longest frame of each of so many drags of the map, there and back again."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(address, timeout=SLOW)
    expect(page.locator("#first")).not_to_be_attached(timeout=SLOW)
    canvas = page.locator(CANVAS).first
    expect(canvas).to_be_visible(timeout=SLOW)
    box = canvas.bounding_box()
    assert box is not None
    middle, line = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(WATCH_FRAMES)
    longest = []
    # The first drag, in which the ground's tiles come, is not counted.
    for _ in range(1 + drags):
        page.mouse.move(middle, line)
        page.mouse.down()
        page.evaluate("longest = 0")
        for way in (*range(0, 200, 10), *range(200, 0, -10)):
            page.mouse.move(middle + way, line)
        page.mouse.up()
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
        longest.append(float(page.evaluate("longest")))
    context.close()
    return longest[1:]


def _measure_frame(frame: Mapping[str, Any]) -> float:
    """Bytes of a websocket message; binary ones are told in base64."""
    return len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)
