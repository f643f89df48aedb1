"""Who said all this, in which language, and what rests on what?"""

import streamlit as st

from lib.answers import sources
from lib.show import blocks as panels
from lib.show import sources as widgets
from lib.show.session import read_context

context = read_context()
found = sources.gather(context.selection, context.dataset)
shown = sources.narrow(found, context.view)

st.title("Who said all this", anchor=False)
panels.show_sentence(context)
widgets.choose_sources(context, found)
st.markdown(f"**{sources.describe(shown, found, context.selection, context.dataset)}**")
if shown.empty:
    widgets.show_none(context, found)
else:
    widgets.open_source(context, shown)
    with st.container(key="sources-table"):
        panels.show_table(sources.list_sources(shown), "Sources", links=["Title"])
    st.header("What rests on what", anchor=False)
    widgets.show_rest(context, shown)
