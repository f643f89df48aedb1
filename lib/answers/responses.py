"""Responses → the matrix of countries × kinds, how many countries reached each step, and what others counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.dataset import REPORTS, Dataset, codes, countries, label, period
from lib.view import Selection
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, Standing, step_of
from lib.words import records as evidence
from lib.words.catalogue import abbreviate, write_date, write_when

# The month of the first report: where every chart of responses begins.
START = REPORTS[0].published.replace(day=1)
DRAWN_STEPS = tuple(step for step in STEPS if step != "nothing-found")


@dataclass(frozen=True)
class Act:
    """One response as a cell shows it.

    when: "26 Oct 2022", as precise as the data; publisher, address: of its best source ("" where no address is known);
    sources: how many there are; contested: whether it is a side of its country's contradiction.
    """

    id: str
    kind: str
    when: str
    actor: str
    collateral: bool
    confidence: str
    publisher: str
    address: str
    sources: int
    contested: bool


@dataclass(frozen=True)
class Row:
    """One country of the matrix: its stations in view, its standing, and its responses by kind, oldest first."""

    country: str
    name: str
    stations: int
    standing: Standing
    acts: Mapping[str, tuple[Act, ...]]
    latest: Act | None
    latest_from: pd.Timestamp

    @property
    def contested(self) -> tuple[Act, ...]:
        """The responses that contradict each other, oldest first within each side."""
        return tuple(act for acts in self.acts.values() for act in acts if act.contested)


def fill(selection: Selection, dataset: Dataset) -> tuple[Row, ...]:
    """The matrix of a selection, in the order its view asks for.

    Rows are the countries in scope that have a station or a response by the date. Nothing later than the date, and no
    country that the filters leave out, is in any row.
    """
    scope = [code for code in selection.countries if code in selection.standings]
    stations = selection.count_by("country")
    acts = _gather_acts(selection, dataset)
    began = dict(zip(selection.responses["id"], selection.responses["counts_from"], strict=True))
    rows = []
    for code in scope:
        standing = selection.standings[code]
        by_kind: dict[str, tuple[Act, ...]] = {}
        for act in acts.get(code, ()):
            by_kind[act.kind] = (*by_kind.get(act.kind, ()), act)
        latest = next((act for act in acts.get(code, ()) if act.id == standing.latest), None)
        rows.append(
            Row(
                country=code,
                name=countries.name(code),
                stations=stations.get(code, 0),
                standing=standing,
                acts=MappingProxyType(by_kind),
                latest=latest,
                latest_from=began.get(standing.latest, pd.Timestamp.min),
            )
        )
    return sort(rows, selection.view.sort)


def list_responses(selection: Selection, country: str = "") -> pd.DataFrame:
    """The responses of a selection, or of one country of it, in the order they count from (columns as in Dataset)."""
    responses = selection.responses
    kept = responses[responses["country"] == country] if country else responses
    return kept.sort_values(["counts_from", "first_day", "id"])


def _gather_acts(selection: Selection, dataset: Dataset) -> dict[str, list[Act]]:
    """The responses of a selection by country, oldest first."""
    contested = {record for standing in selection.standings.values() for record in standing.contested}
    sources: dict[str, list[tuple[str, str]]] = {}
    cited = dataset.citations[dataset.citations["record"].isin(selection.responses["id"])]
    for record, publisher, url in cited[["record", "publisher", "url"]].itertuples(index=False, name=None):
        sources.setdefault(record, []).append((publisher, url))
    acts: dict[str, list[Act]] = {}
    for response in list_responses(selection).to_dict("records"):
        publisher, url = sources[response["id"]][0]
        acts.setdefault(response["country"], []).append(
            Act(
                id=response["id"],
                kind=response["kind"],
                when=abbreviate(response["date"]),
                actor=response["actor"],
                collateral=response["basis"] == "collateral",
                confidence=response["confidence"],
                publisher=publisher,
                address=url,
                sources=len(sources[response["id"]]),
                contested=response["id"] in contested,
            )
        )
    return acts


_RUNGS = MappingProxyType(
    {step: rung for rung, step in enumerate((*DRAWN_STEPS, COLLATERAL, UNRANKED, "nothing-found"))}
)


def sort(rows: Iterable[Row], order: str) -> tuple[Row, ...]:
    """Rows by `order`: step (highest first), date (latest response first), country (A to Z), stations (most first).

    Equal rows stand by latest response, then by name, so that the order is always the same.
    """
    named = sorted(rows, key=lambda row: row.name)
    if order == "country":
        return tuple(named)
    dated = sorted(named, key=lambda row: row.latest_from, reverse=True)
    if order == "step":
        dated.sort(key=lambda row: _RUNGS[row.standing.furthest])
    elif order == "stations":
        dated.sort(key=lambda row: -row.stations)
    return tuple(dated)


def describe(rows: Sequence[Row], asof: date) -> str:
    """How many countries stand where, in one sentence; "nothing found" with its date."""
    furthest = [row.standing.furthest for row in rows]
    parts = [
        f"{codes('step')[step].small} {number}"
        for step in (*DRAWN_STEPS, COLLATERAL, UNRANKED)
        if (number := furthest.count(step))
    ]
    nothing = furthest.count("nothing-found")
    counted = f"{len(rows)} countr{'y' if len(rows) == 1 else 'ies'} with a station or a response in this view"
    found = f"Furthest step found: {', '.join(parts)}." if parts else ""
    missing = f"Nothing found as of {write_date(asof)} for {nothing}." if nothing else ""
    contested = sum(1 for row in rows if row.standing.contested)
    against = f"The record contradicts itself for {contested}." if contested else ""
    return " ".join(part for part in (f"{counted}.", found, missing, against) if part)


def group_of(kind: str) -> str:
    """The step that a kind's column stands under; kinds that reach none stand last, under their own heading."""
    return step_of(kind, "") or UNRANKED


def kinds_of(step: str) -> list[str]:
    """The kinds of response that stand under a step, in the vocabulary's order."""
    return [kind for kind in codes("responses.kind") if group_of(kind) == step]


def list_groups() -> list[str]:
    """The steps that have a kind of response, highest first, and what holds the kinds that reach none."""
    return [step for step in (*DRAWN_STEPS, UNRANKED) if kinds_of(step)]


def count_steps(responses: pd.DataFrame, scope: Iterable[str], asof: date) -> pd.DataFrame:
    """When countries first reached each step, and how many had by then.

    `responses` has the columns country, kind, basis, counts_from; rows of other countries and later rows are not
    counted, collateral cases reach no step. Returns one row a step and day on which a country first reached it: step,
    day (datetime64), names (countries, joined), number (of countries by that day); ordered by step, then day.
    """
    kept = responses[responses["country"].isin(list(scope)) & (responses["counts_from"] <= pd.Timestamp(asof))]
    reached = kept.assign(step=_steps_of(kept)).dropna(subset="step")
    first = reached.groupby(["step", "country"], sort=False)["counts_from"].min()
    gathered: dict[str, dict[pd.Timestamp, list[str]]] = {step: {} for step in DRAWN_STEPS}
    for (step, country), day in first.items():
        gathered[step].setdefault(day, []).append(countries.name(country))
    rows = []
    for step, days in gathered.items():
        number = 0
        for day in sorted(days):
            number += len(days[day])
            rows.append((step, day, ", ".join(sorted(days[day])), number))
    frame = pd.DataFrame(rows, columns=["step", "day", "names", "number"])
    return frame.astype({"day": "datetime64[s]", "number": "int64"})


def count_by(counts: pd.DataFrame) -> dict[str, int]:
    """How many countries reached each step in all of `counts` (as from `count_steps`), steps without any included."""
    reached = counts.groupby("step", sort=False)["number"].max()
    return {step: int(reached.get(step, 0)) for step in DRAWN_STEPS}


def list_steps(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` as a table to read: Step, Day, Countries, By then."""
    return pd.DataFrame(
        {
            "Step": counts["step"].map(lambda step: label("step", step)),
            "Day": counts["day"].dt.strftime("%Y-%m-%d"),
            "Reached by": counts["names"],
            "Countries by then": counts["number"],
        }
    )


@dataclass(frozen=True)
class Comparison:
    """A published number of investigating countries, beside this atlas's own on the same day.

    figure: its id; said: "at least 12 countries"; day: the last day of its date; when: its date as precise as it is;
    ours: countries on that day, ours_before: on the first day of its date, both whatever the filters; reading: the
    curators' reading of the figure; why: how our count differs.
    """

    figure: str
    said: str
    value: int
    author: str
    day: date
    when: str
    ours_before: int
    ours: int
    reading: str
    why: str

    @property
    def here(self) -> str:
        """Our own count while the figure's date lasted: "11", or "11 to 16" over a month or a year."""
        return str(self.ours) if self.ours == self.ours_before else f"{self.ours_before} to {self.ours}"


def compare(figures: pd.DataFrame, responses: pd.DataFrame) -> tuple[Comparison, ...]:
    """Each published number of investigations beside our own on that day, or over its month or year, oldest first.

    `figures` as in a Selection; `responses` of every country, with first_day and counts_from. Ours are countries that
    had reached the step "investigated": an investigation, a search or other enforcement, existence confirmed.
    """
    others = figures[(figures["subject"] == "investigations") & (figures["country"] == "")]
    columns = (responses["country"], responses["first_day"], responses["counts_from"])
    acts = [(str(step), *act) for step, *act in zip(_steps_of(responses), *columns, strict=True)]
    dated = others.sort_values(["counts_from", "id"]).to_dict("records")
    return tuple(_compare_one(figure, acts) for figure in dated)


def _steps_of(responses: pd.DataFrame) -> pd.Series:
    steps = [step_of(kind, basis) for kind, basis in zip(responses["kind"], responses["basis"], strict=True)]
    return pd.Series(steps, index=responses.index, dtype=object)


def _compare_one(figure: Mapping[str, Any], acts: Sequence[tuple[str, Any, Any, Any]]) -> Comparison:
    """`acts` are (step, country, first_day, counts_from)."""
    until = figure["counts_from"]
    ours = {country for step, country, _, last in acts if step == "investigated" and last <= until}
    before = period(figure["as_of"]).start_time
    ours_before = {country for step, country, _, last in acts if step == "investigated" and last <= before}
    vague = {country for step, country, first, _ in acts if step == "investigated" and first <= until} - ours
    unasked = {country for step, country, _, last in acts if step == "closed" and last <= until} - ours - vague
    return Comparison(
        figure=figure["id"],
        said=evidence.write_number(figure),
        value=int(figure["value"]),
        author=figure["author"],
        day=until.date(),
        when=write_when(figure["as_of"]),
        ours_before=len(ours_before),
        ours=len(ours),
        reading=figure["reading"],
        why=_explain_ours(ours, vague, unasked, until.date()),
    )


def _explain_ours(ours: set[str], vague: set[str], unasked: set[str], until: date) -> str:
    day = write_date(until)
    counted = f"Counted here by {day}: {_name(ours)}." if ours else f"None is counted here by {day}."
    unsure = f" Not counted, as dated only to a month or year that had not ended: {_name(vague)}." if vague else ""
    asked = f" Not counted, as a closure but no investigation is on record: {_name(unasked)}." if unasked else ""
    return counted + unsure + asked


def _name(codes: set[str]) -> str:
    return countries.name_list(sorted(codes, key=countries.name))


def describe_steps(counts: pd.DataFrame, until: date) -> str:
    """The chart's accessible name: how many countries had reached each step by `until`."""
    totals = count_by(counts[counts["day"] <= pd.Timestamp(until)])
    listed = "; ".join(f"{label('step', step)}: {number}" for step, number in totals.items())
    return f"Countries that had reached each step by {write_date(until)}. {listed}. The table below has each day."
