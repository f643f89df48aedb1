"""A plain app with the atlas's filter and an Altair map of the same stations and basemap, written the ordinary way."""

import altair as alt
import streamlit as st
from ordinary import BASEMAP, choose

st.set_page_config(layout="wide")
places = choose()
shapes = alt.Data(url=BASEMAP, format=alt.DataFormat(type="json", property="features"))
land = alt.Chart(shapes).mark_geoshape(fill="#e4e2dc", stroke="#b3afa6", strokeWidth=0.5)
marks = (
    alt.Chart(places)
    .mark_circle(stroke="#262626", strokeWidth=1, opacity=1)
    .encode(
        longitude="longitude:Q",
        latitude="latitude:Q",
        size=alt.Size("count:Q", legend=None),
        color="step:N",
        tooltip=["name", "count"],
    )
)
st.altair_chart((land + marks).project("mercator").properties(height=480), width="stretch")
