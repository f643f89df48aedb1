"""A table's file: its lines as rows, checked a column at a time against the schema.

A row is one line. A line break in a cell is no text of ours, and where a quote is left open, the lines after it are
still rows.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lib.dataset.files import DatasetError, Lines, Problem, read_bytes, split_lines
from lib.dataset.schema import list_key, make_reader

# A folder with more is refused in part: this is a hundred times what the whole subject could fill.
MAX_ROWS = 200_000
# What parts cells, and how many lines (a title, "sep=;", empty ones) a spreadsheet may put above the header.
DELIMITERS = (",", ";", "\t")
MOST_ABOVE = 5
UNFINISHED = "a line break at its end: the file may have been cut off here"


@dataclass(frozen=True)
class Table:
    """The rows that pass the schema, the ids of those that do not, and the line that may have been cut off, or None.

    rows: the schema's columns and `line`, the line of the file; `is_bare` says that the file has no line but the first.
    """

    rows: pd.DataFrame
    failed: frozenset[str]
    unfinished: int | None
    is_bare: bool = True


@dataclass(frozen=True)
class Header:
    """Where a table's header stands among its file's lines, and what parts cells there and below."""

    index: int
    delimiter: str


def find_header(lines: Lines, columns: list[str]) -> Header | None:
    """The header as spreadsheets leave it: below a line or two, with other delimiters, with empty cells at its end.

    None where no line among the first has just these columns: nothing else is guessed.
    """
    for index in range(MOST_ABOVE + 1):
        for delimiter in DELIMITERS:
            if cut_cells(split_line(lines, index, delimiter) or [], len(columns)) == columns:
                return Header(index, delimiter)
    return None


def is_title(lines: Lines, index: int, header: Header) -> bool:
    """Whether a line has one cell at most: one with more may be a row that was sorted above the header."""
    cells = split_line(lines, index, header.delimiter)
    return cells is not None and sum(map(bool, cells)) < 2


def cut_cells(cells: list[str], width: int) -> list[str]:
    """A row without the empty cells at its end for which there is no column: spreadsheets keep those of old columns."""
    return cells if any(cells[width:]) else cells[:width]


def read_table(folder: Path, name: str, schema: Mapping[str, Any], problems: list[Problem], needed: bool) -> Table:
    """Read a table's file; every line that is not read is in `problems`.

    Without a table that is needed nothing can be shown: DatasetError. Any other is then empty, which is a problem.
    """
    file, columns = f"{name}.csv", [field["name"] for field in schema["fields"]]
    try:
        lines = split_lines(read_bytes(folder, file), MAX_ROWS + 1)
    except DatasetError as error:
        if needed:
            raise
        problems.append(Problem(file, None, "file", error.reason, f"a file that can be read. {error.remedy}"))
        return make_empty(schema)
    header, remedy = find_header(lines, columns), f"Expected {', '.join(columns)}."
    if header is None:
        reason = "the file is empty"
        if lines.texts and lines.texts[0]:
            reason = f"the columns are {', '.join(split_line(lines, 0) or lines.texts[:1])}"[:300]
        reason += ", in another encoding than UTF-8" if 0 in lines.garbled else ""
        if needed:
            raise DatasetError(file, reason, f"Save it as UTF-8 CSV with commas. {remedy}")
        expected = f"{', '.join(columns)}, and then the rows"
        problems.append(Problem(file, 1, "header", reason, expected, len(lines.texts) + lines.rest))
        return make_empty(schema)
    return _check_lines(lines, header, file, schema, problems)


def make_empty(schema: Mapping[str, Any]) -> Table:
    """A table without a row."""
    return Table(_make_frame([], schema), frozenset(), None)


def split_line(lines: Lines, index: int, delimiter: str = ",") -> list[str] | None:
    """The cells of a line; None where it is no line of CSV by itself."""
    if index >= len(lines.texts) or index in lines.garbled:
        return None
    try:
        return next(csv.reader((lines.texts[index],), strict=True, delimiter=delimiter), [])
    except csv.Error:
        return None


def _check_lines(lines: Lines, header: Header, file: str, schema: Mapping[str, Any], problems: list[Problem]) -> Table:
    width, found = len(schema["fields"]), list[Problem]()
    rows: list[list[Any]] = []
    failed: set[str] = set()
    for index in range(header.index):
        if not is_title(lines, index, header):
            expected = "nothing but a title above the header"
            found.append(Problem(file, index + 1, "row", lines.texts[index][:200], expected))
    for index in range(header.index + 1, len(lines.texts)):
        cells = split_line(lines, index, header.delimiter)
        row = cut_cells(cells or [], width)
        if len(row) == width:
            rows.append([*row, index + 1])
            continue
        text = lines.texts[index]
        found.append(Problem(file, index + 1, "row", text[:200], _expect_line(lines, index, cells, width)))
        failed.add(text.partition(",")[0])
    if lines.rest:
        line, expected = len(lines.texts) + 1, f"at most {MAX_ROWS:,} rows"
        found.append(Problem(file, line, "row", "this and later rows", expected, lines.rest))
    frame = _make_frame(rows, schema)
    faults = _find_faults(frame, schema)
    for position, column, value, expected in faults:
        found.append(Problem(file, int(frame["line"].iat[position]), column, value, expected))
    bad = np.unique([position for position, *_ in faults]).astype(int)
    failed |= set(frame.iloc[bad, 0])
    problems.extend(sorted(found, key=lambda problem: problem.line or 0))
    kept = _convert(frame.drop(index=bad).reset_index(drop=True), schema)
    unfinished = None if lines.is_finished or lines.rest else len(lines.texts)
    return Table(kept, frozenset(failed), unfinished, len(lines.texts) < header.index + 2)


def _expect_line(lines: Lines, index: int, cells: list[str] | None, width: int) -> str:
    if index in lines.garbled:
        return "text in UTF-8"
    if not lines.texts[index].strip():
        return "a row, or no line at all"
    if cells is None:
        return "a row on one line, with every quote closed"
    return f"{width} cells, as in the header"


def _make_frame(rows: list[list[Any]], schema: Mapping[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*(field["name"] for field in schema["fields"]), "line"])
    return frame.astype({**dict.fromkeys(frame.columns, "str"), "line": "int64"})


# Where a row stands in its frame, the column, the cell, and what was expected of it.
Fault = tuple[int, str, str, str]


def _find_faults(frame: pd.DataFrame, schema: Mapping[str, Any]) -> list[Fault]:
    """What each column's field, and the table's keys, say against a frame of texts; a distinct cell is read once."""
    faults: list[Fault] = []
    for field in schema["fields"]:
        column, read = field["name"], make_reader(field)
        codes, texts = pd.factorize(frame[column])
        said = [read(text)[1] for text in texts]
        if any(said):
            bad = np.flatnonzero(np.array([bool(expected) for expected in said])[codes])
            faults += [(int(row), column, texts[codes[row]], said[codes[row]]) for row in bad]
    keys = [[field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique")]
    keys += [key] if (key := list_key(schema)) not in keys else []
    for key in keys:
        for row in np.flatnonzero(frame.duplicated(key)):
            value = ", ".join(frame[key].iloc[row])
            faults.append((int(row), ", ".join(key), value, "a value that no other row has"))
    return faults


def _convert(frame: pd.DataFrame, schema: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with its numbers as numbers (int64, or Decimals as they were written)."""
    for field in schema["fields"]:
        if field["type"] != "string":
            read, column = make_reader(field), field["name"]
            values = {text: read(text)[0] for text in frame[column].unique()}
            dtype = "int64" if field["type"] == "integer" else "object"
            frame[column] = pd.Series([values[text] for text in frame[column]], dtype=dtype)
    return frame
