"""Twins: each page of any view without a script, of the same Answer as the dashboard's."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib import view as views
from lib.answers import frame as frames
from lib.answers.blocks import Table, answer
from lib.answers.pages import PAGES, Page, answer_page
from lib.draw.palette import LIGHT
from lib.view import View
from lib.view.atlas import Atlas
from lib.words.catalogue import write_number
from tests.strategies import views as any_view

CLIENT = TestClient(Starlette(routes=serve.routes()))
VOID = {"meta", "link", "img", "br"}


class Reading(HTMLParser):
    """A page's text and tags; every tag that is opened must be closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.open = "", [], []  # type: ignore[var-annotated]
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style",):
            self.text += data


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_every_page_has_a_twin_that_needs_no_script(page: object) -> None:
    got = CLIENT.get(f"/v/{getattr(page, 'code', '')}?country=NL")
    reading = Reading(got.text)
    assert got.status_code == 200 and "script" not in reading.tags
    assert "2 stations in 2 places in the Netherlands, of 87 sourced and 102 reported" in reading.text
    assert reading.tags.count("h1") == 1 and "China denies that these are police stations" in reading.text


def test_the_twin_of_spains_map_reads_as_a_page_about_spains_nine() -> None:
    text = Reading(CLIENT.get("/v/map?country=ES").text).text
    assert "9 stations in 4 places in Spain" in text
    for city in ("Madrid", "Barcelona", "Valencia", "Santiago de Compostela"):
        assert city in text
    assert "Spain · Map · Station Atlas" in text


def test_what_is_open_on_the_map_is_told_on_its_twin_and_in_the_file_to_keep() -> None:
    for address in ("/v/map?place=es-madrid", "/v/map.evidence.html?place=es-madrid"):
        text = Reading(CLIENT.get(address).text).text
        assert "3 stations reported. China denies that they are police stations." in text
        assert "said to be run by the Qingtian bureau" in text and "What Spain did" in text
    text = Reading(CLIENT.get("/v/map?country=NL").text).text
    assert "Closed: a closure ordered, claimed by China, or confirmed by the host authority" in text
    assert "China: sites are overseas service centres, allegation untrue" in text
    # Two countries have a page of their own side by side; the world has no sheet.
    assert "What the Netherlands did" not in Reading(CLIENT.get("/v/map?country=NL&country=ES").text).text


def test_a_link_of_before_shows_its_version_and_names_what_was_corrected_since() -> None:
    html = CLIENT.get("/v/timeline?country=FR&asof=2026-11-22&data=2026.11.0").text
    text = Reading(html).text
    assert "You see data version 2026.11.0 of 22 November 2026" in text
    assert "China’s embassy in Paris rejects the report of an attempted return" in text  # added since, and so named
    assert "Added: the embassy’s word on the programme" in text
    # The way to the same view today, without the day that was today then.
    assert 'href="/v/timeline?country=FR"' in html
    assert "You see data version" not in Reading(CLIENT.get("/v/timeline?country=FR").text).text


def test_the_twin_of_a_map_draws_it_with_a_mark_for_each_place() -> None:
    for query, places in (("country=ES", 4), ("", 68), ("country=ES&response=closed", 0)):
        html = CLIENT.get(f"/v/map?{query}").text
        _, _, drawn = html.partition("<figure")
        drawn = drawn.partition("</figure>")[0]
        # The legend has a mark too: for each colour, and for each shape but the disc.
        legend = drawn.partition('<g class="legend">')[2].count("<text")
        assert drawn.count(f'stroke="{LIGHT.outline}"') - legend == places, query
    spain = CLIENT.get("/v/map?country=ES").text
    assert 'translate="no"><svg' in spain
    assert '<figure role="img" aria-label="Map. 9 stations in 4 places in Spain' in spain
    assert ">Santiago de Compostela</text>" in spain
    # A picture of one country need not name it at each mark; one of the world does.
    assert ">Canada</text>" in CLIENT.get("/v/map").text


def test_the_twin_of_a_briefing_has_the_denial_and_its_notes() -> None:
    text = Reading(CLIENT.get("/v/country?country=IT").text).text
    assert "China: no police posts abroad" in text and "11 stations reported in Italy are sourced here" in text


@settings(max_examples=60)
@given(view=any_view)
def test_any_view_has_a_well_formed_twin_with_its_sentence(view: View) -> None:
    atlas = Atlas.open()
    shown, _ = views.check(view, atlas.dataset)
    query = "&".join(f"{key}={each}" for key, texts in views.format(shown).items() for each in texts)
    for page in ("map", "responses", "reports"):
        reading = Reading(CLIENT.get(f"/v/{page}?{query}").text)
        assert answer(atlas, frames.write, shown).sentence in reading.text


def list_numbers(part: object) -> Iterator[str]:
    """Every number of the tables of an Answer, and every one of its sentence, as readers see it."""
    if isinstance(part, Table):
        yield from (write_number(cell) for row in part.rows for cell in row if type(cell) is int)
    elif isinstance(part, tuple):
        for each in part:
            yield from list_numbers(each)
    elif is_dataclass(part) and type(part).__module__.startswith("lib.answers"):
        for field in fields(part):
            yield from list_numbers(getattr(part, field.name))


@settings(max_examples=200)
@given(view=any_view, page=st.sampled_from(PAGES))
def test_every_number_of_an_answer_stands_in_its_twin(view: View, page: Page) -> None:
    atlas = Atlas.open()
    shown, _ = views.check(view, atlas.dataset)
    said = answer_page(page, atlas, shown)
    sentence = re.findall(r"\d[\d,]*", answer(atlas, frames.write, shown).sentence)
    expected = Counter([*list_numbers(said), *(number.rstrip(",") for number in sentence)])
    html = CLIENT.get(views.write_address(f"/v/{page.code}", shown)).text
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)
    found = Counter(re.findall(r"\d+(?:,\d{3})*", text))
    # As often as the Answer has it, at least: one that is left out is missed even where another place has it.
    assert {number: times for number, times in expected.items() if found[number] < times} == {}


def test_what_cannot_be_honoured_is_named_and_no_page_is_404() -> None:
    assert "This link asks for country “Atlantis”" in Reading(CLIENT.get("/v/map?country=Atlantis").text).text
    assert CLIENT.get("/v/nothing").status_code == 404
    hostile = CLIENT.get("/v/map?place=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert not re.search("<script", hostile)
