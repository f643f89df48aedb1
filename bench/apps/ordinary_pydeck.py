"""A plain app with the atlas's filter and a pydeck map of the same stations and basemap, written the ordinary way."""

import pydeck as pdk
import streamlit as st
from ordinary import BASEMAP, COLORS, choose

st.set_page_config(layout="wide")
places = choose()
steps = sorted(places["step"].unique())
places["color"] = [[*bytes.fromhex(COLORS[steps.index(step)][1:])] for step in places["step"]]
st.pydeck_chart(
    pdk.Deck(
        layers=[
            pdk.Layer(
                "GeoJsonLayer",
                BASEMAP,
                get_fill_color=[228, 226, 220],
                get_line_color=[179, 175, 166],
                line_width_min_pixels=0.5,
            ),
            pdk.Layer(
                "ScatterplotLayer",
                places,
                get_position=["longitude", "latitude"],
                get_radius="count * 20000",
                radius_min_pixels=4,
                radius_max_pixels=12,
                get_fill_color="color",
                pickable=True,
            ),
        ],
        map_provider=None,
        initial_view_state=pdk.ViewState(latitude=20, longitude=20, zoom=1),
        tooltip={"text": "{name}: {count}"},
    )
)
