"""A page that the browser translates: what the view changes is changed on screen too, and nothing falls over."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from lib.answers import pages as answers
from lib.answers.pages import PAGES
from tests.conftest import Reader, choose, press, wait_until

MAIN: Final = "[data-testid=stMain]"
# What Chromium's and Google's translators do to a page: each text leaves the document, and two <font> stand in its
# place. Here the translation of a text is the text, so that what stands there can be compared.
TRANSLATE: Final = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) texts.push(walker.currentNode)
    for (const text of texts) {
        if (!text.data.trim() || text.parentElement.closest('script, style, [translate=no], font')) continue
        const [font, inner] = [document.createElement('font'), document.createElement('font')]
        inner.textContent = text.data
        font.append(inner)
        if (REPLACE) text.replaceWith(font)
        else { text.parentNode.insertBefore(font, text); text.remove() }
    }
    return document.querySelectorAll('font font').length
}"""


def translate(page: Page, way: str = "false") -> None:
    assert page.evaluate(TRANSLATE.replace("REPLACE", way)) > 10


def expect_same(reader: Reader) -> None:
    """What stands on the page comes to be what its address opened cold shows."""
    cold = reader.context.new_page()
    cold.goto(reader.page.url)
    expect(cold.get_by_text("This page asks no other host")).to_be_attached(timeout=30_000)
    expect(cold).to_have_title(reader.page.title(), timeout=30_000)
    wait_until(reader.page, lambda: read_words(reader.page) == read_words(cold), "other words than on a cold visit")
    cold.close()


def read_words(page: Page) -> list[str]:
    """All that a reader sees on the page."""
    return page.locator(MAIN).inner_text().split()


@pytest.mark.parametrize("way", ["true", "false"])
def test_a_translated_map_changes_with_its_filter(open_reader: Callable[..., Reader], way: str) -> None:
    reader = open_reader()
    page = reader.open("/")
    translate(page, way)
    page.get_by_role("button", name=re.compile("Closed$")).click()
    expect(page).to_have_url(re.compile("response=closed"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text(re.compile("^29 stations"))
    expect_same(reader)


def test_a_translated_briefing_is_about_the_country_chosen_and_its_title_too(
    open_reader: Callable[..., Reader],
) -> None:
    reader = open_reader()
    page = reader.open("/country?country=ES")
    translate(page)
    choose(page, page.get_by_role("combobox").first, "Swed", re.compile("^Sweden"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("country=SE"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Spain and Sweden, side by side")
    expect_same(reader)


def test_a_translated_page_leads_to_another_and_opens_a_row(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader()
    page = reader.open("/?country=NL")
    translate(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Timeline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What happened when")
    expect(page.get_by_text("This page asks no other host")).to_be_attached()
    translate(page)
    press(page, ".*closure ordered", "open=nl-")
    expect_same(reader)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.code not in ("map", "country")], ids=lambda page: page.code
)
def test_every_translated_page_follows_its_filter_and_unsays_what_is_mended(
    open_reader: Callable[..., Reader], page: answers.Page
) -> None:
    reader = open_reader()
    opened = reader.open(f"{page.path}?country=NL&country=Atlantis")
    expect(opened.get_by_role("alert")).to_contain_text("Atlantis")
    translate(opened)
    choose(opened, opened.get_by_role("combobox", name=re.compile("^Country")), "Ita", re.compile("Italy"))
    opened.keyboard.press("Escape")
    expect(opened).to_have_url(re.compile(r"\?country=NL&country=IT$"))
    expect(opened.get_by_role("alert")).to_have_count(0)
    expect_same(reader)


def test_what_opens_over_a_translated_page_follows_too(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader()
    page, popover = reader.open("/"), "[data-testid=stPopoverBody]"
    page.get_by_role("button", name="More filters").click()
    expect(page.locator(popover)).to_be_visible()
    translate(page)
    page.locator(popover).get_by_role("button", name=re.compile("^Wenzhou")).click()
    expect(page).to_have_url(re.compile(r"\?bureau=wenzhou$"))
    cold = reader.context.new_page()
    cold.goto(page.url)
    cold.get_by_role("button", name="More filters").click()
    expect(cold.locator(popover)).to_be_visible(timeout=30_000)
    wait_until(page, lambda: page.locator(popover).inner_text() == cold.locator(popover).inner_text())
    page.keyboard.press("Escape")
    expect(page.locator(popover)).to_have_count(0)
    expect_same(reader)
