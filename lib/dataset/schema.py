"""Tables and their schemas: what `datapackage.json` says a row is, and the rows of a file that are so."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from frictionless import Dialect, FrictionlessException, Resource, Schema

from lib.dataset.files import DatasetError, Problem
from lib.dataset.vocabulary import label

TABLES = ("sources", "stations", "responses", "events", "figures", "claims", "citations", "leads", "changes")
RECORDS = ("stations", "responses", "events", "figures")
# What citations may name: the records that views narrow, and the claims on the Method page.
CITED = (*RECORDS, "claims")
# Reasons of a change after which an id is in no table any more, and is never used again.
GONE = ("merge", "withdrawal")
# A folder with more is refused in part: this is a hundred times what the whole subject could fill.
MAX_ROWS = 200_000


@dataclass(frozen=True)
class Report:
    """One of the two reports: its code, publication day, and the figure that says how many it listed."""

    code: str
    published: date
    figure: str

    @property
    def title(self) -> str:
        """What the report is called."""
        return label("stations.report", self.code)


# Dates: the events ev-2022-09-12-* and ev-2022-12-05-* with their citations.
REPORTS = (
    Report("110-overseas", date(2022, 9, 12), "fig-stations-first-report-54"),
    Report("patrol-and-persuade", date(2022, 12, 5), "fig-stations-reported-102"),
)


def read_table(
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
