"""What did governments do, side by side, and what was found nowhere?"""

import streamlit as st

from lib.answers import responses as matrix
from lib.show import blocks as panels
from lib.show import filters
from lib.show import responses as widgets
from lib.show.session import read_context
from lib.words.records import escape_markdown

context = read_context()
rows = matrix.fill(context.selection, context.dataset)

st.title("What governments did", anchor=False)
panels.show_sentence(context)
if rows:
    st.markdown(escape_markdown(matrix.describe(rows, context.selection.asof)))
    others = matrix.compare(context.selection.figures, context.dataset.responses)
    drawn, counted = st.columns([6, 5], gap="large")
    with drawn:
        st.subheader("How many countries reached each step", anchor=False)
        widgets.show_steps(context, rows, others)
    with counted:
        widgets.compare_counts(context, others)

    st.subheader("Side by side", anchor=False)
    widgets.choose_order()
    widgets.show_matrix(context, rows)
    widgets.open_country(context, rows)
    panels.show_denial(context)
else:
    filters.show_nothing(context)
