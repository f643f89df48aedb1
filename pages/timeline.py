"""What happened when: openings, reports, laws, agreements, statements, responses?"""

import streamlit as st

from lib.answers import timeline as timelines
from lib.show import blocks as panels
from lib.show import filters, play
from lib.show import timeline as timing
from lib.show.session import Context, read_context


def show_timeline(context: Context) -> None:
    """The chart, the rows beside it, and the same rows as a table."""
    view, selection = context.view, context.selection
    found = timelines.marks(selection)
    span = timelines.whole(found, selection.asof)
    shown = timelines.stretch(span, view.start, view.end)
    rows = timelines.narrow(found, view.lane, *(shown or (view.start, view.end)))
    dated = timelines.count_dated(context.dataset, selection.asof)

    panels.show_sentence(context)
    if timelines.is_without_host(selection):
        filters.show_nothing(context)
    if found.empty:
        return
    if shown is None:
        timing.show_outside(context, span)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(timelines.describe(rows, dated, span, shown))
        timing.show_earlier(context, found, span, shown)
        play.offer(context)
    timing.choose_lanes(context)
    timing.show_overview(context, found, span, shown)
    timing.choose_stretch(context, span, shown)
    drawn, listed = st.columns([7, 4])
    with drawn:
        timing.show_chart(context, rows, shown)
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
