"""What did governments do, side by side, and what was found nowhere?"""

import streamlit as st

from lib import matrix
from lib.evidence import escape_markdown
from lib.widgets import filters, panels
from lib.widgets import matrix as widgets
from lib.widgets.context import read_context

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
