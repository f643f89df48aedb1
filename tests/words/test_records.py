"""Records and citations in words: hedged, complete, and safe whatever stands in the data."""

import re
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.answers.evidence import link_sources
from lib.dataset import UNNAMED, Dataset, codes
from lib.render.html import render_cell
from lib.words import records as evidence
from lib.words.catalogue import write_when

HOSTILE = (
    "</script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "javascript:alert(1)",
    ":material/delete: :streamlit: :red[hot] :smile:",
    "$\\latex$ and $$x^2$$",
    "=cmd|' /C calc'!A0",
    "# heading\n- list\n1. list\n> quote\n---\n| a | b |",
    "**bold** _it_ ~~no~~ `code` [^1]",
    "see www.evil.example, https://evil.example/x, a@evil.example",
    "a\u202eb\u2066c\u202c",
    "x" * 10_000,
    "word " * 2_000,
)


def cite(**changes: str) -> dict[str, str]:
    return {
        "record": "es-madrid-fuzhou-1",
        "source": "a",
        "quote": "Words",
        "locator": "",
        "stance": "supports",
        "title": "Title",
        "publisher": "Publisher",
        "published": "2022-12-05",
        "language": "en",
        "kind": "newspaper",
        "url": "https://example.org/a",
        "republishes": "",
        "retrieved": "2026-11-22",
        "archived": "",
        "asked": "",
        "outcome": "",
        **changes,
    }


def unmark(markdown: str) -> str:
    """What a reader sees of Markdown in which every mark is escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_hostile_text_leaves_no_mark_unescaped(text: str) -> None:
    written = evidence.escape_markdown(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", written))
    assert "\n" not in written


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    shown = unmark(evidence.escape_markdown(text)).replace("\u2060", "")
    assert shown == " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).split())


@given(st.text(max_size=200))
def test_any_text_is_escaped_without_loss(text: str) -> None:
    shown = unmark(evidence.escape_markdown(text))
    plain = re.sub("[\u2060\u202a-\u202e\u2066-\u2069]", "", shown)
    assert plain.split() == re.sub("[\u2060\u202a-\u202e\u2066-\u2069]", "", text).split()


@pytest.mark.parametrize(
    "text", ["www.evil.example", "https://evil.example", "a@evil.example", ":streamlit:", "a -> b", "a <- b", "a -- b"]
)
def test_what_streamlit_rewrites_in_plain_text_is_broken_by_an_invisible_joiner(text: str) -> None:
    assert "\u2060" in evidence.escape_markdown(text)


def test_marks_that_turn_the_writing_direction_are_taken_out_and_arabic_stays() -> None:
    assert evidence.escape_markdown("a\u202eb الدولة") == "ab الدولة"


@pytest.mark.parametrize("field", ["quote", "title", "publisher", "locator", "republishes"])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_a_citation_has_one_link_whatever_its_texts_say(field: str, text: str) -> None:
    written = evidence.write_citation(cite(**{field: text}))
    links = re.findall(r"(?<!\\)\]\((.*?)(?<!\\)\)", written)
    assert links == ["https://example.org/a"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "HTTPS:evil", " https://x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "](" not in evidence.write_citation(cite(url=url))
    assert "<a" not in render_cell(link_sources(pd.DataFrame([cite(url=url)])))


def test_an_address_cannot_close_its_link() -> None:
    written = evidence.write_citation(cite(url="https://example.org/a)[x](javascript:alert(1))"))
    assert written.count("](") == 1


class Tags(HTMLParser):
    """Tags of a text, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_a_table_cell_has_no_tag_but_its_own_links(text: str) -> None:
    cell = render_cell(link_sources(pd.DataFrame([cite(publisher=text), cite(publisher=text, url="")])))
    assert [tag for tag, _ in Tags(cell).found] == ["a"]
    assert Tags(cell).found[0][1]["rel"] == "noopener noreferrer"
    assert text in unescape(cell)


def test_a_citation_says_who_when_in_which_language_and_words() -> None:
    written = unmark(evidence.write_citation(cite(language="es", locator="page 3")))
    assert written == (
        "“Words” — [Title](https://example.org/a). Publisher, 5 December 2022, Spanish, newspaper or news site, "
        "read on 22 November 2026; page 3"
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("missing", "did not answer on 27 November 2026: no such page"),
        ("failed", "did not answer on 27 November 2026: the server failed"),
        ("silent", "did not answer on 27 November 2026: no server answered"),
        ("moved", "led to a front page on 27 November 2026"),
        # Who turns programs away may still answer a reader.
        ("refused", ""),
        ("answered", ""),
    ],
)
def test_an_address_that_did_not_answer_says_so_wherever_it_is_linked(outcome: str, said: str) -> None:
    asked = cite(asked="2026-11-27", outcome=outcome)
    assert unmark(evidence.write_source(asked)).endswith(f"read on 22 November 2026{', ' + said if said else ''}")
    note = f" ({said})" if said else ""
    assert render_cell(link_sources(pd.DataFrame([asked]))).endswith(f"Publisher</a>{note}")


def test_a_source_that_is_archived_leads_to_its_archive() -> None:
    written = unmark(evidence.write_citation(cite(archived="https://archive.example.org/a")))
    assert written.endswith("read on 22 November 2026, [archived](https://archive.example.org/a)")


def test_without_known_words_a_citation_is_a_paraphrase() -> None:
    assert evidence.write_citation(cite(quote="")).startswith("Paraphrased from Publisher")


def test_a_disputing_citation_says_so() -> None:
    assert evidence.write_citation(cite(stance="disputes")).startswith("**Disputes:** “")


def test_a_republication_names_whose_text_it_carries() -> None:
    assert "republished from AFP" in evidence.write_citation(cite(kind="republication", republishes="AFP"))
    unnamed = evidence.write_citation(cite(kind="republication", republishes=UNNAMED))
    assert unmark(unnamed).endswith("republication, original not named, read on 22 November 2026")


def test_a_press_text_without_an_address_says_so() -> None:
    assert "address unknown" in evidence.write_citation(cite(url=""))


@pytest.mark.parametrize(
    ("citations", "said"),
    [
        ([cite()], "This rests on a single source."),
        ([cite(kind="republication")], "a republication of somebody else’s text."),
        (
            [cite(kind="republication"), cite(kind="republication", source="b")],
            "Everything behind this is a republication",
        ),
        ([cite(stance="disputes")], "No source here supports this."),
    ],
)
def test_evidence_that_rests_on_little_says_so(citations: list[dict[str, str]], said: str) -> None:
    assert said in evidence.weigh(pd.DataFrame(citations))


def test_two_sources_of_which_one_is_no_republication_need_no_warning() -> None:
    assert evidence.weigh(pd.DataFrame([cite(), cite(kind="republication", source="b")])) == ""


def test_a_disputing_source_does_not_support() -> None:
    weight = evidence.weigh(pd.DataFrame([cite(), cite(stance="disputes", source="b")]))
    assert weight == "This rests on a single source."


@pytest.mark.parametrize(
    ("text", "written"),
    [("2022-12-05", "5 December 2022"), ("2022-12", "December 2022"), ("2022", "2022"), ("", "undated")],
)
def test_a_date_is_written_no_sharper_than_it_is(text: str, written: str) -> None:
    assert write_when(text) == written


def figure(value: float, qualifier: str = "exactly", unit: str = "stations") -> dict[str, object]:
    return {"value": value, "qualifier": qualifier, "unit": unit}


@pytest.mark.parametrize(
    ("given_figure", "written"),
    [
        (figure(102, "at_least"), "at least 102 stations"),
        (figure(10000, "about", "people"), "about 10,000 people"),
        (figure(50, "more_than", "countries"), "more than 50 countries"),
        (figure(1), "1 station"),
        (figure(1, unit="rank"), "rank 1"),
    ],
)
def test_a_number_keeps_its_qualifier(given_figure: dict[str, object], written: str) -> None:
    assert evidence.write_number(given_figure) == written


def test_every_number_of_the_data_can_be_written(dataset: Dataset) -> None:
    for row in dataset.figures.to_dict("records"):
        assert re.search(r"\d", evidence.write_number(row))


def test_every_citation_of_the_data_has_a_publisher_a_language_and_a_kind(dataset: Dataset) -> None:
    for citation in dataset.citations.to_dict("records"):
        shown = unmark(evidence.write_citation(citation)).replace("\u2060", "")
        assert citation["publisher"] in shown
        assert codes("sources.kind")[citation["kind"]].small in shown


def test_a_records_citations_come_best_kind_first_and_support_before_dispute(dataset: Dataset) -> None:
    for _, group in dataset.citations.groupby("record"):
        keys = [(row.stance == "disputes", list(codes("sources.kind")).index(row.kind)) for row in group.itertuples()]
        assert keys == sorted(keys)
