"""Briefings: everything about one country in the order of reading, with sources as numbered notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib import countries, evidence, figures
from lib import view as views
from lib.dataset import REPORTS, Dataset, period
from lib.evidence import write_number, write_when
from lib.notes import Note, number_notes
from lib.steps import COLLATERAL, STEP_MEANINGS, STEP_TITLES, stand, step_of
from lib.view import Selection, View, count_stations, write_date

CHINA = "CN"
# What the act was, in words no stronger than its kind; always read after "were reported to have".
DEEDS: Mapping[str, str] = MappingProxyType(
    {
        "statement_of_concern": "voiced concern",
        "investigation_opened": "opened an investigation",
        "investigation_ended_no_charges": "ended an investigation without charges",
        "enforcement_action": "taken enforcement action",
        "existence_confirmed": "said that stations existed",
        "diplomatic_protest": "protested to China",
        "closure_ordered": "ordered or asked for closure",
        "closure_claimed": "relayed China’s claim of a closure",
        "closure_confirmed": "said that a station was closed",
        "activity_persists": "said that activity persisted",
        "charges": "brought charges",
        "conviction": "reached a conviction",
        "no_evidence_found": "said that no evidence was found",
        "denied": "denied that there were such stations",
        "cooperation_continued": "continued cooperation with China",
        "cooperation_ended": "ended cooperation with China",
    }
)
_SIDES: Mapping[str, str] = MappingProxyType(
    {"closed": "Said to be closed", "activity_persists": "Said to persist", "no_evidence_found": "No evidence found"}
)


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
        self.statements = [row for row in own_events if (row["country"], row["kind"]) == (CHINA, "statement")]
        own = whole.figures[whole.figures["country"] == country]
        self.figures = own.sort_values(["subject", "counts_from", "id"], kind="stable")
        both_out = whole.asof >= REPORTS[1].published
        subject = figures.STATIONS_BOTH if both_out else figures.STATIONS_FIRST
        self.total = figures.find_own(own, subject).get(country)
        self.other_totals = self._find_other_totals()
        self.where = countries.name_in_sentence(country)
        self.subjects = figures.read_subjects(dataset)
        self.kinds = _read_labels(dataset, "responses", "kind")

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
            *(row["id"] for row in self.stations),
            *(record for row in rows for record in row["records"]),
            *self.figures["id"],
            *(row["id"] for row in self.statements[-1:]),
        ]
        self.notes, self.marks = number_notes(records, self.dataset.citations)
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
            chronology=tuple(
                Moment(row["when"], row["kind"], self._cite(row["text"], *row["records"])) for row in rows
            ),
            figures=tuple(self._write_figures()),
            denial=tuple(self._write_denial()),
            missing=tuple(self._write_missing()),
            sentence=self._write_sentence(),
            notes=self.notes,
            imprint=(
                f"{self.dataset.title}, data version {self.dataset.version} of {write_date(self.dataset.created)}, "
                f"{self.dataset.licence}. As of {write_date(self.whole.asof)}."
            ),
            address=address,
        )

    def _cite(self, text: str, *records: str) -> Line:
        marks = [self.marks[record] for record in records if record in self.marks]
        supported = dict.fromkeys(mark for each, _ in marks for mark in each)
        return Line(text, tuple(supported), tuple(dict.fromkeys(mark for _, each in marks for mark in each)))

    def _reaching(self) -> list[str]:
        """Ids of the responses that reach the furthest step."""
        wanted = None if self.standing.furthest == COLLATERAL else self.standing.furthest
        return [row["id"] for row in self.responses.values() if step_of(row["kind"], row["basis"]) == wanted]

    def _write_headline(self) -> Iterable[Line]:
        whole, number = self.whole, self.whole.count
        if number:
            are, each = ("is", "It is") if number == 1 else ("are", "Each is")
            places = _count(int(whole.stations["place"].nunique()), "place")
            yield Line(f"{count_stations(number)} reported in {self.where} {are} sourced here, in {places}.")
            yield Line(f"{each} listed below with those who said so.")
        else:
            yield Line(f"No station reported in {self.where} is sourced here.")
        shown = _sum(self.stations)
        if shown != number:
            stations = self.selection.stations
            narrowed = replace(
                self.selection,
                view=replace(self.selection.view, country=(self.country,)),
                stations=stations[stations["country"] == self.country],
            )
            yield Line(f"Filters leave {shown or 'none'} of them in the list: {views.describe(narrowed)}")
        if self.total is not None:
            yield self._cite(
                f"{self.total['author']} gave {write_number(self.total)} in all ({write_when(self.total['as_of'])}).",
                self.total["id"],
            )
            if others := self.other_totals:
                yield self._cite(f"Others gave {_join([*others])}; see “Figures”.", *others.values())
        if whole.reported is not None:
            yield self._cite(
                f"In all countries {whole.sourced} stations are sourced here, of {whole.reported} reported.",
                *self.reported,
            )

    def _find_other_totals(self) -> dict[str, str]:
        """Other numbers given for the same as the reports' own total, each with the id of its first figure."""
        if self.total is None:
            return {}
        same = self.figures[self.figures["subject"] == self.total["subject"]].sort_values(["value", "id"])
        others: dict[str, str] = {}
        for row in same.to_dict("records"):
            others.setdefault(_write_value(row), row["id"])
        return {number: record for number, record in others.items() if number != _write_value(self.total)}

    def _write_entry(self, row: Mapping[str, Any]) -> Entry:
        return Entry(
            place=(row["city"] + (" (region)" if row["precision"] == "region" else "")) or "no city named",
            stations=int(row["count"]),
            bureau="not named" if row["bureau"] == "unknown" else row["bureau"].capitalize(),
            report=next(report.title for report in REPORTS if report.code == row["report"]),
            opened=write_when(row["opened"]) if row["opened"] else "no date found",
            confidence=row["confidence"],
            note=self._cite(row["note"], row["id"]),
        )

    def _order_rows(self) -> list[dict[str, Any]]:
        """Openings, reports, responses and events with the day each counts from, in that order; see `Moment`."""
        rows = [*self._list_openings(), *self._list_reports(), *self._list_responses(), *self._list_events()]
        return sorted(rows, key=lambda row: (row["day"], row["records"]))

    def _list_openings(self) -> Iterable[dict[str, Any]]:
        for row in self.stations:
            day = period(row["opened"]).end_time.normalize() if row["opened"] else pd.NaT
            if day is not pd.NaT and day.date() <= self.whole.asof:
                bureau = "" if row["bureau"] == "unknown" else f" of the {row['bureau'].capitalize()} bureau"
                many = f"{row['count']} stations{bureau} are" if row["count"] > 1 else f"A station{bureau} is"
                text = f"{many} said to date from then, in {row['city'] or self.where}."
                yield {
                    "day": day,
                    "when": write_when(row["opened"]),
                    "kind": "Opening",
                    "text": text,
                    "records": [row["id"]],
                }

    def _list_reports(self) -> Iterable[dict[str, Any]]:
        listed = self.whole.stations.groupby("report")["count"].sum()
        for report in REPORTS:
            record = f"ev-{report.published}-{report.code}"
            event = self.whole.events[self.whole.events["id"] == record]
            if not event.empty:
                number = int(listed.get(report.code, 0))
                first = f"{number} of the stations sourced here for {self.where} {'was' if number == 1 else 'were'}"
                first = first if number else f"None of the stations sourced here for {self.where} was"
                text = f"{event['title'].iloc[0]}. {first} first listed in it."
                yield {
                    "day": pd.Timestamp(report.published),
                    "when": write_date(report.published),
                    "kind": "Report",
                    "text": text,
                    "records": [record],
                }

    def _list_responses(self) -> Iterable[dict[str, Any]]:
        for row in self.responses.values():
            yield {
                "day": row["counts_from"],
                "when": write_when(row["date"]),
                "kind": self._name_kind(row),
                "text": f"{row['actor']}: {row['summary']}{_doubt(row)}",
                "records": [row["id"]],
            }

    def _list_events(self) -> Iterable[dict[str, Any]]:
        for row in [*self.events, *(self.statements if self.country != CHINA else [])]:
            china = row["country"] != self.country
            yield {
                "day": row["counts_from"],
                "when": _write_span(row, self.whole.asof),
                "kind": "China’s statement" if china else row["kind"].capitalize(),
                "text": f"{row['title']}." if china else f"{row['title']}. {row['summary']}{_doubt(row)}",
                "records": [row["id"]],
            }

    def _name_kind(self, row: Mapping[str, Any]) -> str:
        other = ", on other grounds: not a police-station case" if row["basis"] == "collateral" else ""
        return f"{self.kinds[row['kind']]}{other}"

    def _write_standing(self) -> Iterable[Line]:
        if self.country == CHINA:
            yield Line("China is not a host of the reported stations: what it is reported to have done is told below.")
            return
        day = write_date(self.whole.asof)
        if not self.standing.latest:
            yield Line(f"Nothing found as of {day}. That is not the same as no response.")
            return
        furthest = self.standing.furthest
        reaching = "; ".join(
            f"{write_when(row['date'])}, {_begin_small(self._name_kind(row))} ({row['actor']})"
            for row in map(self.responses.__getitem__, self._reaching())
        )
        yield self._cite(
            f"Furthest step as of {day}: {STEP_TITLES[furthest].lower()}, which means "
            f"{STEP_MEANINGS[furthest]}. Here: {reaching}.",
            *self._reaching(),
        )
        latest = self.responses[self.standing.latest]
        told = "" if self.standing.latest in self.standing.contested else f" {latest['actor']}: {latest['summary']}"
        yield self._cite(
            f"Latest response found, {write_when(latest['date'])}: {_begin_small(self._name_kind(latest))}.{told}",
            self.standing.latest,
        )

    def _write_sides(self) -> Iterable[Side]:
        rows = [self.responses[record] for record in self.responses if record in self.standing.contested]
        for code, title in _SIDES.items():
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
                yield Side(title, tuple(moments))

    def _write_figures(self) -> Iterable[Numbers]:
        """Those that disagree first, then the rest."""
        disagreeing = figures.find_contradictions(self.figures, self.dataset)
        codes = {each.subject.code for each in disagreeing}
        for each in disagreeing:
            yield Numbers(each.subject.title, True, tuple(map(self._write_figure, each.figures)))
        rest = self.figures[~self.figures["subject"].isin(codes)].to_dict("records")
        if rest:
            yield Numbers(
                "Other figures" if codes else "Published figures", False, tuple(map(self._write_figure, rest))
            )

    def _write_figure(self, row: Mapping[str, Any]) -> Number:
        return Number(
            subject=self.subjects[row["subject"]].title,
            value=write_number(row),
            author=row["author"],
            when=write_when(row["as_of"]),
            reading=self._cite(row["reading"], row["id"]),
        )

    def _write_denial(self) -> Iterable[Line]:
        for row in self.statements[-1:]:
            yield self._cite(f"{write_when(row['date'])}: {row['title']}. {row['summary']}", row["id"])
        earlier = len(self.statements) - 1
        if earlier < 0:
            yield Line(f"No statement of China was found as of {write_date(self.whole.asof)}.")
        elif earlier:
            are = "statement of China is" if earlier == 1 else "statements of China are"
            yield Line(f"{earlier} earlier {are} in the chronology.")

    def _write_missing(self) -> Iterable[Line]:
        day = write_date(self.whole.asof)
        found = {row["kind"] for row in self.responses.values()}
        absent = [_begin_small(title) for kind, title in self.kinds.items() if kind not in found]
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
            rest = "rests" if weak == 1 else "rest"
            yield Line(f"{_count(weak, 'row')} of this briefing {rest} on a single source, or on republications only.")
        if self.dataset.rows_left_out:
            yield Line(
                f"{_count(self.dataset.rows_left_out, 'row')} of the atlas’s data failed a check and are left out."
            )

    def _count_weak(self) -> int:
        records = [*(row["id"] for row in self.stations), *self.responses]
        citations = self.dataset.citations[["record", "stance", "kind"]]
        cited = citations[citations["record"].isin(records)]
        return sum(bool(evidence.weigh(group)) for _, group in cited.groupby("record", sort=False))

    def _write_sentence(self) -> str:
        """The country in one sentence to quote; every part says "reported", "according to" or who said it."""
        parts = [self._say_reported(), self._say_done(), self._say_china()]
        day = write_date(self.whole.asof)
        return f"{'; '.join(part for part in parts if part)}. {self._name_atlas()}, as of {day}."

    def _name_atlas(self) -> str:
        return f"{self.dataset.title.partition(':')[0]}, data version {self.dataset.version}"

    def _say_reported(self) -> str:
        if self.total is not None:
            total, record, others = self.total, self.total["id"], self.other_totals
            author, day = total["author"].removesuffix(" (as reported)"), write_when(total["as_of"])
            number, value = _write_value(total), total["value"]
            rest = f"; others gave {_join([*others])}" if others else ""
        elif not self.whole.stations.empty:
            first = self.whole.stations.sort_values(["counts_from", "id"]).iloc[0]
            report = next(report for report in REPORTS if report.code == first["report"])
            author, day, record = f"{report.title} and later texts", write_date(report.published), first["id"]
            number, value, rest = str(self.whole.count), self.whole.count, ""
        else:
            return f"According to {self._name_atlas()}, no station reported in {self.where} could be sourced"
        were = "station was" if value == 1 else "stations were"
        return (
            f"According to {author} ({day}), {number} Chinese overseas police service {were} reported in {self.where} "
            f"({self._name_source(record)}{rest})"
        )

    def _say_done(self) -> str:
        if self.country == CHINA:
            return ""
        if not self.standing.latest:
            return f"no response of the authorities of {self.where} was found"
        contested = [self.responses[record] for record in self.standing.contested]
        by_side = {step_of(row["kind"], row["basis"]) == "closed": row["id"] for row in contested}
        chosen = dict.fromkeys([*by_side.values(), self.standing.latest])
        said = " and ".join(self._say_response(self.responses[record]) for record in chosen)
        end = ", so that the record contradicts itself" if contested else ""
        return f"the authorities of {self.where} were reported to have {said}{end}"

    def _say_response(self, row: Mapping[str, Any]) -> str:
        grounds = " on grounds other than policing" if row["basis"] == "collateral" else ""
        return (
            f"{DEEDS[row['kind']]}{grounds} {_write_on(row['date'])} ({row['actor']}; {self._name_source(row['id'])})"
        )

    def _say_china(self) -> str:
        if not self.statements:
            return ""
        latest = self.statements[-1]
        said = _begin_small(latest["title"].removeprefix("China: "))
        return (
            f"China was reported to have said {_write_on(latest['date'])}: {said} ({self._name_source(latest['id'])})"
        )

    def _name_source(self, record: str) -> str:
        """Publisher and date of the best supporting source; of the best one at all where none supports."""
        best = self.dataset.citations_of(record).iloc[0]
        return f"source: {best['publisher']}, {write_when(best['published'])}"


def _read_labels(dataset: Dataset, table: str, column: str) -> dict[str, str]:
    """The words of a coded column, from the schema."""
    field = next(field for field in dataset.schemas[table]["fields"] if field["name"] == column)
    return {category["value"]: category["label"] for category in field["categories"]}


def _write_value(figure: Mapping[str, Any]) -> str:
    """A figure's number without its unit: "at least 10"."""
    return f"{evidence.QUALIFIERS[figure['qualifier']]}{figure['value']:,f}".removesuffix(".0")


def _write_on(text: str) -> str:
    """A partial ISO date after its preposition: "on 7 December 2022", "in December 2022"."""
    return f"{'on' if len(text) == 10 else 'in'} {write_when(text)}"


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


def _begin_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _join(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
