"""What a reader does with the timeline, in a real Chromium."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from lib.words.catalogue import write_date
from tests.conftest import Reader, wait_until
from tests.versions import TODAY

SLOW = 30_000  # milliseconds: a first chart on a busy machine
STRETCH = re.compile(r"from=(\d{4}-\d\d-\d\d)&to=(\d{4}-\d\d-\d\d)")


def find_charts(page: Page) -> Locator:
    """The overview with its brush, then the lanes."""
    charts = page.locator("svg.marks")
    expect(charts.nth(1)).to_be_visible(timeout=SLOW)
    return charts


def find_mark(page: Page, words: str) -> Locator:
    """A mark of the lanes by what it says."""
    return page.locator(f'svg.marks [aria-label*="{words}"]').first


def brush(page: Page, begin: float, end: float) -> None:
    """Draw a brush over the overview, from one fraction of its width to another, until the address says another one."""
    before = page.url

    def look() -> dict[str, float] | None:
        drawn = page.locator("svg.marks").first.locator(".stretch_brush path").first
        try:
            return dict(drawn.bounding_box(timeout=1_000) or {})
        except TimeoutError:
            return None

    def drag() -> bool:
        box = find_charts(page).first.bounding_box()
        if box is None:  # drawn afresh between the look and the measure
            return False
        stood, y = look(), box["y"] + 25
        page.mouse.move(box["x"] + box["width"] * begin, y)
        page.mouse.down()
        for step in range(1, 6):
            page.mouse.move(box["x"] + box["width"] * (begin + (end - begin) * step / 5), y)
        page.mouse.up()
        # A chart that took it shows it at once, and the address follows, on a busy machine after seconds: who draws
        # again meanwhile makes another entry in the history. A chart that is drawn afresh just then forgets it.
        if look() != stood:
            with suppress(AssertionError):
                expect(page).not_to_have_url(before, timeout=SLOW / 3)
        return page.url != before

    # A chart that is about to be drawn afresh takes no brush.
    assert any(drag() for _ in range(5))
    expect(page).to_have_url(STRETCH)


def read_brush(page: Page) -> dict[str, float]:
    """Where the brush stands on the overview."""
    drawn = page.locator("svg.marks").first.locator(".stretch_brush path").first
    expect(drawn).to_be_attached(timeout=SLOW)
    box = drawn.bounding_box()
    assert box is not None
    return dict(box)


def test_a_brushed_stretch_is_in_the_link_and_opens_the_same_for_a_colleague(
    open_reader: Callable[..., Reader],
) -> None:
    page = open_reader().open("/timeline?country=NL")
    brush(page, 0.6, 0.8)
    found = STRETCH.search(page.url)
    assert found is not None
    # The address is written before the page is.
    sentence = page.get_by_text("Listed: ")
    expect(sentence).to_contain_text(f"from {write_date(date.fromisoformat(found[1]))} to ", timeout=SLOW)
    mine = read_brush(page)
    listed = sentence.inner_text()
    colleague = open_reader().open(page.url[page.url.index("/timeline") :])
    find_charts(colleague)
    expect(colleague.get_by_text(listed)).to_be_visible(timeout=SLOW)
    theirs = read_brush(colleague)
    assert abs(mine["x"] - theirs["x"]) < 3 and abs(mine["width"] - theirs["width"]) < 4


def test_a_stale_brush_never_overwrites_a_newer_stretch(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline")
    brush(page, 0.3, 0.5)
    page.get_by_role("button", name="2022–23", exact=True).click()
    expect(page).to_have_url(re.compile("from=2022-01-01&to=2023-12-31"))
    # The address is written before the page is.
    listed = page.get_by_text("Listed: ")
    expect(listed).to_contain_text("from 1 January 2022 to 31 December 2023", timeout=SLOW)
    brush(page, 0.2, 0.4)
    expect(page).not_to_have_url(re.compile("2022-01-01"))
    page.go_back()
    expect(page).to_have_url(re.compile("from=2022-01-01&to=2023-12-31"))
    page.get_by_role("button", name="Whole span", exact=True).click()
    expect(page).to_have_url(re.compile("from=2004-01-01$"))


def test_the_keyboard_zooms_and_pans(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?from=2022-01-01&to=2023-12-31")
    find_charts(page)
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(page).to_have_url(re.compile("from=2022-07-02&to=2023-07-01"))
    page.keyboard.press("Alt+Shift+ArrowLeft")
    expect(page).to_have_url(re.compile("from=2022-01-01&to=2022-12-31"))


def test_choosing_a_mark_opens_who_said_so_and_a_way_to_its_country(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL&from=2022-09-01&to=2023-06-30")
    find_charts(page)
    find_mark(page, "Netherlands: diplomatic protest").click()
    expect(page.get_by_role("heading", name="Netherlands: diplomatic protest")).to_be_visible(timeout=SLOW)
    expect(page.locator("strong", has_text="31 October 2022")).to_be_visible()
    expect(page.get_by_role("link", name="All about the Netherlands")).to_be_visible()
    # From the list to another row and back by the mark: the same mark opens again.
    page.get_by_role("radio", name=re.compile("closure ordered")).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Netherlands: closure ordered")).to_be_visible(timeout=SLOW)
    find_charts(page)
    find_mark(page, "Netherlands: diplomatic protest").click()
    expect(page.get_by_role("heading", name="Netherlands: diplomatic protest")).to_be_visible(timeout=SLOW)


def test_the_chart_tells_the_dutch_story_from_left_to_right(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL&from=2022-10-20&to=2022-11-10")
    find_charts(page)
    acts = ("investigation opened, 26 October", "diplomatic protest, 31 October", "closure ordered, 1 November")
    for act in acts:
        expect(find_mark(page, f"Netherlands: {act} 2022")).to_be_visible(timeout=SLOW)
    # All at one moment: a chart may be drawn afresh between two looks.
    find_places = """(marks, acts) => acts.map(act => marks.find(
            mark => mark.ariaLabel.includes(`Netherlands: ${act} 2022`))?.getBoundingClientRect().x)"""

    def is_in_order() -> bool:
        places = page.locator("svg.marks [aria-label]").evaluate_all(find_places, list(acts))
        return None not in places and places == sorted(places)

    wait_until(page, is_in_order)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(open_reader: Callable[..., Reader], scheme: str) -> None:
    phone = "Mozilla/5.0 (Linux; Android 14) Mobile"
    reader = open_reader(viewport={"width": 390, "height": 844}, user_agent=phone, color_scheme=scheme)
    page = reader.open("/timeline")
    find_charts(page)
    # A chart takes a moment to shrink.
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollWidth <= 390", timeout=SLOW)


def test_play_never_starts_by_itself_and_writes_the_link_once_on_pause(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline")
    page.get_by_role("button", name="Play through time").click()
    day = page.get_by_role("status").filter(has_text=re.compile(r"\d{4}$"))
    expect(day).to_have_text("30 September 2022", timeout=SLOW)
    visits = page.evaluate("history.length")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(day).to_have_text(re.compile("(October|November|December) 2022|2023"), timeout=SLOW)
    expect(page).to_have_url(re.compile("/timeline$"))
    expect(page.locator("[data-announce]")).to_contain_text(f"show where play began: {TODAY}")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"asof=202[23]-\d\d-\d\d$"))
    assert page.evaluate("history.length") == visits + 1
    paused = page.url
    shown = write_date(date.fromisoformat(paused[-10:]))
    expect(day).to_have_text(shown, timeout=SLOW)
    expect(page.get_by_text(f"as of {shown}.")).to_be_visible()
    page.get_by_role("button", name="Step forward").click()
    expect(page).not_to_have_url(paused)
    page.get_by_role("button", name="Step back").click()
    expect(page).to_have_url(paused)


def test_play_ends_at_the_last_month_and_writes_the_link(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?asof=2023-04-30")
    page.get_by_role("button", name="Play through time").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page).to_have_url(re.compile(r"asof=2023-06-30$"), timeout=SLOW)
    expect(page.get_by_text("as of 30 June 2023.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # On screen, and aloud.
    expect(page.locator("[data-announce]")).to_have_text("Play has ended, at 30 June 2023.")
    expect(page.locator("body > [role=status]")).to_contain_text("Play has ended, at 30 June 2023.")


def test_the_map_leads_to_play_with_its_view(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL")
    page.get_by_role("button", name="Play through time").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"/timeline\?country=NL$"))


def test_leaving_the_page_ends_play(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL")
    page.get_by_role("button", name="Play through time").click()
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("link", name="Responses", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("What happened when", timeout=SLOW)
    page.get_by_role("link", name="Timeline", exact=True).click()
    expect(page.get_by_role("button", name="Play through time")).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"/timeline\?country=NL$"))


def test_enter_plays_and_enter_pauses(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL&asof=2022-09-30")
    page.get_by_role("button", name="Play through time").click()
    page.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused(timeout=SLOW)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"asof=20\d\d-\d\d-\d\d$"))


def test_while_it_plays_date_sentence_and_timeline_say_the_same(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?asof=2022-09-30")
    page.get_by_role("button", name="Play through time").click()
    page.get_by_role("button", name="Play", exact=True).click()
    day = page.get_by_role("status").filter(has_text=re.compile(r"\d{4}$"))
    expect(day).not_to_have_text("30 September 2022", timeout=SLOW)
    # All read at one moment, once no part of it is on its way.
    agreed = """() => {
        const date = [...document.querySelectorAll("[role=status]")].map(each => each.innerText.trim())
            .find(text => /^\\d+ \\w+ \\d{4}$/.test(text));
        const said = [...document.querySelectorAll("p")].map(each => each.innerText)
            .find(text => text.includes("other dated row"));
        const drawn = document.querySelector('[aria-label^="Timeline from"]')?.ariaLabel;
        const acts = said?.match(/(\\d+) responses? by/)?.[1];
        return date && date !== "30 September 2022" && said.includes(`as of ${date}.`) && acts !== "0"
            && drawn?.includes(`Government responses: ${acts};`);
    }"""
    page.wait_for_function(agreed, timeout=SLOW)


def test_the_arrow_keys_walk_the_list_and_open_each_row(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL&from=2022-10-26&to=2022-11-01&lane=responses")
    find_charts(page)
    page.get_by_role("radio", name=re.compile("investigation opened")).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Netherlands: investigation opened")).to_be_visible(timeout=SLOW)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="Netherlands: diplomatic protest")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("radio", name=re.compile("diplomatic protest"))).to_be_focused()


def test_the_ladder_scrolls_with_the_page_and_its_head_stays_under_the_bar(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport={"width": 1400, "height": 900}).open("/responses")
    ladder = page.get_by_role("table", name="Countries and their responses")
    expect(ladder).to_be_visible(timeout=SLOW)
    ladder.get_by_role("row").last.scroll_into_view_if_needed()
    # The trick that broke is position: sticky: an ancestor of the table has got an overflow of its own.
    head = ladder.get_by_role("columnheader", name="Closed")
    expect(head).to_be_in_viewport()

    def is_under() -> bool:
        bar, box = page.get_by_test_id("stHeader").bounding_box(), head.bounding_box()
        return bar is not None and box is not None and abs(box["y"] - bar["y"] - bar["height"]) <= 2

    wait_until(page, is_under)
    scrolling = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMainBlockContainer] *")].filter(each =>
            /auto|scroll/.test(getComputedStyle(each).overflowY) && each.scrollHeight > each.clientHeight + 1)
            .map(each => each.className)"""
    )
    assert scrolling == []


def test_the_charts_have_no_toolbar_over_the_buttons(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL")
    charts = find_charts(page)
    charts.nth(1).hover()
    # They are there in the markup, and only there.
    buttons = page.get_by_test_id("stElementToolbarButton")
    expect(buttons.first).to_be_attached()
    expect(buttons.filter(visible=True)).to_have_count(0)
