"""Where were stations reported, by which report, and what did that government do?"""

import streamlit as st

from lib.answers import map as answers
from lib.answers.blocks import answer
from lib.show import blocks, filters, play
from lib.show import map as show
from lib.show.session import read_context

context = read_context()
found = answer(context.atlas, answers.write, context.view)

st.title(found.title, anchor=False)
blocks.show_sentence(context)
if found.is_empty:
    filters.show_nothing(context)
else:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        show.choose_colors(context)
        play.offer(context)
    show.move_camera(context)
    drawn, listed = st.columns([7, 4])
    with drawn:
        show.show_map(context, found)
        show.show_legend(context, found.legend)
    with listed:
        show.choose_place(context, found)
    if found.opened:
        blocks.show_place(context)
    st.subheader(found.subtitle, anchor=False)
    blocks.show_rows(found.entries)
    blocks.show_notice(found.not_placed)
