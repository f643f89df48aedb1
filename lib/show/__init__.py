"""Streamlit: what an Answer looks like on screen, and the controls around it."""
