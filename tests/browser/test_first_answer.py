"""The first answer is already the page: it is read before a script has run, and nothing jumps when the page comes."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Reader, wait_until

# What is collected from the page's first moment: how far things jumped, and how many titles were read aloud at once.
WATCH = """
window.jumps = []; window.titles = [0];
new PerformanceObserver(list => jumps.push(...list.getEntries().map(each => each.value)))
    .observe({ type: 'layout-shift', buffered: true });
const count = () => {
    const trees = [document, document.getElementById('first')?.shadowRoot].filter(Boolean);
    const found = trees.flatMap(each => [...each.querySelectorAll('h1')]);
    titles.push(found.filter(each => each.checkVisibility({ visibilityProperty: true })).length);
    requestAnimationFrame(count);
};
requestAnimationFrame(count);
"""


@pytest.fixture
def visit(browser: Browser, server_url: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of a reader's own, without the scripts where asked; nothing is waited for."""
    readers: list[Reader] = []

    def go(address: str, scripts: bool = True, watch: str = "", **options: Any) -> Page:
        readers.append(Reader(browser, server_url, **options))
        page = readers[-1].page
        if watch:
            page.add_init_script(watch)
        if not scripts:
            page.route("**/*.js*", lambda route: route.abort())
        page.goto(server_url + address, wait_until="load" if not scripts else "commit")
        return page

    yield go
    for reader in readers:
        reader.context.close()


def test_a_page_that_is_not_painted_since_it_is_out_of_sight_comes_up_all_the_same(visit: Callable[..., Page]) -> None:
    unpainted = """const next = window.requestAnimationFrame.bind(window)
        window.requestAnimationFrame = each => document.querySelector('script[type=module]') ? next(each) : 0"""
    page = visit("/method", watch=unpainted)
    expect(page.locator("#first")).not_to_be_attached(timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("How this atlas was made")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_words_and_map_are_read_before_a_script_has_run(visit: Callable[..., Page], scheme: str, width: int) -> None:
    page = visit("/?country=ES", scripts=False, color_scheme=scheme, viewport={"width": width, "height": 900})
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator(".sentence")).to_contain_text("9 stations in 4 places in Spain")
    drawn = page.locator("#first figure svg")
    expect(drawn).to_be_in_viewport()
    assert drawn.locator("circle.mark").count() >= 4
    # The ground of the theme, and the land another colour than the sea.
    sea, land, ground = (
        page.locator(f"#first {each}").first.evaluate(f"each => getComputedStyle(each)['{what}']")
        for each, what in ((".sea", "fill"), (".land", "fill"), (".masthead", "color"))
    )
    assert sea != land
    assert (ground == "rgb(238, 241, 244)") is (scheme == "dark")
    scroller = page.locator("#first").evaluate("each => [each.scrollWidth, each.clientWidth]")
    assert scroller[0] <= scroller[1]


def test_a_browser_that_knows_no_shadow_roots_in_a_page_shows_it_too(browser: Browser, server_url: str) -> None:
    reader = Reader(browser, server_url)
    page = reader.page
    page.route("**/static/js/*", lambda route: route.abort())
    page.route(
        "**/?country=ES",
        lambda route: (
            (got := route.fetch())
            and route.fulfill(response=got, body=got.text().replace("shadowrootmode", "data-mode"))
        ),
    )
    page.goto(f"{server_url}/?country=ES")
    expect(page.locator(".sentence")).to_contain_text("9 stations in 4 places in Spain")
    reader.context.close()


def test_who_has_no_script_reads_on_in_the_page_without(visit: Callable[..., Page]) -> None:
    page = visit("/timeline?country=ES", java_script_enabled=False)
    expect(page.get_by_text("are on their way")).to_be_hidden()
    page.get_by_role("link", name="The same view without it").click()
    expect(page).to_have_url("**/v/timeline?country=ES".replace("**", page.url.partition("/v/")[0]))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("address", ["/", "/timeline", "/responses?country=NL", "/country?country=ES"])
def test_nothing_jumps_and_nothing_is_there_twice_when_the_page_takes_over(
    visit: Callable[..., Page], address: str, width: int
) -> None:
    page = visit(address, watch=WATCH, viewport={"width": width, "height": 900})
    expect(page.get_by_text("This page asks no other host")).to_be_attached(timeout=60_000)
    expect(page.locator("#first")).not_to_be_attached(timeout=30_000)
    assert page.evaluate("() => jumps.reduce((sum, each) => sum + each, 0)") <= 0.1
    assert page.evaluate("() => Math.max(...titles)") == 1


def test_the_keyboard_and_the_scroll_stay_where_they_were(visit: Callable[..., Page]) -> None:
    page = visit("/responses", viewport={"width": 1400, "height": 500})
    page.locator("#first nav").get_by_role("link", name="Sources").focus()
    page.locator("#first").evaluate("each => each.scrollTop = 120")
    expect(page.locator("#first")).not_to_be_attached(timeout=60_000)
    link = page.get_by_test_id("stTopNavLink").filter(has_text="Sources")
    expect(link).to_be_focused()
    wait_until(page, lambda: page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == 120)


def test_a_note_of_it_is_found_and_the_page_comes_to_the_same_note(visit: Callable[..., Page]) -> None:
    page = visit("/country?country=IT", viewport={"width": 1400, "height": 700})
    page.locator("#first a[href^='#note-IT-5']").first.click()
    expect(page).to_have_url(re.compile("#note-IT-5"))
    expect(page.locator("#first")).not_to_be_attached(timeout=60_000)
    target = page.locator("#root .briefing :target")
    expect(target).to_be_in_viewport()


def test_the_theme_that_was_chosen_is_there_from_the_first(visit: Callable[..., Page]) -> None:
    page = visit("/", watch="localStorage.setItem('stActiveTheme-/-v2', '\"Dark\"')", color_scheme="light")
    ground = page.locator("#first").evaluate("each => getComputedStyle(each).backgroundColor")
    assert ground == "rgb(16, 21, 26)"
