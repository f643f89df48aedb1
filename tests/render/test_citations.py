"""Citations as HTML: who said it, in which words and language; whatever the texts say, they stay text."""

import re
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest

from lib.answers.blocks import answer
from lib.answers.country import brief
from lib.answers.evidence import link_sources
from lib.answers.sources import open_source, write
from lib.dataset import UNNAMED, Dataset, codes
from lib.render.documents import render_article
from lib.render.html import render_cell
from lib.render.sources import render_bibliography, render_citations, render_opened, render_source
from lib.view import View
from lib.view.atlas import Atlas
from tests.evidence import HOSTILE, cite

SPOKEN = re.compile(r'<bdi lang="(\w+)">(.*?)</bdi>')


class Tags(HTMLParser):
    """Tags of a text with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def render(**changes: str) -> str:
    return render_citations([cite(**changes)])


@pytest.mark.parametrize("field", ["quote", "title", "publisher", "locator", "republishes"])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_a_citation_has_one_link_whatever_its_texts_say(field: str, text: str) -> None:
    tags = Tags(render(**{field: text, "kind": "republication"}))
    assert [tag for tag, _ in tags.found] == ["ul", "li", "bdi", "bdi", "a"]
    assert tags.found[-1][1] == {"href": "https://example.org/a", "target": "_blank", "rel": "noopener noreferrer"}
    assert text in tags.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "HTTPS:evil", " https://x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "<a" not in render(url=url)
    assert "<a" not in render_cell(link_sources(pd.DataFrame([cite(url=url)])))


def test_an_address_cannot_close_its_link() -> None:
    tags = Tags(render(url='https://example.org/a" onclick="alert(1)'))
    assert set(tags.found[-1][1]) == {"href", "target", "rel"}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_a_table_cell_has_no_tag_but_its_own_links(text: str) -> None:
    cell = render_cell(link_sources(pd.DataFrame([cite(publisher=text), cite(publisher=text, url="")])))
    assert [tag for tag, _ in Tags(cell).found] == ["a"]
    assert Tags(cell).found[0][1]["rel"] == "noopener noreferrer"
    assert text in unescape(cell)


def test_a_citation_says_who_when_in_which_language_and_words() -> None:
    assert Tags(render(language="es", locator="page 3")).text == (
        "“Words” — Title. Publisher, 5 December 2022, Spanish, newspaper or news site, read on 22 November 2026; page 3"
    )


def test_words_and_title_of_a_source_say_their_language_and_ours_do_not() -> None:
    assert SPOKEN.findall(render(language="es")) == [
        ("es", "“Words”"),
        ("es", '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">Title</a>'),
    ]
    assert "lang" not in render(language="es", quote="").partition(" — ")[0]


def test_every_title_says_its_language_in_the_bibliography_and_in_the_notes(atlas: Atlas) -> None:
    own = {row["title"]: row["language"] for row in atlas.dataset.sources.to_dict("records")}
    listing = render_bibliography(answer(atlas, write, View(country=("IT",))).table)
    article = render_article(brief(atlas, View(), "IT"))
    for html, least in ((listing, 30), (article, 20)):
        said = [(unescape(re.sub("<[^>]*>", "", shown)), code) for code, shown in SPOKEN.findall(html)]
        titles = [(title, code) for title, code in said if title in own]
        assert len({code for _, code in titles}) > 3 and len(titles) >= least
        assert [(title, code) for title, code in titles if own[title] != code] == []


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
    assert render_source(asked).endswith(f"read on 22 November 2026{', ' + said if said else ''}")
    note = f" ({said})" if said else ""
    assert render_cell(link_sources(pd.DataFrame([asked]))).endswith(f"Publisher</a>{note}")


def test_a_source_that_is_archived_leads_to_its_archive() -> None:
    written = render(archived="https://archive.example.org/a")
    assert '<a href="https://archive.example.org/a" target="_blank" rel="noopener noreferrer">archived</a>' in written
    assert Tags(written).text.endswith("read on 22 November 2026, archived")


def test_without_known_words_a_citation_is_a_paraphrase() -> None:
    assert Tags(render(quote="")).text.startswith("Paraphrased from Publisher")


def test_a_disputing_citation_says_so() -> None:
    assert Tags(render(stance="disputes")).text.startswith("Disputes: “")


def test_a_republication_names_whose_text_it_carries() -> None:
    assert "republished from AFP" in render(kind="republication", republishes="AFP")
    unnamed = render(kind="republication", republishes=UNNAMED)
    assert Tags(unnamed).text.endswith("republication, original not named, read on 22 November 2026")


def test_a_press_text_without_an_address_says_so() -> None:
    assert "address unknown" in render(url="")


def test_every_citation_of_the_data_has_a_publisher_a_language_and_a_kind(dataset: Dataset) -> None:
    for citation in dataset.citations.to_dict("records"):
        shown = Tags(render_citations([citation])).text
        assert citation["publisher"] in shown
        assert codes("sources.kind")[citation["kind"]].small in shown


def test_an_opened_source_says_each_record_with_its_words_and_a_way_to_it(atlas: Atlas) -> None:
    opened = open_source(atlas, atlas.select(View(country=("IT",))), "seed-002")
    assert opened
    tags = Tags(render_opened(opened))
    entries = [said for _, each in opened.said for said in each]
    assert len([tag for tag, _ in tags.found if tag == "li"]) == len(entries)
    for said in entries:
        assert said.text in tags.text
        assert not said.about or ("a", {"href": said.about.address}) in tags.found
