"""Rows → CSV, JSON and GeoJSON for machines; all tables → a data package."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from lib.answers.rows import Rows

DECIMALS = 3  # of a degree: a hundred metres, sharper than any place is known


def render_csv(rows: Rows) -> str:
    """CSV (RFC 4180, UTF-8, LF) with a header; cells as they are in the data, for programs and not for spreadsheets."""
    return _write_csv(rows, "\n")


def _write_csv(rows: Rows, end: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows.columns, lineterminator=end)
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows.rows)
    return out.getvalue()


def render_sheet(rows: Rows) -> str:
    """CSV that a spreadsheet opens as it is: with a mark that it is UTF-8, and no cell that would be run as a formula
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    safe = tuple({name: _disarm(value) for name, value in row.items()} for row in rows.rows)
    return "\ufeff" + _write_csv(Rows(rows.table, rows.columns, safe), "\r\n")


def _disarm(value: str | int | float | bool | None) -> str | int | float | bool | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


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


def render_package(package: Mapping[str, Any], tables: Iterable[Rows]) -> bytes:
    """A zip of each table as CSV with the package that describes them; the same bytes for the same rows."""
    out = io.BytesIO()
    files = {"datapackage.json": json.dumps(package, ensure_ascii=False, indent=2)}
    files |= {f"{rows.table}.csv": render_csv(rows) for rows in tables}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            # A ZipInfo of its own carries no time of day.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# The ways out, by the end of an address: media type and writer.
FORMATS: Mapping[str, tuple[str, Callable[[Rows], str]]] = MappingProxyType(
    {
        "csv": ("text/csv; charset=utf-8", render_csv),
        "sheet.csv": ("text/csv; charset=utf-8", render_sheet),
        "json": ("application/json", render_json),
        "geojson": ("application/geo+json", render_geojson),
    }
)
