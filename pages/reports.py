"""Who gave which number, and why do the numbers differ?"""

import streamlit as st

from lib.answers import reports as figures
from lib.show import blocks as panels
from lib.show import filters
from lib.show import reports as widgets
from lib.show.session import read_context

context = read_context()
dataset, selection = context.dataset, context.selection
whole = figures.add_up(selection, dataset)
tallies = figures.tally_countries(selection, dataset)

st.title("Who gave which number", anchor=False)
panels.show_sentence(context)
if not tallies:
    filters.show_nothing(context)

st.header(figures.write_heading(whole), anchor=False)
widgets.show_sum(context, whole, tallies)
if tallies:
    widgets.show_chart(context, tallies, whole)
    shares = figures.share_bureaus(selection, dataset)
    with st.container(key="reports-tables"):
        table = figures.list_tallies(tallies, whole, selection, dataset)
        panels.show_table(table, "Stations by country and report", links=["Sources"])
        st.header("By bureau", anchor=False)
        table = figures.list_bureaus(shares, selection, dataset)
        panels.show_table(table, "Stations by bureau and report", links=["Sources"])
    st.caption(figures.write_bureaus(shares, selection))
    widgets.open_entries(context, tallies, shares)

widgets.show_batch(context)

st.header("Numbers that disagree", anchor=False)
widgets.show_contradictions(context)
widgets.show_contested(context)

st.header("Every published number of this view", anchor=False)
with st.container(key="reports-figures"):
    panels.show_table(figures.list_figures(selection, dataset), "Published figures", links=["Sources"])
