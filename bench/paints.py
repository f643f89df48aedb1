"""What a reader sees first: when the first answer is painted, its map in it, and when the page itself has come."""

from dataclasses import dataclass

from playwright.sync_api import Browser, expect

from bench.browsers import SIZE, SLOW

# A slow line: 1.6 Mbit/s and 150 ms, as Lighthouse has it for a slow mobile network.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
WATCH = """
window.paints = { largest: 0, jumped: 0 };
new PerformanceObserver(list => { paints.largest = list.getEntries().at(-1).startTime })
    .observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver(list => list.getEntries().forEach(each => { paints.jumped += each.value }))
    .observe({ type: 'layout-shift', buffered: true });
new MutationObserver(() => {
    const first = document.getElementById('first');
    if (first) paints.mapped = Boolean(first.shadowRoot?.querySelector('svg .mark'));
    else if ('mapped' in paints) paints.stands ??= performance.now();
}).observe(document, { childList: true, subtree: true });
"""
READ = "() => ({ ...paints, first: performance.getEntriesByName('first-contentful-paint')[0].startTime })"


@dataclass
class Paints:
    """Milliseconds from the visit to the first and to the largest contentful paint, and until the page itself stands;
    how far things jumped (https://web.dev/articles/cls)."""

    first: float
    largest: float
    stands: float
    jumped: float


def time_first(browser: Browser, address: str) -> float:
    """Milliseconds until a page without scripts is painted: what the machine needs for as much."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(address, timeout=SLOW)
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    painted: float = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return painted


def time_paints(browser: Browser, address: str, slow: bool = False) -> Paints:
    """A cold visit of the map, on a slow line where asked. Raises RuntimeError where no map is in the first answer."""
    context = browser.new_context(viewport=SIZE)
    context.add_init_script(WATCH)
    page = context.new_page()
    if slow:
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="commit", timeout=SLOW)
    expect(page.locator("#first")).not_to_be_attached(timeout=SLOW)
    page.wait_for_function("() => paints.stands")
    found = page.evaluate(READ)
    context.close()
    if not found.get("mapped"):
        raise RuntimeError(f"{address} has no map in its first answer")
    return Paints(found["first"], found["largest"], found["stands"], found["jumped"])
