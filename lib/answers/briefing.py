"""Briefings: everything about one country in the order of reading, with sources as numbered notes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from lib.answers import absence, chronology, dossier, story
from lib.answers.changes import gather as gather_changes
from lib.answers.chronology import Happening, name_kind, say_act
from lib.answers.contradictions import find_contradictions
from lib.answers.dossier import CHINA, Dossier, Row
from lib.answers.notes import Marks, Note, number_notes
from lib.dataset import REPORTS, begin_large, begin_small, codes, label
from lib.view import FILTERS, Selection, View, is_narrowed, release
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.view.steps import STEPS, step_of
from lib.words import views as words
from lib.words.catalogue import plural, text, write_date, write_list, write_number, write_when
from lib.words.names import name_country
from lib.words.records import write_number as write_figure

_SIDES = ("closed", "activity_persists", "no_evidence_found")  # a step, and kinds of response
_RANKS = ("highest", "second highest", "third highest")


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
    corrections: tuple[Moment, ...]
    sentence: str
    notes: tuple[Note, ...]
    imprint: str


def ask(view: View, country: str) -> View:
    """The view that the briefing of a country answers: its filters alone, so that readers who draw alike share it."""
    kept = {parameter.field: getattr(view, parameter.field) for parameter in FILTERS}
    return View(**{**kept, "country": (country,)})


def write(atlas: Atlas, selection: Selection) -> Briefing:
    """The briefing of the one country of a view by its date; the view's other filters narrow its stations alone."""
    (country,) = selection.view.country
    return _Writer(dossier.gather(atlas, selection, country)).write()


class _Writer:
    """Numbers the sources of a dossier's records in the order of reading, and writes the lines."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier, self.whole = dossier, dossier.whole
        self.happenings = chronology.order(dossier)
        published = [report.figure for report in REPORTS if report.published <= self.whole.asof]
        self.reported = published[-1:] if self.whole.reported is not None else []
        self.notes, self.marks = number_notes(self._order_records(), self._choose_citations())

    def write(self) -> Briefing:
        found = self.dossier
        data, total = found.dataset, found.total
        return Briefing(
            country=found.country,
            name=name_country(found.country),
            count=found.shown,
            places=len({row["place"] for row in found.stations}),
            sourced=self.whole.count,
            reported=None if total is None else int(total["value"]),
            headline=tuple(self._write_headline()),
            entries=tuple(self._write_entry(row) for row in found.stations),
            standing=tuple(self._write_standing()),
            sides=tuple(self._write_sides()),
            chronology=tuple(self._write_moment(happening) for happening in self.happenings),
            figures=tuple(self._write_figures()),
            denial=tuple(self._write_denial()),
            statements=tuple(self._write_statements()),
            missing=tuple(self._cite(*each) for each in absence.write(found)),
            corrections=tuple(self._write_corrections()),
            sentence=story.write(found),
            notes=self.notes,
            imprint=text(
                "{title}, data version {version} of {created}, {licence}. As of {day}.",
                title=data.title,
                version=data.version,
                created=write_date(data.created),
                licence=data.licence,
                day=write_date(self.whole.asof),
            ),
        )

    def _order_records(self) -> list[str]:
        """Ids of the records in the order of reading."""
        found = self.dossier
        total = [found.total["id"]] if found.total is not None else []
        latest = [found.standing.latest] if found.standing.latest else []
        said = [row["id"] for row in ((found.denial,) if found.denial else ())] + [
            row["id"] for row in found.statements
        ]
        entries, told = [row["id"] for row in found.stations], [each.record for each in self.happenings]
        acts = [*found.reaching, *latest]
        return [*total, *found.others.values(), *self.reported, *acts, *said, *entries, *told, *found.figures["id"]]

    def _choose_citations(self) -> pd.DataFrame:
        """All citations, but of the number for all countries the best alone: its many sources stand on Reports."""
        citations = self.dossier.dataset.citations
        repeated = citations["record"].isin(self.reported) & citations["record"].duplicated()
        return citations[~repeated]

    def _cite(self, said: str, *records: str) -> Line:
        marks: list[Marks] = [self.marks[record] for record in records if record in self.marks]
        supported, disputed = (dict.fromkeys(chain.from_iterable(each[at] for each in marks)) for at in (0, 1))
        return Line(said, tuple(supported), tuple(disputed))

    def _write_headline(self) -> Iterator[Line]:
        yield from map(Line, self._say_sourced())
        if narrowed := self._say_narrowed():
            yield Line(narrowed)
        total, others = self.dossier.total, self.dossier.others
        if total is not None:
            said = {"author": total["author"], "number": write_figure(total), "day": write_when(total["as_of"])}
            yield self._cite(text("{author} gave {number} in all ({day}).", **said), total["id"])
            if others:
                numbers = write_list([*others])
                yield self._cite(text("Others gave {numbers}; see “Figures”.", numbers=numbers), *others.values())
        if self.whole.reported is not None:
            told = plural(
                "In all countries {n} station is sourced here, of {reported} reported.",
                "In all countries {n} stations are sourced here, of {reported} reported.",
                self.whole.sourced,
                reported=write_number(self.whole.reported),
            )
            yield self._cite(told, *self.reported)

    def _say_sourced(self) -> tuple[str, ...]:
        number, where = self.whole.count, self.dossier.where
        if not number:
            return (text("No station reported in {where} is sourced here.", where=where),)
        told = plural(
            "{n} station reported in {where} is sourced here, in {places}.",
            "{n} stations reported in {where} are sourced here, in {places}.",
            number,
            where=where,
            places=plural("{n} place", "{n} places", self.whole.places),
        )
        listed = plural(
            "It is listed below with those who said so.", "Each is listed below with those who said so.", number
        )
        return told, listed

    def _say_narrowed(self) -> str:
        """What the filters leave of them, and which filters those are; "" where none narrows."""
        selection, shown = self.dossier.selection, self.dossier.shown
        if shown == self.whole.count and not is_narrowed(release(selection.view, BY_FIELD["country"])):
            return ""
        return text(
            "Filters leave {number} of them in the list: {view}",
            number=write_number(shown) if shown else text("none"),
            view=" ".join(filter(None, (words.describe(selection), words.describe_clock(selection)))),
        )

    def _write_entry(self, row: Row) -> Entry:
        region = text("{city} (region)", city=row["city"]) if row["precision"] == "region" else row["city"]
        return Entry(
            place=region if row["city"] else text("no city named"),
            stations=int(row["count"]),
            bureau=text(label("stations.bureau", row["bureau"])),
            report=label("stations.report", row["report"]),
            opened=write_when(row["opened"]) if row["opened"] else text("no date found"),
            confidence=row["confidence"],
            note=self._cite(row["note"], row["id"]),
        )

    def _write_moment(self, happening: Happening) -> Moment:
        return Moment(happening.when, happening.kind, self._cite(happening.said, happening.record))

    def _write_standing(self) -> Iterator[Line]:
        standing, day = self.dossier.standing, write_date(self.whole.asof)
        if self.dossier.country == CHINA:
            china = "China is not a host of the reported stations: what it is reported to have done is told below."
            yield Line(text(china))
            return
        if not standing.latest:
            yield Line(text("Nothing found as of {day}. That is not the same as no response.", day=day))
            return
        step = codes("step")[standing.furthest]
        named = {"step": begin_small(text(step.label)), "meaning": text(step.meaning)}
        yield Line(text("Furthest step as of {day}: {step}, which means {meaning}. Here:", day=day, **named))
        for record in self.dossier.reaching:
            yield self._cite(self._say_act(record), record)
        if standing.latest in self.dossier.reaching[-1:]:
            yield Line(text("That is the latest response found too."))
        else:
            latest = text("Latest response found: {act}", act=self._say_act(standing.latest))
            yield self._cite(latest, standing.latest)

    def _say_act(self, record: str) -> str:
        """A response with its summary, which says what it was about: often not all that was reported."""
        row = self.dossier.responses[record]
        # What both sides of a contested record said stands right below.
        is_below = record in self.dossier.standing.contested
        act = text("{actor}.", actor=row["actor"]) if is_below else say_act(row)
        when, kind = write_when(row["date"]), begin_small(name_kind(row))
        return text("{when}, {kind}. {act}", when=when, kind=kind, act=act)

    def _write_sides(self) -> Iterator[Side]:
        contested = self.dossier.standing.contested
        rows = [row for record, row in self.dossier.responses.items() if record in contested]
        for code in _SIDES:
            of_side = [row for row in rows if code in (row["kind"], step_of(row["kind"], row["basis"]))]
            if of_side:
                title = codes("step")[code].meaning if code in STEPS else label("responses.kind", code)
                yield Side(begin_large(text(title)), tuple(map(self._write_act, of_side)))

    def _write_act(self, row: Row) -> Moment:
        return Moment(write_when(row["date"]), name_kind(row), self._cite(say_act(row), row["id"]))

    def _write_figures(self) -> Iterator[Numbers]:
        """Those that disagree first, then the rest."""
        figures = self.dossier.figures
        disagreeing = find_contradictions(figures)
        told = {row["id"] for each in disagreeing for row in each.figures}
        for each in disagreeing:
            numbers = tuple(self._write_number(row, each.write(row)) for row in each.figures)
            yield Numbers(text(each.subject.label), True, numbers)
        rest = figures[~figures["id"].isin(told)].to_dict("records")
        if rest:
            numbers = tuple(self._write_number(row, _write_rank(row)) for row in rest)
            yield Numbers(text("Other figures") if told else text("Published figures"), False, numbers)

    def _write_number(self, row: Row, value: str) -> Number:
        return Number(
            subject=text(label("figures.subject", row["subject"])),
            value=value,
            author=row["author"],
            when=write_when(row["as_of"]),
            reading=self._cite(row["reading"], row["id"]),
        )

    def _write_denial(self) -> Iterable[Line]:
        row = self.dossier.denial
        if row is None:
            day = write_date(self.whole.asof)
            return (Line(text("No statement of China was found as of {day}.", day=day)),)
        said = {"title": row["title"], "summary": row["summary"]}
        return (self._cite(text("{when}: {title}. {summary}", when=write_when(row["date"]), **said), row["id"]),)

    def _write_statements(self) -> Iterator[Line]:
        for row in self.dossier.statements:
            title = row["title"].removeprefix("China: ")
            yield self._cite(text("{when}: {title}.", when=write_when(row["date"]), title=title), row["id"])

    def _write_corrections(self) -> Iterator[Moment]:
        day = self.whole.asof.isoformat()
        for change in gather_changes(self.dossier.dataset, self.dossier.country):
            if change.day > day:  # as whatever else is later than the date looked from
                continue
            reason, records = text(label("changes.reason", change.reason)), ", ".join(change.records)
            said = text("{change} Record: {records}.", change=change.change, records=records)
            yield Moment(write_when(change.day), reason, Line(said))


def _write_rank(figure: Row) -> str:
    """A figure's number with its unit; a rank in words: "second highest"."""
    place = int(figure["value"]) if figure["unit"] == "rank" else 0
    return text(_RANKS[place - 1]) if 0 < place <= len(_RANKS) else write_figure(figure)
