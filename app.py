"""What is served: the dashboard, our files and pages, and the headers of every answer.

Run it with `streamlit run app.py`, or with `uvicorn app:app`.
"""

from pathlib import Path

import streamlit as st

from lib import serve
from lib.serve.start import lifespan
from lib.show import sessions

DASHBOARD = Path(__file__).resolve().parent / "lib" / "show" / "frame.py"

sessions.guard()
app = st.App(DASHBOARD, routes=serve.routes(), middleware=serve.middleware(), lifespan=lifespan)
