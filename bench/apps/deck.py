"""What serves the bare deck: Streamlit as it is, and the atlas's basemap."""

from pathlib import Path

import streamlit as st

from lib import serve

assets = [route for route in serve.routes() if getattr(route, "path", "").startswith("/assets/")]
app = st.App(Path(__file__).with_name("deck_page.py"), routes=assets)
