"""Marks of the timeline in words: what each is, when it was, and what a chart of them shows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lib.dataset import Report, codes, label
from lib.words.catalogue import count_stations, plural, text, write_date, write_number, write_when
from lib.words.names import name_country


def name_response(country: str, kind: str, basis: str) -> str:
    """A response as a mark is named: "Netherlands: closure ordered"."""
    named = {"country": name_country(country), "deed": text(codes("responses.kind")[kind].small)}
    if basis == "collateral":
        return text("{country}: {deed} (not a police-station case)", **named)
    return text("{country}: {deed}", **named)


def name_opening(city: str, country: str, count: int) -> str:
    """A station entry's opening as a mark is named: "Madrid: opening reported, 2 stations"."""
    return text(
        "{place}: opening reported, {stations}", place=city or name_country(country), stations=count_stations(count)
    )


def name_listing(report: Report) -> str:
    """Who first listed a station entry: "First listed by 110 Overseas, 12 September 2022"."""
    return text("First listed by {report}, {day}", report=report.title, day=write_date(report.published))


def write_span(mark: Mapping[str, Any]) -> str:
    """When, no sharper than known: "26 October 2022", "March 2022, the day is not known"."""
    when = write_when(mark["date"])
    if mark["until"]:
        return text("{first} to {last}", first=when, last=write_when(mark["until"]))
    if mark["precision"] == "span":
        return text("{first}, and going on", first=when) if mark["cut"] else when
    if len(mark["date"]) == 4:
        return text("{when}, the month is not known", when=when)
    return text("{when}, the day is not known", when=when) if len(mark["date"]) == 7 else when


def write_mark(title: str, when: str) -> str:
    """A mark as a screen reader says it."""
    return text("{title}, {when}", title=title, when=when)


def write_days(first: date, last: date) -> str:
    """Two days as a stretch: "1 March 2022 to 5 May 2022"."""
    return text("{first} to {last}", first=write_date(first), last=write_date(last))


def count_unfitted(number: int) -> str:
    """What a count of marks that did not fit says to the pointer."""
    return text("{n} more, listed below the chart; choose to look closer", n=write_number(number))


def write_unfitted(number: int, when: str) -> str:
    """What a count of marks that did not fit says to a screen reader."""
    return text("{n} more, {when}", n=write_number(number), when=when)


def name_lane(lane: str, number: int) -> str:
    """A lane's title with its number of marks."""
    return text("{lane} · {n}", lane=text(label("lane", lane)), n=write_number(number) if number else text("none"))


def describe_lanes(counts: Mapping[str, int], first: date, last: date) -> str:
    """The accessible name of a drawing of lanes: what stands in each."""
    listed = "; ".join(
        text("{lane}: {n}", lane=text(label("lane", lane)), n=write_number(number)) for lane, number in counts.items()
    )
    return text(
        "Timeline from {first} to {last}. {listed}. The list beside it and the table below have the same rows.",
        first=write_date(first),
        last=write_date(last),
        listed=listed,
    )


def describe_month(month: str, number: int) -> str:
    """A bar of the overview: "October 2022: 9 rows begin in it"."""
    return plural("{month}: {n} row begins in it", "{month}: {n} rows begin in it", number, month=write_when(month))
