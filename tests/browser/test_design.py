"""What a stranger sees first, and the tricks with Streamlit's markup that make it so: each test names the trick."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.answers.pages import PAGES
from tests.conftest import Reader, wait_until

SLOW = 30_000  # milliseconds
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
MOBILE = "Mozilla/5.0 (Linux; Android 15) Mobi"


def box(locator: Locator) -> dict[str, float]:
    """Where something stands in the window, in pixels."""
    expect(locator).to_be_visible(timeout=SLOW)
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def bottom(locator: Locator) -> float:
    """How far down the window it reaches."""
    found = box(locator)
    return found["y"] + found["height"]


def find_maps(page: Page) -> Locator:
    """The world, and Europe beside it."""
    return page.locator("[data-testid=stDeckGlJsonChart]")


def test_a_stranger_sees_what_it_is_who_says_so_and_the_denial_without_scrolling(
    open_reader: Callable[..., Reader],
) -> None:
    page = open_reader(viewport=WIDE).open("/")
    bar = page.get_by_test_id("stToolbar")
    # The wordmark is a ::before of Streamlit's stToolbar.
    page.wait_for_function(
        "bar => getComputedStyle(bar, '::before').content === '\"Station Atlas\"'", arg=bar.element_handle()
    )
    claim = page.locator(".st-key-masthead")
    expect(claim).to_contain_text("Safeguard Defenders reported 102 “overseas police service stations” in 53 countries")
    expect(claim.locator("strong")).to_have_text("China denies that they are police stations")
    expect(page.locator(".st-key-strip button[data-variant]")).to_have_count(7)
    figure, legend = find_maps(page).first, page.locator(".legend li").first
    parts = (claim, page.locator(".st-key-strip"), page.locator(".st-key-bar"), page.locator(".st-key-numbers"))
    wait_until(page, lambda: all(bottom(part) <= WIDE["height"] for part in (*parts, figure, legend)))
    wait_until(page, lambda: round(box(figure)["height"]) == 472)


def test_what_an_entry_of_the_legend_means_is_seen_by_keyboard_and_goes_by_escape(
    open_reader: Callable[..., Reader],
) -> None:
    page = open_reader(viewport={"width": 390, "height": 844}).open("/?response=closed")
    entry = page.locator(".legend li[tabindex]").filter(has_text="Closed")
    told = entry.locator(".told")
    expect(told).to_have_text("a closure ordered, claimed by China, or confirmed by the host authority")
    assert box(told)["width"] == 1
    entry.focus()
    wait_until(page, lambda: 100 < box(told)["width"] <= 260 and box(told)["x"] + box(told)["width"] <= 390)
    page.keyboard.press("Escape")
    wait_until(page, lambda: box(told)["width"] == 1)


def test_the_key_figures_stand_large_above_their_words_in_one_row(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=WIDE).open("/")
    figures = page.locator(".st-key-response button p")
    expect(figures).to_have_count(7)
    # Numbers are ::before of the pills' text.
    for at, number in enumerate((1, 8, 16, 10, 10, 3, 14)):
        expect(figures.nth(at)).to_have_css("content", f'"{number}"', pseudo="before")
    pills = page.locator(".st-key-response button[data-variant]")
    tops = "all => new Set(all.map(e => e.getBoundingClientRect().y)).size"
    wait_until(page, lambda: pills.evaluate_all(tops) == 1, "the strip is a grid over the pills' role=toolbar")


def test_the_bars_last_button_is_in_sight_and_tabbing_to_it_moves_nothing_sideways(
    open_reader: Callable[..., Reader],
) -> None:
    page = open_reader(viewport=WIDE).open("/?place=es-valencia")
    menu = page.get_by_test_id("stMainMenuButton")
    said = "the toolbar's part after the wordmark keeps the whole width"
    wait_until(page, lambda: box(menu)["x"] + box(menu)["width"] <= WIDE["width"], said)
    menu.focus()
    assert page.evaluate("() => [...document.querySelectorAll('*')].every(part => part.scrollLeft === 0)")


def test_on_a_phone_the_map_is_in_sight_and_nothing_scrolls_sideways(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=PHONE, user_agent=MOBILE).open("/")
    world, said = find_maps(page).first, "on a phone the strip stands below the map by the order property"
    wait_until(page, lambda: PHONE["height"] - box(world)["y"] >= 280, said)
    strip, index = page.locator(".st-key-strip"), page.locator(".st-key-index")
    said = "the strip stands above the index by the order of what follows st.tabs"
    wait_until(page, lambda: box(world)["y"] < box(strip)["y"] < box(index)["y"], said)
    page.set_viewport_size({"width": 320, "height": 844})
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollWidth <= 320", timeout=SLOW)


def test_a_way_to_another_page_is_read_to_its_end_on_a_phone(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=PHONE, user_agent=MOBILE).open("/?place=ae-dubai")
    way = page.get_by_role("link", name="Everything about the United Arab Emirates, with sources, to print")
    expect(way).to_be_visible(timeout=SLOW)
    cut = "way => [way, ...way.querySelectorAll('*')].some(part => part.scrollWidth > part.clientWidth)"
    wait_until(page, lambda: not way.evaluate(cut), "a link to a page is cut by white-space: nowrap")


@pytest.mark.parametrize(
    ("address", "name", "number", "step"),
    [
        ("/?country=IT", "Italy", "11 stations reported", "Closed"),
        ("/?place=gb-london", "London", "reported", "Closed"),
    ],
)
def test_what_is_chosen_is_answered_beside_the_map_above_the_fold(
    open_reader: Callable[..., Reader], address: str, name: str, number: str, step: str
) -> None:
    page = open_reader(viewport=WIDE).open(address)
    sheet = page.locator(".st-key-sheet")
    words = (
        sheet.get_by_role("heading", name=re.compile(f"^{name}")),
        sheet.get_by_text(number).first,
        sheet.get_by_text(re.compile("China denies that")).first,
        sheet.get_by_text(step, exact=True).first,
        sheet.get_by_text("First at this step.").first,
    )
    wait_until(page, lambda: all(bottom(each) <= WIDE["height"] for each in words))
    wait_until(page, lambda: box(sheet)["x"] > box(find_maps(page).first)["x"] + 500)


def test_a_key_figure_filters_and_lets_go_by_mouse_and_by_keyboard(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=WIDE).open("/")
    closed = page.locator(".st-key-response button[data-variant]").nth(1)
    numbers = page.get_by_role("heading", level=2).first
    closed.click()
    expect(page).to_have_url(re.compile(r"\?response=closed$"))
    expect(numbers).to_contain_text("29 stations")
    expect(numbers).to_contain_text("in 8 countries")
    closed.click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?response=closed$"))
    expect(numbers).to_contain_text("29 stations")
    # A pill that is drawn afresh under the hand loses the focus.
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    closed.focus()
    page.keyboard.press("Space")
    expect(numbers).to_contain_text("87 stations")


def test_the_timeline_names_nearly_every_mark_in_full(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=WIDE).open("/timeline")
    marks = page.locator("svg.marks").nth(1)
    expect(marks).to_be_visible(timeout=SLOW)

    def is_told() -> bool:
        labels = marks.locator("text").all_text_contents()
        return len(labels) > 60 and sum(label.endswith("…") for label in labels) <= 5

    wait_until(page, is_told)


def test_a_narrow_window_of_a_wide_browser_keeps_the_timelines_width(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=PHONE).open("/timeline")
    marks = page.locator("svg.marks").nth(1).locator("[aria-label]")
    spread = """all => { const at = all.map(each => each.getBoundingClientRect().x)
        return Math.max(...at) - Math.min(...at) }"""
    wait_until(page, lambda: marks.evaluate_all(spread) > 250, "labels that are not shown take the plot's width")


def test_what_a_step_is_called_does_not_run_into_its_acts_on_a_phone(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=PHONE, user_agent=MOBILE).open("/responses")
    cells = page.locator(".ladder td[data-step]")
    expect(cells.first).to_be_visible(timeout=SLOW)
    cut = """cells => { const pen = document.createElement("canvas").getContext("2d")
        return cells.filter(cell => {
            const style = getComputedStyle(cell, "::before")
            pen.font = style.font
            const room = parseFloat(getComputedStyle(cell).paddingLeft) - parseFloat(style.left)
            return pen.measureText(cell.dataset.step).width > room
        }).map(cell => cell.dataset.step) }"""
    assert cells.evaluate_all(cut) == []


@pytest.mark.parametrize("page", [page.path for page in PAGES])
def test_every_icon_is_drawn_and_not_spelled(open_reader: Callable[..., Reader], page: str) -> None:
    shown = open_reader(viewport=WIDE).open(page)
    spelled = """() => [...document.querySelectorAll("[data-testid=stIconMaterial]")].filter(icon => {
        const range = document.createRange()
        range.selectNodeContents(icon)
        return range.getBoundingClientRect().width > 1.5 * parseFloat(getComputedStyle(icon).fontSize)
    }).map(icon => icon.textContent)"""
    wait_until(shown, lambda: shown.evaluate(spelled) == [], "an icon is not in static/icons.woff2: make_fonts.py")


def test_copying_the_link_moves_nothing_and_is_announced(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"]).open("/")
    button = page.locator(".st-key-copy-link button")
    expect(button).to_have_text("Copy link")
    edge = page.locator(".st-key-bar [data-testid=stMultiSelect]")
    wait_until(page, lambda: all(abs(box(button)[part] - box(edge)[part]) <= 1 for part in ("y", "height")))
    before = box(button)
    button.click()
    expect(button).to_have_text("Link copied")
    expect(page.locator("body > [role=status]")).to_have_text("Link copied")
    wait_until(page, lambda: box(button) == before)


@pytest.mark.parametrize("page", [page.path for page in PAGES])
def test_every_page_says_in_its_first_lines_what_it_is(open_reader: Callable[..., Reader], page: str) -> None:
    opened = open_reader(viewport=WIDE).open(page)
    title, said = opened.get_by_role("heading", level=1), opened.locator(".st-key-masthead p").first
    wait_until(opened, lambda: bottom(title) < 240)
    wait_until(opened, lambda: len(said.inner_text()) > 60)
    active = opened.locator("[data-testid=stTopNavLink][aria-current=page]")
    # The page that is open has aria-current=page on its stTopNavLink: that is what its line hangs on.
    expect(active).to_have_css("border-bottom-style", "solid")
