"""The link: what it says, what it selects, and what it says about itself."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings

from lib import view as views
from lib.dataset import Dataset
from lib.view import PARAMETERS, View
from lib.view.parameters import USUAL_START
from lib.words import views as words
from tests.strategies import queries
from tests.strategies import views as any_view
from tests.versions import TODAY


def select(dataset: Dataset, **fields: object) -> views.Selection:
    """The selection of a view with these fields."""
    return views.apply(View(**fields), dataset)  # type: ignore[arg-type]


@given(any_view)
def test_what_is_written_is_read_back_the_same(view: View) -> None:
    assert views.parse(views.format(view)) == (view, ())


@given(any_view)
def test_an_exact_link_says_the_same_and_pins_what_can_drift(dataset: Dataset, view: View) -> None:
    query = views.format(view, exact=dataset)
    assert {"asof", "color", "sort", "data"} <= set(query)
    read, problems = views.check(views.parse(query)[0], dataset)
    assert problems == ()
    assert read.data == dataset.version
    assert replace(read, asof=None, start=None, data="") == replace(view, asof=None, start=None)
    # Where the timeline begins unasked is said too, unless the stretch would end before.
    last = min(read.asof or dataset.created, view.end or dataset.created)
    assert read.start == (view.start or (USUAL_START if last >= USUAL_START else None))
    assert (read.asof or dataset.created) == (view.asof or dataset.created)


@given(queries)
def test_parsing_never_raises_and_names_what_it_cannot_read(query: dict[str, list[str]]) -> None:
    view, problems = views.parse(query)
    assert views.parse(views.format(view)) == (view, ())
    known = {parameter.key for parameter in PARAMETERS}
    unknown = [key for key in query if key.strip().casefold() not in known and key not in ("embed", "embed_options")]
    assert len(problems) >= len(unknown)


@pytest.mark.parametrize("spelling", ["ES", "es", "ESP", "esp", "Spain", " spain "])
def test_case_and_aliases_of_a_country_are_forgiven(spelling: str) -> None:
    assert views.parse({"country": [spelling]}) == (View(country=("ES",)), ())


def test_lists_repeat_their_key_or_use_commas_and_keep_their_order() -> None:
    expected = View(country=("IT", "ES"), response=("closed", "denied"))
    assert views.parse({"country": ["IT", "ES"], "response": ["closed,denied"]}) == (expected, ())
    assert views.format(expected)["country"] == ["IT", "ES"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"country": ["XX"]}, "country “XX”"),
        ({"asof": ["2022-13-01"]}, "asof “2022-13-01”"),
        ({"asof": ["yesterday"]}, "a date such as 2022-12-05"),
        ({"report": ["third"]}, "110-overseas, patrol-and-persuade"),
        ({"colour": ["sky"]}, "“colour”, which the atlas does not know; perhaps color is meant"),
        ({"land": ["NL"]}, "“land”, which the atlas does not know; perhaps country is meant"),
        ({"v": ["2"]}, "“v”, which the atlas does not know."),
        ({"color": ["step", "report"]}, "more than once"),
        ({"from": ["2023-01-01"], "to": ["2022-01-01"]}, "ends before it begins"),
        ({"country": ["ES,"] * 100}, "100 values"),
        ({"place": ["../etc/passwd"]}, "place “../etc/passwd”"),
        ({"country": ["<script>alert(1)</script>" * 9]}, "…"),
    ],
)
def test_a_part_that_cannot_be_read_is_named(query: dict[str, list[str]], said: str) -> None:
    assert any(said in words.write_problem(problem) for problem in views.parse(query)[1])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Atl\u200bantis", "“Atl[U+200B]antis”"),
        ("\u202eAtlantis", "“[U+202E]Atlantis”"),
        ("At\u00a0lantis\n2", "“At[U+00A0]lantis[U+000A]2”"),
        ("x\u3164" * 30, f"“{'x[U+3164]' * 20}…”"),
    ],
)
def test_what_nobody_sees_in_a_link_is_written_out(value: str, shown: str) -> None:
    (problem,) = views.parse({"country": [value]})[1]
    assert shown in words.write_problem(problem) and words.write_problem(problem).isprintable()


def test_a_bad_part_does_not_take_the_good_ones_with_it() -> None:
    view, problems = views.parse({"country": ["XX", "ES"], "report": ["110-overseas"]})
    assert view == View(country=("ES",), report=("110-overseas",))
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View(asof=date(2030, 1, 1)), f"the data end on {TODAY}"),
        (View(place="es-atlantis"), "es-atlantis"),
        (View(open="gb-2099-nothing"), "gb-2099-nothing"),
        (View(publisher=("nobody",)), "nobody"),
        (View(data="2020.1.0"), "data version 2020.1.0"),
    ],
)
def test_what_the_data_cannot_honour_is_named_and_taken_out(dataset: Dataset, view: View, said: str) -> None:
    checked, problems = views.check(view, dataset)
    assert checked == View() and said in words.write_problem(problems[0])


def test_spain_has_9_stations_in_4_places(dataset: Dataset) -> None:
    selection = select(dataset, country=("ES",), report=("110-overseas",))
    assert (selection.count, selection.places) == (9, 4)
    assert words.describe(selection) == (
        f"9 stations in 4 places in Spain, first listed by 110 Overseas, of 87 sourced and 102 reported; as of {TODAY}."
    )


def test_the_netherlands_reach_closed_in_november_2022(dataset: Dataset) -> None:
    before = select(dataset, country=("NL",), response=("closed",), asof=date(2022, 10, 15))
    assert before.count == 0
    assert "No response by the Netherlands was found as of 15 October 2022" in words.explain_nothing(before)
    after = select(dataset, country=("NL",), response=("closed",), asof=date(2022, 11, 30))
    assert after.count == 2


@pytest.mark.parametrize(
    ("asof", "sourced", "reported"),
    [
        (date(2022, 9, 11), 0, None),
        (date(2022, 9, 12), 52, 54),
        (date(2022, 12, 4), 52, 54),
        (date(2022, 12, 5), 87, 102),
        (None, 87, 102),
    ],
)
def test_a_station_counts_from_its_reports_date(
    dataset: Dataset, asof: date | None, sourced: int, reported: int | None
) -> None:
    selection = select(dataset, asof=asof)
    assert (selection.sourced, selection.reported, selection.count) == (sourced, reported, sourced)


def test_before_the_reports_the_page_says_when_they_came(dataset: Dataset) -> None:
    assert "12 September 2022" in words.explain_nothing(select(dataset, asof=date(2020, 1, 1)))


def test_a_step_matches_countries_that_reached_it_and_went_further(dataset: Dataset) -> None:
    investigated = select(dataset, response=("investigated",))
    assert {"NL", "GB", "US"} <= set(investigated.stations["country"])
    assert all(
        investigated.standings[code].furthest != "nothing-found" for code in set(investigated.stations["country"])
    )


def test_nothing_found_is_no_response_at_all(dataset: Dataset) -> None:
    selection = select(dataset, response=("nothing-found",))
    assert selection.count > 0 and selection.responses.empty
    assert not set(selection.stations["country"]) & set(dataset.responses["country"])


def test_a_country_filter_never_hides_chinas_denial(dataset: Dataset) -> None:
    events = select(dataset, country=("NL",)).events
    assert ((events["country"] == "CN") & (events["kind"] == "statement")).any()
    assert set(events["country"]) <= {"NL", "CN", ""}


def test_report_and_bureau_narrow_countries_to_those_with_such_a_station(dataset: Dataset) -> None:
    selection = select(dataset, bureau=("nantong",))
    assert selection.count == 10
    assert set(selection.countries) == set(selection.stations["country"])
    assert "ES" not in set(selection.responses["country"])


@settings(max_examples=200)
@given(any_view)
def test_nothing_later_than_the_date_is_shown_or_counted(dataset: Dataset, view: View) -> None:
    selection = views.apply(view, dataset)
    for frame in (selection.stations, selection.responses, selection.events, selection.figures):
        assert (frame["counts_from"] <= pd.Timestamp(selection.asof)).all()
    latest = {standing.latest for standing in selection.standings.values() if standing.latest}
    dated = dataset.responses.set_index("id")["counts_from"]
    assert all(dated[record] <= pd.Timestamp(selection.asof) for record in latest)


@settings(max_examples=100)
@given(any_view)
def test_each_option_counts_what_choosing_it_alone_would_show(dataset: Dataset, view: View) -> None:
    selection = views.apply(view, dataset)
    for field in ("country", "report", "bureau", "response"):
        for code, number in selection.facets[field].items():
            assert views.apply(replace(view, **{field: (code,)}), dataset).count == number


@settings(max_examples=100)
@given(any_view)
def test_a_view_never_shows_more_than_is_sourced_and_sourced_than_reported(dataset: Dataset, view: View) -> None:
    selection = views.apply(view, dataset)
    assert selection.count <= selection.sourced <= (selection.reported or 0)
    assert str(selection.count) in words.describe(selection) or selection.count == 0


def test_selecting_does_not_change_the_dataset(dataset: Dataset) -> None:
    before = dataset.stations.copy()
    select(dataset, country=("ES",), response=("investigated",), contested=True)
    pd.testing.assert_frame_equal(before, dataset.stations)
