"""The Responses page's matrix, its chart, and what others counted."""

import re
from dataclasses import replace
from datetime import date
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lib import dataset
from lib.answers import responses as matrix
from lib.answers.blocks import Coded, When, answer
from lib.answers.responses import Responses, Row
from lib.answers.steps import Change, Ladder, Stretch, compare, count_by, count_steps
from lib.dataset import codes, label
from lib.draw.palette import LIGHT
from lib.draw.responses import draw_steps
from lib.render.responses import render_matrix
from lib.view import View
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, step_of
from lib.words.catalogue import abbreviate
from tests import pages

ATLAS = Atlas(dataset.load())
DATA = ATLAS.dataset
KINDS = next(each for each in DATA.schemas["responses"]["fields"] if each["name"] == "kind")["constraints"]["enum"]
NOVEMBER = date(2022, 11, 7)
days = st.dates(date(2022, 9, 1), DATA.created)


def ask(atlas: Atlas = ATLAS, **fields: Any) -> Responses:
    return answer(atlas, matrix.write, View(**fields))


def fill(**fields: Any) -> tuple[Row, ...]:
    return ask(**fields).matrix.rows


def row_of(country: str, **fields: Any) -> Row:
    return next(row for row in fill(**fields) if row.country == country)


def render(**fields: Any) -> str:
    return render_matrix(ask(**fields).matrix)


def count(asof: date, **fields: Any) -> tuple[Change, ...]:
    rows = fill(asof=asof, **fields)
    return count_steps(DATA.responses, [row.country for row in rows], asof)


def draw(until: date, **fields: Any) -> tuple[Ladder, dict[str, Any]]:
    """The chart as it is drawn until a day: its Picture's data and its spec."""
    ladder = stretch_until(until, **fields).picture.data
    return ladder, draw_steps(ladder, LIGHT)


def stretch_until(until: date, **fields: Any) -> Stretch:
    return next(each for each in ask(**fields).steps.stretches if each.picture.data.until == until)


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for layer in spec["layer"] for row in layer["data"]["values"]]


class Table(HTMLParser):
    """Reads back what a browser would: scopes of headers, text, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def count(self, tag: str, **attributes: str) -> int:
        return sum(1 for name, found in self.tags if name == tag and attributes.items() <= found.items())


def test_the_columns_are_all_kinds_of_the_schema_grouped_by_step_highest_first() -> None:
    assert sorted(codes("responses.kind")) == sorted(KINDS)
    order = [*STEPS, None]
    rungs = [order.index(step_of(kind, "")) for kind in codes("responses.kind")]
    assert rungs == sorted(rungs)


@pytest.mark.parametrize(
    ("text", "written"),
    [("2022-10-26", "26 Oct 2022"), ("2022-10", "Oct 2022"), ("2022", "2022")],
)
def test_a_date_is_never_written_sharper_than_it_is(text: str, written: str) -> None:
    assert abbreviate(text) == written


def test_by_7_november_2022_the_matrix_lists_eight_investigations_and_the_american_search() -> None:
    rows = fill(asof=NOVEMBER)
    opened = {row.country for row in rows if "investigation_opened" in row.acts}
    assert opened == {"NL", "CA", "PT", "CL", "DE", "ES", "GB", "AT"}
    assert {row.country for row in rows if "enforcement_action" in row.acts} == {"US"}


@settings(max_examples=30)
@given(days)
def test_no_cell_holds_anything_later_than_the_date(asof: date) -> None:
    later = set(DATA.responses.loc[DATA.responses["counts_from"] > pd.Timestamp(asof), "id"])
    shown = {act.id for row in fill(asof=asof) for acts in row.acts.values() for act in acts}
    assert not shown & later
    assert len(shown) == len(DATA.responses) - len(later)


def test_a_country_filter_leaves_no_other_country_in_the_matrix() -> None:
    assert {row.country for row in fill(country=("NL", "IE"))} == {"NL", "IE"}


def test_spain_has_not_reached_closed_so_that_view_has_no_row() -> None:
    assert fill(country=("ES",), response=("closed",)) == ()


def test_before_everything_there_is_no_row_and_nothing_to_draw() -> None:
    early = date(2020, 1, 1)
    assert fill(asof=early) == ()
    assert count(early) == ()
    assert "Of 0 countries" in ask(asof=early).standfirst


def test_the_dutch_closure_order_is_dated_and_sourced() -> None:
    (order,) = row_of("NL").acts["closure_ordered"]
    assert (order.when, order.collateral) == ("1 Nov 2022", False)
    assert order.publisher and order.address.startswith("https://") and order.sources >= 1


def test_japanese_and_korean_charges_are_marked_collateral_in_their_cells_and_as_latest() -> None:
    for country in ("JP", "KR"):
        row = row_of(country)
        assert all(act.collateral for act in row.acts["charges"])
        assert row.standing.furthest != "charged"
    html = render(country=("JP", "KR"))
    acts = [act for country in ("JP", "KR") for kind in row_of(country).acts.values() for act in kind]
    assert html.count(label("responses.basis", "collateral")) == sum(act.collateral for act in acts) > 0
    # A cell of collateral acts alone has their colour, not that of the step it stands under.
    assert html.count("--step-collateral") == 2


def test_germany_shows_both_sides_of_its_record() -> None:
    html = render(country=("DE",))
    assert "Contested: closure ordered and closure claimed by China; against it" in html
    assert "activity said to persist" in html


def test_nothing_found_is_dated() -> None:
    html = render(country=("UA",), asof=NOVEMBER)
    assert "Nothing found <small>as of 7 November 2022</small>" in html and "Ukraine <b>1</b>" in html
    assert "no response" not in html.lower()


def test_the_matrix_is_a_table_that_a_keyboard_and_a_screen_reader_can_walk() -> None:
    rows = fill()
    table = Table(render())
    # The page scrolls, not the table. Countries where nothing was found share a row.
    assert table.count("div") == 0
    assert table.count("th", scope="row") == sum(row.latest is not None for row in rows) + 1
    assert table.count("th", scope="col") == 2 + len(STEPS)  # without nothing found, with what reaches no step
    assert [row.name for row in rows if escape(row.name) not in render()] == []


def test_every_row_of_the_table_is_as_wide_as_its_head() -> None:
    for html in render().split("<tbody>")[1].split("</tr>")[:-1]:
        row = Table(html)
        spans = [int(found.get("colspan") or 1) for tag, found in row.tags if tag in ("th", "td")]
        assert sum(spans) == 2 + len(STEPS)


def test_text_of_the_data_cannot_become_markup() -> None:
    responses = DATA.responses.assign(actor='"><script>alert(1)</script>')
    citations = DATA.citations.assign(publisher="<img src=x>", url='https://a.example/"onclick="x')
    hostile = Atlas(replace(DATA, responses=responses, citations=citations))
    table = Table(render_matrix(ask(hostile).matrix))
    assert table.count("script") == table.count("img") == 0
    assert not [found for _, found in table.tags if "onclick" in found]


def test_rows_stand_in_the_order_that_the_link_asks_for() -> None:
    names = [row.name for row in fill(sort="country")]
    assert names == sorted(names)
    numbers = [row.stations for row in fill(sort="stations")]
    assert numbers == sorted(numbers, reverse=True)
    latest = [row.latest_from for row in fill(sort="date")]
    assert latest == sorted(latest, reverse=True)
    order = [*STEPS[:-1], COLLATERAL, UNRANKED, STEPS[-1]]
    rungs = [order.index(row.standing.furthest) for row in fill(sort="step")]
    assert rungs == sorted(rungs)
    assert fill(sort="step")[0].country == "US"


@pytest.mark.parametrize("order", list(codes("sort")))
def test_the_order_does_not_depend_on_the_order_before(order: str) -> None:
    rows = fill(sort="country")
    assert matrix.sort(rows[::-1], order) == matrix.sort(rows, order)


def test_the_standfirst_counts_every_country_once() -> None:
    found = ask(asof=NOVEMBER)
    rows = found.matrix.rows
    some = sum(row.latest is not None for row in rows)
    assert f"Of {len(rows)} countries with a reported station or a response, **{some} have a response on record**" in (
        found.standfirst
    )
    assert f"for {len(rows) - some} nothing was found as of 7 November 2022" in found.standfirst
    assert "China says that it has no police posts overseas" in ask().standfirst


def test_by_7_november_2022_nine_countries_had_reached_investigated_and_three_closed() -> None:
    totals = count_by(count(NOVEMBER))
    assert (totals["investigated"], totals["closed"], totals["charged"]) == (9, 3, 0)


@settings(max_examples=30)
@given(days)
def test_counts_only_grow_and_end_at_what_the_standings_say(asof: date) -> None:
    counts = count(asof)
    for step in count_by(counts):
        steps = [change for change in counts if change.step == step]
        assert all(one.number < other.number and one.day < other.day for one, other in pairwise(steps))
    standings = ATLAS.select(View(asof=asof)).standings.values()
    for step, number in count_by(counts).items():
        assert number == sum(1 for standing in standings if step in standing.reached)


def test_the_chart_begins_in_september_2022_and_ends_on_the_date_with_nothing_later() -> None:
    _, spec = draw(NOVEMBER, asof=NOVEMBER)
    days = {row["day"] for row in rows_of(spec)}
    assert (min(days), max(days)) == ("2022-09-01", "2022-11-07")
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == ["2022-09-01", "2022-11-07"]


def test_the_chart_says_each_step_and_its_number_in_words_and_not_by_colour_alone() -> None:
    _, spec = draw(NOVEMBER, asof=NOVEMBER)
    titles = {row["title"] for row in rows_of(spec) if "title" in row}
    assert {"9 · Investigated", "3 · Closed", "0 · Charged"} <= titles


def test_drawn_until_an_earlier_day_the_chart_counts_until_that_day() -> None:
    first, whole = ask().steps.stretches
    assert [each.picture.data.until for each in (first, whole)] == [date(2023, 6, 30), DATA.created]
    assert first.picture.data.bands[-1].number < whole.picture.data.bands[-1].number
    assert "Investigated: 9" in stretch_until(NOVEMBER, asof=NOVEMBER).picture.alt


def test_bands_of_the_chart_share_one_scale_and_never_overlap() -> None:
    _, spec = draw(DATA.created)
    areas = [row for row in rows_of(spec) if "base" in row]
    assert areas and all(row["base"] <= row["top"] < row["base"] + 0.7 for row in areas)


def test_the_charts_table_has_each_day_as_a_date_and_each_step_as_a_code() -> None:
    table = ask(asof=NOVEMBER).steps.table
    assert table.rows[0] == (Coded("step", "closed"), When("2022-10-25"), "Ireland", 1)
    assert [row[3] for row in table.rows if row[0] == Coded("step", "investigated")][-1] == 9


def test_what_others_counted_stands_beside_our_own_count_on_the_same_day() -> None:
    compared = compare(DATA.figures, DATA.responses)
    own = next(other for other in compared if other.figure == "fig-investigations-14")
    assert (own.said, own.author, own.when, own.ours) == (
        "14 governments",
        "Safeguard Defenders",
        "7 November 2022",
        9,
    )
    assert "Ireland" in own.why
    assert {12, 13, 14, 15} <= {other.value for other in compared}


def test_a_count_of_a_month_or_a_year_stands_beside_our_range_in_it() -> None:
    """CNN's 13 is of December 2022: by its first day 11 countries are counted here or more, by its last 16 or fewer."""
    compared = {other.figure: other for other in compare(DATA.figures, DATA.responses)}
    for figure, first, last in (
        ("fig-investigations-13-cnn", date(2022, 12, 1), date(2022, 12, 31)),
        ("fig-investigations-10-abc-spain", date(2023, 1, 1), date(2023, 12, 31)),
    ):
        before, after = (
            count_by(count_steps(DATA.responses, set(DATA.responses["country"]), day)) for day in (first, last)
        )
        other = compared[figure]
        assert (other.ours_before, other.ours) == (before["investigated"], after["investigated"])
    assert " to " in compared["fig-investigations-13-cnn"].here
    assert compared["fig-investigations-14"].here == "9"


def test_every_empty_cell_says_so_to_a_screen_reader() -> None:
    html = render(country=("NL",))
    reached = {matrix.group_of(kind) for kind in row_of("NL").acts}
    assert html.count("nothing found</span></td>") == len(STEPS) - len(reached)
    assert not re.search("<td[^>]*></td>", html)


def test_others_who_counted_later_than_the_date_are_not_shown() -> None:
    assert {other.value for other in ask(asof=NOVEMBER).others.counts} == {4, 14}


def test_others_are_drawn_as_diamonds_at_their_own_number_where_nothing_narrows_the_view() -> None:
    what = "Safeguard Defenders, 7 November 2022: 14 governments"
    _, spec = draw(NOVEMBER, asof=NOVEMBER)
    assert what in {row.get("what") for row in rows_of(spec)}
    _, narrowed = draw(NOVEMBER, asof=NOVEMBER, country=("NL",))
    assert what not in {row.get("what") for row in rows_of(narrowed)}


def test_a_chart_carries_its_rows_and_leaves_nothing_for_each_run_to_convert() -> None:
    _, spec = draw(DATA.created)
    assert "datasets" not in spec and all(layer["data"]["values"] for layer in spec["layer"])


def test_readers_of_one_view_share_one_answer_and_its_order_is_another_views() -> None:
    assert ask(country=("NL",)) is ask(country=("NL",))
    assert ask(sort="country") is not ask()


def test_an_act_of_a_kind_without_a_step_stands_under_its_own_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that the curators add, and that no step knows yet: it is in the matrix, and in its country in full."""
    known = matrix.step_of
    monkeypatch.setattr(
        matrix, "step_of", lambda kind, basis: None if kind == "closure_ordered" else known(kind, basis)
    )
    shown = matrix.write(ATLAS, ATLAS.select(View(country=("NL",))))
    last = shown.matrix.groups[-1]
    assert (last.step, [kind.code for kind in last.kinds]) == (
        "unranked",
        ["closure_ordered", "statement", "press_report_only"],
    )
    assert last.title == label("step", "unranked")
    assert "1 Nov 2022" in render_matrix(shown.matrix)


def test_every_country_in_full_has_all_its_responses_each_with_its_record() -> None:
    found = {record.country: record for record in ask().records}
    assert list(found) == [row.country for row in sorted(fill(), key=lambda row: row.name)]
    for country, rows in DATA.responses.groupby("country"):
        assert {response.record for response in found[country].responses} == set(rows["id"])
        assert not found[country].nothing
    charges = [response.marks for response in found["JP"].responses if response.lead == "Charges."]
    assert charges and set(charges) == {(label("responses.basis", "collateral"),)}
    assert not found["UA"].responses and found["UA"].nothing.startswith("Nothing found as of ")


def open_page(**query: str | list[str]) -> AppTest:
    return pages.open_page("responses", **query)


def read(at: AppTest) -> str:
    return "\n".join(str(block.value).replace("\\", "") for block in [*at.markdown, *at.info, *at.subheader])


def test_opening_a_country_lists_its_responses_oldest_first_with_who_said_so() -> None:
    at = open_page()
    at.selectbox(key="opened").select("NL").run()
    text = read(at)
    days = ("26 October 2022, Ministry", "31 October 2022, Minister", "1 November 2022, Minister")
    assert sorted(days, key=text.index) == list(days)
    assert not at.exception


def test_a_link_to_one_country_opens_it() -> None:
    assert "25 October 2022, Minister for Foreign Affairs" in read(open_page(country="IE"))


def test_an_opened_country_that_a_filter_takes_away_is_closed_again() -> None:
    at = open_page()
    at.selectbox(key="opened").select("NL").run()
    at.multiselect(key="country").set_value(["IE", "DE"]).run()
    assert at.selectbox(key="opened").value is None
    assert not at.exception


def test_the_order_chosen_is_written_into_the_link() -> None:
    at = open_page()
    at.segmented_control(key="sort").set_value("stations").run()
    assert "stations" in at.query_params["sort"]


def test_an_empty_result_says_how_far_spain_got() -> None:
    assert "the furthest step found for Spain was: investigated" in read(open_page(country="ES", response="closed"))


def test_a_country_of_which_nothing_is_known_is_named() -> None:
    assert "No station and no response is known here for Thailand" in read(open_page(country=["JP", "TH"]))
