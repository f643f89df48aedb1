"""An Answer → a page that needs no script: its blocks in their order, each as HTML, whatever page they are of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from html import escape
from types import MappingProxyType
from typing import Any, Final

from lib.answers.blocks import Link, Notice, Picture, Statement, Table
from lib.answers.briefing import Briefing
from lib.answers.responses import Matrix
from lib.answers.standing import Step
from lib.draw.figure import can_draw
from lib.draw.svg import draw_map
from lib.render.documents import render_article
from lib.render.html import render_cell, render_emphasis, render_link, render_table
from lib.render.responses import render_matrix

# What of an Answer is said elsewhere on the page, or steers the screen alone.
_ELSEWHERE = frozenset(
    {"title", "standfirst", "file", "hint", "question", "close", "alt", "legend", "help", "says_who"}
)
# Pixels of a map's width and height.
MAP: Final = (1140, 560)
# What of a page is read before the rest of it has come: letters of its HTML, about, and rows of a table.
FIRST, FIRST_ROWS = 12_000, 12
Sources = Mapping[str, tuple[Link, ...]]


@dataclass(frozen=True)
class _Beside:
    """What a block is rendered with: the sources of every record, the addresses of pictures, and how many rows of a
    table (None: all)."""

    sources: Sources
    drawn: Mapping[int, str]
    rows: int | None = None


def render_answer(answer: Any, sources: Sources, drawn: Mapping[int, str] = MappingProxyType({})) -> str:
    """The blocks of an Answer, tables, statements and sentences, in the order of its parts.

    `sources` are the links of each record's citations: they stand behind the statement that is about it. `drawn` are
    the addresses of pictures that are files of their own, by `id` of the picture.
    """
    return "\n".join(_render(answer, _Beside(sources, drawn)))


def render_first(answer: Any, sources: Sources, drawn: Mapping[int, str] = MappingProxyType({})) -> str:
    """The blocks of an Answer until FIRST letters of them are written, each once, and of a table its first rows;
    `drawn` as above: a picture whose address holds it is not counted."""
    written: dict[str, int] = {}
    for block in _render(answer, _Beside(sources, drawn, FIRST_ROWS)):
        written[block] = 0 if 'src="data:' in block else len(block)
        if sum(written.values()) >= FIRST:
            break
    return "\n".join(written)


def _render(part: Any, beside: _Beside, name: str = "") -> Iterator[str]:
    if isinstance(part, Table | Matrix) and not part.rows:
        return  # a head without rows says nothing: the sentence has said it
    if isinstance(part, Table):
        yield f"<h3>{escape(part.label)}</h3>{render_table(_cut(part, beside.rows))}"
    elif isinstance(part, Matrix):
        yield render_matrix(replace(part, rows=part.rows[: beside.rows]))
    elif isinstance(part, Briefing):
        yield render_article(part, titled=False)
    elif isinstance(part, Step):
        yield f"<p><b>{escape(part.title)}:</b> {escape(part.meaning)}</p>"
    elif isinstance(part, Statement):
        yield _render_statement(part, beside.sources)
    elif isinstance(part, Link):
        # A way within the atlas, which is no address of the web.
        way = f'<a href="{escape(part.address)}">{escape(part.address)}</a>' if part.address.startswith("/") else ""
        yield f"<p>{escape(part.text)} {way}</p>" if way else f"<p>{render_link(part)}</p>"
    elif isinstance(part, Notice):
        yield f"<p>{escape(part.text)}</p>"
    elif isinstance(part, Picture) and can_draw(part):
        yield _render_picture(part, beside.drawn.get(id(part), ""))
    elif isinstance(part, str):
        yield from _render_text(part, name)
    elif isinstance(part, tuple):
        for each in part:
            yield from _render(each, beside, name)
    elif is_dataclass(part) and type(part).__module__.startswith("lib.answers"):
        for field in fields(part):
            if field.name not in _ELSEWHERE:
                yield from _render(getattr(part, field.name), beside, field.name)


def _cut(table: Table, rows: int | None) -> Table:
    """The first rows of a table: what is left out comes with the page, so that nothing is said of it."""
    return table if rows is None else replace(table, rows=table.rows[:rows], total=min(table.total, rows))


def _render_picture(picture: Picture, address: str) -> str:
    """A map as it is drawn without a script; another picture from its address, else what it says."""
    if address:
        return f'<figure><img src="{escape(address)}" alt="{escape(picture.alt)}" loading="lazy"></figure>'
    if picture.kind != "places":
        return f"<p>{escape(picture.alt)}</p>"
    drawn = draw_map(picture.data, *MAP)
    # A translator's <font> within an SVG is not drawn.
    return f'<figure role="img" aria-label="{escape(picture.alt)}" translate="no">{drawn}</figure>'


def _render_text(text: str, name: str) -> Iterator[str]:
    """A heading by its name, a sentence by its end; other words are those of controls."""
    if name.endswith("heading") or name == "disagree":
        yield f"<h2>{escape(text)}</h2>"
    elif text.endswith((".", "?")) and " " in text:
        yield f"<p>{render_emphasis(text)}</p>"


def _render_statement(statement: Statement, sources: Sources) -> str:
    lead = f"<b>{escape(statement.lead)}</b> " if statement.lead else ""
    marks = "".join(f" <em>{escape(mark)}</em>" for mark in statement.marks)
    said = render_cell(sources.get(statement.record, ()))
    return f"<p>{lead}{escape(statement.text)}{marks}{f' <small>{said}</small>' if said else ''}</p>"
