"""data/ → one validated, immutable Dataset, and the list of what is wrong with it.

`datapackage.json` defines the fields; Frictionless checks types, enums, patterns, keys and uniqueness from it. What no
schema can say is checked after it. A failing row is kept out and listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from slugify import slugify

from lib.dataset.checks import check_rows
from lib.dataset.dates import days
from lib.dataset.files import DATA, DatasetError, Problem, read_json
from lib.dataset.geocache import Location, read_geocache
from lib.dataset.schema import CITED, REPORTS, TABLES, read_table
from lib.dataset.vocabulary import codes


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything the atlas knows. Frames have the schema's columns, and:

    stations: `place` (stable code such as es-madrid), `place_key` (as in the geocache);
    stations, responses, events, figures, claims, leads: `counts_from` (datetime64, the day from which it is shown);
    responses, events: `first_day`, `last_day` (datetime64);
    citations: sorted by record (`spans`: a record's rows), with the columns of its source as well (title, publisher,
    published, language, kind, url, republishes).
    `schemas` are Table Schemas by table, each with its resource's title and description.
    Empty cells are "". Frames are never changed in place.
    """

    title: str
    version: str
    created: date
    licence: str
    schemas: Mapping[str, dict[str, Any]]
    stations: pd.DataFrame
    responses: pd.DataFrame
    events: pd.DataFrame
    figures: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    citations: pd.DataFrame
    spans: Mapping[str, slice]
    leads: pd.DataFrame
    changes: pd.DataFrame
    geocache: Mapping[str, Location]
    problems: tuple[Problem, ...]
    rows_left_out: int

    def figure(self, figure_id: str) -> int | None:
        """The value of a figure; None where it is not in the data (no source, no number)."""
        values = self.figures.loc[self.figures["id"] == figure_id, "value"]
        return None if values.empty else int(values.iloc[0])

    def citations_of(self, record: str) -> pd.DataFrame:
        """Citations of a record, supporting before disputing, best kind of source first (columns as `citations`)."""
        return self.citations.iloc[self.spans.get(record, slice(0))]


def load(folder: Path = DATA) -> Dataset:
    """Read and check a data folder.

    Rows that fail are kept out, counted and named in `problems`. Field definitions come from our own
    `data/datapackage.json`, so a served folder cannot change them or point at another address; its own package gives
    title, version and date. Raises DatasetError where a file is missing or unreadable, or has other columns.
    """
    package = read_json(folder, "datapackage.json")
    own = read_json(DATA, "datapackage.json")
    schemas = {
        resource["name"]: {"title": resource["title"], "description": resource["description"], **resource["schema"]}
        for resource in own["resources"]
    }
    title, version, created = _read_metadata(package)
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {}
    failed: set[str] = set()
    for table in TABLES:
        tables[table], ids = read_table(folder, table, schemas[table], problems)
        failed |= ids if table in CITED else set()
    check_rows(tables, problems, failed)
    geocache = read_geocache(folder, problems)
    citations = _join_sources(tables["citations"], tables["sources"])
    return Dataset(
        title=title,
        version=version,
        created=created,
        licence=str(own["licenses"][0]["title"]),
        schemas=MappingProxyType(schemas),
        stations=_finish_stations(tables["stations"]),
        responses=_finish_dated(tables["responses"], spans=False),
        events=_finish_dated(tables["events"], spans=True),
        figures=_finish_as_of(tables["figures"]),
        claims=_finish_as_of(tables["claims"]),
        sources=tables["sources"].reset_index(drop=True),
        citations=citations,
        spans=MappingProxyType(_find_spans(citations["record"])),
        leads=_finish_as_of(tables["leads"]),
        changes=tables["changes"].sort_values(["date", "record"], ignore_index=True),
        geocache=MappingProxyType(geocache),
        problems=tuple(problems),
        rows_left_out=len({(problem.file, problem.line) for problem in problems if problem.line is not None}),
    )


def place_code(country: str, city: str) -> str:
    """The stable code of a place: es-madrid, br-country where no city is named."""
    return f"{country.lower()}-{slugify(city) or 'country'}"


def _read_metadata(package: dict[str, Any]) -> tuple[str, str, date]:
    try:
        return (
            str(package["title"]),
            str(package["version"]),
            date.fromisoformat(str(package["created"])[:10]),
        )
    except (KeyError, ValueError) as error:
        raise DatasetError(
            "datapackage.json",
            f"title, version or created is missing or wrong ({error})",
            "Add them: created is a date.",
        ) from None


def _finish_stations(frame: pd.DataFrame) -> pd.DataFrame:
    published = {report.code: pd.Timestamp(report.published) for report in REPORTS}
    places = {
        key: place_code(*key) for key in frame[["country", "city"]].drop_duplicates().itertuples(index=False, name=None)
    }
    pairs = list(zip(frame["country"], frame["city"], strict=True))
    return frame.assign(
        place=[places[pair] for pair in pairs],
        place_key=frame["country"] + "|" + frame["city"],
        counts_from=pd.to_datetime(frame["report"].map(published)),
    ).reset_index(drop=True)


def _finish_dated(frame: pd.DataFrame, spans: bool) -> pd.DataFrame:
    """Add first_day, last_day and counts_from: the first day of a span, the last of a statistic and of the rest."""
    frame = frame.reset_index(drop=True)
    first, last = days(frame["date"], end=False), days(frame["date"], end=True)
    counts_from = last
    if spans:
        last = days(frame["end_date"], end=True).fillna(last)
        is_span = (frame["end_date"] != "") & (frame["kind"] != "statistic")
        counts_from = last.where(~is_span, first)
    return frame.assign(first_day=first, last_day=last, counts_from=counts_from).sort_values(
        ["first_day", "last_day", "id"], ignore_index=True
    )


def _finish_as_of(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    return frame.assign(counts_from=days(frame["as_of"], end=True))


def _join_sources(citations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    joined = (
        citations.drop(columns="line")
        .merge(sources.drop(columns="line"), left_on="source", right_on="id")
        .drop(columns="id")
    )
    rank = joined["kind"].map({kind: place for place, kind in enumerate(codes("sources.kind"))})
    order = joined.assign(rank=rank, disputes=joined["stance"] == "disputes")
    return order.sort_values(["record", "disputes", "rank", "published"], ignore_index=True).drop(
        columns=["rank", "disputes"]
    )


def _find_spans(records: pd.Series) -> dict[str, slice]:
    """Where each record's rows stand in a sorted column."""
    starts = [*records.index[records != records.shift()], len(records)]
    return {records[start]: slice(start, end) for start, end in pairwise(starts)}
