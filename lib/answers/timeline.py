"""Events, responses and station openings → marks: what happened when, in which lane, as precisely as it is known."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.dataset import REPORTS, Dataset, codes, countries, label, period
from lib.view import ALWAYS_IN_SIGHT, Selection
from lib.words import records as evidence
from lib.words.catalogue import count_stations, write_date, write_when

_LANE_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "report": "reports",
        "statement": "statements",
        "law": "laws",
        "agreement": "laws",
        "operation": "operations",
        "case": "operations",
        "statistic": "statistics",
    }
)
COLUMNS = (
    "id",
    "lane",
    "kind",
    "country",
    "date",
    "until",
    "title",
    "actor",
    "summary",
    "confidence",
    "precision",
    "first",
    "last",
    "cut",
)
# Where the axis begins that nobody asked for: Fox Hunt's year, before which single rows stand years apart.
USUAL_START = date(2014, 1, 1)


def marks(selection: Selection) -> pd.DataFrame:
    """One row for each event, response and dated station opening of a selection, oldest first.

    Columns: COLUMNS. `first` and `last` (datetime64) are the days that it covers, never later than the as-of date;
    `precision` is day, month, year or span; `cut` says that it goes on after the as-of date; `until` is then "".
    """
    asof = pd.Timestamp(selection.asof)
    frame = pd.concat(
        [_mark_events(selection.events), _mark_responses(selection.responses), _mark_openings(selection.stations)],
        ignore_index=True,
    )
    frame = frame[frame["first"] <= asof]
    cut = frame["last"] > asof
    frame = frame.assign(cut=cut, last=frame["last"].where(~cut, asof), until=frame["until"].where(~cut, ""))
    return frame.sort_values(["first", "last", "id"], kind="stable", ignore_index=True)[list(COLUMNS)]


def _mark_events(events: pd.DataFrame) -> pd.DataFrame:
    lane = events["kind"].map(_LANE_OF_KIND)
    by_china = (events["kind"] == "statement") & (events["country"] == "CN")
    return events.assign(
        lane=lane.where(~by_china, "china"),
        until=events["end_date"],
        actor="",
        precision=events["date_precision"].where(events["end_date"] == "", "span"),
        first=events["first_day"],
        last=events["last_day"],
    )


def _mark_responses(responses: pd.DataFrame) -> pd.DataFrame:
    acts = zip(responses["country"], responses["kind"], responses["basis"], strict=True)
    return responses.assign(
        lane="responses",
        until="",
        title=[_name_response(country, kind, basis) for country, kind, basis in acts],
        precision=responses["date_precision"],
        first=responses["first_day"],
        last=responses["last_day"],
    )


def _name_response(country: str, kind: str, basis: str) -> str:
    collateral = " (not a police-station case)" if basis == "collateral" else ""
    return f"{countries.name(country)}: {codes('responses.kind')[kind].small}{collateral}"


def _mark_openings(stations: pd.DataFrame) -> pd.DataFrame:
    opened = stations[stations["opened"] != ""]
    periods = [period(text) for text in opened["opened"]]
    listed = {report.code: f"First listed by {report.title}, {write_date(report.published)}" for report in REPORTS}
    places = zip(opened["city"], opened["country"], opened["count"], strict=True)
    return opened.assign(
        lane="openings",
        kind="opening",
        date=opened["opened"],
        until="",
        title=[
            f"{city or countries.name(country)}: opening reported, {count_stations(count)}"
            for city, country, count in places
        ],
        actor=[listed[code] for code in opened["report"]],
        summary=opened["note"],
        precision=opened["opened_precision"],
        first=pd.Series([part.start_time for part in periods], index=opened.index, dtype="datetime64[s]"),
        last=pd.Series([part.end_time.normalize() for part in periods], index=opened.index, dtype="datetime64[s]"),
    )


def narrow(found: pd.DataFrame, lanes: Sequence[str], start: date | None, end: date | None) -> pd.DataFrame:
    """The marks of these lanes (none named: all) that touch the stretch from `start` to `end` (None: open)."""
    kept = found["lane"].isin(lanes or codes("lane"))
    if start:
        kept &= found["last"] >= pd.Timestamp(start)
    if end:
        kept &= found["first"] <= pd.Timestamp(end)
    return found[kept].reset_index(drop=True)


def is_without_host(selection: Selection) -> bool:
    """Whether a selection holds no station, response or event of any country but those that are never filtered away."""
    hosts = set(selection.events["country"]) - {"", *ALWAYS_IN_SIGHT}
    asked = set(selection.view.country) & set(ALWAYS_IN_SIGHT)
    return selection.stations.empty and selection.responses.empty and not hosts and not asked


def count_dated(dataset: Dataset, asof: date) -> int:
    """How many rows of the whole dataset have a date to draw by `asof`: the timeline's denominator."""
    until = pd.Timestamp(asof)
    dated = (dataset.events, dataset.responses, dataset.stations[dataset.stations["opened"] != ""])
    return sum(int((frame["counts_from"] <= until).sum()) for frame in dated)


def list_undated(selection: Selection) -> pd.DataFrame:
    """Station entries without an opening date. Columns: Country, Place, Stations, First listed by, Id."""
    rows = selection.stations[selection.stations["opened"] == ""]
    rows = rows.assign(name=rows["country"].map(countries.name)).sort_values(["name", "city", "id"], kind="stable")
    return pd.DataFrame(
        {
            "Country": rows["name"],
            "Place": rows["city"].where(rows["city"] != "", "no city named"),
            "Stations": rows["count"],
            "First listed by": rows["report"].map({report.code: report.title for report in REPORTS}),
            "Id": rows["id"],
        }
    )


def list_rows(found: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Marks as a table for reading, in their order.

    Columns: Date (of a span: its first and last), Lane, Country, What, Summary (with who acted), Sources (HTML links),
    Confidence, Id.
    """
    cited = dataset.citations[dataset.citations["record"].isin(found["id"])]
    sources = {record: evidence.link_sources(group) for record, group in cited.groupby("record", sort=False)}
    until = (" to " + found["until"]).where(found["until"] != "", "")
    goes_on = found["cut"] & (found["precision"] == "span")
    return pd.DataFrame(
        {
            "Date": found["date"] + until.where(~goes_on, ", goes on"),
            "Lane": found["lane"].map(lambda lane: label("lane", lane)),
            "Country": found["country"].map(countries.name),
            "What": found["title"],
            "Summary": (found["actor"] + ": ").where(found["actor"] != "", "") + found["summary"],
            "Sources": found["id"].map(sources).fillna(""),
            "Confidence": found["confidence"],
            "Id": found["id"],
        }
    )


def write_span(mark: Mapping[str, Any]) -> str:
    """When, no sharper than known: "26 October 2022", "March 2022, the day is not known"."""
    if mark["until"]:
        return f"{write_when(mark['date'])} to {write_when(mark['until'])}"
    known = {4: ", the month is not known", 7: ", the day is not known"}
    vague = "" if mark["precision"] == "span" else known.get(len(mark["date"]), "")
    goes_on = ", and going on" if mark["cut"] and mark["precision"] == "span" else ""
    return f"{write_when(mark['date'])}{vague}{goes_on}"


def describe(found: pd.DataFrame, dated: int, span: tuple[date, date], shown: tuple[date, date]) -> str:
    """What the timeline lists, with its denominator, and the stretch that is shown."""
    none = f" All of them lie between {write_date(span[0])} and {write_date(span[1])}." if found.empty and dated else ""
    first, last = (write_date(day) for day in shown)
    return f"Listed: {len(found)} of {dated} dated rows, from {first} to {last}.{none}"


def describe_acts(found: pd.DataFrame) -> str:
    """How many responses by how many governments, and how many other rows, are among the marks."""
    acts = found[found["lane"] == "responses"]
    by, others = acts["country"].nunique(), len(found) - len(acts)
    return (
        f"{len(acts)} response{'' if len(acts) == 1 else 's'} by {by} government{'' if by == 1 else 's'}, "
        f"{others} other dated row{'' if others == 1 else 's'} in these months."
    )


def whole(found: pd.DataFrame, asof: date) -> tuple[date, date]:
    """The whole span: from the first day of any mark to the as-of date (of its year where there is none)."""
    start = found["first"].min().date() if len(found) else asof.replace(month=1, day=1)
    return min(start, asof), asof


def usual(span: tuple[date, date]) -> tuple[date, date]:
    """The stretch that is shown where none is asked for: from USUAL_START, if the whole span holds that day."""
    return (USUAL_START if span[0] < USUAL_START <= span[1] else span[0]), span[1]


def stretch(span: tuple[date, date], start: date | None, end: date | None) -> tuple[date, date] | None:
    """The part of the whole span that a view's `start` and `end` ask for; None where they lie outside it."""
    last = min(span[1], end or span[1])
    first = max(span[0], start or usual((span[0], last))[0])
    return (first, last) if first <= last else None


def count_earlier(found: pd.DataFrame, lanes: Sequence[str], shown: tuple[date, date]) -> int:
    """How many marks of these lanes end before the stretch that is shown."""
    return int((found["lane"].isin(lanes or codes("lane")) & (found["last"] < pd.Timestamp(shown[0]))).sum())


def move(span: tuple[date, date], shown: tuple[date, date], closer: float, later: float) -> tuple[date, date]:
    """The stretch `closer` times as short around its middle, moved by `later` of its length, kept within the span."""
    days, longest = (shown[1] - shown[0]).days + 1, (span[1] - span[0]).days + 1
    length = min(longest, max(7, round(days / closer)))
    first = (shown[0] - span[0]).days + (days - length) // 2 + round(later * days)
    first = min(longest - length, max(0, first))
    start = span[0] + timedelta(days=first)
    return start, start + timedelta(days=length - 1)


def months(start: date, end: date) -> tuple[date, ...]:
    """The last day of each month from that of `start` to that of `end`, the last one no later than `end`."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    firsts = [divmod(start.year * 12 + start.month - 1 + step, 12) for step in range(count)]
    days = [date(year, month + 1, calendar.monthrange(year, month + 1)[1]) for year, month in firsts]
    return tuple(min(day, end) for day in days)
