"""The two clocks: what had happened by a date, and what could be known by it."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.dataset import Dataset
from lib.view import View, keep_filters, parse
from lib.view.atlas import Atlas
from lib.words import records
from lib.words.views import describe_clock

DAYS = st.dates(date(2022, 9, 1), date(2026, 11, 1))


def known_from(dataset: Dataset, record: str) -> str:
    rows = pd.concat([dataset.responses, dataset.events])
    return str(rows.loc[rows["id"] == record, "known_from"].iloc[0].date())


@pytest.mark.parametrize(
    ("record", "day"),
    [
        # The note verbale of 3 November 2022 stands in a text of March 2023, which says no day.
        ("de-2022-11-closure-ordered", "2023-03-31"),
        # The record of parliament is of the day itself.
        ("ie-2022-10-26-closure-ordered", "2022-10-25"),
        # Said by the minister on 19 December, printed by a paper of the 20th.
        ("it-2022-12-cooperation-ended", "2022-12-20"),
    ],
)
def test_a_row_is_known_from_the_day_of_its_first_dated_source(dataset: Dataset, record: str, day: str) -> None:
    assert known_from(dataset, record) == day


def test_a_response_and_an_event_say_when_they_became_known(dataset: Dataset) -> None:
    closure = dataset.responses.set_index("id", drop=False).loc["de-2022-11-closure-ordered"]
    assert "Known from 31 March 2023, by the sources held here." in records.say_response(closure)
    patrols = dataset.events.set_index("id", drop=False).loc["ev-2015-italy-policing-agreements"]
    assert "Known from" not in records.say_event(patrols)
    day = dataset.events.set_index("id", drop=False).loc["ev-2022-12-commission-president"]
    assert "Known from" not in records.say_event(day)


def test_nothing_is_known_before_it_happened(dataset: Dataset) -> None:
    for rows in (dataset.responses, dataset.events):
        assert (rows["known_from"] >= rows["counts_from"]).all()


def test_in_december_2022_germany_had_asked_for_closure_and_nobody_could_know(atlas: Atlas) -> None:
    day = date(2022, 12, 1)
    happened, known = (atlas.select(View(asof=day, clock=clock)) for clock in ("", "known"))
    assert happened.standings["DE"].furthest == "closed"
    assert known.standings["DE"].furthest == "investigated"
    record = "de-2022-11-closure-ordered"
    assert record in set(happened.responses["id"]) and record not in set(known.responses["id"])


@settings(max_examples=40)
@given(DAYS)
def test_what_could_be_known_is_part_of_what_had_happened_and_the_rest_is_told(atlas: Atlas, day: date) -> None:
    happened, known = (atlas.select(View(asof=day, clock=clock)) for clock in ("", "known"))
    shown = [
        set(each.responses["id"]) | set(each.events.loc[each.events["country"] != "", "id"])
        for each in (happened, known)
    ]
    assert shown[1] <= shown[0]
    assert known.untold <= happened.untold
    assert (str(happened.untold) in describe_clock(happened)) or not happened.untold


def test_the_clock_is_a_part_of_the_link_that_data_routes_honour() -> None:
    view, problems = parse({"clock": ["known"], "asof": ["2022-12-01"]})
    assert (view.clock, [*problems]) == ("known", [])
    assert keep_filters(view) == view
    _, problems = parse({"clock": ["tomorrow"]})
    assert [problem.part for problem in problems] == ["clock"]
