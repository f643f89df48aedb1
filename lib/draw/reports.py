"""Tallies of countries → the chart from the first report to both."""

from functools import cache
from typing import Any

import altair as alt

from lib.answers.reports import Dumbbells
from lib.answers.sums import FIRST, SECOND
from lib.draw.palette import PALETTES, Theme
from lib.draw.spec import Spec, fill, sketch

HEAD = 84  # pixels of the chart above its first row
ROW = 20
COLORS = (PALETTES["report"][FIRST], PALETTES["report"][SECOND], "#8a8a8a")


def draw_tallies(shown: Dumbbells, theme: Theme) -> Spec:
    """A dumbbell for each country from the first report to both, in stations; a diamond where more were reported.

    A country of the second report alone has the ring without the dot.
    """
    gap = [_draw_gap(shown)] if shown.unsourced else []
    rows = [
        {
            "where": tally.name,
            "first": tally.first or None,
            "both": tally.shown,
            "label": _label(shown.new, tally.first, tally.shown),
        }
        for tally in shown.tallies
    ]
    more = [
        (tally.name, tally.sourced + (tally.missing or 0)) for tally in shown.tallies if tally.missing not in (0, None)
    ]
    points = [
        {"where": row["where"], "series": name, "stations": row[column]}
        for row in rows
        for name, column in zip(shown.names, ("first", "both"), strict=False)
        if row[column] is not None and (shown.second_out or column != "both")
    ]
    points += [{"where": where, "series": shown.names[2], "stations": number} for where, number in more]
    points += [
        {"where": row["where"], "series": shown.names[2], "stations": row[end]}
        for row in gap
        for end in ("first", "both")
    ]
    spans = [*gap, *rows]
    values = {
        "$order": [row["where"] for row in spans],
        "$series": list(shown.names),
        "$stations": shown.axis,
        "$spans": spans,
        "$rings": [point for point in points if point["series"] != shown.names[0]],
        "$dots": [point for point in points if point["series"] == shown.names[0]],
    }
    spec: Spec = fill(_sketch(theme), values)
    return {**spec, "height": ROW * len(spans) + HEAD}


@cache
def _sketch(theme: Theme) -> Spec:
    """The chart without anything in it: what every view's has in common."""
    color = alt.Color("series:N", scale=alt.Scale(domain=["$series"], range=list(COLORS)), legend=None)
    shapes = alt.Scale(domain=["$series"], range=["circle", "circle", "diamond"])
    shape = alt.Shape("series:N", scale=shapes, legend=None)
    # Labels are as dark as text: Vega's own grey is too pale for small letters.
    plain: dict[str, Any] = {"labelColor": theme.text, "titleColor": theme.text, "labelOverlap": False}
    plain["labelFlush"] = False
    y = alt.Y("where:N", sort=["$order"], title=None, axis=alt.Axis(**plain, labelLimit=190, ticks=False, grid=True))
    x = alt.X("stations:Q", title="$stations", axis=alt.Axis(**plain, orient="top", tickMinStep=1, format="d"))
    read = ["where:N", "series:N", "stations:Q"]

    def layer(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(f"${name}"), name=name)

    marks = {"y": y, "x": x, "color": color, "shape": shape, "tooltip": read}
    return sketch(
        alt.LayerChart(
            layer=[
                layer("spans").mark_rule(color=COLORS[2], strokeWidth=2).encode(x=alt.X("first:Q"), x2="both:Q", y=y),
                alt.Chart(alt.NamedData("$spans"))
                .mark_text(align="left", dx=11, color=theme.text)
                .encode(x=alt.X("both:Q"), y=y, text=alt.Text("label:N")),
                layer("rings").mark_point(opacity=1, size=130, strokeWidth=2.5).encode(**marks),
                layer("dots").mark_point(opacity=1, size=55, filled=True).encode(**marks),
            ],
        )
    )


def _draw_gap(shown: Dumbbells) -> dict[str, Any]:
    where, first, both = shown.unsourced or ("", 0, 0)
    return {"where": where, "first": first, "both": both, "label": _label(shown.new, first, both)}


def _label(new: str, first: int, both: int) -> str:
    """ "4 → 11"; "9" where nothing was added; "new: 3" where the second report alone lists any."""
    if not first:
        return new.format(n=both)
    return f"{first} → {both}" if both > first else str(both)
