"""Briefings: everything about one country in the order of reading, with sources as numbered notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from lib import view as views
from lib.answers import reports as figures
from lib.answers import story as sentences
from lib.answers.notes import Note, number_notes
from lib.answers.story import CHINA, write_rank
from lib.dataset import REPORTS, Dataset, begin_large, begin_small, codes, countries, label, period
from lib.view import Selection, View, is_narrowed, release
from lib.view.parameters import BY_FIELD
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, stand, step_of
from lib.words import records as evidence
from lib.words import views as words
from lib.words.catalogue import count_stations, plural, write_date, write_list, write_when
from lib.words.records import write_number

_SIDES = ("closed", "activity_persists", "no_evidence_found")  # a step, and kinds of response


@dataclass(frozen=True)
class Line:
    """A statement, with the marks of the notes that support it and of those that dispute it."""

    text: str
    supported: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A station entry in words; `stations` is its count."""

    place: str
    stations: int
    bureau: str
    report: str
    opened: str
    confidence: str
    note: Line


@dataclass(frozen=True)
class Moment:
    """One line of the chronology: when, what kind of thing, what was said of it."""

    when: str
    kind: str
    said: Line


@dataclass(frozen=True)
class Side:
    """One side of a record that contradicts itself."""

    title: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Number:
    """A published figure in words, with our reading of it."""

    subject: str
    value: str
    author: str
    when: str
    reading: Line


@dataclass(frozen=True)
class Numbers:
    """Figures of one subject that disagree, or all those that nothing disagrees with."""

    title: str
    disagree: bool
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Briefing:
    """Everything about one country by a date.

    count, places: stations and places the view shows; sourced: stations sourced for the country whatever the filters;
    reported: the reports' own total for the country, None where no figure gives it.
    """

    country: str
    name: str
    count: int
    places: int
    sourced: int
    reported: int | None
    headline: tuple[Line, ...]
    entries: tuple[Entry, ...]
    standing: tuple[Line, ...]
    sides: tuple[Side, ...]
    chronology: tuple[Moment, ...]
    figures: tuple[Numbers, ...]
    denial: tuple[Line, ...]
    statements: tuple[Line, ...]
    missing: tuple[Line, ...]
    sentence: str
    notes: tuple[Note, ...]
    imprint: str
    address: str


def choose_countries(selection: Selection) -> tuple[str, ...]:
    """Countries that have a briefing under the view's filters but for the country itself, by name. China is no host."""
    return tuple(sorted(set(selection.countries) - {CHINA}, key=countries.name))


def write(selection: Selection, dataset: Dataset, country: str, address: str = "") -> Briefing:
    """The briefing of a country (its code) by the view's date; the view's other filters narrow its stations alone.

    `address` is where the briefing can be read again, printed in its footer.
    """
    whole = views.apply(View(country=(country,), asof=selection.view.asof), dataset)
    return _Writer(selection, whole, dataset, country).write(address)


@dataclass(frozen=True)
class _Row:
    """A line of the chronology before its notes are numbered; `day` is what it is ordered by."""

    day: pd.Timestamp
    when: str
    kind: str
    text: str
    record: str


class _Writer:
    """Gathers a country's records in the order of reading, numbers their sources, and writes the lines."""

    def __init__(self, selection: Selection, whole: Selection, dataset: Dataset, country: str) -> None:
        self.selection, self.whole, self.dataset, self.country = selection, whole, dataset, country
        shown = selection.stations[selection.stations["country"] == country].to_dict("records")
        self.stations = sorted(shown, key=lambda row: (not row["city"], row["city"], row["id"]))
        responses = whole.responses.sort_values(["counts_from", "id"], kind="stable").to_dict("records")
        self.responses = {row["id"]: row for row in responses}
        # Not `whole.standings`, which leaves out a country with neither a station nor a response.
        self.standing = stand(whole.responses, [country], whole.asof)[country]
        own_events = whole.events[whole.events["country"].isin([country, CHINA])].to_dict("records")
        self.events = [row for row in own_events if row["country"] == country]
        self.denial = evidence.choose_denial(whole.events, country)
        denied = self.denial["id"] if self.denial else ""
        china = [row for row in own_events if (row["country"], row["kind"]) == (CHINA, "statement")]
        # Of a country of which nothing was reported the denial says enough; China's own are all in its chronology.
        told = country != CHINA and (whole.count or self.responses)
        china.sort(key=lambda row: (row["counts_from"], row["id"]))
        self.statements = [row for row in china if told and row["id"] != denied]
        own = whole.figures[whole.figures["country"] == country]
        self.figures = own.sort_values(["subject", "counts_from", "id"], kind="stable")
        both_out = whole.asof >= REPORTS[1].published
        subject = figures.STATIONS_BOTH if both_out else figures.STATIONS_FIRST
        self.total = figures.find_own(own, subject).get(country)
        self.other_totals = sentences.find_others(self.figures, self.total)
        self.where = countries.name_in_sentence(country)
        self.subjects = codes("figures.subject")
        self.kinds = codes("responses.kind")

    def write(self, address: str) -> Briefing:
        rows = self._order_rows()
        published = [report.figure for report in REPORTS if report.published <= self.whole.asof]
        self.reported = published[-1:] if self.whole.reported is not None else []
        records = [
            *([self.total["id"]] if self.total is not None else []),
            *self.other_totals.values(),
            *self.reported,
            *self._reaching(),
            *([self.standing.latest] if self.standing.latest else []),
            *([self.denial["id"]] if self.denial else []),
            *(row["id"] for row in self.statements),
            *(row["id"] for row in self.stations),
            *(row.record for row in rows),
            *self.figures["id"],
        ]
        self.notes, self.marks = number_notes(records, self._choose_citations())
        return Briefing(
            country=self.country,
            name=countries.name(self.country),
            count=_sum(self.stations),
            places=len({row["place"] for row in self.stations}),
            sourced=self.whole.count,
            reported=None if self.total is None else int(self.total["value"]),
            headline=tuple(self._write_headline()),
            entries=tuple(self._write_entry(row) for row in self.stations),
            standing=tuple(self._write_standing()),
            sides=tuple(self._write_sides()),
            chronology=tuple(Moment(row.when, row.kind, self._cite(row.text, row.record)) for row in rows),
            figures=tuple(self._write_figures()),
            denial=tuple(self._write_denial()),
            statements=tuple(self._write_statements()),
            missing=tuple(self._write_missing()),
            sentence=sentences.write(self._tell_story()),
            notes=self.notes,
            imprint=(
                f"{self.dataset.title}, data version {self.dataset.version} of {write_date(self.dataset.created)}, "
                f"{self.dataset.licence}. As of {write_date(self.whole.asof)}."
            ),
            address=address,
        )

    def _choose_citations(self) -> pd.DataFrame:
        """All citations, but of the number for all countries the best alone: its many sources stand on Reports."""
        citations = self.dataset.citations
        repeated = citations["record"].isin(self.reported) & citations["record"].duplicated()
        return citations[~repeated]

    def _tell_story(self) -> sentences.Story:
        others = tuple(self.other_totals)
        parts = (self.total, others, self.standing, self.responses, self.denial)
        return sentences.Story(self.country, self.whole, self.dataset, *parts)

    def _cite(self, text: str, *records: str) -> Line:
        marks = [self.marks[record] for record in records if record in self.marks]
        supported = dict.fromkeys(mark for each, _ in marks for mark in each)
        return Line(text, tuple(supported), tuple(dict.fromkeys(mark for _, each in marks for mark in each)))

    def _reaching(self) -> list[str]:
        """Ids of the responses that reach the furthest step."""
        wanted = None if self.standing.furthest in (COLLATERAL, UNRANKED) else self.standing.furthest
        return [row["id"] for row in self.responses.values() if step_of(row["kind"], row["basis"]) == wanted]

    def _write_headline(self) -> Iterable[Line]:
        whole, number = self.whole, self.whole.count
        if number:
            are, each = ("is", "It is") if number == 1 else ("are", "Each is")
            places = plural("{n} place", "{n} places", int(whole.stations["place"].nunique()))
            yield Line(f"{count_stations(number)} reported in {self.where} {are} sourced here, in {places}.")
            yield Line(f"{each} listed below with those who said so.")
        else:
            yield Line(f"No station reported in {self.where} is sourced here.")
        shown = _sum(self.stations)
        if shown != number or is_narrowed(release(self.selection.view, BY_FIELD["country"])):
            stations = self.selection.stations
            narrowed = replace(
                self.selection,
                view=replace(self.selection.view, country=(self.country,)),
                stations=stations[stations["country"] == self.country],
            )
            yield Line(f"Filters leave {shown or 'none'} of them in the list: {words.describe(narrowed)}")
        if self.total is not None:
            yield self._cite(
                f"{self.total['author']} gave {write_number(self.total)} in all ({write_when(self.total['as_of'])}).",
                self.total["id"],
            )
            if others := self.other_totals:
                yield self._cite(f"Others gave {write_list([*others])}; see “Figures”.", *others.values())
        if whole.reported is not None:
            yield self._cite(
                f"In all countries {whole.sourced} stations are sourced here, of {whole.reported} reported.",
                *self.reported,
            )

    def _write_entry(self, row: Mapping[str, Any]) -> Entry:
        return Entry(
            place=(row["city"] + (" (region)" if row["precision"] == "region" else "")) or "no city named",
            stations=int(row["count"]),
            bureau=label("stations.bureau", row["bureau"]),
            report=next(report.title for report in REPORTS if report.code == row["report"]),
            opened=write_when(row["opened"]) if row["opened"] else "no date found",
            confidence=row["confidence"],
            note=self._cite(row["note"], row["id"]),
        )

    def _order_rows(self) -> list["_Row"]:
        """Openings, reports, responses and events in the order of the day they count from."""
        rows = [*self._list_openings(), *self._list_reports(), *self._list_responses(), *self._list_events()]
        return sorted(rows, key=lambda row: (row.day, row.record))

    def _list_openings(self) -> Iterable["_Row"]:
        for row in self.stations:
            day = period(row["opened"]).end_time.normalize() if row["opened"] else pd.NaT
            if day is not pd.NaT and day.date() <= self.whole.asof:
                named = codes("stations.bureau")[row["bureau"]].named
                bureau = "" if row["bureau"] == "unknown" else f" of {named}"
                many = f"{row['count']} stations{bureau} are" if row["count"] > 1 else f"A station{bureau} is"
                text = f"{many} said to date from then, in {row['city'] or self.where}."
                yield _Row(day, write_when(row["opened"]), "Opening", text, row["id"])

    def _list_reports(self) -> Iterable["_Row"]:
        listed = self.whole.count_by("report")
        for report in REPORTS:
            record = f"ev-{report.published}-{report.code}"
            event = self.whole.events[self.whole.events["id"] == record]
            if not event.empty:
                number = listed.get(report.code, 0)
                first = f"{number or 'None'} of the stations sourced here for {self.where}"
                text = f"{event['title'].iloc[0]}. {first} {'were' if number > 1 else 'was'} first listed in it."
                yield _Row(pd.Timestamp(report.published), write_date(report.published), "Report", text, record)

    def _list_responses(self) -> Iterable["_Row"]:
        for row in self.responses.values():
            text = f"{row['actor']}: {row['summary']}{_doubt(row)}"
            yield _Row(row["counts_from"], write_when(row["date"]), self._name_kind(row), text, row["id"])

    def _list_events(self) -> Iterable["_Row"]:
        for row in self.events:
            when, text = _write_span(row, self.whole.asof), f"{row['title']}. {row['summary']}{_doubt(row)}"
            yield _Row(row["counts_from"], when, label("events.kind", row["kind"]), text, row["id"])

    def _name_kind(self, row: Mapping[str, Any]) -> str:
        other = ", on other grounds: not a police-station case" if row["basis"] == "collateral" else ""
        return f"{self.kinds[row['kind']].label}{other}"

    def _write_standing(self) -> Iterable[Line]:
        if self.country == CHINA:
            yield Line("China is not a host of the reported stations: what it is reported to have done is told below.")
            return
        day = write_date(self.whole.asof)
        if not self.standing.latest:
            yield Line(f"Nothing found as of {day}. That is not the same as no response.")
            return
        furthest = self.standing.furthest
        title, meaning = codes("step")[furthest].small, codes("step")[furthest].meaning
        yield Line(f"Furthest step as of {day}: {title}, which means {meaning}. Here:")
        for record in self._reaching():
            yield self._write_act("", record)
        if self.standing.latest in self._reaching()[-1:]:
            yield Line("That is the latest response found too.")
        else:
            yield self._write_act("Latest response found: ", self.standing.latest)

    def _write_act(self, role: str, record: str) -> Line:
        """A response with its summary, which says what it was about: often not all that was reported."""
        row = self.responses[record]
        # What both sides of a contested record said stands right below.
        told = "." if record in self.standing.contested else f": {row['summary']}"
        kind = begin_small(self._name_kind(row))
        return self._cite(f"{role}{write_when(row['date'])}, {kind}. {row['actor']}{told}", record)

    def _write_sides(self) -> Iterable[Side]:
        rows = [self.responses[record] for record in self.responses if record in self.standing.contested]
        for code in _SIDES:
            of_side = [row for row in rows if code in (row["kind"], step_of(row["kind"], row["basis"]))]
            if of_side:
                moments = (
                    Moment(
                        write_when(row["date"]),
                        self._name_kind(row),
                        self._cite(f"{row['actor']}: {row['summary']}", row["id"]),
                    )
                    for row in of_side
                )
                title = codes("step")[code].meaning if code in STEPS else self.kinds[code].label
                yield Side(begin_large(title), tuple(moments))

    def _write_figures(self) -> Iterable[Numbers]:
        """Those that disagree first, then the rest."""
        disagreeing = figures.find_contradictions(self.figures, self.dataset)
        told = {row["id"] for each in disagreeing for row in each.figures}
        for each in disagreeing:
            numbers = tuple(self._write_figure(row, each.write(row)) for row in each.figures)
            yield Numbers(each.subject.label, True, numbers)
        rest = self.figures[~self.figures["id"].isin(told)].to_dict("records")
        if rest:
            numbers = tuple(self._write_figure(row, write_rank(row)) for row in rest)
            yield Numbers("Other figures" if told else "Published figures", False, numbers)

    def _write_figure(self, row: Mapping[str, Any], value: str) -> Number:
        return Number(
            subject=self.subjects[row["subject"]].label,
            value=value,
            author=row["author"],
            when=write_when(row["as_of"]),
            reading=self._cite(row["reading"], row["id"]),
        )

    def _write_denial(self) -> Iterable[Line]:
        if row := self.denial:
            yield self._cite(f"{write_when(row['date'])}: {row['title']}. {row['summary']}", row["id"])
        else:
            yield Line(f"No statement of China was found as of {write_date(self.whole.asof)}.")

    def _write_statements(self) -> Iterable[Line]:
        for row in self.statements:
            yield self._cite(f"{write_when(row['date'])}: {row['title'].removeprefix('China: ')}.", row["id"])

    def _write_missing(self) -> Iterable[Line]:
        day = write_date(self.whole.asof)
        found = {row["kind"] for row in self.responses.values()}
        absent = [kind.small for code, kind in self.kinds.items() if code not in found]
        if self.country != CHINA and not found:
            yield Line(f"No response of the authorities of {self.where}: nothing found as of {day}.")
        elif self.country != CHINA and absent:
            yield Line(f"Responses of these kinds, nothing found as of {day}: {'; '.join(absent)}.")
        gaps = {
            "with no city named": ("precision", "country"),
            "placed by region only": ("precision", "region"),
            "without an opening date": ("opened", ""),
            "without a bureau named": ("bureau", "unknown"),
        }
        for gap, (column, value) in gaps.items():
            if number := _sum(row for row in self.stations if row[column] == value):
                yield Line(f"{count_stations(number)} {gap}.")
        if self.total is not None:
            lacking = int(self.total["value"]) - self.whole.count
            said = f"{write_number(self.total)} reported less {self.whole.count} sourced here"
            missing = f"{count_stations(lacking)} could not be sourced" if lacking > 0 else "none is missing"
            missing = missing if lacking >= 0 else f"{-lacking} more sourced than that total"
            yield self._cite(f"{said}: {missing}.", self.total["id"])
        weak = self._count_weak()
        if weak:
            yield Line(
                plural(
                    "{n} row of this briefing rests on a single source, or on republications only.",
                    "{n} rows of this briefing rest on a single source, or on republications only.",
                    weak,
                )
            )
        if self.dataset.rows_left_out:
            yield Line(
                plural(
                    "{n} row of the atlas’s data failed a check and is left out.",
                    "{n} rows of the atlas’s data failed a check and are left out.",
                    self.dataset.rows_left_out,
                )
            )

    def _count_weak(self) -> int:
        records = [*(row["id"] for row in self.stations), *self.responses]
        citations = self.dataset.citations[["record", "stance", "kind"]]
        cited = citations[citations["record"].isin(records)]
        return sum(bool(evidence.weigh(group)) for _, group in cited.groupby("record", sort=False))


def _write_span(event: Mapping[str, Any], asof: date) -> str:
    """An event's date, or its first and last; an end later than the as-of date is not told."""
    if not event["end_date"]:
        return write_when(event["date"])
    if event["last_day"].date() > asof:
        return f"from {write_when(event['date'])}"
    return f"{write_when(event['date'])} to {write_when(event['end_date'])}"


def _doubt(row: Mapping[str, Any]) -> str:
    return "" if row["confidence"] == "high" else f" Confidence: {row['confidence']}."


def _sum(stations: Iterable[Mapping[str, Any]]) -> int:
    return sum(int(row["count"]) for row in stations)
