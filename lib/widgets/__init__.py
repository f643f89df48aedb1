"""Streamlit controls bound to the View, and panels that show what it selects."""
