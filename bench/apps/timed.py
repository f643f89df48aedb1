"""The dashboard, run as its server runs it; notes in the session how many seconds that took."""

import time
from pathlib import Path

import streamlit as st

DASHBOARD = Path(__file__).resolve().parents[2] / "lib" / "show" / "frame.py"

# A server keeps the compiled script, so compiling is not timed.
code = compile(DASHBOARD.read_text(encoding="utf-8"), str(DASHBOARD), "exec")
start = time.perf_counter()
exec(code, {"__name__": "__main__", "__file__": str(DASHBOARD)})
st.session_state["seconds"] = time.perf_counter() - start
