"""What no schema can say: real dates, real countries, every record cited, every source used.

A check looks at a whole column and yields faults: a column, the rows that are wrong, and what was expected of them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.dataset import countries
from lib.dataset.dates import find_fault
from lib.dataset.files import Problem
from lib.dataset.schema import CITED, GONE
from lib.dataset.tables import UNFINISHED, Table

MAX_QUOTE_WORDS = 25
# What is expected of a row that names another one, or is named by it: a fault here may follow from the other's.
NO_SUCH_RECORD = "the id of a station entry, response, event, figure or claim"
NO_SUCH_SOURCE = "the id of a source in sources.csv"
NOT_USED, NOT_CITED = "a source that a citation uses", "a record that at least one citation names"
RECORD_LEFT_OUT = "a record that is shown: this one was left out, see there"
FOLLOWING = frozenset({NO_SUCH_RECORD, NO_SUCH_SOURCE, NOT_USED, NOT_CITED, RECORD_LEFT_OUT})

Row = Mapping[str, Any]
# The column that is wrong, the rows in which it is, and what was expected (of a row).
Fault = tuple[str, pd.Series, str | Callable[[Row], str]]
Check = Callable[[pd.DataFrame], Iterator[Fault]]


def check_rows(tables: Mapping[str, Table], problems: list[Problem]) -> dict[str, pd.DataFrame]:
    """The rows that keep every rule which the schema cannot state; those that break one are named in `problems`."""
    kept = {name: table.rows for name, table in tables.items()}
    failed = frozenset[str]().union(*(tables[name].failed for name in CITED))

    def keep(name: str, faults: Iterator[Fault]) -> None:
        kept[name] = _drop(name, kept[name], list(faults), problems)

    for name, check in _CHECKS.items():
        keep(name, check(kept[name]))
        keep(name, _check_finished(kept[name], tables[name].unfinished))
    records = pd.concat([kept[name]["id"] for name in CITED], ignore_index=True)
    repeated = set(records[records.duplicated()])
    known, sources = set(records), set(kept["sources"]["id"])
    # Rows that broke a check above are records, too: what cites them is no mistake of its own.
    named = known | failed | set(pd.concat([tables[name].rows["id"] for name in CITED]))
    keep("citations", _check_keys(kept["citations"], named, sources))
    # A source that is cited for a record which cannot be shown is used all the same.
    cited, used = set(kept["citations"]["record"]), set(tables["citations"].rows["source"])
    for name in CITED:
        keep(name, _check_record(kept[name], repeated, cited))
    keep("sources", _check_used(kept["sources"], used))
    for name in ("leads", "health"):
        keep(name, _check_source_named(kept[name], set(kept["sources"]["id"])))
    gone = set(kept["changes"].loc[kept["changes"]["reason"].isin(GONE), "record"])
    in_use = named | sources | tables["sources"].failed | set(tables["leads"].rows["id"]) | tables["leads"].failed
    keep("changes", _check_changed(kept["changes"], in_use, gone))
    shown = set(pd.concat([kept[name]["id"] for name in CITED]))
    keep("citations", iter([("record", _outside(kept["citations"]["record"], shown), RECORD_LEFT_OUT)]))
    return kept


def _drop(name: str, frame: pd.DataFrame, faults: list[Fault], problems: list[Problem]) -> pd.DataFrame:
    """The rows without a fault; the others become problems, line by line."""
    found, bad = list[Problem](), pd.Series(False, index=frame.index)
    for column, wrong, expected in faults:
        if wrong.any():
            bad |= wrong
            for row in frame[wrong].to_dict("records"):
                said = expected if isinstance(expected, str) else expected(row)
                # A fault of the whole row is named by its first cell.
                value = str(row[column if column in row else frame.columns[0]])
                found.append(Problem(f"{name}.csv", row["line"], column, value, said))
    problems.extend(sorted(found, key=lambda problem: problem.line or 0))
    return frame[~bad] if found else frame


def _within(column: pd.Series, known: Collection[str]) -> pd.Series:
    # Series.isin turns a set into an array at every call, which takes longer than asking it.
    return pd.Series([text in known for text in column.tolist()], index=column.index, dtype=bool)


def _outside(column: pd.Series, known: Collection[str]) -> pd.Series:
    return ~_within(column, known)


def _fails(column: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """Rows whose cell is not empty and fails a test, which is made once for each distinct cell."""
    wrong = {text for text in column.unique() if text and not test(text)}
    return _within(column, wrong)


def _check_finished(frame: pd.DataFrame, unfinished: int | None) -> Iterator[Fault]:
    if unfinished is not None:
        yield "row", frame["line"] == unfinished, UNFINISHED


def _check_keys(frame: pd.DataFrame, records: set[str], sources: set[str]) -> Iterator[Fault]:
    yield "record", _outside(frame["record"], records), NO_SUCH_RECORD
    yield "source", _outside(frame["source"], sources), NO_SUCH_SOURCE


def _check_used(frame: pd.DataFrame, used: set[str]) -> Iterator[Fault]:
    yield "id", _outside(frame["id"], used), NOT_USED


def _check_source_named(frame: pd.DataFrame, sources: set[str]) -> Iterator[Fault]:
    # Whether it may be empty is for the schema to say.
    yield "source", _outside(frame["source"], {*sources, ""}), NO_SUCH_SOURCE


def _check_changed(frame: pd.DataFrame, in_use: set[str], gone: set[str]) -> Iterator[Fault]:
    reused = frame["reason"].isin(GONE) & _within(frame["record"], in_use)
    yield "record", reused, "an id that is not in use: ids that were withdrawn or merged are never used again"
    unknown = _outside(frame["record"], in_use | gone)
    yield "record", unknown, "the id of a record or a source, or one that this log says was withdrawn or merged"


def _check_record(frame: pd.DataFrame, repeated: set[str], cited: set[str]) -> Iterator[Fault]:
    yield "id", _within(frame["id"], repeated), "an id that no other record of the package has"
    yield "id", _outside(frame["id"], cited), NOT_CITED


def _check_country(frame: pd.DataFrame) -> Iterator[Fault]:
    yield "country", _fails(frame["country"], countries.is_code), "an assigned ISO 3166-1 alpha-2 code"


def _check_date(frame: pd.DataFrame, column: str, precision: str = "") -> Iterator[Fault]:
    """A real date, and as precise as the column `precision` (where there is one) says."""
    yield column, _fails(frame[column], lambda text: not find_fault(text)), lambda row: find_fault(row[column])
    if precision:
        right = frame[column].str.len().map({0: "", 4: "year", 7: "month", 10: "day"})
        yield precision, frame[precision] != right, lambda row: f"the precision of {row[column] or 'no date'}"


def _check_own_country(frame: pd.DataFrame) -> Iterator[Fault]:
    wrong = frame["id"].str[:3] != frame["country"].str.lower() + "-"
    yield "id", wrong, lambda row: f"an id that begins with {row['country'].lower()}-"


def _check_station(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_country(frame)
    yield from _check_own_country(frame)
    yield from _check_date(frame, "opened", "opened_precision")
    # A city that is spelt with other spaces is another place, which nobody sees.
    spaced = _fails(frame["city"], lambda city: city == " ".join(city.split()))
    yield "city", spaced, "single plain spaces between the words"
    named = frame["city"] != ""
    wrong = named == (frame["precision"] == "country")
    yield "precision", wrong, "country where no city is given, and city or region where one is"


def _check_response(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_country(frame)
    yield from _check_own_country(frame)
    yield from _check_date(frame, "date", "date_precision")
    wrong = (frame["basis"] != "") != frame["kind"].isin(("charges", "conviction"))
    yield "basis", wrong, "policing or collateral for charges and convictions, empty for the rest"


def _check_event(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_country(frame)
    yield from _check_date(frame, "date", "date_precision")
    yield from _check_date(frame, "end_date")
    pairs = zip(frame["date"].tolist(), frame["end_date"].tolist(), strict=True)
    early = [bool(end) and end < begin[: len(end)] for begin, end in pairs]
    yield "end_date", pd.Series(early, index=frame.index, dtype=bool), lambda row: f"an end on or after {row['date']}"


def _check_figure(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_country(frame)
    yield from _check_date(frame, "as_of")


def _check_claim(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_date(frame, "as_of")


def _check_change(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_date(frame, "date")


def _check_health(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_date(frame, "asked")
    wrong = (frame["status"] == "") != (frame["outcome"] == "silent")
    yield "status", wrong, "the server's status, and none where no server answered"


def _check_source(frame: pd.DataFrame) -> Iterator[Fault]:
    yield from _check_date(frame, "published")
    yield from _check_date(frame, "retrieved")
    early = (frame["published"] != "") & (frame["retrieved"] < frame["published"])
    yield "retrieved", early, lambda row: f"a day on or after {row['published']}, when it was published"
    yield "language", _fails(frame["language"], countries.is_language), "an ISO 639-1 code"
    nowhere = (frame["url"] == "") & ~frame["id"].str.startswith("seed-")
    yield "url", nowhere, "an address; only a press text supplied to the project may have none"
    wrong = (frame["republishes"] != "") & (frame["kind"] != "republication")
    yield "republishes", wrong, "empty, unless the kind is republication"


def _check_citation(frame: pd.DataFrame) -> Iterator[Fault]:
    long = _fails(frame["quote"], lambda quote: count_words(quote) <= MAX_QUOTE_WORDS)
    yield "quote", long, f"at most {MAX_QUOTE_WORDS} words"


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
        "health": _check_health,
    }
)


def count_words(text: str) -> int:
    """Words in a quote. Scripts written without spaces count two characters as a word, so that they are bounded too."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return len(text.split()) + unspaced // 2
