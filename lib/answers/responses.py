"""Responses: the matrix of countries × kinds, the steps above it, what others counted, and each country in full."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.answers.blocks import Column, Notice, Statement
from lib.answers.evidence import link_by_record
from lib.answers.standing import say_denial
from lib.answers.steps import DRAWN_STEPS, Others, Steps, compare, count_steps, write_others, write_steps
from lib.dataset import Dataset, codes, label
from lib.view import Selection, is_narrowed
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, Standing, step_of
from lib.words import records as evidence
from lib.words.catalogue import abbreviate, plural, text, write_date, write_list, write_number
from lib.words.names import list_countries, name_country


@dataclass(frozen=True)
class Act:
    """One response as a cell shows it.

    title: its kind; short: the same under its step's heading; step: what it is drawn as; when: "26 Oct 2022", as
    precise as the data; publisher, address: of its best source ("" where no address is known); sources: how many there
    are, more: the rest in words; contested: whether it is a side of its country's contradiction; marks: what a reader
    must see beside it.
    """

    id: str
    kind: str
    title: str
    short: str
    step: str
    when: str
    actor: str
    collateral: bool
    contested: bool
    publisher: str
    address: str
    sources: int
    more: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One country of the matrix: its stations in view, its standing, and its responses by kind, oldest first.

    mark: "contested" beside its name; step: its furthest step; contest: both sides of its contradiction; nothing: what
    stands instead of responses where there is none. "" where there is nothing to say.
    """

    country: str
    name: str
    mark: str
    stations: int
    standing: Standing
    step: str
    contest: str
    nothing: str
    acts: Mapping[str, tuple[Act, ...]]
    latest: Act | None
    latest_from: pd.Timestamp


@dataclass(frozen=True)
class Kind:
    """A kind of response: its code and title."""

    code: str
    title: str


@dataclass(frozen=True)
class Group:
    """The kinds of response that reach a step, or those that reach none."""

    step: str
    title: str
    meaning: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Matrix:
    """Countries down, kinds of response across; `label` is its accessible name.

    legend: what an empty cell means; note: how acts are written; silent, silent_when: the title of the countries where
    nothing was found; empty: what an empty cell says to a screen reader; about: the columns before the steps;
    missing: countries asked for, of which nothing is known.
    """

    label: str
    legend: str
    note: str
    silent: str
    silent_when: str
    empty: str
    about: tuple[Column, ...]
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    missing: Notice | None


@dataclass(frozen=True)
class Record:
    """A country's responses in full, oldest first; `link`: the title of the link to its own page; `nothing`: what
    stands instead of responses where there is none."""

    country: str
    name: str
    link: str
    nothing: str
    responses: tuple[Statement, ...]


@dataclass(frozen=True)
class Responses:
    """What the page says; `question` and `hint` stand at the choice of a country to open."""

    title: str
    standfirst: str
    matrix: Matrix
    steps: Steps
    others: Others
    question: str
    hint: str
    records: tuple[Record, ...]


def write(atlas: Atlas, selection: Selection) -> Responses:
    """The page's Answer to a selection."""
    dataset, asof = atlas.dataset, selection.asof
    rows = fill(selection, dataset)
    others = compare(selection.figures, dataset.responses)
    changes = count_steps(selection.responses, [row.country for row in rows], asof)
    cited = dataset.citations[dataset.citations["record"].isin([other.figure for other in others])]
    drawn = () if is_narrowed(selection.view) else others
    return Responses(
        title=text("What governments did"),
        standfirst=_write_standfirst(rows, selection),
        matrix=write_matrix(rows, selection),
        steps=write_steps(changes, len(rows), asof, drawn),
        others=write_others(others, asof, link_by_record(cited)),
        question=text("Open a country’s responses, with who said so"),
        hint=text("Choose a country"),
        records=_write_records(rows, selection),
    )


def _write_standfirst(rows: Sequence[Row], selection: Selection) -> str:
    """How many have a response on record, how many have none, how many contradict themselves, and what China says."""
    silent = sum(row.latest is None for row in rows)
    said = [
        text(
            "Of {all} with a reported station or a response, **{some} on record**; for {none} nothing was found as of "
            "{day}.",
            all=plural("{n} country", "{n} countries", len(rows)),
            some=plural("{n} has a response", "{n} have a response", len(rows) - silent),
            none=write_number(silent),
            day=write_date(selection.asof),
        ),
        plural(
            "In {n} the record contradicts itself.",
            "In {n} the record contradicts itself.",
            sum(row.standing.contested != () for row in rows),
        ),
    ]
    return " ".join(filter(None, (*said, say_denial(selection))))


def fill(selection: Selection, dataset: Dataset) -> tuple[Row, ...]:
    """The rows of the matrix of a selection, in the order its view asks for.

    They are the countries in scope that have a station or a response by the date. Nothing later than the date, and no
    country that the filters leave out, is in any row.
    """
    stations = selection.count_by("country")
    acts = _gather_acts(selection, dataset)
    began = dict(zip(selection.responses["id"], selection.responses["counts_from"], strict=True))
    rows = [
        _fill_row(selection.standings[code], stations.get(code, 0), acts.get(code, []), began, selection.asof)
        for code in selection.countries
        if code in selection.standings
    ]
    return sort(rows, selection.view.sort)


def _fill_row(
    standing: Standing, stations: int, acts: Sequence[Act], began: Mapping[str, pd.Timestamp], asof: date
) -> Row:
    by_kind: dict[str, tuple[Act, ...]] = {}
    for act in acts:
        by_kind[act.kind] = (*by_kind.get(act.kind, ()), act)
    latest = next((act for act in acts if act.id == standing.latest), None)
    return Row(
        country=standing.country,
        name=name_country(standing.country),
        mark=text("contested") if standing.contested else "",
        stations=stations,
        standing=standing,
        step=text(label("step", standing.furthest)),
        contest=_write_contest([act for each in by_kind.values() for act in each if act.contested]),
        nothing="" if latest else text("Nothing found as of {day}", day=write_date(asof)),
        acts=MappingProxyType(by_kind),
        latest=latest,
        latest_from=began.get(standing.latest, pd.Timestamp.min),
    )


def _write_contest(contested: Sequence[Act]) -> str:
    """Both sides of a country's contradiction, by kind; "" where its record does not contradict itself."""
    if not contested:
        return ""
    kinds = codes("responses.kind")
    closures, against = (
        write_list(
            list(dict.fromkeys(text(kinds[act.kind].small) for act in contested if (act.step == "closed") is closing))
        )
        for closing in (True, False)
    )
    return text("Contested: {closures}; against it {against}", closures=closures, against=against)


def list_responses(selection: Selection) -> list[dict[str, Any]]:
    """The responses of a selection in the order they count from (columns as in Dataset)."""
    rows: list[dict[str, Any]] = selection.responses.sort_values(["counts_from", "first_day", "id"]).to_dict("records")
    return rows


def _gather_acts(selection: Selection, dataset: Dataset) -> dict[str, list[Act]]:
    """The responses of a selection by country, oldest first."""
    contested = {record for standing in selection.standings.values() for record in standing.contested}
    sources: dict[str, list[tuple[str, str]]] = {}
    cited = dataset.citations[dataset.citations["record"].isin(selection.responses["id"])]
    for record, publisher, url in cited[["record", "publisher", "url"]].itertuples(index=False, name=None):
        sources.setdefault(record, []).append((publisher, url))
    acts: dict[str, list[Act]] = {}
    for response in list_responses(selection):
        act = _write_act(response, sources[response["id"]], response["id"] in contested)
        acts.setdefault(response["country"], []).append(act)
    return acts


def _write_act(response: Mapping[str, Any], sources: Sequence[tuple[str, str]], contested: bool) -> Act:
    collateral, kind = response["basis"] == "collateral", codes("responses.kind")[response["kind"]]
    marks = (
        (text(label("responses.basis", "collateral")), collateral),
        (text("contested"), contested),
        (text("low confidence"), response["confidence"] == "low"),
    )
    publisher, url = sources[0]
    more = len(sources) - 1
    return Act(
        id=response["id"],
        kind=response["kind"],
        title=text(kind.label),
        short=text(kind.short or kind.label),
        step=COLLATERAL if collateral else group_of(response["kind"]),
        when=abbreviate(response["date"]),
        actor=response["actor"],
        collateral=collateral,
        contested=contested,
        publisher=publisher,
        address=url,
        sources=len(sources),
        more=plural("and {n} more", "and {n} more", more) if more else "",
        marks=tuple(mark for mark, holds in marks if holds),
    )


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


def group_of(kind: str) -> str:
    """The step that a kind's column stands under; kinds that reach none stand last, under their own heading."""
    return step_of(kind, "") or UNRANKED


def write_matrix(rows: tuple[Row, ...], selection: Selection) -> Matrix:
    """The matrix: its rows, the kinds of response by the step they reach, and what its marks and gaps mean."""
    day = write_date(selection.asof)
    missing = [code for code in selection.view.country if code not in selection.standings]
    known = text(
        "No station and no response is known here for {countries} by {day}.",
        countries=list_countries(missing),
        day=day,
    )
    return Matrix(
        label=text("Countries and their responses"),
        legend=text("An empty cell says the same: nothing was found, not that nothing was done."),
        note=text(
            "Each act links to its best source; a date is never sharper than its source. Tinted: the furthest step."
        ),
        silent=text(label("step", STEPS[-1])),
        silent_when=text("as of {day}", day=day),
        empty=text("nothing found"),
        about=(
            Column("country", text("Country")),
            Column("stations", text("Stations")),
        ),
        groups=tuple(_write_group(step) for step in (*DRAWN_STEPS, UNRANKED) if _kinds_of(step)),
        rows=rows,
        missing=Notice(known) if missing else None,
    )


def _kinds_of(step: str) -> list[str]:
    """The kinds of response that stand under a step, in the vocabulary's order."""
    return [kind for kind in codes("responses.kind") if group_of(kind) == step]


def _write_group(step: str) -> Group:
    kinds = (Kind(kind, text(label("responses.kind", kind))) for kind in _kinds_of(step))
    return Group(step, text(label("step", step)), text(codes("step")[step].meaning), tuple(kinds))


def _write_records(rows: Sequence[Row], selection: Selection) -> tuple[Record, ...]:
    """Each country's responses in full, the countries by name."""
    contested = {record for row in rows for record in row.standing.contested}
    said: dict[str, list[Statement]] = {}
    for response in list_responses(selection):
        statement = _write_response(response, response["id"] in contested)
        said.setdefault(response["country"], []).append(statement)
    return tuple(
        Record(
            country=row.country,
            name=row.name,
            link=text("Everything about {country}", country=row.name),
            nothing=f"{row.nothing}." if row.nothing else "",
            responses=tuple(said.get(row.country, ())),
        )
        for row in sorted(rows, key=lambda row: row.name)
    )


def _write_response(response: Mapping[str, Any], contested: bool) -> Statement:
    marks = (
        (text("Contested"), contested),
        (text(label("responses.basis", "collateral")), response["basis"] == "collateral"),
    )
    return Statement(
        text=f"{evidence.say_response(response)} {evidence.say_confidence('responses', response['confidence'])}",
        record=response["id"],
        lead=text("{kind}.", kind=text(label("responses.kind", response["kind"]))),
        marks=tuple(mark for mark, holds in marks if holds),
    )
