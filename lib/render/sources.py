"""Sources → a bibliography in HTML: publisher, title, date, language, kind, how often it is cited."""

from html import escape

from lib.answers.blocks import Table
from lib.render.html import render_cell, render_rest


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
