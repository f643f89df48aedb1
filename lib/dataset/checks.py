"""What no schema can say: real dates, real countries, every record cited, every source used."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib import countries
from lib.dataset.dates import period
from lib.dataset.files import Problem
from lib.dataset.schema import CITED, GONE

MAX_QUOTE_WORDS = 25


# A check yields (column, what was expected) for each fault of a row.
Check = Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]


def check_rows(tables: dict[str, pd.DataFrame], problems: list[Problem], failed: set[str]) -> None:
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
