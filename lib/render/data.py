"""Rows → CSV, JSON and GeoJSON for machines."""

import csv
import io
import json

from lib.answers.data import Rows

DECIMALS = 3  # of a degree: a hundred metres, sharper than any place is known


def render_csv(rows: Rows) -> str:
    """CSV (RFC 4180, UTF-8, LF) with a header; cells as they are in the data, for programs and not for spreadsheets."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows.rows)
    return out.getvalue()


def render_json(rows: Rows) -> str:
    """A JSON array of objects, one a row."""
    return json.dumps([dict(row) for row in rows.rows], ensure_ascii=False, separators=(",", ":"))


def render_geojson(places: Rows) -> str:
    """Places as a FeatureCollection (RFC 7946, WGS 84); one without a point has null for its geometry."""
    features = []
    for place in places.rows:
        latitude, longitude = place["latitude"], place["longitude"]
        point = None
        if isinstance(latitude, float) and isinstance(longitude, float):
            point = {"type": "Point", "coordinates": [round(longitude, DECIMALS), round(latitude, DECIMALS)]}
        properties = {name: value for name, value in place.items() if name not in ("latitude", "longitude")}
        features.append({"type": "Feature", "id": place["code"], "geometry": point, "properties": properties})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
