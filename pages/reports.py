"""Who gave which number, and why do the numbers differ?"""

import streamlit as st

from lib.answers.blocks import answer
from lib.answers.reports import write
from lib.show import blocks as panels
from lib.show import filters
from lib.show import reports as widgets
from lib.show.session import read_context
from lib.view import close
from lib.words.records import escape_markdown

context = read_context()
reports = answer(context.atlas, write, close(context.view))

filters.open_page(context, reports.title, reports.standfirst)
panels.show_sentence(context)
if not reports.sums:
    filters.show_nothing(context)

st.header(escape_markdown(reports.heading), anchor=False)
widgets.show_sum(context, reports)
if reports.sums:
    widgets.show_chart(context, reports.sums)
    widgets.show_tables(reports.sums)
    widgets.open_entries(context, reports.sums)

if reports.batch:
    widgets.show_batch(context, reports.batch)

st.header(escape_markdown(reports.disagree), anchor=False)
with st.container(key="disagree", gap=None):
    widgets.show_contradictions(context, reports.contradictions)
    widgets.show_contested(context, reports)

st.header(escape_markdown(reports.figures_heading), anchor=False)
with st.container(key="reports-figures"):
    panels.show_rows(reports.figures)
