"""What an address shows before a script has run: the words and the map of its own view, in one answer."""

import re

import brotli
import pytest
from hypothesis import given, settings
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib import view as views
from lib.answers import frame as frames
from lib.answers.blocks import answer as ask
from lib.answers.pages import PAGES, Page
from lib.answers.pages import answer_page as write
from lib.render.twin import FIRST_ROWS
from lib.view import View, write_address
from lib.view.atlas import Atlas
from tests.serve.test_serve import Page as Read
from tests.strategies import views as any_view

CLIENT = TestClient(Starlette(routes=serve.routes()))
# Bytes of an answer that a slow line (1.6 Mbit/s) brings in a third of a second.
MOST = 60_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_an_address_is_answered_with_its_page_in_few_bytes(page: Page, atlas: Atlas) -> None:
    for query in ("", "?country=ES", "?country=IT&report=110-overseas"):
        got = CLIENT.get(f"{page.path}{query}", headers={"Accept-Encoding": "identity"}).text
        assert len(brotli.compress(got.encode(), quality=5)) <= MOST
        said = Read(got).texts
        view = views.parse({"country": ["ES"]})[0] if query == "?country=ES" else None
        if view:
            assert getattr(write(page, atlas, view), "title", page.title) in said["h1"]
        assert "China denies that they are police stations" in said["main"]
        assert "are on their way" in said["main"]


def test_spain_is_told_with_its_numbers_its_steps_and_its_four_places() -> None:
    got = CLIENT.get("/?country=ES").text
    said = Read(got).texts["main"]
    assert "9 stations in 4 places in Spain, of 87 sourced and 102 reported" in said
    drawn = got[got.index("<svg") : got.index("</svg>")]
    assert set(re.findall(r"<text[^>]*>([^<]+)</text>", drawn)) == {
        *("Barcelona", "Madrid", "Santiago de Compostela", "Valencia"),
        "Investigated",
    }
    # The filter of responses has its numbers before it can be pressed.
    assert re.search(r"<b>1</b>Investigated", got) and re.search(r"<b>0</b>Charged", got)


def test_a_page_of_rows_begins_with_rows_and_leaves_no_count_of_them() -> None:
    rows = CLIENT.get("/timeline").text.count("<tr>")
    assert 5 < rows <= 13
    assert "not listed here" not in CLIENT.get("/timeline").text


def test_a_briefing_has_its_map_beside_it_as_the_page_has() -> None:
    got = CLIENT.get("/country?country=ES").text
    assert got.count('src="data:image/svg+xml') == 1
    assert got.index("data:image/svg+xml") < got.index("What China says")


def test_nothing_of_it_is_asked_for_beside_it_and_nothing_runs() -> None:
    for page in PAGES:
        (shown,) = re.findall(r"<template.*?</template>", CLIENT.get(page.path).text, flags=re.DOTALL)
        assert not re.findall(r"<(?:script|link|iframe|object)|@import|url\(", shown), page.code
        assert all(src.startswith("data:") for src in re.findall(r'\bsrc="([^"]*)"', shown))


def test_a_figure_for_a_newsroom_begins_without_the_bar_around_it() -> None:
    got = CLIENT.get("/?country=ES&embed=true").text
    (shown,) = re.findall(r"<template.*?</template>", got, flags=re.DOTALL)
    assert "<nav>" not in shown and "<h1>" not in shown
    assert "<svg" in shown and "9 stations in 4 places in Spain" in shown
    assert "<nav>" in CLIENT.get("/country?country=ES&embed=true").text


@pytest.mark.parametrize("address", ["/responses", "/v/responses"])
def test_another_page_is_given_the_view_and_not_what_is_open(address: str) -> None:
    got = CLIENT.get(f"{address}?country=NL&open=nl-2022-11-closure-ordered").text
    (bar,) = re.findall("<nav>.*?</nav>", got)
    assert len(re.findall(r'href="[^"]*country=NL"', bar)) == len(PAGES) and "open=" not in bar


def test_a_place_where_nothing_was_found_steps_back_on_either_ground() -> None:
    assert CLIENT.get("/?country=BR").text.count('class="mark nothing"') > 1
    assert "nothing" not in re.findall('class="mark[^"]*"', CLIENT.get("/?country=ES").text)


@pytest.mark.parametrize("address", ["/country", "/v/country"])
def test_the_index_of_countries_leads_to_each_in_the_same_view(address: str, atlas: Atlas) -> None:
    got = CLIENT.get(f"{address}?report=110-overseas").text
    assert "**" not in got and "<b>what was reported, what its government did, what China says</b>" in got
    ways = re.findall(r'<td class="col-country"><a href="(/country\?[^"]*)">([^<]+)</a></td><td[^>]*>([^<]*)<', got)
    # The first of them before the page comes, all of them on the page without scripts.
    (page,) = (each for each in PAGES if each.code == "country")
    every = write(page, atlas, View(report=("110-overseas",))).index.total
    assert len(ways) == (FIRST_ROWS if address == "/country" else every) and every > FIRST_ROWS
    (spain,) = (way for way in re.findall(r">Spain</a></td><td[^>]*>([^<]*)<", CLIENT.get("/v/country").text))
    assert spain == "9 · investigated"
    for way, name, _ in ways[:3]:
        assert f"<h1>{name}</h1>" in CLIENT.get(way.replace("&amp;", "&")).text and "report=110-overseas" in way


@pytest.mark.parametrize("path", ["/", "/v/map", "/responses", "/v/responses"])
def test_where_no_station_matches_no_table_without_a_row_is_shown(path: str) -> None:
    got = CLIENT.get(f"{path}?country=ES&response=charged").text
    assert "No station in Spain" in got and "<tbody></tbody>" not in got and '<table class="ladder"' not in got


def test_what_is_drawn_nowhere_is_not_described() -> None:
    assert "with the stretch that is shown below marked" not in CLIENT.get("/v/timeline").text
    assert "Timeline from 1 January 2022" in CLIENT.get("/timeline").text


def test_a_link_that_could_not_be_read_is_told_at_once() -> None:
    said = Read(CLIENT.get("/?country=Atlantis").text).texts["main"]
    assert "Atlantis" in said and "could not be read" in said


@settings(max_examples=20)
@given(view=any_view)
def test_any_view_begins_with_the_sentence_of_its_page(atlas: Atlas, view: View) -> None:
    view, _ = views.check(view, atlas.dataset)
    sentence = ask(atlas.of(view), frames.write, view).sentence
    for page in PAGES:
        assert sentence in Read(CLIENT.get(write_address(page.path, view)).text).texts["main"], page.code
