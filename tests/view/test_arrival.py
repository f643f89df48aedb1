"""Links as they arrive: bent by mails, chats and editors, read where one reading is possible, else named."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.view import View, format, parse
from lib.view.link import MAX_VALUES
from tests.strategies import views

SPAIN = View(country=("ES",), report=("110-overseas",))


@pytest.mark.parametrize(
    "query",
    [
        "country=ES&report=110-overseas).",
        "country=ES&amp;report=110-overseas",
        "country=3DES&report=3D110-overseas",
        "country=%2545%2553&report=110%252Doverseas",
        "country=ES;report=110-overseas",
        "Country=es&REPORT=110-Overseas",
        "country=%E2%80%8BES%E2%80%8B&report=110-overseas%C2%A0",
        "country=%EF%BC%A5%EF%BC%B3&report=110-overseas",
        "country=%E2%80%9CSpain%E2%80%9D&report=110%20Overseas",
        "country=%E2%80%AEES&report=110-overseas%3E",
        "country=ES&country=Espa%C3%B1a,spanje&report=110-overseas",
        "country=ES&Country=Spain&report=110-overseas",
        "country%3DES&report=110-overseas",
        "contry=ES&reports=110-overseas",
        "Contry=Spain&report=110-overseas",
        "country=ES&report=110-overseas&utm_source=mail&fbclid=x1&gclid=y&UTM_campaign=z",
        "country=ES&report=110-overseas&ttclid=1&twclid=2&li_fat_id=3&_gl=4&_hsenc=5&mkt_tok=6&srsltid=7",
    ],
)
def test_a_bent_link_is_read_as_it_was_meant(query: str) -> None:
    assert parse(parse_qs(query, keep_blank_values=True)) == (SPAIN, ())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("the Netherlands", "NL"),
        ("Holland", "NL"),
        ("Niederlande", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Korea, Republic of", "KR"),
        ("Republic of Korea", "KR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("the Democratic Republic of the Congo", "CD"),
        ("DRC", "CD"),
        ("Britain", "GB"),
        ("Republic of Ireland", "IE"),
        ("Czech Republic", "CZ"),
        ("Česko", "CZ"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Kingdom of Spain", "ES"),
        ("ESP", "ES"),
        ("西班牙", "ES"),
        ("Великобритания", "GB"),
        ("U.K.", "GB"),
        ("Bosnia & Herzegovina", "BA"),
    ],
)
def test_a_country_is_read_by_the_names_that_people_write(said: str, code: str) -> None:
    assert parse({"country": [said]}) == (View(country=(code,)), ())


@pytest.mark.parametrize(
    ("key", "said", "code"),
    [
        ("report", "Patrol and Persuade", "patrol-and-persuade"),
        ("report", "110 OVERSEAS", "110-overseas"),
        ("response", "Closed", "closed"),
        ("response", "nothing found", "nothing-found"),
        ("bureau", "Bureau unknown", "unknown"),
    ],
)
def test_what_has_a_title_is_read_by_it(key: str, said: str, code: str) -> None:
    view, problems = parse({key: [said]})
    assert (getattr(view, key), problems) == ((code,), ())


@pytest.mark.parametrize("said", ["2022-12-05T10:00:00Z", "2022-12-05 10:00", "2022-12-05T10:00:00+01:00"])
def test_a_timestamp_says_its_day(said: str) -> None:
    assert parse({"asof": [said]}) == (View(asof=date(2022, 12, 5)), ())


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"country": ["Atlantis"]}, ["unknown-value"]),
        ({"country": [""]}, ["empty"]),
        ({"asof": ["05/12/2022"]}, ["unknown-value"]),
        ({"contry": ["Atlantis"]}, ["unknown-part"]),
        # Which of the two is meant?
        ({"country": ["ES"], "contry": ["IT"]}, ["unknown-part"]),
        ({"report": ["110-overseas", "fuzhou"]}, ["unknown-value"]),
    ],
)
def test_what_has_no_reading_is_named(query: Mapping[str, Sequence[str]], why: list[str]) -> None:
    assert [problem.why for problem in parse(query)[1]] == why


@given(view=views, tail=st.sampled_from(["", ")", ".", "),", "”.", ">"]))
def test_no_link_of_ours_is_read_as_another(view: View, tail: str) -> None:
    query = format(view)
    if query:
        last = list(query)[-1]
        if last == "find":
            return
        query[last][-1] += tail
    assert parse(query) == (view, ())


def test_of_a_link_of_nothing_but_unknown_parts_all_are_named_and_few_are_guessed_at() -> None:
    problems = parse({f"land{number}": ["ES"] for number in range(500)})[1]
    assert len(problems) == 500 and sum(problem.other == "country" for problem in problems) == MAX_VALUES
