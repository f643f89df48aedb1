"""Blocks → HTML: text is escaped, links lead to web addresses only."""

import re
from html import escape
from typing import Final

from lib.answers.blocks import Cell, Column, Link, Table
from lib.render.tables import write_cell
from lib.words.catalogue import plural

# Columns of names that a browser's translator must leave as they are: a translated id is no id.
_LITERAL: Final = frozenset({"code", "field", "file", "id", "record"})


def render_emphasis(sentence: str) -> str:
    """A sentence as HTML: "**" stand around words that stand out."""
    return re.sub(r"\*\*(.*?)\*\*", r"<b>\1</b>", escape(sentence))


def render_link(link: Link) -> str:
    """A text as HTML, linked where its address is one of the web or the atlas's own; what must be known beside it in
    brackets."""
    shown = escape(link.text)
    # Two slashes, however they lean, lead to another host.
    if re.match(r"/\w", link.address):
        shown = f'<a href="{escape(link.address)}">{shown}</a>'
    if link.address.startswith(("https://", "http://")):
        shown = f'<a href="{escape(link.address)}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    if link.language:
        shown = speak(shown, link.language)
    return f"{shown} ({escape(link.note)})" if link.note else shown


def speak(html: str, language: str) -> str:
    """HTML in a language (ISO 639-1), apart from the direction in which the text around it runs: what stands in a
    source's own language says which it is (WCAG 2.2, 3.1.2), and is read aloud, hyphenated and translated from it."""
    return f'<bdi lang="{escape(language)}">{html}</bdi>'


def render_cell(cell: Cell) -> str:
    """A cell as HTML."""
    if isinstance(cell, tuple):
        return ", ".join(dict.fromkeys(map(render_link, cell)))
    return render_link(cell) if isinstance(cell, Link) else escape(write_cell(cell))


def render_table(table: Table) -> str:
    """A table in a region that takes the keyboard's focus; below it, how many rows are not listed."""
    head = "".join(f'<th scope="col"{_kind(column)}>{escape(column.title)}</th>' for column in table.columns)
    kinds = [_kind(column) + (' translate="no"' if column.code in _LITERAL else "") for column in table.columns]
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{render_cell(cell)}</td>" for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="atlas-scroll" role="region" tabindex="0" aria-label="{escape(table.label)}">'
        f'<table class="atlas"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{render_rest(table)}'
    )


def render_rest(table: Table) -> str:
    """How many rows of a table are not listed, as a paragraph; "" where none."""
    rest = plural(
        "{n} more row is not listed here; narrow the view to see it.",
        "{n} more rows are not listed here; narrow the view to see them.",
        table.rest,
    )
    return f"<p>{escape(rest)}</p>" if table.rest else ""


def _kind(column: Column) -> str:
    """A class by the column's code, for its width."""
    return f' class="col-{column.code}"'
