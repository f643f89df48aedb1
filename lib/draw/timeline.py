"""Marks in lanes, and the months of the whole span → altair charts.

Precision is drawn: a day is a point, a month or a year a bar of its length, a span a bar with ends. Charts carry their
rows inside the spec, in UTC, so that no browser's clock or zone moves a date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from lib.answers.timeline import write_span
from lib.dataset import label
from lib.draw.lanes import COUNT_WIDTH, RADIUS, ROW, Layout
from lib.words.catalogue import write_date, write_when

DAY_MS = 86_400_000
# Altair holds each part of a chart to its schema when it is made, and the whole once more when it is written. The
# second is enough: the first took a fifth of the timeline's run.
schemapi.disable_debug_mode()


@dataclass(frozen=True)
class Theme:
    """Colours of text and lanes. Lanes are told apart by place and title; neighbours also differ in colour."""

    text: str
    line: str
    lanes: tuple[str, str]


# The blue and the vermilion of Okabe and Ito's palette, each at least 3:1 against its ground (WCAG 1.4.11).
LIGHT = Theme(text="#1a1a1a", line="#d5d8dc", lanes=("#0072b2", "#b34f00"))
DARK = Theme(text="#eef1f4", line="#39414b", lanes=("#56b4e9", "#f08a3c"))


def draw_lanes(layout: Layout, asof: date, theme: Theme, chosen: str = "") -> alt.LayerChart:
    """The marks of a layout in their lanes; `chosen` is the id of the mark that is open.

    Its point selection "mark" gives the `id` of what is clicked: a mark's, or an interval such as
    "2022-10-26/2022-11-08" for a count of marks that did not fit.
    """
    drawn = layout.marks[~layout.marks["counted"]]
    colors = {band.lane: theme.lanes[number % 2] for number, band in enumerate(layout.bands)}
    rows = [_draw_mark(mark, layout, colors[mark["lane"]]) for mark in drawn.to_dict("records")]
    counts = _count_hidden(layout)
    pixels = alt.Scale(domain=[layout.height, 0], nice=False, zero=False)
    # Scale and axis stand in one layer and hold for all: Vega-Lite reads a domain twice, differently, where a mark
    # has two ends, and warns of the conflict.
    ruler = alt.X(
        "a:T",
        scale=_scale(layout.start, layout.end),
        axis=_axis(theme, grid=True, gridColor=theme.line, orient="top"),
    )
    x = alt.X("a:T", title=None)
    y, top = alt.Y("y:Q", scale=pixels, axis=None), alt.Y("top:Q", scale=pixels, axis=None)
    ink = alt.Color("c:N", scale=None, legend=None)

    def layer(values: Iterable[Mapping[str, Any]]) -> alt.Chart:
        return alt.Chart(alt.InlineData(values=list(values)))

    def pick(shape: str) -> alt.Chart:
        return layer(row for row in rows if row["shape"] == shape)

    def label(side: str) -> alt.Chart:
        return layer(row for row in rows if row["side"] == side)

    # One layer alone speaks to a screen reader and to the pointer: that of the hits, on top of what is drawn.
    # Labels were laid out for a plot of `width` pixels or more; on a narrower one they would run into each other.
    fits = alt.ExprRef(f"width < {layout.width} ? 0 : 1")
    text: dict[str, Any] = {"aria": False, "fontSize": 11, "color": theme.text, "opacity": fits, "baseline": "middle"}
    what = [
        alt.Tooltip("title:N", title="What"),
        alt.Tooltip("when:N", title="When"),
        alt.Tooltip("lane:N", title="Lane"),
    ]
    bold: dict[str, Any] = {"aria": False, "fontWeight": "bold", "color": theme.text}
    tops = [{"y": band.top} for band in layout.bands]
    now = [{"a": _ms(asof) + DAY_MS}] if asof < layout.end else []
    return alt.LayerChart(
        layer=[
            layer(tops).mark_rule(aria=False, color=theme.line).encode(x=alt.value(0), x2=alt.value("width"), y=y),
            layer(_head(layout))
            .mark_text(align="left", baseline="top", dy=4, fontSize=12, **bold)
            .encode(x=alt.value(0), y=y, text="t:N"),
            layer(now).mark_rule(aria=False, color=theme.text, strokeDash=[4, 3]).encode(x=x),
            pick("bar").mark_rule(aria=False, strokeWidth=6).encode(x=x, x2="b", y=y, color=ink),
            pick("span").mark_rule(aria=False, strokeWidth=3).encode(x=x, x2="b", y=y, color=ink),
            layer(end for row in rows for end in row["ends"])
            .mark_tick(aria=False, orient="vertical", thickness=3, size=ROW - 2)
            .encode(x=x, y=y, color=ink),
            pick("point").mark_point(aria=False, filled=True, size=64, opacity=1).encode(x=ruler, y=y, color=ink),
            label("right")
            .mark_text(align="left", dx=RADIUS + 3, **text)
            .encode(x=alt.X("b:T", title=None), y=y, text="label:N"),
            label("left").mark_text(align="right", dx=-RADIUS - 3, **text).encode(x=x, y=y, text="label:N"),
            layer(counts).mark_text(fontSize=11, align="left", dx=-4, **bold).encode(x=x, y=y, text="number:N"),
            layer(row for row in rows if row["id"] == chosen)
            .mark_rect(
                aria=False, xOffset=-8, x2Offset=8, filled=False, stroke=theme.text, strokeWidth=2, cornerRadius=4
            )
            .encode(x=x, x2="b", y=top, y2="bottom"),
            layer([*rows, *counts])
            .mark_rect(xOffset=-6, x2Offset=6, opacity=0, cursor="pointer")
            .encode(x=x, x2="b", y=top, y2="bottom", tooltip=what, description="says:N")
            .add_params(alt.selection_point(name="mark", fields=["id"], empty=False)),
        ],
        height=layout.height,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )


def _ms(day: date) -> int:
    """Milliseconds of a day's first moment since 1970, UTC: what a browser's clock cannot move."""
    return (day - date(1970, 1, 1)).days * DAY_MS


def _scale(start: date, end: date) -> alt.Scale:
    """A scale from the first moment of `start` to the last of `end`, UTC."""
    # Whole dates: Vega's interpreter, which needs no unsafe-eval, reads a lone number of milliseconds as a year.
    domain = [
        alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in (start, end + timedelta(days=1))
    ]
    return alt.Scale(type="utc", domain=domain, nice=False, padding=0)


def _axis(theme: Theme, **looks: Any) -> alt.Axis:
    """An axis of dates whose labels are as dark as text: the theme's own grey is too pale for small letters."""
    return alt.Axis(**{"title": None, "tickCount": 6, "labelOverlap": True, "labelColor": theme.text, **looks})


def _draw_mark(mark: Mapping[str, Any], layout: Layout, color: str) -> dict[str, Any]:
    """The fields that are drawn of one mark, as plain strings and numbers."""
    start, length = _ms(layout.start), _ms(layout.end) + DAY_MS - _ms(layout.start)
    a, b = start + round(mark["x0"] * length), start + round(mark["x1"] * length)
    shape = {"day": "point", "span": "span"}.get(mark["precision"], "bar")
    # A span has an end where it ends: not where the stretch or the as-of date cuts it.
    ends = [(a, mark["first"].date() >= layout.start), (b, mark["last"].date() <= layout.end and not mark["cut"])]
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
        "when": write_span(mark),
        "says": f"{mark['title']}, {write_span(mark)}",
        "lane": label("lane", mark["lane"]),
        "ends": [{"a": at, "y": mark["y"], "c": color} for at, is_end in ends if is_end and shape == "span"],
    }


def _head(layout: Layout) -> list[dict[str, Any]]:
    counts = layout.marks["lane"].value_counts()
    return [
        {"y": band.top, "t": f"{label('lane', band.lane)} · {counts.get(band.lane, 'none')}"} for band in layout.bands
    ]


def _count_hidden(layout: Layout) -> list[dict[str, Any]]:
    """Marks that did not fit, counted: one "+12" for those that stand close together."""
    start, length = _ms(layout.start), _ms(layout.end) + DAY_MS - _ms(layout.start)
    hidden = layout.marks[layout.marks["counted"]].sort_values(["lane", "x0"], kind="stable")
    heads: list[tuple[str, float]] = []  # the lane and place of each group's first mark
    groups = []
    for lane, x0 in zip(hidden["lane"], hidden["x0"], strict=True):
        if not heads or heads[-1][0] != lane or (x0 - heads[-1][1]) * layout.width >= COUNT_WIDTH:
            heads.append((lane, x0))
        groups.append(len(heads))
    found = (
        hidden.assign(group=groups)
        .groupby("group")
        .agg(
            lane=("lane", "first"),
            number=("id", "size"),
            x0=("x0", "min"),
            x1=("x0", "max"),
            y=("y", "first"),
            first=("first", "min"),
            last=("last", "max"),
        )
    )
    return [_draw_count(group, start, length) for group in found.to_dict("records")]


def _draw_count(group: Mapping[str, Any], start: int, length: int) -> dict[str, Any]:
    """The fields that are drawn of one group of marks that did not fit."""
    first, last = group["first"].date(), group["last"].date()
    when = f"{write_date(first)} to {write_date(last)}"
    return {
        "id": f"{first}/{last}",
        "a": start + round(group["x0"] * length),
        "b": start + round(group["x1"] * length),
        "y": group["y"],
        "top": group["y"] - ROW / 2,
        "bottom": group["y"] + ROW / 2,
        "number": f"+{group['number']}",
        "title": f"{group['number']} more, listed below the chart; choose to look closer",
        "when": when,
        "says": f"{group['number']} more, {when}",
        "lane": label("lane", group["lane"]),
    }


def draw_months(
    found: pd.DataFrame, span: tuple[date, date], theme: Theme, brushed: tuple[date, date] | None
) -> alt.Chart:
    """How many marks begin in each month of the whole span, with a brush "stretch" over the days of `brushed`.

    The brush gives milliseconds for the field `a`: read them with `read_brush`.
    """
    count = found["first"].dt.to_period("M").value_counts().sort_index()
    values = [
        {
            "a": _ms(month.start_time.date()) + 15 * DAY_MS,
            "n": int(number),
            "month": write_when(str(month)),
            "says": f"{write_when(str(month))}: {number} row{' begins' if number == 1 else 's begin'} in it",
        }
        for month, number in count.items()
    ]
    autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    brush = alt.selection_interval(name="stretch", encodings=["x"])
    if brushed:
        brush = alt.selection_interval(
            name="stretch", encodings=["x"], value={"x": (_ms(brushed[0]), _ms(brushed[1]) + DAY_MS)}
        )
    wide = alt.ExprRef(f"max(1, width / {(span[1] - span[0]).days / 30 + 1:.0f} - 1)")
    bars: alt.Chart = (
        alt.Chart(alt.InlineData(values=values), height=56, autosize=autosize)
        .mark_bar(orient="vertical", size=wide, color=theme.lanes[0], clip=True)
        .encode(
            x=alt.X("a:T", scale=_scale(*span), axis=_axis(theme, grid=False)),
            y=alt.Y("n:Q", axis=None),
            tooltip=[alt.Tooltip("month:N", title="Month"), alt.Tooltip("n:Q", title="Rows that begin in it")],
            description="says:N",
        )
        .add_params(brush)
    )
    return bars


def read_brush(selected: Mapping[str, Any]) -> tuple[date, date] | None:
    """The days of a brush's selection ({"a": [milliseconds, milliseconds]}), to the nearest; None where it is empty."""
    ends = selected.get("a")
    if not ends or len(ends) != 2:
        return None
    first, last = (date(1970, 1, 1) + timedelta(days=round(end / DAY_MS)) for end in sorted(ends))
    return first, max(first, last - timedelta(days=1))
