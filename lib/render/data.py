"""Rows → CSV, JSON, Parquet and GeoJSON for machines; all tables → a data package."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.answers.rows import Rows

DECIMALS = 3  # of a degree: a hundred metres, sharper than any place is known


def render_csv(rows: Rows) -> bytes:
    """CSV (RFC 4180, UTF-8, LF) with a header; cells as they are in the data, for programs and not for spreadsheets."""
    return _write_csv(rows, "\n").encode()


def _write_csv(rows: Rows, end: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows.columns, lineterminator=end)
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows.rows)
    return out.getvalue()


def render_sheet(rows: Rows) -> bytes:
    """CSV that a spreadsheet opens as it is: with a mark that it is UTF-8, and no cell that would be run as a formula
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    safe = tuple({name: _disarm(value) for name, value in row.items()} for row in rows.rows)
    return _write_csv(Rows(rows.table, rows.columns, safe), "\r\n").encode("utf-8-sig")


def _disarm(value: str | int | float | bool | None) -> str | int | float | bool | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def render_json(rows: Rows) -> bytes:
    """A JSON array of objects, one a row."""
    return _write_json([dict(row) for row in rows.rows])


def _write_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def render_parquet(rows: Rows) -> bytes:
    """Parquet (https://parquet.apache.org), columns typed by what stands in them; the same bytes for the same rows."""
    table = pd.DataFrame(list(rows.rows), columns=list(rows.columns)).convert_dtypes(dtype_backend="pyarrow")
    written: bytes = table.to_parquet(engine="pyarrow", index=False)
    return written


def render_geojson(places: Rows) -> bytes:
    """Places as a FeatureCollection (RFC 7946, WGS 84); one without a point has null for its geometry."""
    features = []
    for place in places.rows:
        latitude, longitude = place["latitude"], place["longitude"]
        point = None
        if isinstance(latitude, float) and isinstance(longitude, float):
            point = {"type": "Point", "coordinates": [round(longitude, DECIMALS), round(latitude, DECIMALS)]}
        properties = {name: value for name, value in place.items() if name not in ("latitude", "longitude")}
        features.append({"type": "Feature", "id": place["code"], "geometry": point, "properties": properties})
    return _write_json({"type": "FeatureCollection", "features": features})


def render_package(package: Mapping[str, Any], tables: Iterable[Rows]) -> bytes:
    """A zip of each table as CSV with the package that describes them; the same bytes for the same rows."""
    out = io.BytesIO()
    files = {"datapackage.json": json.dumps(package, ensure_ascii=False, indent=2).encode()}
    files |= {f"{rows.table}.csv": render_csv(rows) for rows in tables}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            # A ZipInfo of its own carries no time of day.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# The ways out, by the end of an address: media type and writer.
FORMATS: Mapping[str, tuple[str, Callable[[Rows], bytes]]] = MappingProxyType(
    {
        "csv": ("text/csv; charset=utf-8", render_csv),
        "sheet.csv": ("text/csv; charset=utf-8", render_sheet),
        "json": ("application/json", render_json),
        "parquet": ("application/vnd.apache.parquet", render_parquet),
        "geojson": ("application/geo+json", render_geojson),
    }
)
