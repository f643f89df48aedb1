"""What happened about one country, in order: openings, reports, responses and events, each with its record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lib.answers.dossier import Dossier, Row
from lib.dataset import REPORTS, codes, label, period
from lib.words.catalogue import plural, text, write_date, write_when


@dataclass(frozen=True)
class Happening:
    """A line of the chronology; `day` is what it is ordered by, `record` whose citations stand behind it."""

    day: pd.Timestamp
    when: str
    kind: str
    said: str
    record: str


def order(dossier: Dossier) -> tuple[Happening, ...]:
    """All that is dated by the day it counts from: nothing later than the dossier's date."""
    found = (*_list_openings(dossier), *_list_reports(dossier), *_list_responses(dossier), *_list_events(dossier))
    return tuple(sorted(found, key=lambda happening: (happening.day, happening.record)))


def name_kind(response: Row) -> str:
    """The kind of a response; one on other grounds is never told as a police-station case."""
    kind = text(label("responses.kind", response["kind"]))
    if response["basis"] != "collateral":
        return kind
    return text("{kind}, on other grounds: not a police-station case", kind=kind)


def say_act(response: Row) -> str:
    """Who acted, and the atlas's summary of it."""
    return text("{actor}: {summary}", actor=response["actor"], summary=response["summary"])


def _list_openings(dossier: Dossier) -> Iterator[Happening]:
    for row in dossier.stations:
        day = period(row["opened"]).end_time.normalize() if row["opened"] else pd.NaT
        if day is not pd.NaT and day.date() <= dossier.whole.asof:
            yield Happening(
                day, write_when(row["opened"]), text("Opening"), _say_opening(row, dossier.where), row["id"]
            )


def _say_opening(row: Row, where: str) -> str:
    named = text(codes("stations.bureau")[row["bureau"]].named)
    return plural(
        "A station{bureau} is said to date from then, in {place}.",
        "{n} stations{bureau} are said to date from then, in {place}.",
        row["count"],
        bureau="" if row["bureau"] == "unknown" else text(" of {bureau}", bureau=named),
        place=row["city"] or where,
    )


def _list_reports(dossier: Dossier) -> Iterator[Happening]:
    listed, events = dossier.whole.count_by("report"), dossier.whole.events.set_index("id")
    for report in REPORTS:
        record = f"ev-{report.published}-{report.code}"
        if record in events.index:
            said = _say_listed(events.at[record, "title"], listed.get(report.code, 0), dossier.where)
            day = report.published
            yield Happening(pd.Timestamp(day), write_date(day), text("Report"), said, record)


def _say_listed(title: str, number: int, where: str) -> str:
    if not number:
        return text(
            "{title}. None of the stations sourced here for {where} was first listed in it.", title=title, where=where
        )
    return plural(
        "{title}. {n} of the stations sourced here for {where} was first listed in it.",
        "{title}. {n} of the stations sourced here for {where} were first listed in it.",
        number,
        title=title,
        where=where,
    )


def _list_responses(dossier: Dossier) -> Iterator[Happening]:
    for row in dossier.responses.values():
        said = say_act(row) + _doubt(row)
        yield Happening(row["counts_from"], write_when(row["date"]), name_kind(row), said, row["id"])


def _list_events(dossier: Dossier) -> Iterable[Happening]:
    for row in dossier.events:
        said = text("{title}. {summary}", title=row["title"], summary=row["summary"]) + _doubt(row)
        when, kind = _write_span(row, dossier.whole.asof), text(label("events.kind", row["kind"]))
        yield Happening(row["counts_from"], when, kind, said, row["id"])


def _write_span(event: Row, asof: date) -> str:
    """An event's date, or its first and last; an end later than the as-of date is not told."""
    first = write_when(event["date"])
    if not event["end_date"]:
        return first
    if event["last_day"].date() > asof:
        return text("from {day}", day=first)
    return text("{first} to {last}", first=first, last=write_when(event["end_date"]))


def _doubt(row: Row) -> str:
    if row["confidence"] == "high":
        return ""
    return text(" Confidence: {confidence}.", confidence=row["confidence"])
