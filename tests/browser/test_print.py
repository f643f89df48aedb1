"""The Country page on paper: printed to PDF and read back, every row is there, and nothing that can only be pressed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from lib import dataset
from lib.answers import country as briefings
from lib.answers.pages import PAGES
from lib.draw import svg as pictures
from lib.render import documents
from lib.render.documents import Image
from lib.view import View
from lib.view.atlas import Atlas
from tests.conftest import Reader, wait_until
from tests.versions import VERSION

CONTROLS = ("More filters", "As of today", "Download as", "Copy", "Previous:", "Next:", "All countries")
A4 = (595, 842)  # points
PAPER = 718  # pixels that A4 leaves between its margins
PARTS = ":is(.briefing p, .briefing li, .briefing th, .briefing td, .briefing blockquote)"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme="dark")
    yield context.new_page()
    context.close()


def squeeze(text: str) -> str:
    """Letters and digits alone: lines break elsewhere on paper, and ligatures are taken apart. Those of scripts that a
    machine may have no font for (Hebrew, Arabic, Chinese and what comes after them) are boxes on paper: left out."""
    return re.sub(r"[\W_\u0590-\uffff]", "", unicodedata.normalize("NFKC", text))


def print_page(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def read(pdf: PdfReader) -> str:
    return "\n".join(sheet.extract_text() for sheet in pdf.pages)


def open_country(page: Page, address: str) -> list[str]:
    """Visit a briefing; returns the text of each of its cells, lines and paragraphs."""
    page.goto(address)
    page.locator("#root article.briefing footer").last.wait_for()
    expect(page.locator("#first")).not_to_be_attached(timeout=30_000)
    return page.locator(PARTS).all_inner_texts()


def test_the_italian_briefing_reads_from_first_to_last_line_without_the_screen(page: Page, server_url: str) -> None:
    said = open_country(page, f"{server_url}/country?country=IT")
    notes = page.locator(".briefing .notes > li").count()
    pdf = print_page(page)
    paper = squeeze(read(pdf))
    assert {(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in pdf.pages} == {A4}
    assert "Italy11stationsreportedinItalyaresourcedhere" in squeeze(pdf.pages[0].extract_text())
    assert [text for text in said if squeeze(text) not in paper] == []
    assert notes > 30
    for control in CONTROLS:
        assert squeeze(control) not in paper


def test_every_printed_page_says_where_it_is_from_and_which_data(page: Page, server_url: str) -> None:
    open_country(page, f"{server_url}/country?country=DE")
    sheets = [squeeze(sheet.extract_text()) for sheet in print_page(page).pages]
    data = dataset.load()
    for number, sheet in enumerate(sheets, start=1):
        assert squeeze(f"data version {data.version}") in sheet
        assert squeeze(f"{server_url}/country?country=DE&asof={data.created}") in sheet
        assert f"{number}{len(sheets)}" in sheet


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_no_table_is_cut_on_paper_and_its_data_version_stays(open_reader: Callable[..., Reader], path: str) -> None:
    page = open_reader(viewport={"width": PAPER, "height": 1000}).open(path)
    page.emulate_media(media="print")
    cut = """() => [...document.querySelectorAll("[data-testid=stMain] .atlas-scroll")].filter(
        each => each.checkVisibility() && each.firstElementChild.getBoundingClientRect().right > innerWidth + 1
    ).map(each => each.getAttribute("aria-label"))"""
    wait_until(page, lambda: page.evaluate(cut) == [], "a table is wider than paper")
    expect(page.locator(".st-key-footer").get_by_text(VERSION)).to_be_visible()


def test_two_countries_are_printed_one_after_another(page: Page, server_url: str) -> None:
    said = open_country(page, f"{server_url}/country?country=IT&country=ES")
    paper = squeeze(read(print_page(page)))
    assert [text for text in said if squeeze(text) not in paper] == []
    first, second = (paper.index(f"{code}stationsreportedin") for code in ("Italy11", "Spain9"))
    assert first < second


@pytest.mark.parametrize("kind", ["HTML", "Markdown"])
def test_the_briefing_on_screen_is_the_briefing_in_the_file(page: Page, server_url: str, kind: str) -> None:
    open_country(page, f"{server_url}/country?country=NL")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Download as {kind}").click()
    text = unescape(waiting.value.path().read_text(encoding="utf-8"))
    assert waiting.value.suggested_filename.startswith("briefing-nl.")
    for heading in page.locator(".briefing h2").all_inner_texts():
        assert heading in text
    for quote in page.locator(".briefing blockquote").all_inner_texts():
        assert squeeze(quote) in squeeze(text)


def test_a_note_opens_beside_its_statement_and_the_link_stays(page: Page, server_url: str) -> None:
    open_country(page, f"{server_url}/country?country=NL")
    mark = page.get_by_role("link", name="Note ").first
    mark.click()
    expect(page).to_have_url(re.compile(r"/country\?country=NL#note-NL-"))
    page.get_by_role("button", name="Next:").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New Zealand")
    expect(page).to_have_url(f"{server_url}/country?country=NZ")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Netherlands")


def test_a_note_is_in_sight_below_the_bar_and_leads_back_to_its_mark(page: Page, server_url: str) -> None:
    open_country(page, f"{server_url}/country?country=IT")
    for kind in ("note", "mark"):
        page.locator(f".briefing a[href^='#{kind}-IT-5']").first.click()
        target = page.locator(".briefing :target")
        expect(target).to_have_count(1)
        expect(target).to_be_in_viewport()
        expect(target).to_have_css("outline-style", "solid")

        def is_below(target: Locator = target) -> bool:
            bar, box = page.get_by_test_id("stHeader").bounding_box(), target.bounding_box()
            return bar is not None and box is not None and box["y"] >= bar["y"] + bar["height"]

        wait_until(page, is_below)


def test_what_a_note_quotes_is_no_larger_than_its_source(page: Page, server_url: str) -> None:
    open_country(page, f"{server_url}/country?country=IT")
    sizes = (
        page.locator(".briefing .notes")
        .locator("li, ul, .said")
        .evaluate_all("parts => [...new Set(parts.map(part => getComputedStyle(part).fontSize))]")
    )
    assert len(sizes) == 1


def test_the_sentence_is_copied_and_the_reader_is_told(page: Page, server_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_country(page, f"{server_url}/country?country=NL")
    page.get_by_role("button", name="Copy as a sentence").click()
    expect(page.locator("body > [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".briefing blockquote").inner_text()


def test_the_html_file_opens_without_a_network_and_prints_the_same(page: Page) -> None:
    atlas, address = Atlas(dataset.load()), "https://atlas.example/country?country=IT"
    drawn = briefings.picture(atlas, View(), "IT")
    assert drawn is not None
    image = Image(pictures.write_address(pictures.draw_map(drawn.data)), drawn.alt)
    asked: list[str] = []
    page.on("request", lambda request: request.url.startswith("data:") or asked.append(request.url))
    page.set_content(documents.render_document([briefings.brief(atlas, View(), "IT")], [image], address))
    said = page.locator(PARTS).all_inner_texts()
    paper = squeeze(read(print_page(page)))
    assert [text for text in said if squeeze(text) not in paper] == []
    assert page.locator("img").evaluate("image => image.naturalWidth") == pictures.WIDTH
    assert asked == []


def test_the_evidence_file_opens_without_a_network_and_prints_on_paper(page: Page, server_url: str) -> None:
    file = page.request.get(f"{server_url}/v/timeline.evidence.html?country=NL").text()
    asked: list[str] = []
    page.on("request", lambda request: request.url.startswith("data:") or asked.append(request.url))
    page.set_content(file)
    assert page.locator("img").evaluate("image => image.naturalWidth") > 1_000
    paper = squeeze(read(print_page(page)))
    for said in page.locator("main section > p").all_inner_texts():
        assert squeeze(said) in paper
    assert asked == []
