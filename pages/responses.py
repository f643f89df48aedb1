"""What did governments do, side by side, and what was found nowhere?"""

import streamlit as st

from lib.answers.blocks import answer
from lib.answers.responses import write
from lib.show import blocks as panels
from lib.show import filters
from lib.show import responses as widgets
from lib.show.session import read_context
from lib.words.records import escape_markdown

context = read_context()
responses = answer(context.atlas, write, context.view)

st.title(responses.title, anchor=False)
panels.show_sentence(context)
if responses.matrix.rows:
    st.markdown(escape_markdown(responses.summary))
    drawn, counted = st.columns([6, 5], gap="large")
    with drawn:
        widgets.show_steps(context, responses.steps)
    with counted:
        widgets.show_others(context, responses.others)
    widgets.show_matrix(context, responses.matrix)
    widgets.open_country(context, responses)
    panels.show_denial(context)
else:
    filters.show_nothing(context)
