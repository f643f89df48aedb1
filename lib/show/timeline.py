"""The timeline on a page: its lanes, its stretch of time, the chart, and the list that opens a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

import streamlit as st

from lib.answers import stretch as stretches
from lib.answers import timeline as timelines
from lib.answers.blocks import answer
from lib.answers.timeline import Drawn, Timeline, Way
from lib.dataset import codes, label
from lib.draw import lanes as layouts
from lib.draw import timeline as charts
from lib.render.html import render_table
from lib.show import blocks as panels
from lib.show.session import Context, bind, change, heed, is_phone, link_page, read_session, read_theme, read_view, show
from lib.view import View, close
from lib.view.atlas import Atlas
from lib.words.catalogue import language, speak, text
from lib.words.records import escape_markdown

_ICONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "closer": ("add", "up"),
        "wider": ("remove", "down"),
        "earlier": ("arrow_back", "left"),
        "later": ("arrow_forward", "right"),
    }
)


@dataclass(frozen=True)
class _Lists:
    """The lists of the page as Streamlit takes them: names of rows as Markdown by id, tables as HTML."""

    names: Mapping[str, str]
    rows: str
    undated: str


def _list(atlas: Atlas, view: View, language: str) -> _Lists:
    with speak(language):
        drawn = answer(atlas, timelines.write, view).drawn
        if drawn is None:
            return _Lists(MappingProxyType({}), "", "")
        names = MappingProxyType({code: escape_markdown(name) for code, name in drawn.names})
        return _Lists(names, render_table(drawn.table), render_table(drawn.undated) if drawn.undated else "")


def choose_lanes(context: Context, said: Timeline) -> None:
    """The lanes as switches: all are on until one is switched off, and the last one stays on."""
    st.pills(
        said.lanes,
        list(codes("lane")),
        selection_mode="multi",
        format_func=lambda lane: text(label("lane", lane)),
        label_visibility="collapsed",
        **bind("lane", list(context.view.lane or codes("lane")), _read_lanes),
    )
    if said.last_lane:
        st.caption(said.last_lane)


def _read_lanes(chosen: list[str]) -> tuple[str, ...]:
    # No lane named means every lane, in a link: the one that is left cannot be switched off.
    left: tuple[str, ...] = read_view().lane
    return () if len(chosen) == len(codes("lane")) else tuple(lane for lane in codes("lane") if lane in chosen) or left


def show_outside(said: Timeline) -> None:
    """That nothing of the stretch in the link can be drawn, and a way to what can."""
    if said.outside:
        st.info(said.outside.text, icon=":material/search_off:")
    if said.out:
        _offer(said.out, _take(said.out), type="primary")


def _offer(way: Way, press: Callable[[], None], **looks: Any) -> None:
    st.button(way.title, on_click=press, key=f"stretch-{way.code}", **looks)


def _take(way: Way) -> Callable[[], None]:
    """A press that shows the stretch of a way."""
    return partial(change, start=way.start, end=way.end)


def _move(atlas: Atlas, code: str) -> None:
    """Closer, wider, earlier or later than what stands when the button is pressed: the run that drew it may be a press
    old."""
    drawn = answer(atlas, timelines.write, close(read_view())).drawn
    for way in drawn.ways.moved if drawn else ():
        if way.code == code:
            _take(way)()


def show_earlier(drawn: Drawn) -> None:
    """How many rows lie before a start that nobody asked for; choosing it shows them."""
    if drawn.earlier:
        way = drawn.earlier
        st.button(way.title, icon=":material/first_page:", on_click=change, kwargs={"start": way.start}, key="earlier")


def choose_stretch(context: Context, drawn: Drawn) -> None:
    """Buttons and two dates that set the stretch of time. The arrow keys work with Alt and Shift held."""
    ways = drawn.ways
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key="stretch-row"):
        _choose_day(ways.first, "start", drawn.shown[0])
        _choose_day(ways.last, "end", drawn.shown[1])
        for way in ways.named:
            _offer(way, _take(way))
        for way in ways.moved:
            icon, arrow = _ICONS[way.code]
            keys = None if is_phone() else f"Alt+Shift+{arrow}"
            _offer(way, partial(_move, context.atlas, way.code), icon=f":material/{icon}:", shortcut=keys)


def _choose_day(title: str, key: str, shown: date) -> None:
    """One end of the stretch as a date; `key` is the View's field."""
    show(f"day-{key}", shown)

    def write(day: date | None) -> None:
        # Streamlit calls this without a change too, where a page was left and come back to in haste.
        if day == shown:
            return
        # Not the view of the run that drew the field, which may be a press old.
        view = read_view()
        days = {"start": view.start, "end": view.end, key: day}
        # A start after the end takes the end away, and the other way round.
        if days["start"] and days["end"] and days["start"] > days["end"]:
            days["end" if key == "start" else "start"] = None
        change(**days)

    st.date_input(
        title,
        min_value=date.min,
        max_value=date.max,
        format="YYYY-MM-DD",
        key=f"day-{key}",
        on_change=heed(f"day-{key}", write),
        width=140,
    )


def show_chart(context: Context, drawn: Drawn) -> None:
    """The timeline of the rows; choosing a mark opens it, choosing a count looks closer."""
    key = f"timeline-{read_session().mounts}"

    def choose() -> None:
        picked = st.session_state[key].selection["mark"]
        if picked:
            _open(picked[0]["id"])

    spec = context.atlas.recall(
        charts.draw_view, close(context.view), language(), read_width(context, drawn), read_theme()
    )
    st.vega_lite_chart(
        charts.choose(spec, read_opened(context, drawn)),
        width="stretch",
        key=key,
        on_select=choose,
        alt=drawn.lanes.alt,
    )


def _open(code: str) -> None:
    """Open a row by its id, or look closer where it is an interval of days."""
    if "/" in code:
        start, end = code.split("/")
        change(start=date.fromisoformat(start), end=date.fromisoformat(end))
    else:
        change(open=code)


def read_width(context: Context, drawn: Drawn) -> int:
    """Pixels that the plot has at least: a phone says that it is one."""
    if is_phone():
        return layouts.NARROW
    return layouts.BESIDE if read_opened(context, drawn) else layouts.WIDE


def show_overview(context: Context, drawn: Drawn) -> None:
    """The rows of each month, with a brush over the stretch that is shown."""
    brush, view, months = read_session().brush, context.view, drawn.overview.data
    # The brush is drawn afresh (a new key) only where something else moved the stretch or the bars: what the reader
    # brushes stays under their hand, and an event of an older brush has no chart left to come from.
    asked, bars = (view.start, view.end), (months, view.lane, st.context.theme.type)
    if (brush.stretch, brush.drawn) != (asked, bars):
        brush.mounts += 1
        brush.stretch, brush.drawn, brush.seed = asked, bars, asked
    key = f"brush-{brush.mounts}"

    def write() -> None:
        # What was drawn on a chart that has been replaced since would undo the press that replaced it.
        if key != f"brush-{brush.mounts}":
            return
        brush.stretch = charts.read_brush(st.session_state[key].selection["stretch"]) or (None, None)
        change(start=brush.stretch[0], end=brush.stretch[1])

    spec = context.atlas.recall(charts.draw_overview, close(view), language(), read_theme())
    st.vega_lite_chart(
        charts.brush(spec, stretches.cut(months.span, *brush.seed) if any(brush.seed) else None),
        width="stretch",
        key=key,
        on_select=write,
        alt=drawn.overview.alt,
    )
    with st.container(key="brush-note"):
        st.caption(drawn.help)


def read_opened(context: Context, drawn: Drawn) -> str:
    """The id of the open row; "" where none is, or where it is not among those shown."""
    opened = context.view.open
    return opened if opened and (drawn.lanes.data.marks["id"] == opened).any() else ""


def show_figure(context: Context, said: Timeline, drawn: Drawn) -> None:
    """The chart over the full width, or beside the row that is open."""
    if not read_opened(context, drawn):
        show_chart(context, drawn)
        return
    chart, sheet = st.columns([7, 5], gap=None)
    with chart:
        show_chart(context, drawn)
    with sheet, st.container(key="sheet"):
        show_row(context, said, drawn)


def choose_row(context: Context, said: Timeline, drawn: Drawn) -> None:
    """The rows as an index, in order; choosing one opens it, here and on the chart."""
    names = context.atlas.recall(_list, close(context.view), language()).names
    opened = read_opened(context, drawn)

    def read(code: str | None) -> str:
        # A fresh chart forgets what was clicked on it, so that a click on the same mark opens it again.
        read_session().mounts += 1
        return code or ""

    with st.container(key="index"):
        st.radio(
            said.hint,
            list(names),
            format_func=names.__getitem__,
            **bind("open", opened if opened in names else None, read),
        )


def show_row(context: Context, said: Timeline, drawn: Drawn) -> None:
    """The open row: what, when, who said so in which words, with links, and a way to its country."""
    row = timelines.read_row(drawn, read_opened(context, drawn))
    if row is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(escape_markdown(row.title), anchor=False)
        st.button(
            said.close, icon=":material/close:", on_click=change, kwargs={"open": ""}, key="close-mark", type="tertiary"
        )
    st.markdown(f"**{row.when}** · {escape_markdown(row.lane)} · {escape_markdown(row.confidence)}")
    st.markdown(escape_markdown(row.said))
    with st.expander(said.says_who, expanded=True):
        panels.show_evidence(context, row.code)
    if row.country:
        page = "country" if "country" in context.pages else "map"
        link_page(context, page, row.about, country=(row.country,), place="", open="")


def show_rows(context: Context, drawn: Drawn) -> None:
    """The rows of the chart as a table, in the same order; below it, what has no date to be drawn by."""
    lists = context.atlas.recall(_list, close(context.view), language())
    with st.container(key="timeline-rows"):
        st.html(lists.rows)
    if drawn.undated:
        with st.expander(drawn.undated_title):
            st.html(lists.undated)
