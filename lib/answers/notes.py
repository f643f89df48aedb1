"""Citations → sources as numbered notes, and the marks that lead from a statement to them.

A note is a source; where several of its statements are used, the mark names the statement: 3.2.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.words import records as evidence
from lib.words.catalogue import write_when
from lib.words.names import name_language

# Marks of the notes that support a record, and of those that dispute it.
Marks = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Statement:
    """What a source says: its mark, a quote in the source's language or "", and where in the source."""

    mark: str
    quote: str
    locator: str


@dataclass(frozen=True)
class Note:
    """A source, and those of its statements that the briefing uses. `address` is "" where none is known or safe,
    `health` where it answered when it was last asked, or never was."""

    number: int
    title: str
    publisher: str
    published: str
    language: str
    language_code: str
    kind: str
    health: str
    address: str
    statements: tuple[Statement, ...]


def number_notes(records: Sequence[str], citations: pd.DataFrame) -> tuple[tuple[Note, ...], dict[str, Marks]]:
    """The sources of records as notes, numbered in the order of reading, and the marks of each record.

    `citations` has the columns of `Dataset.citations`.
    """
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in citations[citations["record"].isin(records)].to_dict("records"):
        rows.setdefault(row["record"], []).append(row)
    sources: dict[str, Mapping[str, Any]] = {}
    said: dict[str, dict[tuple[str, str], list[str]]] = {}
    for record in dict.fromkeys(records):
        for row in rows.get(record, []):
            sources.setdefault(row["source"], row)
            locators = said.setdefault(row["source"], {}).setdefault(_what(row), [])
            locators.extend(part for part in row["locator"].split("; ") if part and part not in locators)
    numbers = {source: number for number, source in enumerate(sources, start=1)}

    def mark(row: Mapping[str, Any]) -> str:
        statements = list(said[row["source"]])
        part = f".{statements.index(_what(row)) + 1}" if len(statements) > 1 else ""
        return f"{numbers[row['source']]}{part}"

    marks = {
        record: (
            tuple(mark(row) for row in group if row["stance"] == "supports"),
            tuple(mark(row) for row in group if row["stance"] == "disputes"),
        )
        for record, group in rows.items()
    }
    return tuple(_write_note(numbers[source], row, said[source]) for source, row in sources.items()), marks


def _what(row: Mapping[str, Any]) -> tuple[str, str]:
    """What tells two statements of a source apart: the quote, or for a paraphrase where it stands."""
    return row["quote"], "" if row["quote"] else row["locator"]


def _write_note(number: int, row: Mapping[str, Any], said: Mapping[tuple[str, str], list[str]]) -> Note:
    several = len(said) > 1
    return Note(
        number=number,
        title=row["title"],
        publisher=row["publisher"],
        published=write_when(row["published"]),
        language=name_language(row["language"]),
        language_code=row["language"],
        kind=evidence.write_kind(row),
        health=evidence.say_health(row),
        address=check_address(row["url"]),
        statements=tuple(
            Statement(f"{number}.{place}" if several else str(number), quote, "; ".join(locators))
            for place, ((quote, _), locators) in enumerate(said.items(), start=1)
        ),
    )


def check_address(url: str) -> str:
    """A web address with what could end a link percent-encoded; "" for anything that is not http or https."""
    if not re.match(r"https?://", url, flags=re.IGNORECASE):
        return ""
    return re.sub(r"[^!#-&*-;=?-Z\[\]_a-z~]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)
