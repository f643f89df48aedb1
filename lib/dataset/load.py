"""data/ → one validated, immutable Dataset, and the list of what is wrong with it.

`datapackage.json` defines the fields; Frictionless checks types, enums, patterns, keys and uniqueness from it. What no
schema can say is checked after it. A failing row is kept out and listed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from slugify import slugify

from lib.dataset import characters, dates
from lib.dataset.checks import FOLLOWING, check_rows
from lib.dataset.files import DATA, GEOCACHE, PACKAGE, DatasetError, Problem, read_json
from lib.dataset.geocache import Location, read_geocache
from lib.dataset.releases import Release, age, read_releases, verify
from lib.dataset.schema import REPORTS, read_schemas
from lib.dataset.tables import Table, make_empty, read_table
from lib.dataset.vocabulary import codes

# Without one of these the atlas would say what is not so; the rest leaves a gap that is named.
NEEDED = frozenset({"sources", "stations", "responses", "events", "citations"})
# A folder without an event is a young one; without a row of these it is a broken one.
FILLED = NEEDED - {"events"}


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything the atlas knows. Frames have the schema's columns, and:

    stations: `place` (stable code such as es-madrid), `place_key` (as in the geocache);
    sources: `asked`, `outcome` (as in health, "" where its address was never asked);
    stations, responses, events, figures, claims, leads: `counts_from` (datetime64, the day from which it is shown);
    responses, events: `first_day`, `last_day` (datetime64), `known_from` (datetime64: the day on which the first source
    that is held had published it, never before `counts_from`; that day where no source is dated);
    citations: sorted by record (`spans`: a record's rows), with the columns of its source as well (title, publisher,
    published, language, kind, url, republishes, asked, outcome).
    `releases` are the versions that were released, by version, oldest first.
    `schemas` are Table Schemas by table, each with its resource's title and description; of a release, with the fields
    that it had.
    `rows_left_out` are the lines of the tables that `problems` name, each counted once; `citations_left_out` are those
    of them that have no fault but to name a record or a source which is not there.
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
    health: pd.DataFrame
    geocache: Mapping[str, Location]
    releases: Mapping[str, Release]
    problems: tuple[Problem, ...]
    rows_left_out: int
    citations_left_out: int

    def figure(self, figure_id: str) -> int | None:
        """The value of a figure; None where it is not in the data (no source, no number)."""
        values = self.figures.loc[self.figures["id"] == figure_id, "value"]
        return None if values.empty else int(values.iloc[0])

    def has(self, record: str) -> bool:
        """Whether an id is that of a cited record or of a source."""
        return record in self.spans or bool((self.sources["id"] == record).any())

    def citations_of(self, record: str) -> pd.DataFrame:
        """Citations of a record, supporting before disputing, best kind of source first (columns as `citations`)."""
        return self.citations.iloc[self.spans.get(record, slice(0))]


def load(folder: Path = DATA) -> Dataset:
    """Read and check a data folder.

    Lines that fail are kept out, counted and named in `problems`. Field definitions come from our own
    `data/datapackage.json`, so a served folder cannot change them or point at another address; its own package gives
    title, version and date. Raises DatasetError, and nothing else, where a file is missing or cannot be read without
    which the atlas would say what is not so: no station, no answer, no denial, no source.
    """
    problems: list[Problem] = []
    return _read(folder, read_releases(folder, problems), problems)


def load_release(folder: Path, release: Release) -> Dataset:
    """Read a release of a data folder: its rows as they were on its day. A table or a column that it did not have yet
    is empty.

    Raises DatasetError where its files are not those that were released, or cannot be read.
    """
    return load_aged(verify(folder, release), read_releases(folder, []))


def load_aged(folder: Path, releases: Mapping[str, Release] = MappingProxyType({})) -> Dataset:
    """Read a folder as its own package allows it: its version may be older than the fields that we have today."""
    return _read(folder, releases, [], is_aged=True)


def _read(folder: Path, releases: Mapping[str, Release], problems: list[Problem], is_aged: bool = False) -> Dataset:
    title, version, created = _read_metadata(folder)
    schemas, licence = read_schemas(DATA)
    theirs = age(schemas, folder) if is_aged else schemas
    tables = {
        name: _fill(read_table(folder, name, schema, problems, name in NEEDED), schemas[name])
        for name, schema in theirs.items()
    }
    tables = {name: tables.get(name) or make_empty(schema) for name, schema in schemas.items()}
    for name in FILLED:
        if tables[name].is_bare:
            raise DatasetError(f"{name}.csv", "the file has no row", f"Put the rows of {name}.csv back.")
    frames = check_rows(tables, problems)
    geocache = read_geocache(folder, problems)
    sources = _join_health(frames["sources"], frames["health"])
    citations = _join_sources(frames["citations"], sources)
    # What a curator has to mend stands first, what follows from it after that.
    problems.sort(key=lambda problem: problem.expected in FOLLOWING)
    named = _list_lines(problems)
    following = _list_lines(problem for problem in problems if problem.expected in FOLLOWING)
    cited = {line for line in following - _list_lines(problems, FOLLOWING) if line[0] == "citations.csv"}
    return Dataset(
        title=title,
        version=version,
        created=created,
        licence=licence,
        schemas=MappingProxyType({**schemas, **theirs}),
        stations=_finish_stations(frames["stations"]),
        responses=_find_known(_finish_dated(frames["responses"], spans=False), citations),
        events=_find_known(_finish_dated(frames["events"], spans=True), citations),
        figures=_finish_as_of(frames["figures"]),
        claims=_finish_as_of(frames["claims"]),
        sources=sources,
        citations=citations,
        spans=MappingProxyType(_find_spans(citations["record"])),
        leads=_finish_as_of(frames["leads"]),
        changes=frames["changes"].sort_values(["date", "record"], ignore_index=True),
        health=frames["health"].sort_values("source", ignore_index=True),
        geocache=MappingProxyType(geocache),
        releases=releases,
        problems=tuple(problems),
        rows_left_out=len(named),
        citations_left_out=len(cited),
    )


def _fill(table: Table, schema: Mapping[str, Any]) -> Table:
    """A table with the columns that it did not have yet, empty."""
    columns = [field["name"] for field in schema["fields"] if field["name"] not in table.rows]
    return replace(table, rows=table.rows.assign(**dict.fromkeys(columns, ""))) if columns else table


def _list_lines(problems: Iterable[Problem], but: Collection[str] = ()) -> set[tuple[str, int]]:
    """The lines of tables, a header apart, that problems name; not of those that expect one of `but`."""
    return {
        (problem.file, line)
        for problem in problems
        if problem.line is not None and problem.file != GEOCACHE and problem.expected not in but
        for line in range(problem.line + (problem.column == "header"), problem.line + problem.lines)
    }


def place_code(country: str, city: str) -> str:
    """The stable code of a place: es-madrid, br-country where no city is named."""
    return f"{country.lower()}-{slugify(city) or 'country'}"


def _read_metadata(folder: Path) -> tuple[str, str, date]:
    """Title, version and date of a folder's package."""
    package, _ = read_json(folder, PACKAGE)
    remedy = "Give title and version as text, and created as a day."
    if package.repeated:
        raise DatasetError(PACKAGE, f"the key {min(package.repeated)} stands more than once", remedy)
    for part in ("title", "version", "created"):
        text = package.get(part)
        if not isinstance(text, str) or not text or len(text) > 200 or characters.find_fault(text):
            raise DatasetError(PACKAGE, f"{part} is missing, or is no text that can be shown", remedy)
    day = package["created"][:10]
    if len(day) < 10 or dates.find_fault(day):
        raise DatasetError(PACKAGE, f"created is {day}, not {dates.find_fault(day) or 'a day'}", remedy)
    return package["title"], package["version"], date.fromisoformat(day)


def _finish_stations(frame: pd.DataFrame) -> pd.DataFrame:
    published = {report.code: pd.Timestamp(report.published) for report in REPORTS}
    places = {
        key: place_code(*key) for key in frame[["country", "city"]].drop_duplicates().itertuples(index=False, name=None)
    }
    pairs = zip(frame["country"].tolist(), frame["city"].tolist(), strict=True)
    return frame.assign(
        place=[places[pair] for pair in pairs],
        place_key=frame["country"] + "|" + frame["city"],
        counts_from=pd.to_datetime(frame["report"].map(published)),
    ).reset_index(drop=True)


def _finish_dated(frame: pd.DataFrame, spans: bool) -> pd.DataFrame:
    """Add first_day, last_day and counts_from: the first day of a span, the last of a statistic and of the rest."""
    frame = frame.reset_index(drop=True)
    first, last = dates.days(frame["date"], end=False), dates.days(frame["date"], end=True)
    counts_from = last
    if spans:
        last = dates.days(frame["end_date"], end=True).fillna(last)
        is_span = (frame["end_date"] != "") & (frame["kind"] != "statistic")
        counts_from = last.where(~is_span, first)
    return frame.assign(first_day=first, last_day=last, counts_from=counts_from).sort_values(
        ["first_day", "last_day", "id"], ignore_index=True
    )


def _find_known(rows: pd.DataFrame, citations: pd.DataFrame) -> pd.DataFrame:
    """Add known_from: a source that gives its month or year alone had published by the last day of it."""
    dated = citations[(citations["stance"] == "supports") & (citations["published"] != "")]
    first = dates.days(dated["published"], end=True).groupby(dated["record"]).min()
    published = pd.Series(first.reindex(rows["id"]).to_numpy(dtype="datetime64[s]"), index=rows.index)
    return rows.assign(known_from=published.where(published > rows["counts_from"], rows["counts_from"]))


def _finish_as_of(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    return frame.assign(counts_from=dates.days(frame["as_of"], end=True))


def _join_health(sources: pd.DataFrame, health: pd.DataFrame) -> pd.DataFrame:
    found = health.set_index("source")[["asked", "outcome"]]
    return sources.reset_index(drop=True).join(found, on="id").fillna({"asked": "", "outcome": ""})


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
    texts = records.tolist()
    starts = [place for place, text in enumerate(texts) if not place or text != texts[place - 1]] + [len(texts)]
    return {texts[start]: slice(start, end) for start, end in pairwise(starts)}
