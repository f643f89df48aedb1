"""What happened when: openings, reports, laws, agreements, statements, responses?"""

import streamlit as st

from lib import timelines
from lib.widgets import filters, panels, play, timing
from lib.widgets.context import Context, read_context


def show_timeline(context: Context) -> None:
    """The chart, the rows beside it, and the same rows as a table."""
    view, selection = context.view, context.selection
    found = timelines.marks(selection)
    span = timelines.whole(found, selection.asof)
    rows = timelines.narrow(found, view.lane, view.start, view.end)
    dated = timelines.count_dated(context.dataset, selection.asof)

    panels.show_sentence(context)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(timelines.describe(rows, dated, span, view.start, view.end))
        play.offer(context)
    if found.empty:
        filters.show_nothing(context)
        return
    timing.choose_lanes(context)
    timing.show_overview(context, timelines.narrow(found, view.lane, None, None), span)
    timing.choose_stretch(context, span)
    drawn, listed = st.columns([7, 4])
    with drawn:
        timing.show_chart(context, rows, span)
    with listed:
        with st.container(height=300, border=True):
            timing.choose_row(rows)
        timing.show_row(context, rows)
    st.subheader("The same rows as a table", anchor=False)
    timing.show_rows(context, rows)
    timing.show_undated(context)


st.title("What happened when", anchor=False)
if play.is_open():
    play.show_play(read_context())
else:
    show_timeline(read_context())
