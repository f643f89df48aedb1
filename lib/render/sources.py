"""Sources and what they say → HTML: a bibliography, a record's citations, a source with all that it is cited for."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from lib.answers.blocks import Link, Table
from lib.answers.sources import Opened, Said
from lib.render.html import render_cell, render_link, render_rest, speak
from lib.words import records as evidence
from lib.words.catalogue import text


def render_citations(citations: Iterable[Mapping[str, Any]]) -> str:
    """Citations (rows of `Dataset.citations`) as a list: stance, quote or paraphrase, source, where in it."""
    return f'<ul class="citations">{"".join(f"<li>{_render_citation(citation)}</li>" for citation in citations)}</ul>'


def render_opened(opened: Opened) -> str:
    """A source, and what it says of each record in view, under a heading for each table."""
    said = "".join(
        f"<h3>{escape(heading)}</h3><ul>{''.join(f'<li>{_render_said(each)}</li>' for each in entries)}</ul>"
        for heading, entries in opened.said
    )
    rest = f'<p class="note">{escape(opened.outside)}</p>' if opened.outside else ""
    return f'<div class="citations"><p>{render_source(opened.source)}</p>{said}{rest}</div>'


def render_source(source: Mapping[str, Any]) -> str:
    """A source (columns of `Dataset.sources`): title with its link, then what is known of it, and its archive."""
    title = render_link(Link(source["title"], source["url"], language=source["language"]))
    unknown = "" if source["url"] else f" ({escape(text(evidence.NO_ADDRESS))})"
    archived = f", {render_link(Link(text('archived'), source['archived']))}" if source["archived"] else ""
    return f"{title}{unknown}. {escape(evidence.say_source(source))}{archived}"


def _render_citation(citation: Mapping[str, Any]) -> str:
    where = f"; {escape(citation['locator'])}" if citation["locator"] else ""
    return f"{_render_quote(citation)} — {render_source(citation)}{where}"


def _render_said(said: Said) -> str:
    # A way within the atlas, which is no address of the web.
    about = f'<b><a href="{escape(said.about.address)}">{escape(said.about.text)}</a></b>: ' if said.about else ""
    return f"{about}{escape(said.text)} {_render_quote(said.citation)}"


def _render_quote(citation: Mapping[str, Any]) -> str:
    stance = evidence.say_stance(citation)
    said = escape(evidence.say_quote(citation))
    shown = speak(said, citation["language"]) if citation["quote"] else said
    return f"<b>{escape(stance)}</b> {shown}" if stance else shown


def render_bibliography(table: Table) -> str:
    """A table of sources (`lib.answers.sources.list_sources`) as a list; its columns by their codes."""
    columns = [column.code for column in table.columns]
    titles = {column.code: column.title for column in table.columns}
    items = "".join(f"<li>{_render_source(dict(zip(columns, row, strict=True)), titles)}</li>" for row in table.rows)
    return f'<ul class="bibliography" aria-label="{escape(table.label)}">{items}</ul>{render_rest(table)}'


def _render_source(row: dict[str, object], titles: dict[str, str]) -> str:
    shown = {code: render_cell(cell) for code, cell in row.items()}  # type: ignore[arg-type]
    shown["retrieved"] = f"{escape(titles['retrieved'])} {shown['retrieved']}"
    about = [
        shown[code] for code in ("published", "language", "kind", "republishes", "retrieved", "health", "archived")
    ]
    about += [shown[code] for code in ("cited", "disputes")]
    return f"<b>{shown['publisher']}</b> {shown['title']} <small>{' · '.join(filter(None, about))}</small>"
