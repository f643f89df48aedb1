"""A table's cells mean something: the same rows are words for readers and plain values for machines."""

from html.parser import HTMLParser

from lib.answers.blocks import Coded, Column, Country, Link, Table, When
from lib.render.html import render_table
from lib.render.tables import read_rows, write_cell
from lib.words.catalogue import speak

COLUMNS = tuple(Column(code, code.title()) for code in ("country", "when", "kind", "stations", "sources"))
TABLE = Table(
    "Responses",
    COLUMNS,
    (
        (
            Country("NL"),
            When("2022-11-01"),
            Coded("responses.kind", "closure_ordered"),
            2,
            (Link("NRC", "https://www.nrc.nl/a"), Link("<b>", "javascript:alert(1)", "republication")),
        ),
        (Country("", "contested"), When("2022-04", until="2022-07"), Coded("step", "closed"), 100_000, ()),
    ),
    total=5,
)


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_cells_are_read_as_words() -> None:
    assert [write_cell(cell) for cell in TABLE.rows[0][:4]] == [
        "Netherlands",
        "1 November 2022",
        "Closure ordered",
        "2",
    ]
    assert [write_cell(cell) for cell in TABLE.rows[1][:4]] == [
        "the whole (contested)",
        "April 2022 to July 2022",
        "Closed",
        "100,000",
    ]
    assert write_cell(When("2022-04", cut=True)) == "April 2022, goes on"


def test_machines_get_codes_and_iso_dates() -> None:
    first, second = read_rows(TABLE)
    assert (first["country"], first["when"], first["kind"], first["stations"]) == (
        "NL",
        "2022-11-01",
        "closure_ordered",
        2,
    )
    assert second["when"] == "2022-04/2022-07" and second["stations"] == 100_000


def test_html_links_to_the_web_alone_and_says_what_is_not_listed() -> None:
    page = Reader(render_table(TABLE))
    assert page.links == ["https://www.nrc.nl/a"]
    assert "b" not in page.tags and any("<b>" in text for text in page.texts)
    assert any("3 more rows are not listed" in text for text in page.texts)


def test_a_language_without_a_catalogue_is_written_in_english() -> None:
    with speak("xx"):
        assert write_cell(When("2022-11-01")) == "1 November 2022"


def test_an_id_is_no_word_that_a_browser_may_translate() -> None:
    columns = (Column("id", "Id"), Column("summary", "What happened"))
    html = render_table(Table("Events", columns, (("ev-2022-09-12-110-overseas", "Published"),), 1))
    assert '<td class="col-id" translate="no">ev-2022-09-12-110-overseas</td>' in html
    assert html.count("translate=") == 1
