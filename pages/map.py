"""Where were stations reported, by which report, and what did that government do?"""

import streamlit as st

from lib import places
from lib.widgets import filters, mapping, panels
from lib.widgets.context import read_context

HEIGHT = 480  # pixels
FEW = 14  # places that a list shows without scrolling

context = read_context()
found = places.gather(context.selection, context.dataset.geocache)

st.title("Where stations were reported", anchor=False)
panels.show_sentence(context)
if not found:
    filters.show_nothing(context)
    st.stop()

mapping.choose_colors(context)
drawn, listed = st.columns([7, 4])
with drawn:
    mapping.show_map(context, found, HEIGHT)
    mapping.show_legend(found, context.view)
with listed, st.container(height=HEIGHT if len(found) > FEW else "content", border=True):
    mapping.choose_place(context, found)
mapping.move_camera()
if context.view.place:
    panels.show_place(context)

st.subheader("The same rows as a table", anchor=False)
panels.show_table(places.list_entries(context.selection, context.dataset), "Station entries", links=["Sources"])
mapping.show_not_placed(found)
