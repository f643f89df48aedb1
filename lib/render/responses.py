"""The matrix of responses → an HTML table: kinds of response across, grouped by the step they reach."""

from html import escape

from lib.answers.blocks import Column
from lib.answers.responses import Act, Group, Matrix, Row
from lib.draw.palette import PALETTES

# What a column of the matrix looks like, by its code.
_LOOKS = {"stations": "number"}


def render_matrix(matrix: Matrix) -> str:
    """The matrix as an HTML table in a focusable region: kinds of response across, grouped by the step they reach."""
    body = "".join(_render_row(row, matrix) for row in matrix.rows)
    return (
        f'<div class="atlas-scroll atlas-matrix-scroll" role="region" tabindex="0" aria-label="{escape(matrix.label)}">'
        f'<table class="atlas-matrix"><thead>{_render_head(matrix)}</thead><tbody>{body}</tbody></table></div>'
    )


def _swatch(step: str) -> str:
    return f'<i class="atlas-swatch" style="background:{PALETTES["step"][step]}" aria-hidden="true"></i>'


def _mark(text: str) -> str:
    return f'<span class="mark">{escape(text)}</span>'


def _render_head(matrix: Matrix) -> str:
    about = "".join(map(_render_column, matrix.about))
    groups = "".join(
        f'<th scope="colgroup" colspan="{len(group.kinds)}" class="first" title="{escape(group.meaning)}">'
        f"{_swatch(group.step)}{escape(group.title)}</th>"
        for group in matrix.groups
    )
    kinds = "".join(map(_render_kinds, matrix.groups))
    return f"<tr>{about}{groups}</tr><tr>{kinds}</tr>"


def _render_column(column: Column) -> str:
    look = _LOOKS.get(column.code, column.code)
    return f'<th scope="col" rowspan="2" class="{look}">{escape(column.title)}</th>'


def _render_kinds(group: Group) -> str:
    return "".join(
        f'<th scope="col"{_first(at)}>{escape(kind.title)} <span class="few">{escape(kind.found)}</span></th>'
        for at, kind in enumerate(group.kinds)
    )


def _first(at: int) -> str:
    """A class for the first column of a step, where a line is drawn."""
    return "" if at else ' class="first"'


def _render_row(row: Row, matrix: Matrix) -> str:
    mark = _mark(row.mark) if row.mark else ""
    contest = f"<small>{escape(row.contest)}</small>" if row.contest else ""
    head = (
        f'<tr><th scope="row" class="country">{escape(row.name)}{mark}</th><td class="number">{row.stations}</td>'
        f'<td class="step">{_swatch(row.standing.furthest)}{escape(row.step)}{contest}</td>'
    )
    if row.latest is None:
        width = 1 + sum(len(group.kinds) for group in matrix.groups)
        return f'{head}<td colspan="{width}">{escape(row.nothing)}</td></tr>'
    empty = f'<span class="atlas-unseen">{escape(matrix.empty)}</span>'
    cells = "".join(
        f"<td{_first(at)}>{''.join(map(_render_act, row.acts.get(kind.code, ()))) or empty}</td>"
        for group in matrix.groups
        for at, kind in enumerate(group.kinds)
    )
    return f"{head}{_render_latest(row.latest)}{cells}</tr>"


def _render_latest(act: Act) -> str:
    collateral = _mark(act.marks[0]) if act.collateral else ""
    return f"<td>{act.when}<small>{escape(act.title)}</small>{collateral}</td>"


def _render_act(act: Act) -> str:
    name = escape(act.publisher)
    link = f'<a href="{escape(act.address)}" rel="noopener noreferrer" title="{name}">{name}</a>'
    source = link if act.address else f"<span>{name}</span>"
    more = f'<span title="{escape(act.more)}">+{act.sources - 1}</span>' if act.more else ""
    return (
        f'<div class="act" style="border-color:{PALETTES["step"][act.step]}" title="{escape(act.actor)}">'
        f'{act.when}{"".join(map(_mark, act.marks))}<small class="source">{source}{more}</small></div>'
    )
