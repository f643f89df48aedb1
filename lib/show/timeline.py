"""The timeline on a page: its lanes, its stretch of time, the chart, and the list that opens a row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.answers import timeline as timelines
from lib.answers.blocks import FIRST_ROWS
from lib.dataset import codes, countries, label
from lib.draw import lanes as layouts
from lib.draw import timeline as charts
from lib.show import blocks as panels
from lib.show.session import Context, bind, change, is_phone, link_page, read_view
from lib.words.catalogue import write_date
from lib.words.records import escape_markdown

_CHOSEN = "mark"  # in the session: the id of the row that is open


def choose_lanes(context: Context) -> None:
    """The lanes as switches: all are on until one is switched off, and the last one stays on."""
    st.pills(
        "Lanes",
        list(codes("lane")),
        selection_mode="multi",
        format_func=lambda lane: label("lane", lane),
        **bind("lane", list(context.view.lane or codes("lane")), _read_lanes),
    )
    if len(context.view.lane) == 1:
        st.caption("One lane always stays on: switch another one on before this one off.")


def _read_lanes(chosen: list[str]) -> tuple[str, ...]:
    # No lane named means every lane, in a link: the one that is left cannot be switched off.
    left: tuple[str, ...] = read_view().lane
    return () if len(chosen) == len(codes("lane")) else tuple(lane for lane in codes("lane") if lane in chosen) or left


def show_outside(context: Context, span: tuple[date, date]) -> None:
    """That nothing of the stretch in the link can be drawn, and a way to what can."""
    view, (first, asof) = context.view, span
    asked = " ".join(
        f"{word} {write_date(day)}" for word, day in (("from", view.start), ("to", view.end)) if day is not None
    )
    if view.start and view.start > asof:
        why = f"Nothing of it lies before the as-of date, {write_date(asof)}."
    else:
        why = f"The first dated row of this view is of {write_date(first)}."
    st.info(f"This link asks for the stretch {asked}. {why}", icon=":material/search_off:")
    st.button("Whole span", on_click=change, kwargs={"start": _name_start(span), "end": None}, type="primary")


def _name_start(span: tuple[date, date]) -> date | None:
    """The start that a link to the whole span has: none where the timeline begins there by itself."""
    return None if timelines.usual(span) == span else span[0]


def show_earlier(context: Context, found: pd.DataFrame, span: tuple[date, date], shown: tuple[date, date]) -> None:
    """How many rows lie before a start that nobody asked for; choosing it shows them."""
    earlier = timelines.count_earlier(found, context.view.lane, shown)
    if context.view.start is None and earlier:
        st.button(
            f"{earlier} earlier row{'' if earlier == 1 else 's'}",
            icon=":material/first_page:",
            on_click=change,
            kwargs={"start": span[0]},
            key="earlier",
        )


def choose_stretch(context: Context, span: tuple[date, date], shown: tuple[date, date]) -> None:
    """Buttons and two dates that set the stretch of time. The arrow keys work with Alt and Shift held."""
    usual = timelines.usual(span)
    named = {
        "Whole span": (_name_start(span), None),
        "2022–23": (date(2022, 1, 1), date(2023, 12, 31)),
        "Since 2023": (date(2023, 1, 1), None),
    }
    moved = {
        "Closer": ("add", "up", (2, 0)),
        "Wider": ("remove", "down", (0.5, 0)),
        "Earlier": ("arrow_back", "left", (1, -0.5)),
        "Later": ("arrow_forward", "right", (1, 0.5)),
    }
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key="stretch-row"):
        _choose_day(context, "From", "start", shown[0])
        _choose_day(context, "To", "end", shown[1])
        for label, (start, end) in named.items():
            st.button(label, on_click=change, kwargs={"start": start, "end": end}, key=f"stretch-{label}")
        for label, (icon, arrow, (closer, later)) in moved.items():
            start, end = timelines.move(span, shown, closer, later)
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=change,
                kwargs={"start": None, "end": None} if (start, end) == usual else {"start": start, "end": end},
                key=f"stretch-{label}",
                shortcut=None if is_phone() else f"Alt+Shift+{arrow}",
            )


def _choose_day(context: Context, label: str, key: str, shown: date) -> None:
    """One end of the stretch as a date; `key` is the View's field."""
    st.session_state[f"day-{key}"] = shown

    def write() -> None:
        day = st.session_state[f"day-{key}"]
        # Streamlit calls this without a change too, where a page was left and come back to in haste.
        if day == shown:
            return
        days = {"start": context.view.start, "end": context.view.end, key: day}
        # A start after the end takes the end away, and the other way round.
        if days["start"] and days["end"] and days["start"] > days["end"]:
            days["end" if key == "start" else "start"] = None
        change(**days)

    st.date_input(
        label,
        min_value=date.min,
        max_value=date.max,
        format="YYYY-MM-DD",
        key=f"day-{key}",
        on_change=write,
        width=140,
    )


def show_chart(context: Context, rows: pd.DataFrame, shown: tuple[date, date]) -> None:
    """The timeline of `rows`; choosing a mark opens it, choosing a count looks closer."""
    layout = layouts.arrange(rows, context.view.lane, *shown, read_width())
    key = f"timeline-{st.session_state.get('timeline_mounts', 0)}"

    def choose() -> None:
        picked = st.session_state[key].selection["mark"]
        if picked:
            _open(picked[0]["id"])

    st.altair_chart(
        charts.draw_lanes(layout, context.selection.asof, read_theme(), _read_chosen(rows)),
        width="stretch",
        key=key,
        on_select=choose,
        alt=layouts.describe(layout),
    )


def _open(code: str) -> None:
    """Open a row by its id, or look closer where it is an interval of days."""
    if "/" in code:
        start, end = code.split("/")
        change(start=date.fromisoformat(start), end=date.fromisoformat(end))
    else:
        st.session_state[_CHOSEN] = code


def read_width() -> int:
    """Pixels that the plot has at least: a phone says that it is one."""
    return layouts.NARROW if is_phone() else layouts.WIDE


def read_theme() -> charts.Theme:
    """The colours of the reader's theme."""
    return charts.DARK if st.context.theme.type == "dark" else charts.LIGHT


def show_overview(context: Context, found: pd.DataFrame, span: tuple[date, date], shown: tuple[date, date]) -> None:
    """The rows of each month, with a brush over the stretch that is shown."""
    state, view = st.session_state, context.view
    span = min(timelines.usual(span)[0], shown[0]), span[1]
    found = timelines.narrow(found, view.lane, *span)
    asked = (view.start, view.end)
    # The brush is drawn afresh (a new key) only where something else moved the stretch or the bars: what the reader
    # brushes stays under their hand, and an event of an older brush has no chart left to come from.
    drawn = (span, len(found), tuple(view.lane), st.context.theme.type)
    if (state.get("brushed"), state.get("brush_drawn")) != (asked, drawn):
        state["brush_mounts"] = state.get("brush_mounts", 0) + 1
        state.update(brushed=asked, brush_drawn=drawn, brush_seed=asked)
    key = f"brush-{state['brush_mounts']}"
    seed = state["brush_seed"]

    def write() -> None:
        days = charts.read_brush(state[key].selection["stretch"]) or (None, None)
        state["brushed"] = days
        change(start=days[0], end=days[1])

    st.altair_chart(
        charts.draw_months(found, span, read_theme(), timelines.stretch(span, *seed) if any(seed) else None),
        width="stretch",
        key=key,
        on_select=write,
        alt="Rows that begin in each month, with the stretch that is shown below marked.",
    )
    st.caption(
        "Rows that begin in each month. The mouse works on these bars: drag over them to choose the stretch that the "
        "lanes show; drag the stretch to move it, scroll on it to zoom, click beside it to let it go. "
        "With Alt and Shift held the arrow keys do what the buttons below do: closer, wider, earlier, later."
    )


def _read_chosen(rows: pd.DataFrame) -> str:
    """The id of the open row; "" where none is, or where it is not among those shown."""
    chosen = str(st.session_state.get(_CHOSEN, ""))
    return chosen if (rows["id"] == chosen).any() else ""


def choose_row(rows: pd.DataFrame) -> None:
    """The rows as radio buttons, in order; choosing one opens it, here and on the chart."""
    shown = rows.head(FIRST_ROWS)
    names = {row["id"]: f"{row['date']} · {row['title']}" for row in shown.to_dict("records")}
    st.session_state["mark_radio"] = _read_chosen(shown) or None

    def write() -> None:
        st.session_state[_CHOSEN] = st.session_state["mark_radio"]
        # A fresh chart forgets what was clicked on it, so that a click on the same mark opens it again.
        st.session_state["timeline_mounts"] = st.session_state.get("timeline_mounts", 0) + 1

    st.radio(
        f"{len(rows)} rows, oldest first",
        list(names),
        format_func=lambda code: escape_markdown(names[code]),
        key="mark_radio",
        on_change=write,
    )


def show_row(context: Context, rows: pd.DataFrame) -> None:
    """The open row: what, when, who said so in which words, with links, and a way to its country."""
    chosen = _read_chosen(rows)
    if not chosen:
        st.caption("Choose a mark or a row to see who said so.")
        return
    row: Mapping[str, Any] = rows[rows["id"] == chosen].iloc[0].to_dict()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(escape_markdown(row["title"]), anchor=False)
        st.button("Close", icon=":material/close:", on_click=_close, key="close-mark")
    st.markdown(f"**{timelines.write_span(row)}** · {label('lane', row['lane'])} · confidence: {row['confidence']}")
    said = " ".join(part for part in (f"{row['actor']}:" if row["actor"] else "", row["summary"]) if part)
    st.markdown(escape_markdown(said))
    with st.expander("Says who?", expanded=True):
        panels.show_evidence(context.dataset, chosen)
    if row["country"]:
        page = "country" if "country" in context.pages else "map"
        name = countries.name_in_sentence(row["country"])
        link_page(context, page, f"All about {name}", country=(row["country"],), place="")


def _close() -> None:
    st.session_state[_CHOSEN] = ""


def show_rows(context: Context, rows: pd.DataFrame) -> None:
    """The rows of the chart as a table, in the same order."""
    table = timelines.list_rows(rows.head(FIRST_ROWS), context.dataset)
    with st.container(key="timeline-rows"):
        panels.show_table(table, "Dated rows, oldest first", links=["Sources"], total=len(rows))


def show_undated(context: Context) -> None:
    """Station entries without an opening date: counted and listed."""
    if context.view.lane and "openings" not in context.view.lane:
        return
    undated = timelines.list_undated(context.selection)
    entries = len(context.selection.stations)
    with st.expander(f"{len(undated)} of {entries} station entries have no opening date and are not drawn"):
        panels.show_table(undated, "Station entries without an opening date")
