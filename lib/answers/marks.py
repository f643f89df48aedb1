"""Events, responses and station openings → marks: what happened when, in which lane, as precisely as it is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

from lib.dataset import REPORTS, codes
from lib.dataset.dates import days
from lib.view import View, keep_filters
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, UNRANKED, step_of
from lib.words import marks as words
from lib.words.catalogue import language, speak

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
_OTHER_LANE = "operations"  # of a kind that has no lane yet: nothing is left out
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
    "step",
    "first",
    "last",
    "cut",
)


@dataclass(frozen=True, eq=False)
class _Dated:
    """The marks of all rows of the data that have a date, by table, indexed as the tables are.

    Columns: COLUMNS without `cut`, `counts_from` (the day from which the row is shown) and `rank` (its id's place among
    all ids).
    """

    by_table: Mapping[str, pd.DataFrame]


def find_marks(atlas: Atlas, view: View) -> pd.DataFrame:
    """One row for each event, response and dated station opening that a view's filters keep, oldest first.

    Columns: COLUMNS. `first` and `last` (datetime64) are the days that it covers, never later than the as-of date;
    `precision` is day, month, year or span; `cut` says that it goes on after the as-of date; `until` is then "".
    """
    return atlas.recall(_find, keep_filters(view), language())


def _find(atlas: Atlas, view: View, language: str) -> pd.DataFrame:
    selection = atlas.select(view)
    asof = pd.Timestamp(selection.asof)
    every = atlas.recall(_date_all, language).by_table
    found = pd.concat([_take(every[table], getattr(selection, table)) for table in every], ignore_index=True)
    found = found[found["first"] <= asof]
    cut = found["last"] > asof
    found = found.assign(cut=cut, last=found["last"].where(~cut, asof), until=found["until"].where(~cut, ""))
    order = np.lexsort((found["rank"], found["last"], found["first"]))
    return found.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _take(marks: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return marks[marks.index.isin(rows.index)]


def count_dated(atlas: Atlas, asof: date) -> int:
    """How many rows of all the data have a date to draw by `asof`: the timeline's denominator."""
    every, until = atlas.recall(_date_all, language()).by_table, pd.Timestamp(asof)
    return sum(int((marks["counts_from"] <= until).sum()) for marks in every.values())


def _date_all(atlas: Atlas, language: str) -> _Dated:
    dataset = atlas.dataset
    with speak(language):
        made = {
            "events": _mark_events(dataset.events),
            "responses": _mark_responses(dataset.responses),
            "stations": _mark_openings(dataset.stations),
        }
    ranks = {code: rank for rank, code in enumerate(sorted(code for marks in made.values() for code in marks["id"]))}
    columns = [*(column for column in COLUMNS if column != "cut"), "counts_from", "rank"]
    return _Dated(
        MappingProxyType(
            {table: marks.assign(rank=marks["id"].map(ranks).astype(int))[columns] for table, marks in made.items()}
        )
    )


def _mark_events(events: pd.DataFrame) -> pd.DataFrame:
    lane = events["kind"].map(_LANE_OF_KIND).fillna(_OTHER_LANE)
    by_china = (events["kind"] == "statement") & (events["country"] == "CN")
    return events.assign(
        lane=lane.where(~by_china, "china"),
        until=events["end_date"],
        step="",
        actor="",
        precision=events["date_precision"].where(events["end_date"] == "", "span"),
        first=events["first_day"],
        last=events["last_day"],
    )


def _mark_responses(responses: pd.DataFrame) -> pd.DataFrame:
    acts = zip(responses["country"], responses["kind"], responses["basis"], strict=True)
    steps = zip(responses["kind"], responses["basis"], strict=True)
    return responses.assign(
        lane="responses",
        until="",
        step=[step_of(kind, basis) or (COLLATERAL if basis == "collateral" else UNRANKED) for kind, basis in steps],
        title=[words.name_response(*act) for act in acts],
        precision=responses["date_precision"],
        first=responses["first_day"],
        last=responses["last_day"],
    )


def _mark_openings(stations: pd.DataFrame) -> pd.DataFrame:
    opened = stations[stations["opened"] != ""]
    listed = {report.code: words.name_listing(report) for report in REPORTS}
    places = list(zip(opened["city"], opened["country"], opened["count"], strict=True))
    titles = {place: words.name_opening(*place) for place in dict.fromkeys(places)}
    return opened.assign(
        lane="openings",
        kind="opening",
        date=opened["opened"],
        until="",
        step="",
        title=[titles[place] for place in places],
        actor=opened["report"].map(listed),
        summary=opened["note"],
        precision=opened["opened_precision"],
        first=days(opened["opened"], end=False).to_numpy(),
        last=days(opened["opened"], end=True).to_numpy(),
    )


def narrow(found: pd.DataFrame, lanes: Sequence[str], start: date | None, end: date | None) -> pd.DataFrame:
    """The marks of these lanes (none named: all) that touch the stretch from `start` to `end` (None: open)."""
    kept = found["lane"].isin(lanes or codes("lane"))
    if start:
        kept &= found["last"] >= pd.Timestamp(start)
    if end:
        kept &= found["first"] <= pd.Timestamp(end)
    return found[kept].reset_index(drop=True)


def count_earlier(found: pd.DataFrame, lanes: Sequence[str], start: date) -> int:
    """How many marks of these lanes end before a day."""
    return int((found["lane"].isin(lanes or codes("lane")) & (found["last"] < pd.Timestamp(start))).sum())


def count_lanes(found: pd.DataFrame, lanes: Sequence[str]) -> dict[str, int]:
    """How many marks stand in each of these lanes (none named: all), in the lanes' order."""
    counts = found["lane"].value_counts().to_dict()
    return {lane: int(counts.get(lane, 0)) for lane in codes("lane") if lane in (lanes or codes("lane"))}
