"""Events, responses and station openings → marks in lanes, and altair charts of them.

Precision is drawn: a day is a point, a month or a year a bar of its length, a span a bar with ends. Charts carry their
rows inside the spec, in milliseconds UTC, so that no browser's clock or zone moves a date.
"""

import calendar
from bisect import bisect, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd

from lib import countries, evidence
from lib.dataset import REPORTS, Dataset, period
from lib.view import LANES, Selection, count_stations, write_date

LANE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "reports": "Reports",
        "openings": "Station openings",
        "responses": "Government responses",
        "china": "China’s statements",
        "statements": "Other statements",
        "laws": "Laws and agreements",
        "operations": "Operations and cases",
        "statistics": "Statistics",
    }
)
_LANE_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "report": "reports",
        "statement": "statements",
        "law": "laws",
        "agreement": "laws",
        "operation": "operations",
        "case": "operations",
        "statistic": "statistics",
    }
)
COLUMNS = (
    "id",
    "lane",
    "kind",
    "country",
    "date",
    "until",
    "title",
    "actor",
    "summary",
    "confidence",
    "precision",
    "first",
    "last",
    "cut",
)
# The narrowest plot, in pixels, that rows and labels are laid out for: a wider one only spreads them further.
WIDE, NARROW = 440, 310
MAX_ROWS = 14  # of marks in a lane; what does not fit is counted in one "+12" above them
LABELLED_ROWS = 9  # a lane may grow to so many rows for its labels; beyond that labels stand where there is room
RADIUS = 4.5  # pixels
ROW, HEAD, FOOT = 13, 19, 7  # pixels of a row of marks, above a lane's first row, below its last
LETTER = 5.7  # mean width of a letter of a label, pixels
MAX_LABEL = 52  # letters
COUNT_WIDTH = 34  # pixels of the widest "+1234"
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Theme:
    """Colours of text and lanes. Lanes are told apart by place and title; neighbours also differ in colour."""

    text: str
    line: str
    lanes: tuple[str, str]


# The blue and the vermilion of Okabe and Ito's palette, each at least 3:1 against its ground (WCAG 1.4.11).
LIGHT = Theme(text="#1a1a1a", line="#d5d8dc", lanes=("#0072b2", "#b34f00"))
DARK = Theme(text="#eef1f4", line="#39414b", lanes=("#56b4e9", "#f08a3c"))


def marks(selection: Selection) -> pd.DataFrame:
    """One row for each event, response and dated station opening of a selection, oldest first.

    Columns: COLUMNS. `first` and `last` (datetime64) are the days that it covers, never later than the as-of date;
    `precision` is day, month, year or span; `cut` says that it goes on after the as-of date; `until` is then "".
    """
    asof = pd.Timestamp(selection.asof)
    frame = pd.concat(
        [_mark_events(selection.events), _mark_responses(selection.responses), _mark_openings(selection.stations)],
        ignore_index=True,
    )
    frame = frame[frame["first"] <= asof]
    cut = frame["last"] > asof
    frame = frame.assign(cut=cut, last=frame["last"].where(~cut, asof), until=frame["until"].where(~cut, ""))
    return frame.sort_values(["first", "last", "id"], kind="stable", ignore_index=True)[list(COLUMNS)]


def _mark_events(events: pd.DataFrame) -> pd.DataFrame:
    lane = events["kind"].map(_LANE_OF_KIND)
    by_china = (events["kind"] == "statement") & (events["country"] == "CN")
    return events.assign(
        lane=lane.where(~by_china, "china"),
        until=events["end_date"],
        actor="",
        precision=events["date_precision"].where(events["end_date"] == "", "span"),
        first=events["first_day"],
        last=events["last_day"],
    )


def _mark_responses(responses: pd.DataFrame) -> pd.DataFrame:
    acts = zip(responses["country"], responses["kind"], responses["basis"], strict=True)
    return responses.assign(
        lane="responses",
        until="",
        title=[_name_response(country, kind, basis) for country, kind, basis in acts],
        precision=responses["date_precision"],
        first=responses["first_day"],
        last=responses["last_day"],
    )


def _name_response(country: str, kind: str, basis: str) -> str:
    collateral = " (not a police-station case)" if basis == "collateral" else ""
    return f"{countries.name(country)}: {kind.replace('_', ' ')}{collateral}"


def _mark_openings(stations: pd.DataFrame) -> pd.DataFrame:
    opened = stations[stations["opened"] != ""]
    periods = [period(text) for text in opened["opened"]]
    listed = {report.code: f"First listed by {report.title}, {write_date(report.published)}" for report in REPORTS}
    places = zip(opened["city"], opened["country"], opened["count"], strict=True)
    return opened.assign(
        lane="openings",
        kind="opening",
        date=opened["opened"],
        until="",
        title=[
            f"{city or countries.name(country)}: opening reported, {count_stations(count)}"
            for city, country, count in places
        ],
        actor=[listed[code] for code in opened["report"]],
        summary=opened["note"],
        precision=opened["opened_precision"],
        first=pd.Series([part.start_time for part in periods], index=opened.index, dtype="datetime64[s]"),
        last=pd.Series([part.end_time.normalize() for part in periods], index=opened.index, dtype="datetime64[s]"),
    )


def narrow(found: pd.DataFrame, lanes: Sequence[str], start: date | None, end: date | None) -> pd.DataFrame:
    """The marks of these lanes (none named: all) that touch the stretch from `start` to `end` (None: open)."""
    kept = found["lane"].isin(lanes or LANES)
    if start:
        kept &= found["last"] >= pd.Timestamp(start)
    if end:
        kept &= found["first"] <= pd.Timestamp(end)
    return found[kept].reset_index(drop=True)


def count_dated(dataset: Dataset, asof: date) -> int:
    """How many rows of the whole dataset have a date to draw by `asof`: the timeline's denominator."""
    until = pd.Timestamp(asof)
    dated = (dataset.events, dataset.responses, dataset.stations[dataset.stations["opened"] != ""])
    return sum(int((frame["counts_from"] <= until).sum()) for frame in dated)


def list_undated(selection: Selection) -> pd.DataFrame:
    """Station entries without an opening date. Columns: Country, Place, Stations, First listed by, Id."""
    rows = selection.stations[selection.stations["opened"] == ""]
    rows = rows.assign(name=rows["country"].map(countries.name)).sort_values(["name", "city", "id"], kind="stable")
    return pd.DataFrame(
        {
            "Country": rows["name"],
            "Place": rows["city"].where(rows["city"] != "", "no city named"),
            "Stations": rows["count"],
            "First listed by": rows["report"].map({report.code: report.title for report in REPORTS}),
            "Id": rows["id"],
        }
    )


def list_rows(found: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Marks as a table for reading, in their order.

    Columns: Date, Until, Lane, Country, What, By, Confidence, Summary, Sources (HTML links), Id.
    """
    cited = dataset.citations[dataset.citations["record"].isin(found["id"])]
    sources = {record: evidence.link_sources(group) for record, group in cited.groupby("record", sort=False)}
    return pd.DataFrame(
        {
            "Date": found["date"],
            "Until": found["until"].where(~found["cut"], "goes on"),
            "Lane": found["lane"].map(LANE_TITLES),
            "Country": found["country"].map(countries.name),
            "What": found["title"],
            "By": found["actor"],
            "Confidence": found["confidence"],
            "Summary": found["summary"],
            "Sources": found["id"].map(sources).fillna(""),
            "Id": found["id"],
        }
    )


def write_when(mark: Mapping[str, Any]) -> str:
    """When, no sharper than known: "26 October 2022", "March 2022, the day is not known"."""
    if mark["until"]:
        return f"{evidence.write_when(mark['date'])} to {evidence.write_when(mark['until'])}"
    known = {4: ", the month is not known", 7: ", the day is not known"}
    vague = "" if mark["precision"] == "span" else known.get(len(mark["date"]), "")
    goes_on = ", and going on" if mark["cut"] and mark["precision"] == "span" else ""
    return f"{evidence.write_when(mark['date'])}{vague}{goes_on}"


def describe(found: pd.DataFrame, dated: int, span: tuple[date, date], start: date | None, end: date | None) -> str:
    """What the timeline lists, with its denominator, and the stretch that a view asks for."""
    first = f" from {write_date(start or span[0])}" if start or not end else ""
    last = f" to {write_date(end or span[1])}" if end or not start else ""
    none = f" All of them lie between {write_date(span[0])} and {write_date(span[1])}." if found.empty and dated else ""
    return f"Listed: {len(found)} of {dated} dated rows,{first}{last}.{none}"


def describe_acts(found: pd.DataFrame) -> str:
    """How many responses by how many governments, and how many other rows, are among the marks."""
    acts = found[found["lane"] == "responses"]
    by, others = acts["country"].nunique(), len(found) - len(acts)
    return (
        f"{len(acts)} response{'' if len(acts) == 1 else 's'} by {by} government{'' if by == 1 else 's'}, "
        f"{others} other dated row{'' if others == 1 else 's'} in these months."
    )


def whole(found: pd.DataFrame, asof: date) -> tuple[date, date]:
    """The whole span: from the first day of any mark to the as-of date (of its year where there is none)."""
    start = found["first"].min().date() if len(found) else asof.replace(month=1, day=1)
    return min(start, asof), asof


def stretch(span: tuple[date, date], start: date | None, end: date | None) -> tuple[date, date]:
    """The part of the whole span that a view's `start` and `end` ask for; the whole where they lie outside it."""
    first, last = max(span[0], start or span[0]), min(span[1], end or span[1])
    return (first, last) if first <= last else span


def move(span: tuple[date, date], shown: tuple[date, date], closer: float, later: float) -> tuple[date, date]:
    """The stretch `closer` times as short around its middle, moved by `later` of its length, kept within the span."""
    days, longest = (shown[1] - shown[0]).days + 1, (span[1] - span[0]).days + 1
    length = min(longest, max(7, round(days / closer)))
    first = (shown[0] - span[0]).days + (days - length) // 2 + round(later * days)
    first = min(longest - length, max(0, first))
    start = span[0] + timedelta(days=first)
    return start, start + timedelta(days=length - 1)


def months(start: date, end: date) -> tuple[date, ...]:
    """The last day of each month from that of `start` to that of `end`, the last one no later than `end`."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    firsts = [divmod(start.year * 12 + start.month - 1 + step, 12) for step in range(count)]
    days = [date(year, month + 1, calendar.monthrange(year, month + 1)[1]) for year, month in firsts]
    return tuple(min(day, end) for day in days)


@dataclass(frozen=True)
class Band:
    """Where a lane stands, in pixels from the top of the plot."""

    lane: str
    top: int
    bottom: int


@dataclass(frozen=True, eq=False)
class Layout:
    """Marks laid out for a stretch of time and a plot `width` pixels wide or wider.

    marks: COLUMNS, and `x0`, `x1` (fractions of the stretch), `row` (MAX_ROWS: counted, not drawn by itself), `y`
    (pixels from the top), `label`, `side` (right or left of the mark, "" without room for it).
    """

    marks: pd.DataFrame
    bands: tuple[Band, ...]
    start: date
    end: date
    width: int
    height: int


def arrange(found: pd.DataFrame, lanes: Sequence[str], start: date, end: date, width: int) -> Layout:
    """Lay marks out in lanes: each in the lowest row where it meets no other, and labels where they meet nothing."""
    length = (pd.Timestamp(end) - pd.Timestamp(start)).days + 1
    first = (found["first"] - pd.Timestamp(start)).dt.days
    last = (found["last"] - pd.Timestamp(start)).dt.days + 1
    is_day = found["precision"] == "day"
    x0 = first.where(~is_day, first + 0.5).clip(0, length) / length
    x1 = last.where(~is_day, last - 0.5).clip(0, length) / length
    placed = found.assign(x0=x0, x1=x1, row=0, y=0.0, label=found["title"].map(_shorten), side="")
    bands, top = [], 0
    for lane in [lane for lane in LANES if lane in (lanes or LANES)]:
        index = placed.index[placed["lane"] == lane]
        # The sharpest dates come first and stand highest; whole years lie below them.
        vague = placed.loc[index, "precision"].map({"day": 0, "month": 1, "span": 2, "year": 3})
        index = index[vague.argsort(kind="stable")]
        rows, sides = _place(placed.loc[index], width)
        placed.loc[index, "row"], placed.loc[index, "side"] = rows, sides
        placed.loc[index, "y"] = [top + HEAD + (row + 0.5) * ROW for row in rows]
        bottom = top + HEAD + ROW * (max(rows, default=-1) + 1) + FOOT
        bands.append(Band(lane, top, bottom))
        top = bottom
    return Layout(placed, tuple(bands), start, end, width, top)


def _shorten(title: str) -> str:
    return title if len(title) <= MAX_LABEL else f"{title[: MAX_LABEL - 1].rsplit(' ', 1)[0]}…"


def _place(lane: pd.DataFrame, width: int) -> tuple[list[int], list[str]]:
    """A row and a label's side for each mark of one lane, in the order given."""
    boxes = [(x0 * width - RADIUS - 1, x1 * width + RADIUS + 1) for x0, x1 in zip(lane["x0"], lane["x1"], strict=True)]
    needs = [len(label) * LETTER + 4 for label in lane["label"]]
    sides = [
        "right" if right + need <= width else "left" if left - need >= 0 else ""
        for (left, right), need in zip(boxes, needs, strict=True)
    ]
    grown = [
        (left - need if side == "left" else left, right + need if side == "right" else right)
        for (left, right), need, side in zip(boxes, needs, sides, strict=True)
    ]
    rows = _pack(grown, LABELLED_ROWS)
    if LABELLED_ROWS not in rows:
        return rows, sides
    rows, sides = _pack(boxes, MAX_ROWS), [""] * len(boxes)
    for row in sorted(set(rows) - {MAX_ROWS}):
        _fit_labels([number for number, own in enumerate(rows) if own == row], boxes, needs, sides, width)
    return rows, sides


def _pack(boxes: Sequence[tuple[float, float]], limit: int) -> list[int]:
    """For each box (left, right) the lowest row that is free there; `limit` where none of so many rows is."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(limit)]
    rows = []
    for box in boxes:
        row = next((number for number, others in enumerate(taken) if _is_free(box, others)), limit)
        if row < limit:
            insort(taken[row], box)
        rows.append(row)
    return rows


def _is_free(box: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    """Whether a box meets none of the others, which are in order and meet each other nowhere."""
    at = bisect(others, box)
    return (at == 0 or others[at - 1][1] <= box[0]) and (at == len(others) or box[1] <= others[at][0])


def _fit_labels(
    row: Sequence[int], boxes: Sequence[tuple[float, float]], needs: Sequence[float], sides: list[str], width: int
) -> None:
    """Give each mark of one row, by its number, a label on the side where there is room, and none elsewhere."""
    ordered = sorted(row, key=lambda number: boxes[number])
    limits = [*(boxes[number][0] for number in ordered[1:]), float(width)]
    free = 0.0
    for number, limit in zip(ordered, limits, strict=True):
        left, right = boxes[number]
        if right + needs[number] <= limit:
            sides[number], free = "right", right + needs[number]
        else:
            sides[number], free = ("left" if left - needs[number] >= free else ""), right


def keep(layout: Layout, shown: pd.DataFrame) -> Layout:
    """The layout with only the marks of `shown` (COLUMNS), each where it was, and no longer than `shown` knows."""
    where = layout.marks[["id", "x0", "x1", "row", "y", "label", "side"]]
    kept = shown.merge(where, on="id", how="inner")
    length = (layout.end - layout.start).days + 1
    reach = (kept["last"] - pd.Timestamp(layout.start)).dt.days + 1
    x1 = kept["x1"].where(kept["precision"] == "day", kept["x1"].clip(upper=reach / length))
    return replace(layout, marks=kept.assign(x1=x1))


def chart(layout: Layout, asof: date, theme: Theme, chosen: str = "") -> alt.LayerChart:
    """The marks of a layout in their lanes; `chosen` is the id of the mark that is open.

    Its point selection "mark" gives the `id` of what is clicked: a mark's, or an interval such as
    "2022-10-26/2022-11-08" for a count of marks that did not fit.
    """
    drawn = layout.marks[layout.marks["row"] < MAX_ROWS]
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
    return alt.Axis(title=None, tickCount=6, labelOverlap=True, labelColor=theme.text, **looks)


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
        "when": write_when(mark),
        "says": f"{mark['title']}, {write_when(mark)}",
        "lane": LANE_TITLES[mark["lane"]],
        "ends": [{"a": at, "y": mark["y"], "c": color} for at, is_end in ends if is_end and shape == "span"],
    }


def _head(layout: Layout) -> list[dict[str, Any]]:
    counts = layout.marks["lane"].value_counts()
    return [
        {"y": band.top, "t": f"{LANE_TITLES[band.lane]} · {counts.get(band.lane, 'none')}"} for band in layout.bands
    ]


def _count_hidden(layout: Layout) -> list[dict[str, Any]]:
    """Marks that did not fit, counted: one "+12" for those that stand close together."""
    start, length = _ms(layout.start), _ms(layout.end) + DAY_MS - _ms(layout.start)
    hidden = layout.marks[layout.marks["row"] >= MAX_ROWS].sort_values(["lane", "x0"], kind="stable")
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
        "lane": LANE_TITLES[group["lane"]],
    }


def overview(
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
            "month": evidence.write_when(str(month)),
            "says": f"{evidence.write_when(str(month))}: {number} row{' begins' if number == 1 else 's begin'} in it",
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


def describe_chart(layout: Layout) -> str:
    """The chart's accessible name: what stands in each lane."""
    counts = layout.marks["lane"].value_counts()
    listed = "; ".join(f"{LANE_TITLES[band.lane]}: {counts.get(band.lane, 0)}" for band in layout.bands)
    return (
        f"Timeline from {write_date(layout.start)} to {write_date(layout.end)}. {listed}. "
        "The list beside it and the table below have the same rows."
    )
