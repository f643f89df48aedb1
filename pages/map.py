"""Where were stations reported, by which report, and what did that government do?"""

import streamlit as st

from lib import places
from lib.widgets import filters, mapping, panels, play
from lib.widgets.context import read_context

HEIGHT = 480  # pixels
SUMMARY = 190  # pixels
FEW = 14  # places that a list shows without scrolling

context = read_context()
found = places.gather(context.selection, context.dataset.geocache)

st.title("Where stations were reported", anchor=False)
panels.show_sentence(context)
if not found:
    filters.show_nothing(context)
    st.stop()

mapping.choose_colors(context)
mapping.move_camera(context.view)
play.offer(context)
drawn, listed = st.columns([7, 4])
with drawn:
    mapping.show_map(context, found, HEIGHT)
    mapping.show_legend(context, found)
with listed:
    opened = context.view.place
    with st.container(height=(HEIGHT - SUMMARY if opened else HEIGHT) if len(found) > FEW else "content", border=True):
        mapping.choose_place(context, found)
    if opened:
        mapping.show_summary(context)
if opened:
    panels.show_place(context)

st.subheader("The same rows as a table", anchor=False)
entries = places.list_entries(context.selection, context.dataset, panels.FIRST_ROWS)
panels.show_table(entries, "Station entries", links=["Sources"], total=len(context.selection.stations))
mapping.show_not_placed(found)
