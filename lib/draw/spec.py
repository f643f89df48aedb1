"""What charts share: a theme's colours, days as a browser reads them, and specs that are filled with values.

Altair makes a chart's spec, and holds it to Vega-Lite's schema, once for each theme; a view's values are put in place
of the names that stand for them. Charts carry their rows inside, in UTC, so that no browser's clock moves a date.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Any

import altair as alt
from altair.utils import schemapi

from lib.draw.palette import Theme

# Altair holds each part of a chart to its schema when it is made, and the whole once more when it is written. The
# second is enough.
schemapi.disable_debug_mode()
DAY_MS = 86_400_000
EPOCH = date(1970, 1, 1)
Spec = dict[str, Any]


def to_ms(day: date) -> int:
    """Milliseconds of a day's first moment since 1970, UTC: what a browser's clock cannot move."""
    return (day - EPOCH).days * DAY_MS


def to_domain(start: date, end: date) -> list[Spec]:
    """A scale's domain from the first moment of `start` to the last of `end`, UTC."""
    # Whole dates: Vega's interpreter, which needs no unsafe-eval, reads a lone number of milliseconds as a year.
    days = (start, end + timedelta(days=1))
    return [{"year": day.year, "month": day.month, "date": day.day, "utc": True} for day in days]


def draw_axis(theme: Theme, **looks: Any) -> alt.Axis:
    """An axis of dates whose labels are as dark as text: the theme's own grey is too pale for small letters."""
    return alt.Axis(**{"title": None, "tickCount": 6, "labelOverlap": True, "labelColor": theme.text, **looks})


def fill(spec: Any, values: Mapping[str, Any]) -> Any:
    """A spec with `values` in place of their names ("$height"), and of data of such a name; the rest is shared.

    A list of values takes its name's place within a list.
    """
    if isinstance(spec, dict):
        if spec.get("name") in values and len(spec) == 1:
            return {"values": values[spec["name"]]}
        return {key: fill(part, values) for key, part in spec.items()}
    if isinstance(spec, list):
        filled = [(part, fill(part, values)) for part in spec]
        return list(chain.from_iterable(each if _is_list(part, each) else [each] for part, each in filled))
    return values.get(spec, spec) if isinstance(spec, str) else spec


def _is_list(part: Any, filled: Any) -> bool:
    return isinstance(part, str) and isinstance(filled, list)


def sketch(chart: alt.TopLevelMixin) -> Spec:
    """A chart's spec, held to Vega-Lite's schema, without what altair would set for all charts."""
    spec: Spec = chart.to_dict()
    spec.pop("config", None)
    return spec


def write_spec(chart: alt.Chart | alt.LayerChart) -> Spec:
    """The spec of a chart with the rows of each layer in it; a chart without layers is one.

    Altair puts rows into data sets beside the layers; from there, and from data of the whole chart, Streamlit would
    make Arrow of them at every run.
    """
    spec = sketch(chart)
    rows = spec.pop("datasets", {})
    if "layer" not in spec:
        spec["layer"] = [{part: spec.pop(part) for part in ("data", "mark", "encoding")}]
    for layer in spec["layer"]:
        layer["data"] = {"values": rows.get(layer["data"]["name"], [])}
    return spec
