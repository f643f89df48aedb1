"""The ladder of responses → an HTML table: countries down, the steps they reached across. The page scrolls, not it."""

from html import escape

from lib.answers.responses import Act, Group, Matrix, Row
from lib.view.steps import COLLATERAL


def render_matrix(matrix: Matrix) -> str:
    """The matrix as an HTML table; countries where nothing was found are named in one row at its end."""
    spoken = [row for row in matrix.rows if row.latest]
    silent = sorted((row for row in matrix.rows if not row.latest), key=lambda row: row.name)
    country, stations = matrix.about
    head = "".join(
        f'<th scope="col" style="--c:var(--step-{group.step},var(--control))">'
        f'<b title="{escape(group.meaning)}">{escape(group.title)}</b></th>'
        for group in matrix.groups
    )
    body = "".join(_render_row(row, matrix) for row in spoken)
    return (
        f'<table class="ladder" aria-label="{escape(matrix.label)}"><thead><tr>'
        f'<th scope="col" class="where"><b>{escape(country.title)}</b></th>'
        f'<th scope="col" class="n">{escape(stations.title)}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{_render_silent(silent, matrix) if silent else ''}</table>"
    )


def _render_silent(rows: list[Row], matrix: Matrix) -> str:
    named = "".join(f"<li>{escape(row.name)} <b>{row.stations}</b></li>" for row in rows)
    return (
        f'<tbody class="none"><tr><th scope="row" colspan="2">{escape(matrix.silent)}'
        f" <small>{escape(matrix.silent_when)}</small></th>"
        f'<td colspan="{len(matrix.groups)}"><ul>{named}</ul><small>{escape(matrix.legend)}</small></td></tr></tbody>'
    )


def _render_row(row: Row, matrix: Matrix) -> str:
    mark = f'<em class="tag-contested" title="{escape(row.contest)}">{escape(row.mark)}</em>' if row.mark else ""
    cells = "".join(_render_cell(row, group, matrix.empty) for group in matrix.groups)
    return (
        f'<tr><th scope="row" class="where">{escape(row.name)}{mark}</th>'
        f'<td class="n" data-step="{escape(matrix.about[1].title)}">{row.stations}</td>{cells}</tr>'
    )


def _render_cell(row: Row, group: Group, empty: str) -> str:
    acts = [act for kind in group.kinds for act in row.acts.get(kind.code, ())]
    if not acts:
        return f'<td class="empty"><span class="atlas-unseen">{escape(empty)}</span></td>'
    edge = COLLATERAL if all(act.collateral for act in acts) else group.step
    look = "act top" if group.step == row.standing.furthest else "act"
    return (
        f'<td class="{look}" data-step="{escape(group.title)}" style="--c:var(--step-{edge},var(--control))">'
        f"{''.join(map(_render_act, acts))}</td>"
    )


def _render_act(act: Act) -> str:
    said = escape(". ".join(filter(None, (act.actor, " ".join(filter(None, (act.publisher, act.more)))))))
    name = escape(act.short)
    if act.address:
        name = f'<a href="{escape(act.address)}" target="_blank" rel="noopener noreferrer" title="{said}">{name}</a>'
    else:
        name = f'<span title="{said}">{name}</span>'
    marks = "".join(f"<em>{escape(mark)}</em>" for mark in act.marks)
    return f"<p>{name} <time>{act.when}</time>{marks}</p>"
