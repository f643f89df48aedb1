"""What an Answer is made of: four kinds of block, and the typed cells of a table. Nothing here is HTML or Markdown.

A page's Answer is a frozen dataclass of its own with named parts, which are these blocks and plain values; the screen
places controls between them. Cells keep what they mean (a day, a code, a country), so that a table for reading, a CSV
for machines and another language are made of the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from lib.view import View
from lib.view.atlas import Atlas
from lib.words import catalogue

T = TypeVar("T")
FIRST_ROWS = 500  # of a table on a page; the rest is counted below it, since a browser chokes on a hundred thousand


@dataclass(frozen=True)
class When:
    """A partial ISO date, "" where none is known; `until` is the last day of a span, `cut` says that it goes on."""

    date: str
    until: str = ""
    cut: bool = False


@dataclass(frozen=True)
class Coded:
    """A code of a vocabulary, with what a reader must know beside it ("contested")."""

    vocabulary: str
    code: str
    note: str = ""


@dataclass(frozen=True)
class Country:
    """A country's code, "" for the whole, with what a reader must know beside it ("contested")."""

    code: str
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A text that leads to an address; `note` stands beside it, `address` is "" where none is known; `language` is that
    of the text (ISO 639-1) where it is not the page's."""

    text: str
    address: str
    note: str = ""
    language: str = ""


# What a cell holds. None and "" are empty; a tuple is a list of links, in order.
Cell = str | int | float | None | When | Coded | Country | Link | tuple[Link, ...]


@dataclass(frozen=True)
class Column:
    """A column: its code, as files name it, and its title, as readers see it."""

    code: str
    title: str


@dataclass(frozen=True)
class Table:
    """Rows of typed cells. `label` is the table's accessible name; `total` the rows there are, of which these are the
    first."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int

    @property
    def rest(self) -> int:
        """Rows that are not listed."""
        return self.total - len(self.rows)

    def column(self, code: str) -> tuple[Cell, ...]:
        """The cells of a column by its code. Raises ValueError where there is no such column."""
        at = [column.code for column in self.columns].index(code)
        return tuple(row[at] for row in self.rows)


@dataclass(frozen=True)
class Statement:
    """A sentence, and whose record it is: its citations are what stands behind it.

    lead: words that stand out before the text; marks: what a reader must see beside it ("Contested"); record: an id
    that citations name, "" where the sentence is the atlas's own.
    """

    text: str
    record: str = ""
    lead: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing, before it is drawn: `kind` names what draws it, `data` is what is drawn, `alt` says it in words."""

    kind: str
    alt: str
    data: Any


@dataclass(frozen=True)
class Notice:
    """Something a reader must know before the rest; `tone` is info or warning."""

    text: str
    tone: str = "info"


# Makes an Answer of an atlas and a selection, and of what else was asked for ("country-ES").
Writer = Callable[..., T]


def answer(atlas: Atlas, write: Writer[T], view: View, *about: str) -> T:
    """The Answer of a page to a view, in the language that is spoken: made once for all readers who ask the same.

    `write(atlas, selection, *about)` is pure; `about` is what of the page is asked for, where it is not all.
    """
    return cast(T, atlas.recall(_write, write, view, about, catalogue.language()))


def _write(atlas: Atlas, write: Writer[T], view: View, about: tuple[str, ...], language: str) -> T:
    with catalogue.speak(language):
        return write(atlas, atlas.select(view), *about)
