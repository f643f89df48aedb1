"""data/ → one validated, immutable Dataset, and the list of what is wrong with it.

`datapackage.json` defines the fields; Frictionless checks types, enums, patterns, keys and uniqueness from it. What no
schema can say (real dates, real countries, every record cited) is checked here. A failing row is kept out and listed.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from frictionless import Dialect, FrictionlessException, Resource, Schema
from slugify import slugify

from lib import countries

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
TABLES = ("sources", "stations", "responses", "events", "figures", "claims", "citations", "leads", "changes")
RECORDS = ("stations", "responses", "events", "figures")
# What citations may name: the records that views narrow, and the claims on the Method page.
CITED = (*RECORDS, "claims")
# Reasons of a change after which an id is in no table any more, and is never used again.
GONE = ("merge", "withdrawal")
# A folder with more is refused in part: this is a hundred times what the whole subject could fill.
MAX_ROWS = 200_000
MAX_QUOTE_WORDS = 25
# Best kind of source first: the order in which evidence is shown.
SOURCE_KINDS = (
    "official",
    "court",
    "parliament",
    "ngo",
    "agency",
    "newspaper",
    "academic",
    "republication",
    "other",
)


@dataclass(frozen=True)
class Report:
    """One of the two reports: its code, title, publication day, and the figure that says how many it listed."""

    code: str
    title: str
    published: date
    figure: str


# Dates and titles: the events ev-2022-09-12-* and ev-2022-12-05-* with their citations.
REPORTS = (
    Report("110-overseas", "110 Overseas", date(2022, 9, 12), "fig-stations-first-report-54"),
    Report("patrol-and-persuade", "Patrol and Persuade", date(2022, 12, 5), "fig-stations-reported-102"),
)


@dataclass(frozen=True)
class Problem:
    """Something wrong with the data: where it stands, what stands there, and what was expected."""

    file: str
    line: int | None
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        value = self.value if len(self.value) <= 80 else f"{self.value[:80]}…"
        return f"{self.file}{line}, {self.column}: {value!r}; expected {self.expected}"


class DatasetError(Exception):
    """A file without which nothing can be shown is missing or cannot be read."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {reason}. {remedy}")
        self.file, self.reason, self.remedy = file, reason, remedy


@dataclass(frozen=True)
class Location:
    """A place's point (WGS 84, decimal degrees), how sharp it is, and where it came from."""

    latitude: float
    longitude: float
    name: str
    gazetteer_id: str
    precision: str
    geocoder: str
    retrieved: str
    reviewed: bool = False


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
    package = _read_json(folder, "datapackage.json")
    own = _read_json(DATA, "datapackage.json")
    schemas = {
        resource["name"]: {"title": resource["title"], "description": resource["description"], **resource["schema"]}
        for resource in own["resources"]
    }
    title, version, created = _read_metadata(package)
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {}
    failed: set[str] = set()
    for table in TABLES:
        tables[table], ids = _read_table(folder, table, schemas[table], problems)
        failed |= ids if table in CITED else set()
    _check_rows(tables, problems, failed)
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


def read_geocache(folder: Path, problems: list[Problem]) -> dict[str, Location]:
    """The geocache of a folder by key ("ES|Madrid", "VN|"); entries that are not locations become problems."""
    locations: dict[str, Location] = {}
    for key, entry in _read_json(folder, "geocache.json").items():
        try:
            location = Location(**entry)
            in_range = -90 <= location.latitude <= 90 and -180 <= location.longitude <= 180
        except TypeError:
            in_range = False
        if in_range:
            locations[key] = location
        else:
            problems.append(
                Problem(
                    "geocache.json",
                    None,
                    key,
                    str(entry),
                    "a location with a latitude in ±90, a longitude in ±180",
                )
            )
    return locations


def period(text: str) -> pd.Period:
    """The year, month or day that a partial ISO date names. Raises ValueError where it is none."""
    precision = {4: "Y", 7: "M", 10: "D"}.get(len(text))
    if precision is None:
        raise ValueError(text)
    return pd.Period(text, freq=precision)


def place_code(country: str, city: str) -> str:
    """The stable code of a place: es-madrid, br-country where no city is named."""
    return f"{country.lower()}-{slugify(city) or 'country'}"


def _read_json(folder: Path, file: str) -> dict[str, Any]:
    remedy = f"Put {file} in the data folder, or point ATLAS_DATA at a folder that has it."
    try:
        content = json.loads((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DatasetError(file, "the file is missing", remedy) from None
    except (OSError, ValueError) as error:
        raise DatasetError(
            file, f"the file cannot be read as JSON ({error})", f"Mend it and reload. {remedy}"
        ) from None
    if not isinstance(content, dict):
        raise DatasetError(file, "the file is not a JSON object", f"Mend it and reload. {remedy}")
    return content


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


def _read_table(
    folder: Path, table: str, schema: dict[str, Any], problems: list[Problem]
) -> tuple[pd.DataFrame, set[str]]:
    """Rows that pass the schema (with a `line` column), and the ids of those that do not."""
    file = f"{table}.csv"
    fields = {field["name"]: field for field in schema["fields"]}
    names = list(fields)
    if not (folder / file).is_file():
        raise DatasetError(
            file, "the file is missing", f"Put {file} in the data folder, or point ATLAS_DATA at another."
        )
    descriptor = {key: value for key, value in schema.items() if key != "foreignKeys"}
    rows: list[dict[str, Any]] = []
    failed: set[str] = set()
    try:
        with Resource(
            path=file,
            basepath=str(folder),
            schema=Schema.from_descriptor(descriptor),
            # Said, not guessed: a stray byte or a semicolon must be a fault, and not change how every row is read.
            encoding="utf-8",
            dialect=Dialect.from_descriptor({"csv": {"delimiter": ","}}),
        ) as resource:
            if list(resource.labels) != names:
                raise DatasetError(
                    file, f"the columns are {', '.join(resource.labels)}", f"Expected {', '.join(names)}."
                )
            for row in resource.row_stream:
                if len(rows) >= MAX_ROWS:
                    problems.append(
                        Problem(file, row.row_number, "row", "this and later rows", f"at most {MAX_ROWS:,} rows")
                    )
                    break
                if row.errors:
                    problems.extend(_explain(file, row, fields))
                    failed.add(str(row.cells[0]))
                else:
                    rows.append({**row.to_dict(), "line": row.row_number})
    except (FrictionlessException, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(file, f"the file cannot be read ({error})", "Save it as UTF-8 CSV with commas.") from None
    frame = pd.DataFrame(rows, columns=[*names, "line"])
    texts = [field["name"] for field in schema["fields"] if field["type"] == "string"]
    frame[texts] = frame[texts].fillna("").astype(str)
    return frame, failed


def _explain(file: str, row: Any, fields: Mapping[str, dict[str, Any]]) -> Iterator[Problem]:
    """What is wrong with a row, in words a curator knows; one problem where the row has too few or too many cells."""
    if {error.type for error in row.errors} & {"missing-cell", "extra-cell", "blank-row"}:
        yield Problem(
            file, row.row_number, "row", ",".join(map(str, row.cells)), f"{len(fields)} cells, as in the header"
        )
        return
    for error in row.errors:
        column = getattr(error, "field_name", "") or "row"
        value = getattr(error, "cell", "") or ""
        yield Problem(file, row.row_number, column, str(value), _expect(error, fields.get(column, {})))


def _expect(error: Any, field: Mapping[str, Any]) -> str:
    """What the schema wants of a field, from the rule of it that an error broke."""
    if error.type == "type-error":
        return {"integer": "a whole number", "number": "a number"}.get(field["type"], f"a {field['type']}")
    if error.type != "constraint-error":
        return "a value that no other row has"
    rule, limits = str(error.note).split('"')[1], field["constraints"]
    return {
        "required": "a value",
        "enum": f"one of {', '.join(limits.get('enum', ()))}",
        "minimum": f"at least {limits.get('minimum')}",
        "maximum": f"at most {limits.get('maximum')}",
        "maxLength": f"at most {limits.get('maxLength')} characters",
    }.get(rule, f"a value as described: {field['description']}")


# A check yields (column, what was expected) for each fault of a row.
Check = Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]


def _check_rows(tables: dict[str, pd.DataFrame], problems: list[Problem], failed: set[str]) -> None:
    """Drop from `tables`, and name in `problems`, the rows that break a rule which the schema cannot state."""

    def keep(table: str, check: Check) -> None:
        bad = []
        for index, row in zip(tables[table].index, tables[table].to_dict("records"), strict=True):
            faults = list(check(row))
            problems.extend(
                Problem(f"{table}.csv", row["line"], column, str(row[column]), said) for column, said in faults
            )
            if faults:
                bad.append(index)
        tables[table] = tables[table].drop(index=bad)

    for table, check in _CHECKS.items():
        keep(table, check)
    records = [*(tables[table]["id"] for table in CITED)]
    taken = pd.concat(records, ignore_index=True)
    repeated = set(taken[taken.duplicated()])
    known, sources = set(taken), set(tables["sources"]["id"])
    named = known | failed
    keep("citations", lambda row: _check_citation_keys(row, named, sources))
    cited, used = set(tables["citations"]["record"]), set(tables["citations"]["source"])
    for table in CITED:
        keep(table, lambda row: _check_record(row, repeated, cited))
    keep("sources", lambda row: _check_used(row, used))
    keep("leads", lambda row: _check_lead_source(row, sources))
    gone = set(tables["changes"].loc[tables["changes"]["reason"].isin(GONE), "record"])
    in_use = known | failed | sources | set(tables["leads"]["id"])
    keep("changes", lambda row: _check_changed_record(row, in_use, gone))
    kept = set(pd.concat([tables[table]["id"] for table in CITED]))
    tables["citations"] = tables["citations"][tables["citations"]["record"].isin(kept)]


# What is expected of a row that names another one, or is named by it: a fault here may follow from the other's.
NO_SUCH_RECORD = "the id of a station entry, response, event, figure or claim"
NO_SUCH_SOURCE = "the id of a source in sources.csv"
NOT_USED, NOT_CITED = "a source that a citation uses", "a record that at least one citation names"
FOLLOWING = frozenset({NO_SUCH_RECORD, NO_SUCH_SOURCE, NOT_USED, NOT_CITED})


def _check_citation_keys(row: Mapping[str, Any], records: set[str], sources: set[str]) -> Iterator[tuple[str, str]]:
    if row["record"] not in records:
        yield "record", NO_SUCH_RECORD
    if row["source"] not in sources:
        yield "source", NO_SUCH_SOURCE


def _check_used(row: Mapping[str, Any], used: set[str]) -> Iterator[tuple[str, str]]:
    if row["id"] not in used:
        yield "id", NOT_USED


def _check_lead_source(row: Mapping[str, Any], sources: set[str]) -> Iterator[tuple[str, str]]:
    if row["source"] and row["source"] not in sources:
        yield "source", "the id of a source in sources.csv, or nothing"


def _check_changed_record(row: Mapping[str, Any], in_use: set[str], gone: set[str]) -> Iterator[tuple[str, str]]:
    if row["reason"] in GONE and row["record"] in in_use:
        yield "record", "an id that is not in use: ids that were withdrawn or merged are never used again"
    if row["record"] not in in_use | gone:
        yield "record", "the id of a record or a source, or one that this log says was withdrawn or merged"


def _check_record(row: Mapping[str, Any], repeated: set[str], cited: set[str]) -> Iterator[tuple[str, str]]:
    if row["id"] in repeated:
        yield "id", "an id that no other record of the package has"
    if row["id"] not in cited:
        yield "id", NOT_CITED


def _check_country(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if row["country"] and not countries.is_code(row["country"]):
        yield "country", "an assigned ISO 3166-1 alpha-2 code"


def _check_date(row: Mapping[str, Any], column: str, precision: str = "") -> Iterator[tuple[str, str]]:
    """A real date, and as precise as the column `precision` (where there is one) says."""
    text = row[column]
    if text:
        try:
            period(text)
        except ValueError:
            yield column, "a date that exists"
    if precision and row[precision] != {0: "", 4: "year", 7: "month", 10: "day"}.get(len(text)):
        yield precision, f"the precision of {text or 'no date'}"


def _check_own_country(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not row["id"].startswith(f"{row['country'].lower()}-"):
        yield "id", f"an id that begins with {row['country'].lower()}-"


def _check_station(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_country(row)
    yield from _check_own_country(row)
    yield from _check_date(row, "opened", "opened_precision")
    if bool(row["city"]) == (row["precision"] == "country"):
        yield "precision", "country where no city is given, and city or region where one is"


def _check_response(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_country(row)
    yield from _check_own_country(row)
    yield from _check_date(row, "date", "date_precision")
    if bool(row["basis"]) != (row["kind"] in ("charges", "conviction")):
        yield "basis", "policing or collateral for charges and convictions, empty for the rest"


def _check_event(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_country(row)
    yield from _check_date(row, "date", "date_precision")
    yield from _check_date(row, "end_date")
    if row["end_date"] and row["end_date"] < row["date"][: len(row["end_date"])]:
        yield "end_date", f"an end on or after {row['date']}"


def _check_figure(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_country(row)
    yield from _check_date(row, "as_of")


def _check_claim(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_date(row, "as_of")


def _check_change(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_date(row, "date")


def _check_source(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_date(row, "published")
    if not countries.is_language(row["language"]):
        yield "language", "an ISO 639-1 code"
    if not row["url"] and not row["id"].startswith("seed-"):
        yield "url", "an address; only a press text supplied to the project may have none"
    if row["republishes"] and row["kind"] != "republication":
        yield "republishes", "empty, unless the kind is republication"


def _check_citation(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if count_words(row["quote"]) > MAX_QUOTE_WORDS:
        yield "quote", f"at most {MAX_QUOTE_WORDS} words"


_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "stations": _check_station,
        "responses": _check_response,
        "events": _check_event,
        "figures": _check_figure,
        "claims": _check_claim,
        "sources": _check_source,
        "citations": _check_citation,
        "leads": _check_figure,  # a country and a date, too
        "changes": _check_change,
    }
)


def count_words(text: str) -> int:
    """Words in a quote. Scripts written without spaces count two characters as a word, so that they are bounded too."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return len(text.split()) + unspaced // 2


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


def _days(texts: Iterable[str], end: bool) -> pd.Series:
    periods = [period(text) if text else pd.NaT for text in texts]
    return pd.Series(
        [part if part is pd.NaT else (part.end_time if end else part.start_time).normalize() for part in periods],
        dtype="datetime64[s]",
    )


def _finish_dated(frame: pd.DataFrame, spans: bool) -> pd.DataFrame:
    """Add first_day, last_day and counts_from: the first day of a span, the last of a statistic and of the rest."""
    frame = frame.reset_index(drop=True)
    first, last = _days(frame["date"], end=False), _days(frame["date"], end=True)
    counts_from = last
    if spans:
        last = _days(frame["end_date"], end=True).fillna(last)
        is_span = (frame["end_date"] != "") & (frame["kind"] != "statistic")
        counts_from = last.where(~is_span, first)
    return frame.assign(first_day=first, last_day=last, counts_from=counts_from).sort_values(
        ["first_day", "last_day", "id"], ignore_index=True
    )


def _finish_as_of(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    return frame.assign(counts_from=_days(frame["as_of"], end=True))


def _join_sources(citations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    joined = (
        citations.drop(columns="line")
        .merge(sources.drop(columns="line"), left_on="source", right_on="id")
        .drop(columns="id")
    )
    rank = joined["kind"].map({kind: place for place, kind in enumerate(SOURCE_KINDS)})
    order = joined.assign(rank=rank, disputes=joined["stance"] == "disputes")
    return order.sort_values(["record", "disputes", "rank", "published"], ignore_index=True).drop(
        columns=["rank", "disputes"]
    )


def _find_spans(records: pd.Series) -> dict[str, slice]:
    """Where each record's rows stand in a sorted column."""
    starts = [*records.index[records != records.shift()], len(records)]
    return {records[start]: slice(start, end) for start, end in pairwise(starts)}
