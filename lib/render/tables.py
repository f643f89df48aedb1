"""Tables → what a reader reads and what a machine reads: the same cells in words, and as plain values."""

from lib.answers.blocks import Cell, Coded, Country, Link, Table, When
from lib.dataset import label
from lib.words.catalogue import text, write_number, write_when
from lib.words.names import name_country


def write_cell(cell: Cell) -> str:
    """A cell in words, in the reader's language."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, When):
        return _write_span(cell)
    if isinstance(cell, Coded):
        return _note(text(label(cell.vocabulary, cell.code)), cell.note)
    if isinstance(cell, Country):
        return _note(name_country(cell.code) if cell.code else text("the whole"), cell.note)
    if isinstance(cell, Link):
        return _note(cell.text, cell.note)
    if isinstance(cell, tuple):
        return ", ".join(dict.fromkeys(map(write_cell, cell)))
    return write_number(cell)


def _note(shown: str, note: str) -> str:
    return f"{shown} ({note})" if note else shown


def _write_span(when: When) -> str:
    if not when.date:
        return ""
    if when.cut:
        return text("{day}, goes on", day=write_when(when.date))
    if when.until:
        return text("{first} to {last}", first=write_when(when.date), last=write_when(when.until))
    return write_when(when.date)


def read_cell(cell: Cell) -> str | int | float | None:
    """A cell as a machine reads it: codes, ISO dates, ISO 3166 codes, numbers; lists as addresses or texts."""
    if isinstance(cell, When):
        return f"{cell.date}/{'..' if cell.cut else cell.until}" if cell.cut or cell.until else cell.date
    if isinstance(cell, Coded | Country):
        return cell.code
    if isinstance(cell, Link):
        return cell.address or cell.text
    if isinstance(cell, tuple):
        return " ".join(dict.fromkeys(str(read_cell(link)) for link in cell))
    return cell


def read_rows(table: Table) -> list[dict[str, str | int | float | None]]:
    """The rows of a table by column code, as a machine reads them."""
    codes = [column.code for column in table.columns]
    return [dict(zip(codes, map(read_cell, row), strict=True)) for row in table.rows]
