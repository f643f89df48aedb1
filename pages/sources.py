"""Who said all this, in which language, and what rests on what?"""

import streamlit as st

from lib.answers.blocks import answer
from lib.answers.sources import write
from lib.show import blocks as panels
from lib.show import filters
from lib.show import sources as widgets
from lib.show.session import read_context
from lib.view import close
from lib.words.records import escape_markdown

context = read_context()
sources = answer(context.atlas, write, close(context.view))

filters.open_page(context, sources.title, sources.standfirst)
panels.show_sentence(context)
widgets.choose_sources(context, sources)
st.markdown(f"**{escape_markdown(sources.count)}**")
if sources.empty:
    widgets.show_none(sources)
else:
    widgets.show_opened(context, sources)
    widgets.show_bibliography(context, sources)
    widgets.show_rest(sources)
