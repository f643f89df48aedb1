"""What a reader waits for, in a real Chromium: from a click or an address until the last change is on screen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.conftest import CHROMIUM_FLAGS, find_chromium

STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text(encoding="utf-8")
SIZE: ViewportSize = {"width": 1400, "height": 1000}
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


def time_filters(
    browser: Browser, empty: str, pages: Mapping[str, str], walk: Sequence[str], warm: int
) -> dict[str, list[float]]:
    """Milliseconds from a click on a pill until its last change is on screen, by name of the page.

    `empty` is the address of the empty app, `pages` are names and addresses of ours; all are open in one browser and
    take turns. `walk` are the labels of the pills to press; the first `warm` presses are not counted. The last change
    is what was last written or drawn in the page's main block before it was quiet, the map's canvas included.
    """
    context = browser.new_context(viewport=SIZE)
    context.add_init_script(STOPWATCH)
    opened = {name: context.new_page() for name in ("empty", *pages)}
    for name, page in opened.items():
        page.goto(pages.get(name, empty), timeout=SLOW)
        expect(_sentence(page)).to_be_visible(timeout=SLOW)
        _wait(page, SETTLED)
    taken: dict[str, list[float]] = {name: [] for name in opened}
    for label in walk:
        for name, page in opened.items():
            taken[name].append(_time_click(page, "One" if name == "empty" else label))
    context.close()
    return {name: times[warm:] for name, times in taken.items()}


def _sentence(page: Page) -> Locator:
    """The view in one sentence, or the empty app's line of text."""
    return page.get_by_role("heading").filter(has_text=re.compile("; as of |^Chosen: ")).first


def _wait(page: Page, milliseconds: int, kind: str = "text") -> dict[str, float]:
    """The stopwatch, once a page has been quiet for so long."""
    watch: dict[str, float] = page.evaluate(f"stopwatch.wait({milliseconds}, '{kind}', {SLOW})")
    return watch


def _time_click(page: Page, label: str) -> float:
    """Press a pill; the sentence must change, and so must the map or chart, where the page has one."""
    page.bring_to_front()
    before = _sentence(page).inner_text()
    page.get_by_role("button", name=re.compile(rf"^{re.escape(label)}( \(|$)")).first.click()
    # The page itself says when it is done: looking for the sentence meanwhile would slow it down.
    watch = _wait(page, QUIET)
    if _sentence(page).inner_text() == before or page.get_by_test_id("stException").count():
        raise RuntimeError(f"“{label}” did not change the sentence, or the page failed")
    if page.locator("canvas").count() and watch["canvas"] < watch["clicked"]:
        raise RuntimeError(f"“{label}” changed the sentence, but nothing was drawn")
    return max(watch["canvas"], watch["text"]) - watch["clicked"]


def time_first_map(browser: Browser, ours: str, bare: str, runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the start of a cold visit until the last drawing of the map: ours, and the bare page's.

    `bare` is the address of the page that has only the deck; it is given the size of our map. A first visit to each
    is not counted.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(1 + runs):
        time, (width, height) = _time_visit(browser, ours)
        taken[0].append(time)
        time, _ = _time_visit(browser, f"{bare}/?width={width:.0f}&height={height:.0f}")
        taken[1].append(time)
    return taken[0][1:], taken[1][1:]


def _time_visit(browser: Browser, address: str) -> tuple[float, tuple[float, float]]:
    context = browser.new_context(viewport=SIZE)
    context.add_init_script(STOPWATCH)
    page = context.new_page()
    page.goto(address, wait_until="commit", timeout=SLOW)
    canvas = page.locator(CANVAS).first
    expect(canvas).to_be_visible(timeout=SLOW)
    time, box = _wait(page, SETTLED, "canvas")["canvas"], canvas.bounding_box()
    assert box is not None
    context.close()
    return time, (box["width"], box["height"])
