"""Tallies of countries → the chart from the first report to both."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.answers.reports import FIRST, NO_COUNTRY, SECOND, Tally, Whole
from lib.dataset import REPORTS
from lib.draw.palette import PALETTES

HEAD = 84  # pixels of the chart above its first row
COLORS = (PALETTES["report"][FIRST], PALETTES["report"][SECOND], "#8a8a8a")


def draw_tallies(tallies: Sequence[Tally], whole: Whole | None, second_out: bool, text: str) -> alt.LayerChart:
    """A dumbbell for each country from the first report to both, in stations; a diamond where more were reported.

    `whole`: given where nothing narrows the view, draws the stations that no source puts in a country as a gap of its
    own; `second_out`: draws both reports, not the first alone; `text`: the colour of words and numbers. A country
    of the second report alone has the ring without the dot.
    """
    rows = [
        {
            "where": tally.name,
            "first": tally.first or None,
            "both": tally.shown,
            "reported": None if tally.missing in (0, None) else tally.sourced + (tally.missing or 0),
            "label": _label(tally.first, tally.shown),
        }
        for tally in tallies
    ]
    gap = [] if whole is None or not whole.missing else [_draw_gap(whole)]
    order = [*(row["where"] for row in gap), *(row["where"] for row in rows)]
    names = [f"in {REPORTS[0].title}", "in both reports", "reported, not sourced"]
    color = alt.Color("series:N", scale=alt.Scale(domain=names, range=list(COLORS)), legend=None)
    plain: dict[str, Any] = {"labelColor": text, "titleColor": text, "labelOverlap": False, "labelFlush": False}
    y = alt.Y("where:N", sort=order, title=None, axis=alt.Axis(**plain, labelLimit=190, ticks=False, grid=True))
    x = alt.X("stations:Q", title="Stations", axis=alt.Axis(**plain, orient="top", tickMinStep=1, format="d"))
    points = [
        {"where": row["where"], "series": name, "stations": row[column]}
        for row in rows
        for name, column in zip(names, ("first", "both", "reported"), strict=True)
        if row[column] is not None and (second_out or column != "both")
    ]
    points += [
        {"where": row["where"], "series": names[2], "stations": row[column]}
        for row in gap
        for column in ("first", "both")
    ]
    table = pd.DataFrame(points, columns=["where", "series", "stations"])
    spans = pd.DataFrame([*rows, *gap], columns=["where", "first", "both", "label"])
    shape = alt.Shape(
        "series:N",
        scale=alt.Scale(domain=names, range=["circle", "circle", "diamond"]),
        legend=None,
    )
    base = alt.Chart(spans).encode(y=y)
    between = base.mark_rule(color=COLORS[2], strokeWidth=2).encode(x=alt.X("first:Q"), x2="both:Q")
    numbers = base.mark_text(align="left", dx=11, color=text).encode(x=alt.X("both:Q"), text="label:N")
    layers: list[alt.Chart] = [between, numbers]
    for part, style in (
        (table[table["series"] != names[0]], {"size": 130, "strokeWidth": 2.5}),
        (table[table["series"] == names[0]], {"size": 55, "filled": True}),
    ):
        if not part.empty:
            marks = alt.Chart(part).mark_point(opacity=1, **style)
            layers.append(marks.encode(y=y, x=x, color=color, shape=shape, tooltip=["where", "series", "stations"]))
    return alt.LayerChart(layer=layers, height=20 * (len(rows) + len(gap)) + HEAD)


def _draw_gap(whole: Whole) -> dict[str, Any]:
    first = 0 if whole.listed is None else whole.listed - whole.first
    both = first if whole.reported is None else whole.missing or 0
    return {"where": NO_COUNTRY, "first": first, "both": both, "label": _label(first, both)}


def _label(first: int, both: int) -> str:
    """ "4 → 11"; "9" where nothing was added; "new: 3" where the second report alone lists any."""
    if not first:
        return f"new: {both}"
    return f"{first} → {both}" if both > first else str(both)
