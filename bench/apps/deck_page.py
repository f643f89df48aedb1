"""The baseline of the first map: a page with nothing but a deck as the atlas sends it, of a width and a height."""

import os
from pathlib import Path

import pydeck as pdk
import streamlit as st


class SentDeck(pdk.Deck):
    """A deck whose JSON is in the file that BENCH_DECK names."""

    def to_json(self) -> str:
        return Path(os.environ["BENCH_DECK"]).read_text(encoding="utf-8")


width, height = (int(st.query_params[side]) for side in ("width", "height"))
st.pydeck_chart(SentDeck(map_provider=None), width=width, height=height, key="map")
