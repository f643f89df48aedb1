"""Where were stations reported, by which report, and what did that government do?"""

import streamlit as st

from lib.answers import map as answers
from lib.answers.blocks import answer
from lib.show import blocks, filters
from lib.show import map as show
from lib.show.session import read_context

context = read_context()
found = answer(context.atlas, answers.write, context.view)

filters.open_page(context, found.title, found.standfirst)
if found.is_empty:
    blocks.show_sentence(context)
    filters.show_nothing(context)
else:
    show.show_figure(context, found)
    listed, entries = st.tabs([found.listed, found.subtitle], key="listings", on_change="rerun")
    with listed:
        show.choose_place(context, found)
    if entries.open:
        with entries:
            blocks.show_rows(found.entries)
    blocks.show_notice(found.not_placed)
