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
    """The chart, or beside it the row that is open; below it the rows as an index and as a table."""
    panels.show_sentence(context)
    if said.without_host:
        filters.show_nothing(context)
    drawn = said.drawn
    if drawn is None:
        widgets.show_outside(said)
        return
    with st.container(key="figure-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(drawn.listed, width="content")
        widgets.show_earlier(drawn)
        play.offer(context)
    widgets.choose_lanes(context, said)
    widgets.show_overview(context, drawn)
    widgets.choose_stretch(context, drawn)
    widgets.show_figure(context, said, drawn)
    listed, table = st.tabs([drawn.count, drawn.table_title], key="listings", on_change="rerun")
    with listed:
        widgets.choose_row(context, said, drawn)
    if table.open:
        with table:
            widgets.show_rows(context, drawn)


context = read_context()
said = answer(context.atlas, timeline.write, close(context.view))
filters.open_page(context, said.title, said.standfirst)
if play.is_open():
    play.show_play(context)
else:
    show_timeline(context, said)
