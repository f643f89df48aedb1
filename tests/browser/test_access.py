"""For every reader: on paper from either theme, enlarged to 400 %, in forced colours, by the keyboard alone."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ElementHandle, Page, expect
from pypdf import PdfReader

from lib.answers.pages import PAGES
from lib.answers.pages import Page as Registered
from tests.browser.test_print import squeeze
from tests.conftest import Reader, wait_until

Scheme = Literal["light", "dark"]
# A reader's window at 100, 200 and 400 per cent: 1280 by 1024 in the pixels of CSS (WCAG 2.2, 1.4.10).
ENLARGED = {"200 %": (640, 512), "400 %": (320, 256)}
# Words on paper that stand out too little from it: every text that is shown, with its colour's contrast to white.
FAINT = """() => {
  const lines = []
  const walker = document.createTreeWalker(document.querySelector("[data-testid=stMain]"), NodeFilter.SHOW_TEXT)
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement
    if (!node.data.trim() || !parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue
    if (parent.closest("style, script, [aria-hidden=true]")) continue
    const style = getComputedStyle(parent)
    const box = parent.getBoundingClientRect()
    if (box.width < 2 || box.height < 2) continue
    const color = parent.closest("svg") && style.fill !== "none" ? style.fill : style.color
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number)
    const luminance = 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255)
    if (1.05 / (luminance + 0.05) < 4.5) lines.push(`${color}: ${node.data.trim().slice(0, 60)}`)
  }
  return lines
}"""
# Of a list to choose from its words stay, and its marks are no more than a list's on paper.
CONTROLS = "button, input:not([type=radio]), select, textarea, [role=combobox], [role=slider]"


def list_controls(page: Page) -> list[str]:
    """Controls of the page that stand on paper."""
    shown = "parts => parts.filter(part => part.checkVisibility() && part.getBoundingClientRect().width > 2)"
    found: list[str] = page.locator(f"[data-testid=stMain] :is({CONTROLS})").evaluate_all(
        f"parts => ({shown})(parts).map(part => part.outerHTML.slice(0, 120))"
    )
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_is_printed_black_on_white_from_either_theme_without_a_control(
    open_reader: Callable[..., Reader], page: Registered
) -> None:
    schemes: tuple[Scheme, ...] = ("dark", "light")
    for scheme in schemes:
        opened = open_reader(color_scheme=scheme).open(f"{page.path}?country=NL&country=GB")
        title, sentence = opened.get_by_role("heading", level=1).inner_text(), opened.locator(".st-key-numbers h2")
        said = [title, *sentence.all_inner_texts()]
        opened.emulate_media(media="print", color_scheme=scheme)
        expect(opened.get_by_test_id("stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
        assert opened.evaluate(FAINT) == []
        wait_until(opened, lambda opened=opened: list_controls(opened) == [], "a control stands on paper")
        paper = squeeze("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(opened.pdf())).pages))
        assert [text for text in said if squeeze(text) not in paper] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_an_enlarged_page_scrolls_in_one_direction(open_reader: Callable[..., Reader], page: Registered) -> None:
    opened = open_reader().open(f"{page.path}?country=IT")
    main = opened.get_by_test_id("stMain")
    for percent, (width, height) in ENLARGED.items():
        opened.set_viewport_size({"width": width, "height": height})
        wait_until(opened, lambda: main.evaluate("main => main.scrollWidth <= main.clientWidth"), percent)
        # What is read comes first: no bar covers the window.
        expect(opened.get_by_role("heading", level=1)).to_be_visible()


def test_in_forced_colours_what_is_chosen_and_what_a_mark_means_can_be_told_apart(
    open_reader: Callable[..., Reader],
) -> None:
    page = open_reader(forced_colors="active", viewport={"width": 1400, "height": 1000}).open("/?response=closed")
    # The strip's chosen key figure, and the filter that is on.
    chosen = page.locator(".st-key-strip button[aria-pressed=true]")
    other = page.locator(".st-key-strip button[aria-pressed=false]").first
    look = """part => {
        const style = getComputedStyle(part)
        return [style.backgroundColor, style.borderColor, style.outlineColor, style.color].join()
    }"""
    expect(chosen).to_have_count(1)
    wait_until(page, lambda: chosen.evaluate(look) != other.evaluate(look))
    # Marks of the legend keep their colours, since those are what it explains.
    marks = page.locator(".legend .atlas-mark")
    colors = marks.evaluate_all("parts => parts.map(part => getComputedStyle(part).color)")
    assert len(set(colors)) >= min(2, len(colors)) and all(color != "rgb(0, 0, 0)" for color in colors[:1])
    # Which page this is, which tab is open, which switches are on.
    page = open_reader(forced_colors="active", viewport={"width": 1400, "height": 1000}).open("/data?areas=step")
    links, tabs = page.get_by_test_id("stTopNavLink"), page.get_by_role("tab")
    edge = "part => getComputedStyle(part).borderBottomWidth"
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    assert (tabs.first.evaluate(edge), tabs.nth(1).evaluate(edge)) == ("3px", "0px")
    assert sorted(links.evaluate_all(f"all => all.map({edge})")) == ["0px"] * (len(PAGES) - 1) + ["3px"]
    page.goto(page.url.replace("/data", "/"))
    page.get_by_role("button", name="More filters").click()
    switches = page.get_by_test_id("stPopoverBody").get_by_test_id("stCheckbox")
    expect(switches).to_have_count(2)
    off, on = (switch.locator("label > span + div") for switch in switches.all())
    for track in (off, on):
        expect(track).to_have_css("border-top-width", "2px")
    assert off.evaluate(look) != on.evaluate(look)
    # The map keeps its sea, or its land would be an outline in nothing.
    chart = page.locator(".st-key-map-main").get_by_test_id("stDeckGlJsonChart")
    expect(chart).to_have_css("forced-color-adjust", "none")
    page = open_reader(forced_colors="active", viewport={"width": 1400, "height": 1000}).open("/responses")
    acts = page.locator(".ladder td.act")
    expect(acts.first).to_be_visible()
    empty = page.locator(".ladder td.empty").first
    assert acts.first.evaluate(look) != empty.evaluate(look)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_over_the_page_has_its_colours_and_no_barrier(
    open_reader: Callable[..., Reader], scheme: Scheme
) -> None:
    page = open_reader(color_scheme=scheme, viewport={"width": 1400, "height": 1000}).open(
        "/reports?country=NL&open=country-nl"
    )
    opened = 0
    for button in page.get_by_test_id("stPopoverButton").all():
        button.click()
        body = page.get_by_test_id("stPopoverBody")
        expect(body).to_be_visible()
        expect(body).to_have_css("color-scheme", scheme)
        page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
        found = Axe().run(page, context="[data-testid=stPopoverBody]", options={"runOnly": ["color-contrast"]})
        assert found.response["violations"] == [], button.inner_text()
        opened += 1
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)
    # More filters, the date, Share, who gave the numbers, the report of an error.
    assert opened == 5


def test_a_kept_file_and_a_page_without_scripts_fit_a_phone(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader(viewport={"width": 390, "height": 844}, color_scheme="dark")
    for address in ("/v/map.evidence.html?country=ES", "/v/data?country=ES", "/v/timeline?country=ES&data=2026.11.0"):
        # As from a mail: the evidence file is to be saved, and no browser shows it at its address.
        reader.page.set_content(reader.page.request.get(reader.url + address).text())
        assert reader.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_a_typed_end_of_the_timeline_applies_with_enter_too(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/timeline?country=NL")
    page.get_by_test_id("stDateInput").first.get_by_role("spinbutton").first.click()
    page.keyboard.type("20221001")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("from=2022-10-01"))
    expect(page.get_by_text("Listed: ")).to_contain_text("from 1 October 2022", timeout=30_000)


def test_a_date_that_is_typed_and_entered_applies_and_the_headline_agrees(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/")
    page.locator(".st-key-asof button").first.click()
    page.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    page.keyboard.type("20220912")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("asof=2022-09-12"))
    expect(page.locator(".st-key-numbers h2")).to_contain_text("52 stations", timeout=30_000)
    expect(page.locator(".st-key-numbers h2")).to_contain_text("as of 12 September 2022")
    expect(page.locator(".st-key-asof button").first).to_contain_text("As of 12 September 2022")


# What has the focus: its name, and whether it is in sight.
FOCUSED = """() => {
  const active = document.activeElement
  if (active === document.body) return {name: "", seen: true, markup: "body"}
  const box = active.getBoundingClientRect()
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  const name = active.getAttribute("aria-label") || active.labels?.[0]?.innerText ||
    (active.matches("a, button, summary") ? active.innerText : "")
  return {name: name.trim(), seen, markup: active.outerHTML.slice(0, 160)}
}"""
RING = 6  # pixels around what has the focus that its frame may take


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Tab until something of a name (a pattern) has the focus: each stop on the way is in sight, and the last one is
    drawn as what has the focus."""
    for _ in range(150):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        assert stop["seen"], stop["markup"]
        if re.search(name, stop["name"]):
            break
    assert re.search(name, stop["name"]), f"nothing on the way is named {name}"
    focused = page.evaluate_handle("document.activeElement").as_element()
    assert focused is not None
    other = {"Tab": "Shift+Tab", "Shift+Tab": "Tab"}[key]
    shown = draw(page, focused)
    page.keyboard.press(other)
    wait_until(page, lambda: draw(page, focused) != shown, f"{stop['markup']} looks the same without the focus")
    page.keyboard.press(key)
    assert page.evaluate(FOCUSED)["name"] == stop["name"]


def draw(page: Page, element: ElementHandle) -> bytes:
    """An element as it is drawn, with what is around it."""
    place = element.bounding_box()
    assert place is not None
    clip = {"x": max(0, place["x"] - RING), "y": max(0, place["y"] - RING)}
    return page.screenshot(clip={**clip, "width": place["width"] + 2 * RING, "height": place["height"] + 2 * RING})


def test_a_tour_by_the_keyboard_alone(open_reader: Callable[..., Reader]) -> None:
    """See the map, filter by country, open a place, read its sources, copy the link, go to another page and back."""
    page = open_reader(permissions=["clipboard-read", "clipboard-write"]).open("/")
    expect(page.locator("[data-testid=stDeckGlJsonChart] canvas").first).to_be_visible()
    tab_to(page, "Country")
    page.keyboard.type("Netherlands")
    expect(page.get_by_role("option", name=re.compile("^Netherlands"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("country=NL"))
    expect(page.locator(".st-key-numbers h2")).to_contain_text("2 stations in 2 places in the Netherlands")
    page.keyboard.press("Escape")
    tab_to(page, "^Amsterdam, ")
    page.keyboard.press("Space")
    place = page.get_by_role("heading", name="Amsterdam, Netherlands")
    expect(place).to_be_visible()
    expect(page).to_have_url(re.compile("place=nl-amsterdam"))
    tab_to(page, r"Says who\? \d+ sources")
    page.keyboard.press("Enter")
    expect(page.locator("details[open] a[href^=http]").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").startswith("https://")
    tab_to(page, r"\bClose$", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(place).to_have_count(0)
    # What was closed is gone, and the next stop is not the page's first.
    tab_to(page, r"\bCopy link$", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("body > [role=status]")).to_have_text("Link copied")
    assert "country=NL" in page.evaluate("navigator.clipboard.readText()")
    tab_to(page, "^Timeline$", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="What happened when")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/timeline\?country=NL"))
    tab_to(page, "^Map$", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?country=NL"))
    expect(page.locator(".st-key-numbers h2")).to_contain_text("2 stations in 2 places in the Netherlands")


def test_a_table_is_taken_along_by_our_files_alone(open_reader: Callable[..., Reader]) -> None:
    """Streamlit's own file of it has cells that a spreadsheet runs."""
    page = open_reader().open("/data?country=NL")
    page.locator("[data-testid=stDataFrame]").first.hover()
    expect(page.get_by_role("button", name=re.compile("^Search: "))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Download as CSV"))).to_have_count(0)
    expect(page.get_by_role("link", name="stations.sheet.csv")).to_be_visible()
