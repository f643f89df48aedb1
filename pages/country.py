"""What is known of one country, in order, and who said so?"""

import streamlit as st

from lib.show import blocks as panels
from lib.show import country as briefing
from lib.show import filters
from lib.show.session import read_context

context = read_context()
found = briefing.write_briefings(context)

if not found:
    st.title("Countries", anchor=False)
    panels.show_sentence(context)
    if not context.selection.count:
        filters.show_nothing(context)
    st.markdown("Each country has a briefing to read, print and take away. In brackets: stations in the present view.")
    briefing.choose_country(context)
else:
    drawn = briefing.draw_pictures(context, found)
    briefing.show_title(context, found)
    briefing.choose_neighbour(context)
    briefing.take_away(context, found, drawn)
    briefing.show_narrowing(found)
    briefing.show_briefings(found, drawn)
