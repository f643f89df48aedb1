"""What `datapackage.json` says a row is: tables, fields, codes, and the reading of one cell by its field.

Frictionless holds the schema and its rules; numbers are read more strictly than it reads them, and every cell must
consist of characters that can be seen.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from frictionless import Field, FrictionlessException, Schema

from lib.dataset import characters, vocabulary
from lib.dataset.files import PACKAGE, TABLES, DatasetError, Object, read_json, walk
from lib.dataset.vocabulary import label

RECORDS = ("stations", "responses", "events", "figures")
# What citations may name: the records that views narrow, and the claims on the Method page.
CITED = (*RECORDS, "claims")
# Reasons of a change after which an id is in no table any more, and is never used again.
GONE = ("merge", "withdrawal")
# Columns that the atlas computes with: without one of them in the schema there is nothing to show.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sources": (
            "id",
            "title",
            "publisher",
            "published",
            "language",
            "kind",
            "url",
            "republishes",
            "retrieved",
            "archived",
        ),
        "stations": (
            "id",
            "country",
            "city",
            "precision",
            "count",
            "bureau",
            "report",
            "opened",
            "opened_precision",
            "confidence",
            "note",
        ),
        "responses": ("id", "country", "date", "date_precision", "kind", "basis", "actor", "summary", "confidence"),
        "events": (
            "id",
            "date",
            "date_precision",
            "end_date",
            "kind",
            "country",
            "title",
            "summary",
            "confidence",
            "about",
            "role",
        ),
        "figures": ("id", "subject", "country", "value", "qualifier", "unit", "author", "as_of", "reading", "role"),
        "claims": ("id", "speaker", "as_of", "title", "text"),
        "citations": ("record", "source", "quote", "locator", "stance"),
        "leads": ("id", "kind", "country", "as_of", "said", "reason", "source"),
        "changes": ("date", "version", "record", "reason", "change"),
        "health": ("source", "asked", "outcome", "status"),
    }
)
# What `republishes` says where the page does not name whose text it copies.
UNNAMED = "original not named"
# Codes that stand in no column.
VOCABULARIES = ("step", "mix", "lane", "color", "area", "sort", "clock", "geocoder", "frame")
MAX_CELL = 4_000
_NUMBERS = {
    "integer": (re.compile(r"0|-?[1-9][0-9]{0,14}"), "a whole number in the digits 0 to 9"),
    "number": (re.compile(r"(?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?"), "a number in the digits 0 to 9"),
}


@dataclass(frozen=True)
class Report:
    """One of the two reports: its code, publication day, and the figures that say how many stations there were once
    it was out, and in how many countries."""

    code: str
    published: date
    figure: str
    countries: str

    @property
    def title(self) -> str:
        """What the report is called."""
        return label("stations.report", self.code)


# Dates: the events ev-2022-09-12-* and ev-2022-12-05-* with their citations.
REPORTS = (
    Report("110-overseas", date(2022, 9, 12), "fig-stations-first-report-54", "fig-countries-first-report-30"),
    Report("patrol-and-persuade", date(2022, 12, 5), "fig-stations-reported-102", "fig-countries-reported-53"),
)


def read_schemas(folder: Path) -> tuple[Mapping[str, dict[str, Any]], str]:
    """Each table's schema with its resource's title and description, and the title of the licence.

    They come from our own package; DatasetError says which part of it is missing or cannot be used.
    """
    package, _ = read_json(folder, PACKAGE)
    for part, _ in walk(package):
        if isinstance(part, Object) and part.repeated:
            raise _explain(f"the key {min(part.repeated)} stands more than once")
    try:
        resources = {resource["name"]: resource for resource in package["resources"]}
        licence = str(package["licenses"][0]["title"])
        schemas = {table: _read_schema(resources[table], table) for table in TABLES}
        missing = [name for name in VOCABULARIES if not package["vocabularies"][name]]
    except (LookupError, TypeError, AttributeError) as error:
        raise _explain(f"a part is missing or wrong ({type(error).__name__}: {error})") from None
    vocabulary.forget()
    if missing or not vocabulary.codes("table"):
        raise _explain(f"the vocabulary {missing[0]} is empty")
    return MappingProxyType(schemas), licence


def _read_schema(resource: Mapping[str, Any], table: str) -> dict[str, Any]:
    schema = {"title": resource["title"], "description": resource["description"], **resource["schema"]}
    schema["fields"] = [_limit(field, table) for field in schema["fields"]]
    names = [field["name"] for field in schema["fields"]]
    missing = [name for name in COLUMNS[table] if name not in names]
    if missing or len(set(names)) < len(names):
        raise _explain(f"{table} lacks {', '.join(missing)}" if missing else f"{table} names a field twice")
    for field in schema["fields"]:
        texts = [field[part] for part in ("title", "description", "type")]
        if not all(isinstance(text, str) and text for text in texts):
            raise _explain(f"{table}.{field['name']} lacks a text")
        try:
            Schema.from_descriptor({"fields": [field]})
            make_reader(field)("1")
        except (FrictionlessException, re.error, TypeError, ValueError) as error:
            raise _explain(f"{table}.{field['name']} cannot be used ({error})") from None
    if not set(list_key(schema)) <= set(names):
        raise _explain(f"the primary key of {table} names no field")
    return schema


def _limit(field: Mapping[str, Any], table: str) -> dict[str, Any]:
    """A field that takes the codes of its categories and no other (Table Schema 2.0): its `enum`, for Frictionless.

    A package that lists codes there as well names them twice, and is refused.
    """
    if "enum" in field.get("constraints", {}):
        raise _explain(f"{table}.{field['name']} lists codes in an enum; they are its categories")
    values = [category["value"] for category in field.get("categories", ())]
    return {**field, "constraints": {**field.get("constraints", {}), **({"enum": values} if values else {})}}


def _explain(reason: str) -> DatasetError:
    return DatasetError(PACKAGE, reason, "Take the file as it was released: it defines every field of the atlas.")


# The value of a cell's text, and what was expected where the text is not accepted, else "".
Reader = Callable[[str], tuple[Any, str]]


def make_reader(field: Mapping[str, Any]) -> Reader:
    """The reader of a field's cells. An empty text stays "" and a number becomes an int or a Decimal."""
    read = Field.from_descriptor(dict(field)).create_cell_reader()
    digits, number = _NUMBERS.get(field["type"], (None, ""))

    def read_cell(text: str) -> tuple[Any, str]:
        if len(text) > MAX_CELL:
            return text, f"at most {MAX_CELL:,} characters"
        fault = characters.find_fault(text)
        if fault:
            return text, fault
        if digits and text and not digits.fullmatch(text):
            return text, number
        value, notes = read(text)
        return ("" if value is None else value), _expect(next(iter(notes)), field) if notes else ""

    return read_cell


def _expect(rule: str, field: Mapping[str, Any]) -> str:
    """What the schema wants of a field, from the rule of it that was broken."""
    limits = field["constraints"]
    pattern = limits.get("pattern", "")
    if rule == "pattern" and pattern.startswith("^[0-9]{4}"):
        return "a date as YYYY, YYYY-MM or YYYY-MM-DD" if "?" in pattern else "a date as YYYY-MM-DD"
    return {
        "type": f"a {field['type']}",
        "required": "a value",
        "enum": f"one of {', '.join(limits.get('enum', ()))}",
        "minimum": f"at least {limits.get('minimum')}",
        "maximum": f"at most {limits.get('maximum')}",
        "maxLength": f"at most {limits.get('maxLength')} characters",
    }.get(rule, f"a value as described: {field['description']}")


def list_key(schema: Mapping[str, Any]) -> list[str]:
    """The columns that together tell a table's rows apart."""
    key = schema["primaryKey"]
    return [key] if isinstance(key, str) else list(chain(key))
