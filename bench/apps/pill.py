"""The baseline of a filter change: an empty app whose pill changes a line of text."""

import streamlit as st

chosen = st.pills("Pill", ["One"], selection_mode="multi")
st.markdown(f"#### Chosen: {chosen}")
