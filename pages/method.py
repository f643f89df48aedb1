"""What does the atlas show, how was it made, and what does it not show?"""

import streamlit as st

from lib.answers import method
from lib.show import method as widgets
from lib.show.session import read_context
from lib.words.catalogue import write_date

context = read_context()
sections = method.write_sections(context.selection, context.dataset)

st.title("How this atlas was made", anchor=False)
st.caption(
    f"Numbers on this page are those of the date you look from, {write_date(context.selection.asof)}. "
    "The filters narrow nothing here."
)
contents, text = st.columns([1, 4], gap="large")
with contents:
    widgets.show_contents(sections)
with text, st.container(key="method"):
    for section in sections:
        widgets.show_section(context, section)
