"""How many countries reached each step by which day, and what others counted as investigations beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from lib.answers.blocks import Coded, Column, Link, Picture, Table, When
from lib.dataset import REPORTS, label, period
from lib.view.steps import STEPS, step_of
from lib.words import records as evidence
from lib.words.catalogue import text, write_date, write_list, write_when
from lib.words.names import list_countries, name_country

# The month of the first report: where every chart of responses begins.
START = REPORTS[0].published.replace(day=1)
# Most of what is known happened by then; on a longer axis these months are a sliver.
FIRST_MONTHS = date(2023, 6, 30)
DRAWN_STEPS = tuple(step for step in STEPS if step != "nothing-found")
COUNTED = "investigated"  # the step that others count countries in


@dataclass(frozen=True)
class Change:
    """A day on which countries first reached a step: who they are (codes, by name), and how many had by then."""

    step: str
    day: date
    countries: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Comparison:
    """A published number of investigating countries, beside this atlas's own on the same day.

    figure: its id; said: "at least 12 countries"; day: the last day of its date; when: its date as precise as it is;
    ours: countries on that day, ours_before: on the first day of its date, both whatever the filters; here: the two in
    words, beside: the same as "here 11"; reading: the curators' reading of the figure; why: how our count differs.
    """

    figure: str
    said: str
    value: int
    author: str
    day: date
    when: str
    ours_before: int
    ours: int
    here: str
    beside: str
    reading: str
    why: str


@dataclass(frozen=True)
class Point:
    """A number of countries on a day, and what a pointer reads there."""

    day: date
    number: int
    what: str
    who: str


@dataclass(frozen=True)
class Band:
    """A step of the chart: its title with its number, and each day on which that number grew."""

    step: str
    title: str
    number: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Ladder:
    """The chart of steps, before it is drawn: bands from the highest step down, on one scale, from `start` to `until`.

    others: what others counted, in the band of `COUNTED`; read, counted: what a pointer's two lines are called, of a
    step and of another's count.
    """

    start: date
    until: date
    bands: tuple[Band, ...]
    others: tuple[Point, ...]
    read: tuple[str, str]
    counted: tuple[str, str]


@dataclass(frozen=True)
class Stretch:
    """The chart until a day: what the choice of it is called, its picture, and what stands below."""

    title: str
    picture: Picture
    caption: str


@dataclass(frozen=True)
class Steps:
    """How many countries in view had reached each step, until each day it is drawn until; and the same as a table."""

    heading: str
    question: str
    stretches: tuple[Stretch, ...]
    opener: str
    table: Table


@dataclass(frozen=True)
class Others:
    """What others counted; `about` says what is counted, or that no count is known."""

    heading: str
    about: str
    counts: tuple[Comparison, ...]
    table: Table | None


def count_steps(responses: pd.DataFrame, scope: Iterable[str], asof: date) -> tuple[Change, ...]:
    """When countries first reached each step, and how many had by then: by step, highest first, then by day.

    `responses` has the columns country, kind, basis, counts_from; rows of other countries and later rows are not
    counted, collateral cases reach no step.
    """
    kept = responses[responses["country"].isin(list(scope)) & (responses["counts_from"] <= pd.Timestamp(asof))]
    reached = kept.assign(step=_steps_of(kept)).dropna(subset="step")
    first = reached.groupby(["step", "country"], sort=False)["counts_from"].min()
    gathered: dict[str, dict[date, list[str]]] = {step: {} for step in DRAWN_STEPS}
    for (step, country), day in first.items():
        gathered[step].setdefault(day.date(), []).append(country)
    changes = []
    for step, days in gathered.items():
        number = 0
        for day in sorted(days):
            number += len(days[day])
            changes.append(Change(step, day, tuple(sorted(days[day], key=name_country)), number))
    return tuple(changes)


def count_by(changes: Iterable[Change], until: date = date.max) -> dict[str, int]:
    """How many countries had reached each step by a day, steps without any included."""
    numbers = dict.fromkeys(DRAWN_STEPS, 0)
    for change in changes:
        if change.day <= until:
            numbers[change.step] = max(numbers[change.step], change.number)
    return numbers


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
    ours = {country for step, country, _, last in acts if step == COUNTED and last <= until}
    before = period(figure["as_of"]).start_time
    ours_before = {country for step, country, _, last in acts if step == COUNTED and last <= before}
    vague = {country for step, country, first, _ in acts if step == COUNTED and first <= until} - ours
    unasked = {country for step, country, _, last in acts if step == "closed" and last <= until} - ours - vague
    here = _write_range(len(ours_before), len(ours))
    return Comparison(
        figure=figure["id"],
        said=evidence.write_number(figure),
        value=int(figure["value"]),
        author=figure["author"],
        day=until.date(),
        when=write_when(figure["as_of"]),
        ours_before=len(ours_before),
        ours=len(ours),
        here=here,
        beside=text("here {number}", number=here),
        reading=figure["reading"],
        why=_explain_ours(ours, vague, unasked, until.date()),
    )


def _write_range(first: int, last: int) -> str:
    """Our own count while a figure's date lasted: "11", or "11 to 16" over a month or a year."""
    return str(last) if first == last else text("{first} to {last}", first=first, last=last)


def _explain_ours(ours: set[str], vague: set[str], unasked: set[str], until: date) -> str:
    day = write_date(until)
    parts = [
        text("Counted here by {day}: {countries}.", day=day, countries=_name(ours))
        if ours
        else text("None is counted here by {day}.", day=day)
    ]
    if vague:
        parts.append(
            text(
                "Not counted, as dated only to a month or year that had not ended: {countries}.", countries=_name(vague)
            )
        )
    if unasked:
        parts.append(
            text("Not counted, as a closure but no investigation is on record: {countries}.", countries=_name(unasked))
        )
    return " ".join(parts)


def _name(codes: set[str]) -> str:
    return list_countries(sorted(codes, key=name_country))


def write_others(comparisons: tuple[Comparison, ...], asof: date, sources: Mapping[str, tuple[Link, ...]]) -> Others:
    """What others counted as investigations, each with our own count on that day and why it differs."""
    about = (
        text(
            "Countries or governments said to be investigating; “here” is this atlas’s count on the same day, or from "
            "the first to the last day of a month or a year, whatever the filters: an investigation, a search or other "
            "enforcement, or existence confirmed."
        )
        if comparisons
        else text("By {day} no published count of investigations is known here.", day=write_date(asof))
    )
    columns = (
        Column("date", text("Date")),
        Column("who", text("Who")),
        Column("said", text("Said")),
        Column("here", text("Here")),
        Column("why", text("Why")),
        Column("sources", text("Sources")),
    )
    rows = tuple(
        (
            each.when,
            each.author,
            each.said,
            each.here,
            f"{each.reading} {each.why}".strip(),
            sources.get(each.figure, ()),
        )
        for each in comparisons
    )
    heading = text("What others counted")
    return Others(heading, about, comparisons, Table(heading, columns, rows, len(rows)) if rows else None)


def write_steps(changes: Sequence[Change], number: int, asof: date, others: Sequence[Comparison]) -> Steps:
    """The chart of steps, until the end of the first months and until the date, and the same as a table.

    `number`: countries in view; `others`: none where the view is narrowed, since they count all countries.
    """
    days = (FIRST_MONTHS, asof) if asof > FIRST_MONTHS else (max(asof, START),)
    return Steps(
        heading=text("How many countries reached each step"),
        question=text("Chart drawn until"),
        stretches=tuple(_write_stretch(changes, number, until, others) for until in days),
        opener=text("The chart as a table"),
        table=_list_steps(changes),
    )


def _write_stretch(changes: Sequence[Change], number: int, until: date, others: Sequence[Comparison]) -> Stretch:
    day = write_date(until)
    caption = text(
        "Countries by {day}, of {number} in view; a country counts in every step it reached, from the day it first "
        "did. All bands have one scale. Collateral cases reach no step.",
        day=day,
        number=number,
    )
    diamonds = text("Diamonds are what others counted.") if others else ""
    ladder = _build_ladder(changes, until, others)
    listed = "; ".join(f"{text(label('step', band.step))}: {band.number}" for band in ladder.bands)
    alt = text(
        "Countries that had reached each step by {day}. {listed}. The table below has each day.", day=day, listed=listed
    )
    return Stretch(day, Picture("steps", alt, ladder), f"{caption} {diamonds}".rstrip())


def _build_ladder(changes: Sequence[Change], until: date, others: Sequence[Comparison]) -> Ladder:
    numbers = count_by(changes, until)
    bands = (
        Band(
            step=step,
            title=f"{number} · {text(label('step', step))}",
            number=number,
            points=tuple(_point(change) for change in changes if change.step == step and change.day <= until),
        )
        for step, number in numbers.items()
    )
    return Ladder(
        start=START,
        until=until,
        bands=tuple(bands),
        others=tuple(
            Point(
                other.day,
                other.value,
                f"{other.author}, {other.when}: {other.said}",
                text("Here: {number}", number=other.here),
            )
            for other in others
            if START <= other.day <= until
        ),
        read=(text("Step"), text("Countries")),
        counted=(text("Counted"), text("Atlas")),
    )


def _point(change: Change) -> Point:
    said = text(
        "{step}: {number} by {day}",
        step=text(label("step", change.step)),
        number=change.number,
        day=write_date(change.day),
    )
    return Point(change.day, change.number, said, text("New: {countries}", countries=_list_countries(change)))


def _list_countries(change: Change) -> str:
    return write_list([name_country(code) for code in change.countries])


def _list_steps(changes: Sequence[Change]) -> Table:
    """Each day on which countries first reached a step."""
    rows = tuple(
        (Coded("step", change.step), When(change.day.isoformat()), _list_countries(change), change.number)
        for change in changes
    )
    return Table(
        label=text("Days on which countries first reached a step"),
        columns=(
            Column("step", text("Step")),
            Column("day", text("Day")),
            Column("countries", text("Reached by")),
            Column("number", text("Countries by then")),
        ),
        rows=rows,
        total=len(rows),
    )
