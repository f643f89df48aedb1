"""What the two ordinary apps share: the stations as a table, the same filter as the atlas has, one line of text."""

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

# The address of a GeoJSON, which the browser fetches once.
BASEMAP = os.environ["BENCH_BASEMAP"]
COLORS = ["#0072b2", "#56b4e9", "#009e73", "#f0e442", "#e69f00", "#cc79a7", "#d0d0d0", "#d55e00", "#8a6d3b"]


@st.cache_data
def load() -> tuple[dict[str, Any], pd.DataFrame]:
    """The filters (field → code → title), and the entries as a table."""
    told = json.loads(Path(os.environ["BENCH_STATIONS"]).read_text(encoding="utf-8"))
    return told["filters"], pd.DataFrame(told["entries"])


def choose() -> pd.DataFrame:
    """The filter's pills and its sentence; what is left of the entries by place."""
    filters, entries = load()
    with st.sidebar:
        for field, titles in filters.items():
            chosen = st.pills(field, list(titles), format_func=titles.get, selection_mode="multi")
            if chosen:
                entries = entries[entries[field].map(lambda codes, chosen=chosen: bool({*codes} & {*chosen}))]
    places = entries.groupby(["place", "name", "longitude", "latitude", "step"], as_index=False)["count"].sum()
    st.markdown(f"#### {places['count'].sum()} stations in {len(places)} places; as of today.")
    return places
