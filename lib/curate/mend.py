"""`check --fix`: what editors and spreadsheets do to a file without a reader seeing it, taken back; nothing else.

A line that cannot be read stays as it is, and so does a whole file where mending it could lose something: `check` names
what is wrong there.
"""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.curate.desk import count
from lib.dataset import TABLES, DatasetError
from lib.dataset.characters import show
from lib.dataset.files import GEOCACHE, PACKAGE, Lines, decode_marked, is_utf16, read_bytes, split_lines
from lib.dataset.tables import MAX_ROWS, Header, cut_cells, find_header, split_line

# What is counted, line by line and cell by cell, one and many, in the order in which it is said.
_TIMES = {
    "line above the header": "lines above the header",
    "empty line": "empty lines",
    "cell with spaces at its ends": "cells with spaces at their ends",
    "cell with accents apart": "cells with accents apart",
    "line with empty cells too many": "lines with empty cells too many",
    "line quoted in another way": "lines quoted in another way",
}


@dataclass(frozen=True)
class Mended:
    """A file as it should be written, and what was done to it, in words; `left` says why it stays as it is, else ""."""

    file: str
    text: str
    done: tuple[str, ...] = ()
    left: str = ""


def mend(folder: Path, schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[Mended]:
    """The files of a folder that are not as a release has them; `schemas` by table, as `Dataset.schemas`."""
    for file in (PACKAGE, GEOCACHE, *(f"{table}.csv" for table in TABLES)):
        try:
            content = read_bytes(folder, file)
        except DatasetError:
            continue  # loading says so
        table = file.removesuffix(".csv")
        columns = [field["name"] for field in schemas[table]["fields"]] if table in TABLES else []
        found = _mend_file(file, content, columns)
        if found.done or found.left:
            yield found


def demand_plain(folder: Path, schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """DatasetError where a row of ours would not be read in a table: its delimiter, encoding or head are others."""
    for table in TABLES:
        file, columns = f"{table}.csv", [field["name"] for field in schemas[table]["fields"]]
        content = read_bytes(folder, file)
        if is_utf16(content) or find_header(split_lines(content, MAX_ROWS + 1), columns) != Header(0, ","):
            reason = "it is written as a spreadsheet writes it"
            raise DatasetError(file, reason, "Run check --fix, and look at what it says of the file.")


def _mend_file(file: str, content: bytes, columns: list[str]) -> Mended:
    done = list(_name_marks(content))
    try:
        text = decode_marked(content).decode()
    except UnicodeDecodeError:
        return Mended(file, "", left="it is not UTF-8 throughout")
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    done += ["line ends"] if unified != text else []
    if not columns:
        return Mended(file, unified, tuple(done))
    lines = split_lines(content, MAX_ROWS + 1)
    header = find_header(lines, columns)
    if header is None or lines.rest:
        return Mended(file, "", left="its header is not found" if header is None else "it has too many rows")
    return _mend_table(file, lines, header, len(columns), done)


def _name_marks(content: bytes) -> Iterator[str]:
    if is_utf16(content):
        yield "UTF-16, now UTF-8"
    if content.startswith(codecs.BOM_UTF8):
        yield "the byte order mark"


def _mend_table(file: str, lines: Lines, header: Header, width: int, done: list[str]) -> Mended:
    above = {text.strip(f" {header.delimiter}\t") for text in lines.texts[: header.index]} - {""}
    if above - {"sep="}:
        return Mended(file, "", left=f"'{show(min(above)[:80])}' stands above its header: what it says would be lost")
    written, times = list[str](), Counter[str]()
    times["line above the header"] += header.index
    for index in range(header.index, len(lines.texts)):
        old = lines.texts[index]
        cells = cut_cells(split_line(lines, index, header.delimiter) or [], width)
        if not old.strip(f" {header.delimiter}\t"):
            times["empty line"] += 1
        elif len(cells) == width:
            written.append(_mend_row(old, cells, header, times))
        elif header.delimiter == ",":
            written.append(old)
        else:
            return Mended(file, "", left=f"line {index + 1} is no row, so that its delimiters stay")
    done += ["delimiters"] if header.delimiter != "," else []
    done += [count(times[one], one, many) for one, many in _TIMES.items() if times[one]]
    return Mended(file, "\n".join(written) + ("\n" if lines.is_finished else ""), tuple(done))


def _mend_row(old: str, cells: Sequence[str], header: Header, times: Counter[str]) -> str:
    mended = []
    for cell in cells:
        composed = unicodedata.normalize("NFC", cell)
        trimmed = composed.strip()
        times["cell with accents apart"] += composed != cell
        times["cell with spaces at its ends"] += trimmed != composed
        mended.append(trimmed)
    read = next(csv.reader((old,), delimiter=header.delimiter))
    times["line with empty cells too many"] += len(read) > len(cells)
    times["line quoted in another way"] += write_row(read, header.delimiter) != old
    return write_row(mended, ",")


def write_row(cells: Iterable[str], delimiter: str = ",") -> str:
    """A line of CSV, without its end."""
    draft = io.StringIO()
    csv.writer(draft, lineterminator="", delimiter=delimiter).writerow(cells)
    return draft.getvalue()
