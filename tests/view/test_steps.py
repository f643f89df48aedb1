"""How far a government went, by a date: the ladder of DESIGN section 3, on made-up records and on the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import dataset
from lib.dataset import codes
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, Standing, stand, step_of

ATLAS = dataset.load()
RESPONSES = ATLAS.responses
FIELDS = {field["name"]: field for field in ATLAS.schemas["responses"]["fields"]}
KINDS = [kind["value"] for kind in FIELDS["kind"]["categories"]]
# Heights on the ladder; a collateral case and an act without a step are more than nothing and less than any step.
RUNG = {step: len(STEPS) - 1 - place for place, step in enumerate(STEPS)} | {COLLATERAL: 0.5, UNRANKED: 0.25}
DAY = date(2022, 9, 12)


@dataclass(frozen=True)
class Act:
    country: str
    kind: str
    basis: str
    day: date


def frame(acts: Sequence[Act]) -> pd.DataFrame:
    rows = [(f"{number:03}", act.country, act.kind, act.basis, act.day) for number, act in enumerate(acts)]
    table = pd.DataFrame(rows, columns=["id", "country", "kind", "basis", "counts_from"])
    return table.astype({"counts_from": "datetime64[s]"})


def stand_one(acts: Sequence[Act], asof: date) -> Standing:
    return stand(frame(acts), ["XX"], asof)["XX"]


def act(kind: str, basis: str = "", days: int = 0) -> Act:
    return Act("XX", kind, basis, DAY + timedelta(days=days))


days = st.dates(date(2022, 9, 1), date(2024, 12, 31))
acts = st.sampled_from(KINDS).flatmap(
    lambda kind: st.builds(
        Act,
        st.just("XX"),
        st.just(kind),
        st.sampled_from(("policing", "collateral")) if kind in ("charges", "conviction") else st.just(""),
        days,
    )
)
records = st.lists(acts, max_size=12)


@settings(max_examples=60)
@given(records, days)
def test_a_standing_never_sees_the_future(record: list[Act], asof: date) -> None:
    known = [act for act in record if act.day <= asof]
    seen, told = stand_one(record, asof), stand_one(known, asof)
    assert (seen.furthest, seen.reached, bool(seen.latest)) == (told.furthest, told.reached, bool(told.latest))
    assert len(seen.contested) == len(told.contested)
    if not known:
        assert seen.furthest == "nothing-found"


@settings(max_examples=60)
@given(records, acts, days)
def test_another_response_raises_a_country_to_its_own_step_at_most(record: list[Act], more: Act, asof: date) -> None:
    before, after = stand_one(record, asof).furthest, stand_one([*record, more], asof).furthest
    own = step_of(more.kind, more.basis) or (COLLATERAL if more.basis else UNRANKED)
    allowed = RUNG[own] if more.day <= asof else 0
    assert RUNG[before] <= RUNG[after] <= max(RUNG[before], allowed)


@settings(max_examples=60)
@given(records, acts, days)
def test_an_earlier_or_lower_response_never_raises_a_step(record: list[Act], more: Act, asof: date) -> None:
    before = stand_one(record, asof)
    own = step_of(more.kind, more.basis) or (COLLATERAL if more.basis else UNRANKED)
    if RUNG[own] <= RUNG[before.furthest]:
        assert stand_one([*record, more], asof).furthest == before.furthest
    earlier = Act("XX", "denied", "", date(2022, 8, 31))
    if RUNG[before.furthest] >= RUNG["denied"]:
        after = stand_one([*record, earlier], asof)
        assert (after.furthest, after.latest) == (before.furthest, before.latest)


@settings(max_examples=60)
@given(records, days, days)
def test_a_country_never_steps_down_as_time_goes_on(record: list[Act], one: date, other: date) -> None:
    earlier, later = stand_one(record, min(one, other)), stand_one(record, max(one, other))
    assert RUNG[earlier.furthest] <= RUNG[later.furthest]
    assert earlier.reached - {"nothing-found"} <= later.reached


@settings(max_examples=60)
@given(st.lists(acts, min_size=1, max_size=12))
def test_collateral_cases_never_count_as_charged(record: list[Act]) -> None:
    standing = stand_one(record, date(2025, 1, 1))
    policing = any(act.basis == "policing" for act in record)
    assert ("charged" in standing.reached) is policing
    assert (standing.furthest == "charged") is policing
    assert "nothing-found" not in standing.reached


@settings(max_examples=60)
@given(records, days)
def test_contested_means_closed_and_also_persisting_or_without_evidence(record: list[Act], asof: date) -> None:
    kinds = {act.kind for act in record if act.day <= asof}
    closed = kinds & {"closure_ordered", "closure_claimed", "closure_confirmed"}
    against = kinds & {"activity_persists", "no_evidence_found"}
    assert bool(stand_one(record, asof).contested) is bool(closed and against)


def test_the_contested_responses_name_both_sides() -> None:
    record = [act("closure_claimed"), act("denied", days=1), act("activity_persists", days=2)]
    assert stand_one(record, date(2023, 1, 1)).contested == ("000", "002")


def test_a_country_with_a_collateral_case_alone_is_drawn_as_such_and_not_as_nothing_found() -> None:
    assert stand_one([act("charges", "collateral")], DAY).furthest == COLLATERAL


def test_a_country_without_a_response_stands_at_nothing_found() -> None:
    assert stand_one([], DAY) == Standing("XX", "nothing-found", "", "", frozenset({"nothing-found"}), ())


def test_the_latest_response_is_the_last_by_date_whatever_its_step() -> None:
    record = [act("denied", days=9), act("charges", "policing", days=1)]
    assert stand_one(record, date(2023, 1, 1)).latest == "000"


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("conviction", "charged"),
        ("closure_claimed", "closed"),
        ("activity_persists", "investigated"),
        ("investigation_ended_no_charges", "investigated"),
        ("existence_confirmed", "investigated"),
        ("cooperation_ended", "objected"),
        ("no_evidence_found", "denied"),
        ("cooperation_continued", "cooperating"),
    ],
)
def test_each_kind_reaches_the_step_that_the_design_gives_it(kind: str, step: str) -> None:
    assert step_of(kind, "policing" if kind == "conviction" else "") == step


def test_every_kind_of_the_schema_but_two_has_a_step_and_every_step_a_title_and_a_meaning() -> None:
    assert {step_of(kind, "") for kind in KINDS} == {*STEPS, None} - {"nothing-found"}
    assert [kind for kind in KINDS if step_of(kind, "") is None] == ["statement", "press_report_only"]
    assert list(codes("step")) == [*STEPS, COLLATERAL, UNRANKED]
    assert all(step.label and step.meaning for step in codes("step").values())


def test_by_7_november_2022_eleven_countries_had_investigated() -> None:
    standings = stand(RESPONSES, [], date(2022, 11, 7))
    reached = {code for code, standing in standings.items() if "investigated" in standing.reached}
    assert reached == {"NL", "CA", "PT", "CL", "DE", "ES", "GB", "AT", "US"}


def test_by_7_november_2022_three_countries_had_closed_and_nobody_had_charged() -> None:
    standings = stand(RESPONSES, [], date(2022, 11, 7))
    assert {code for code, standing in standings.items() if standing.furthest == "closed"} == {"NL", "IE", "DE"}
    assert not [code for code, standing in standings.items() if "charged" in standing.reached]


def test_germany_is_contested_since_china_said_closed_and_the_ministry_said_that_two_persist() -> None:
    contested = stand(RESPONSES, [], date(2023, 12, 31))["DE"].contested
    assert {"de-2023-02-closure-claimed", "de-2023-05-15-activity-persists"} <= set(contested)


def test_japan_and_south_korea_never_stand_at_charged() -> None:
    for day in pd.date_range("2022-09-12", "2026-12-31", freq="MS"):
        standings = stand(RESPONSES, ["JP", "KR"], day.date())
        assert "charged" not in standings["JP"].reached | standings["KR"].reached


def test_only_the_united_states_charged_anybody_over_a_station() -> None:
    standings = stand(RESPONSES, [], date(2026, 11, 22))
    assert [code for code, standing in standings.items() if standing.furthest == "charged"] == ["US"]
