"""What happened when: openings, reports, laws, agreements, statements, responses?"""

import streamlit as st

from lib.answers import timeline
from lib.answers.blocks import answer
from lib.show import blocks as panels
from lib.show import filters, play
from lib.show import timeline as widgets
from lib.show.session import Context, read_context
from lib.view import close


def show_timeline(context: Context, said: timeline.Timeline) -> None:
    """The chart, the rows beside it, and the same rows as a table."""
    panels.show_sentence(context)
    if said.without_host:
        filters.show_nothing(context)
    drawn = said.drawn
    if drawn is None:
        widgets.show_outside(said)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(drawn.listed)
        widgets.show_earlier(drawn)
        play.offer(context)
    widgets.choose_lanes(context, said)
    widgets.show_overview(context, drawn)
    widgets.choose_stretch(context, drawn)
    chart, listed = st.columns([7, 4])
    with chart:
        widgets.show_chart(context, drawn)
    with listed:
        with st.container(height=300, border=True):
            widgets.choose_row(context, drawn)
        widgets.show_row(context, said, drawn)
    widgets.show_rows(context, drawn)


context = read_context()
said = answer(context.atlas, timeline.write, close(context.view))
filters.open_page(context, said.title, said.standfirst)
if play.is_open():
    play.show_play(context)
else:
    show_timeline(context, said)
