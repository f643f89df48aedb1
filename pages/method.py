"""What does the atlas show, how was it made, and what does it not show?"""

import streamlit as st

from lib.answers.blocks import answer
from lib.answers.method import write
from lib.show import filters
from lib.show import method as widgets
from lib.show.session import read_context
from lib.view import View
from lib.words.records import escape_markdown

context = read_context()
# Filters narrow nothing here.
method = answer(context.atlas, write, View(asof=context.view.asof))

filters.open_page(context, method.title, escape_markdown(method.about))
contents, text = st.columns([1, 4], gap="large")
with contents:
    widgets.show_contents(method)
with text, st.container(key="method"):
    for section in method.sections:
        widgets.show_section(context, section)
