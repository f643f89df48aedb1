"""Where countries lie: a point for each, and what is probably wrong with a point that misses its country.

Curators' code: the shapes come from the basemap (Natural Earth), read with shapely, which the app does not need.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from shapely import Point, unary_union
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lib.dataset import ROOT, DatasetError, countries
from lib.dataset.geocache import TOLERANCE


def find_point(country: str) -> tuple[float, float] | None:
    """A representative point (latitude, longitude) inside a country's Natural Earth shape; None where it has none."""
    entry = _read("countries.json").get(country)
    return (entry["point"][1], entry["point"][0]) if entry else None


def find_mistake(country: str, latitude: float, longitude: float) -> str | None:
    """What is wrong with a point that should lie in `country`, with the likely mistake; None where nothing is."""
    in_range = abs(latitude) <= 90 and abs(longitude) <= 180
    if in_range and _is_near(country, latitude, longitude):
        return None
    name = countries.name_in_sentence(country)
    said = f"{latitude:g}, {longitude:g} is out of range (latitude ±90, longitude ±180)"
    if in_range:
        said = f"{latitude:g}, {longitude:g} lies in {_name_owner(latitude, longitude)}, not in {name}"
    likely = {
        "latitude and longitude are swapped": (longitude, latitude),
        "the longitude has the wrong sign": (latitude, -longitude),
        "the latitude has the wrong sign": (-latitude, longitude),
        "both signs are wrong": (-latitude, -longitude),
    }
    for mistake, point in likely.items():
        if country in _load() and _is_near(country, *point):
            return f"{said}; probably {mistake}"
    if in_range:
        return f"{said}; is the country of the row right?"
    swapped = abs(latitude) <= 180 and abs(longitude) <= 90
    return f"{said}; {'probably latitude and longitude are swapped' if swapped else 'is a decimal point missing?'}"


@cache
def _load() -> Mapping[str, BaseGeometry]:
    """Each country's shape by its code."""
    parts: dict[str, list[BaseGeometry]] = {}
    for feature in _read("basemap.geojson")["features"]:
        parts.setdefault(feature["properties"]["iso2"], []).append(shape(feature["geometry"]))
    return {code: unary_union(shapes) for code, shapes in parts.items() if code}


@cache
def _read(file: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((ROOT / "static" / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"static/{file}", str(error), "Make it with static/make_basemap.py.") from None
    return content


def _is_near(country: str, latitude: float, longitude: float) -> bool:
    # A territory too small for the basemap has no shape to test against.
    shapes = _load()
    return country not in shapes or bool(shapes[country].distance(Point(longitude, latitude)) <= TOLERANCE)


def _name_owner(latitude: float, longitude: float) -> str:
    point = Point(longitude, latitude)
    codes = [code for code, borders in _load().items() if borders.contains(point)]
    return countries.name_in_sentence(codes[0]) if codes else "no country"
