"""Where were stations reported, by which report, and what did that government do?"""

import streamlit as st

from lib.answers import map as places
from lib.answers.blocks import FIRST_ROWS
from lib.show import blocks as panels
from lib.show import filters, play
from lib.show import map as mapping
from lib.show.session import read_context

context = read_context()
found = places.gather(context.selection, context.dataset.geocache)

st.title("Where stations were reported", anchor=False)
panels.show_sentence(context)
if found:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mapping.choose_colors(context)
        play.offer(context)
    mapping.move_camera(context)
    drawn, listed = st.columns([7, 4])
    with drawn:
        mapping.show_map(context, found)
        mapping.show_legend(context, found)
    with listed:
        mapping.choose_place(context, found)
    if context.view.place:
        panels.show_place(context)
    st.subheader("The same rows as a table", anchor=False)
    entries = places.list_entries(context.selection, context.dataset, FIRST_ROWS)
    panels.show_table(entries, "Station entries", links=["Sources"], total=len(context.selection.stations))
    mapping.show_not_placed(found)
else:
    filters.show_nothing(context)
