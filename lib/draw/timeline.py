"""Marks in lanes, and the months of the whole span → Vega-Lite charts.

Precision is drawn: a day is a point, a month or a year a bar of its length, a span a bar with ends.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import altair as alt

from lib.answers.blocks import answer
from lib.answers.timeline import Lanes, Months, write
from lib.dataset import label
from lib.draw.lanes import COUNT_WIDTH, RADIUS, ROW, Layout, arrange
from lib.draw.palette import PALETTES, Theme, pick_color
from lib.draw.spec import DAY_MS, EPOCH, Spec, fill, sketch, to_domain, to_ms
from lib.draw.spec import draw_axis as _axis
from lib.view import View
from lib.view.atlas import Atlas
from lib.words import marks as words
from lib.words.catalogue import speak, text


def draw_view(atlas: Atlas, view: View, language: str, width: int, theme: Theme) -> Spec:
    """The lanes of the timeline of a view; to be recalled."""
    with speak(language):
        drawn = answer(atlas, write, view).drawn
        assert drawn is not None
        lanes: Lanes = drawn.lanes.data
        return draw_lanes(lanes, arrange(lanes.marks, tuple(lanes.lanes), *lanes.stretch, width), theme)


def draw_overview(atlas: Atlas, view: View, language: str, theme: Theme) -> Spec:
    """The months of the timeline of a view, without a brush; to be recalled."""
    with speak(language):
        drawn = answer(atlas, write, view).drawn
        assert drawn is not None
        return draw_months(drawn.overview.data, theme)


def draw_lanes(lanes: Lanes, layout: Layout, theme: Theme) -> Spec:
    """The marks of a layout in their lanes.

    Its point selection "mark" gives the `id` of what is clicked: a mark's, or an interval such as
    "2022-10-26/2022-11-08" for a count of marks that did not fit.
    """
    drawn = layout.marks[~layout.marks["counted"]]
    names = {band.lane: text(label("lane", band.lane)) for band in layout.bands}
    # What governments did has the map's colours; all else steps back.
    colors = {"": theme.muted, **{step: pick_color("step", step, theme) for step in PALETTES["step"]}}
    rows = [_draw_mark(mark, layout, colors[mark["step"]], names[mark["lane"]]) for mark in drawn.to_dict("records")]
    counts = _count_hidden(layout, names)
    start, end = to_domain(layout.start, layout.end)

    def pick(field: str, value: str, *fields: str) -> list[Spec]:
        return [{key: row[key] for key in fields} for row in rows if row[field] == value]

    spec: Spec = fill(
        _sketch_lanes(theme),
        {
            "$start": start,
            "$end": end,
            "$height": layout.height,
            # Labels were laid out for a plot of `width` pixels or more; on a narrower one they would run into each
            # other, and one that is there, though unseen, would take the plot's own width.
            "$label": f"width < {layout.width} ? '' : datum.label",
            "$what": lanes.what,
            "$when": lanes.when,
            "$lane": lanes.lane,
            "$tops": [{"y": band.top} for band in layout.bands],
            "$heads": [{"y": band.top, "t": lanes.lanes[band.lane]} for band in layout.bands],
            "$now": [{"a": to_ms(lanes.asof) + DAY_MS}] if lanes.asof < layout.end else [],
            "$bars": pick("shape", "bar", "a", "b", "y", "c"),
            "$spans": pick("shape", "span", "a", "b", "y", "c"),
            "$ends": [end for row in rows for end in row["ends"]],
            "$points": pick("shape", "point", "a", "y", "c"),
            "$right": pick("side", "right", "b", "y", "label"),
            "$left": pick("side", "left", "a", "y", "label"),
            "$counts": [{key: count[key] for key in ("a", "y", "number")} for count in counts],
            "$chosen": [],
            "$hits": [
                {key: row[key] for key in ("id", "a", "b", "top", "bottom", "title", "when", "lane", "says")}
                for row in (*rows, *counts)
            ],
        },
    )
    return {**spec, "height": layout.height}


def choose(spec: Spec, code: str) -> Spec:
    """Lanes with a frame around the mark of this id."""
    *below, ring, hits = spec["layer"]
    chosen = [hit for hit in hits["data"]["values"] if hit["id"] == code]
    return {**spec, "layer": [*below, {**ring, "data": {"values": chosen}}, hits]}


@cache
def _sketch_lanes(theme: Theme) -> Spec:
    """The lanes without anything in them: what every view's chart of them has in common."""
    pixels = alt.Scale(domain=["$height", 0], nice=False, zero=False)
    # Scale and axis stand in one layer and hold for all: Vega-Lite reads a domain twice, differently, where a mark
    # has two ends, and warns of the conflict.
    ruler = alt.X("a:T", scale=_scale(), axis=_axis(theme, grid=True, gridColor=theme.line, orient="top"))
    x = alt.X("a:T", title=None)
    y, top = alt.Y("y:Q", scale=pixels, axis=None), alt.Y("top:Q", scale=pixels, axis=None)
    ink = alt.Color("c:N", scale=None, legend=None)
    # One layer alone speaks to a screen reader and to the pointer: that of the hits, on top of what is drawn.
    told = alt.ExprRef("$label")
    small: Spec = {"aria": False, "fontSize": 12.5, "color": theme.text, "text": told, "baseline": "middle"}
    bold: Spec = {"aria": False, "fontWeight": "bold", "color": theme.text}
    what = [
        alt.Tooltip("title:N", title="$what"),
        alt.Tooltip("when:N", title="$when"),
        alt.Tooltip("lane:N", title="$lane"),
    ]

    def layer(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(f"${name}"), name=name)

    chart = alt.LayerChart(
        layer=[
            layer("tops").mark_rule(aria=False, color=theme.line).encode(x=alt.value(0), x2=alt.value("width"), y=y),
            layer("heads")
            .mark_text(align="left", baseline="top", dy=8, fontSize=13, **bold)
            .encode(x=alt.value(0), y=y, text="t:N"),
            layer("now").mark_rule(aria=False, color=theme.text, strokeDash=[4, 3]).encode(x=x),
            # A light colour is seen by its edge, as on the map.
            *(
                alt.Chart(alt.NamedData(f"${name}"), name=f"{name}-edge")
                .mark_rule(aria=False, strokeWidth=wide, color=theme.outline)
                .encode(x=x, x2="b", y=y)
                for name, wide in (("bars", 8), ("spans", 5))
            ),
            layer("bars").mark_rule(aria=False, strokeWidth=6).encode(x=x, x2="b", y=y, color=ink),
            layer("spans").mark_rule(aria=False, strokeWidth=3).encode(x=x, x2="b", y=y, color=ink),
            layer("ends")
            .mark_tick(aria=False, orient="vertical", thickness=3, size=ROW - 2)
            .encode(x=x, y=y, color=ink),
            layer("points")
            .mark_circle(aria=False, size=64, opacity=1, stroke=theme.outline, strokeWidth=1)
            .encode(x=ruler, y=y, fill=alt.Fill("c:N", scale=None, legend=None)),
            layer("right").mark_text(align="left", dx=RADIUS + 3, **small).encode(x=alt.X("b:T", title=None), y=y),
            layer("left").mark_text(align="right", dx=-RADIUS - 3, **small).encode(x=x, y=y),
            layer("counts").mark_text(fontSize=12, align="left", dx=-4, **bold).encode(x=x, y=y, text="number:N"),
            layer("chosen")
            .mark_rect(
                aria=False, xOffset=-8, x2Offset=8, filled=False, stroke=theme.text, strokeWidth=2, cornerRadius=4
            )
            .encode(x=x, x2="b", y=top, y2="bottom"),
            layer("hits")
            .mark_rect(xOffset=-6, x2Offset=6, opacity=0, cursor="pointer")
            .encode(x=x, x2="b", y=top, y2="bottom", tooltip=what, description="says:N")
            .add_params(alt.selection_point(name="mark", fields=["id"], empty=False)),
        ],
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    return sketch(chart)


def _scale() -> alt.Scale:
    return alt.Scale(type="utc", domain=["$start", "$end"], nice=False, padding=0)


def _draw_mark(mark: Mapping[str, Any], layout: Layout, color: str, lane: str) -> Spec:
    """The fields that are drawn of one mark, as plain strings and numbers."""
    start, length = to_ms(layout.start), to_ms(layout.end) + DAY_MS - to_ms(layout.start)
    a, b = start + round(mark["x0"] * length), start + round(mark["x1"] * length)
    shape = {"day": "point", "span": "span"}.get(mark["precision"], "bar")
    # A span has an end where it ends: not where the stretch or the as-of date cuts it.
    ends = [(a, mark["first"].date() >= layout.start), (b, mark["last"].date() <= layout.end and not mark["cut"])]
    when = words.write_span(mark)
    return {
        "id": mark["id"],
        "a": a,
        "b": b,
        "y": mark["y"],
        "top": mark["y"] - ROW / 2,
        "bottom": mark["y"] + ROW / 2,
        "c": color,
        "shape": shape,
        "side": mark["side"],
        "label": mark["label"],
        "title": mark["title"],
        "when": when,
        "says": words.write_mark(mark["title"], when),
        "lane": lane,
        "ends": [{"a": at, "y": mark["y"], "c": color} for at, is_end in ends if is_end and shape == "span"],
    }


def _count_hidden(layout: Layout, names: Mapping[str, str]) -> list[Spec]:
    """Marks that did not fit, counted: one "+12" for those that stand close together."""
    start, length = to_ms(layout.start), to_ms(layout.end) + DAY_MS - to_ms(layout.start)
    hidden = layout.marks[layout.marks["counted"]].sort_values(["lane", "x0"], kind="stable")
    groups: list[list[Mapping[str, Any]]] = []
    for mark in hidden[["lane", "x0", "y", "first", "last"]].to_dict("records"):
        head = groups[-1][0] if groups else None
        if head and head["lane"] == mark["lane"] and (mark["x0"] - head["x0"]) * layout.width < COUNT_WIDTH:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return [_draw_count(group, start, length, names[group[0]["lane"]]) for group in groups]


def _draw_count(group: Sequence[Mapping[str, Any]], start: int, length: int, lane: str) -> Spec:
    """The fields that are drawn of one group of marks that did not fit, in the order of time."""
    first, last = min(mark["first"] for mark in group).date(), max(mark["last"] for mark in group).date()
    number, y = len(group), group[0]["y"]
    when = words.write_days(first, last)
    return {
        "id": f"{first}/{last}",
        "a": start + round(group[0]["x0"] * length),
        "b": start + round(group[-1]["x0"] * length),
        "y": y,
        "top": y - ROW / 2,
        "bottom": y + ROW / 2,
        "number": f"+{number}",
        "title": words.count_unfitted(number),
        "when": when,
        "says": words.write_unfitted(number, when),
        "lane": lane,
    }


def draw_months(months: Months, theme: Theme) -> Spec:
    """How many marks begin in each month of the whole span.

    Its brush "stretch" gives milliseconds for the field `a`: read them with `read_brush`.
    """
    start, end = to_domain(*months.span)
    spec: Spec = fill(
        _sketch_months(theme),
        {
            "$start": start,
            "$end": end,
            "$month": months.month,
            "$number": months.number,
            "$wide": f"max(1, width / {(months.span[1] - months.span[0]).days / 30 + 1:.0f} - 1)",
            "$months": [
                {
                    "a": to_ms(date.fromisoformat(f"{month.month}-16")),
                    "n": month.number,
                    "month": month.title,
                    "says": month.says,
                }
                for month in months.months
            ],
        },
    )
    return spec


@cache
def _sketch_months(theme: Theme) -> Spec:
    """The months without anything in them."""
    chart = (
        alt.Chart(alt.NamedData("$months"), height=56, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .mark_bar(orient="vertical", size=alt.ExprRef("$wide"), color=theme.muted, clip=True)
        .encode(
            x=alt.X("a:T", scale=_scale(), axis=_axis(theme, grid=False)),
            y=alt.Y("n:Q", axis=None),
            tooltip=[alt.Tooltip("month:N", title="$month"), alt.Tooltip("n:Q", title="$number")],
            description="says:N",
        )
        .add_params(alt.selection_interval(name="stretch", encodings=["x"]))
    )
    return sketch(chart)


def brush(spec: Spec, days: tuple[date, date] | None) -> Spec:
    """Months with their brush over the days of a stretch."""
    if days is None:
        return spec
    (stretch,) = spec["params"]
    return {**spec, "params": [{**stretch, "value": {"x": [to_ms(days[0]), to_ms(days[1]) + DAY_MS]}}]}


def read_brush(selected: Mapping[str, Any]) -> tuple[date, date] | None:
    """The days of a brush's selection ({"a": [milliseconds, milliseconds]}), to the nearest; None where it is empty."""
    ends = selected.get("a")
    if not ends or len(ends) != 2:
        return None
    first, last = (EPOCH + timedelta(days=round(end / DAY_MS)) for end in sorted(ends))
    return first, max(first, last - timedelta(days=1))
