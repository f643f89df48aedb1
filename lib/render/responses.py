"""The matrix of responses → an HTML table: kinds of response across, grouped by the step they reach."""

from collections.abc import Sequence
from datetime import date
from html import escape

from lib.answers.responses import Act, Row, group_of, kinds_of, list_groups
from lib.dataset import codes, label
from lib.draw.palette import PALETTES
from lib.view.steps import COLLATERAL, step_of
from lib.words.catalogue import write_date


def render_matrix(rows: Sequence[Row], asof: date) -> str:
    """The matrix as an HTML table in a focusable region: kinds of response across, grouped by the step they reach."""
    body = "".join(_render_row(row, asof) for row in rows)
    return (
        '<div class="atlas-scroll atlas-matrix-scroll" role="region" tabindex="0" '
        'aria-label="Countries and their responses, a table that scrolls">'
        f'<table class="atlas-matrix"><thead>{_render_head(rows)}</thead><tbody>{body}</tbody></table></div>'
    )


def _swatch(step: str) -> str:
    return f'<i class="atlas-swatch" style="background:{PALETTES["step"][step]}" aria-hidden="true"></i>'


def _mark(text: str) -> str:
    return f'<span class="mark">{text}</span>'


def _render_head(rows: Sequence[Row]) -> str:
    about = "".join(
        f'<th scope="col" rowspan="2" class="{name}">{title}</th>'
        for title, name in (("Country", "country"), ("Stations", "number"), ("Furthest step", "step"), ("Latest", ""))
    )
    groups = "".join(
        f'<th scope="colgroup" colspan="{len(kinds_of(step))}" class="first" title="{codes("step")[step].meaning}">'
        f"{_swatch(step)}{label('step', step)}</th>"
        for step in list_groups()
    )
    kinds = "".join(
        f'<th scope="col"{_first(kind)}>{label("responses.kind", kind)} '
        f'<span class="few">{_count_kind(rows, kind)}</span></th>'
        for step in list_groups()
        for kind in kinds_of(step)
    )
    return f"<tr>{about}{groups}</tr><tr>{kinds}</tr>"


def _count_kind(rows: Sequence[Row], kind: str) -> str:
    """In how many countries a kind was found; collateral cases apart, since they are another matter."""
    found = [row.acts[kind] for row in rows if kind in row.acts]
    own = sum(1 for acts in found if not all(act.collateral for act in acts))
    collateral = f", collateral in {len(found) - own}" if len(found) > own else ""
    return f"in {own} of {len(rows)}{collateral}"


def _first(kind: str) -> str:
    """A class for the first column of a step, where a line is drawn."""
    return ' class="first"' if kind == kinds_of(group_of(kind))[0] else ""


# What the line above the matrix says once, each empty cell says to a screen reader.
_EMPTY = '<span class="atlas-unseen">nothing found</span>'


def explain_empty(asof: date) -> str:
    """What an empty cell of the matrix means."""
    return f"An empty cell: nothing found as of {write_date(asof)}."


def _render_row(row: Row, asof: date) -> str:
    mark = _mark("contested") if row.standing.contested else ""
    step = row.standing.furthest
    head = (
        f'<tr><th scope="row" class="country">{escape(row.name)}{mark}</th><td class="number">{row.stations}</td>'
        f'<td class="step">{_swatch(step)}{label("step", step)}{_render_contest(row)}</td>'
    )
    if row.latest is None:
        return (
            f'{head}<td colspan="{len(codes("responses.kind")) + 1}">Nothing found as of {write_date(asof)}</td></tr>'
        )
    collateral = _mark(label("responses.basis", "collateral")) if row.latest.collateral else ""
    latest = f"<td>{row.latest.when}<small>{label('responses.kind', row.latest.kind)}</small>{collateral}</td>"
    cells = "".join(
        f"<td{_first(kind)}>{''.join(_render_act(act) for act in row.acts.get(kind, ())) or _EMPTY}</td>"
        for step in list_groups()
        for kind in kinds_of(step)
    )
    return f"{head}{latest}{cells}</tr>"


def _render_contest(row: Row) -> str:
    """Both sides of a country's contradiction, by kind."""
    if not row.standing.contested:
        return ""
    closures, against = (
        " and ".join(
            dict.fromkeys(
                codes("responses.kind")[act.kind].small
                for act in row.contested
                if (step_of(act.kind, "") == "closed") is closing
            )
        )
        for closing in (True, False)
    )
    return f"<small>Contested: {closures}; against it {against}</small>"


def _render_act(act: Act) -> str:
    name = escape(act.publisher)
    link = f'<a href="{escape(act.address)}" rel="noopener noreferrer" title="{name}">{name}</a>'
    source = link if act.address else f"<span>{name}</span>"
    more = f'<span title="and {act.sources - 1} more">+{act.sources - 1}</span>' if act.sources > 1 else ""
    marks = "".join(
        _mark(text)
        for text, holds in (
            (label("responses.basis", "collateral"), act.collateral),
            ("contested", act.contested),
            ("low confidence", act.confidence == "low"),
        )
        if holds
    )
    step = COLLATERAL if act.collateral else group_of(act.kind)
    return (
        f'<div class="act" style="border-color:{PALETTES["step"][step]}" title="{escape(act.actor)}">'
        f'{act.when}{marks}<small class="source">{source}{more}</small></div>'
    )
