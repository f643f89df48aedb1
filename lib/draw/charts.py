"""An altair chart → a Vega-Lite spec that carries its own rows, to be drawn as it is by every reader's browser."""

from typing import Any

import altair as alt


def write_spec(chart: alt.LayerChart) -> dict[str, Any]:
    """The spec of a layered chart, with the rows of each layer in it, and none of altair's own looks.

    Altair puts rows into data sets beside the layers; from there Streamlit would make Arrow of them at every run.
    """
    spec: dict[str, Any] = chart.to_dict()
    rows = spec.pop("datasets", {})
    spec.pop("config", None)
    for layer in spec["layer"]:
        layer["data"] = {"values": rows.get(layer["data"]["name"], [])}
    return spec
