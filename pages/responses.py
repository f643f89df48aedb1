"""What did governments do, side by side, and what was found nowhere?"""

import streamlit as st

from lib.answers.blocks import answer
from lib.answers.responses import write
from lib.show import blocks as panels
from lib.show import filters
from lib.show import responses as widgets
from lib.show.session import read_context

context = read_context()
responses = answer(context.atlas, write, context.view)

filters.open_page(context, responses.title, responses.standfirst)
if responses.matrix.rows:
    with st.container(
        key="figure-head", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        panels.show_sentence(context)
        widgets.choose_order(context)
    widgets.show_matrix(context, responses.matrix)
    widgets.open_country(context, responses)
    widgets.show_steps(context, responses.steps)
    widgets.show_others(responses.others)
    panels.show_denial(context)
else:
    panels.show_sentence(context)
    filters.show_nothing(context)
