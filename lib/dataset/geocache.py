"""`geocache.json`: where each place lies.

An entry is read only if it can be right: a point of its country's, no sharper than a city, given once.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lib.dataset import characters, countries, dates
from lib.dataset.files import GEOCACHE, ROOT, DatasetError, Object, Problem, read_json

# A thousandth of a degree is about 100 m, already sharper than a city's centre: more digits would feign an address.
DECIMALS = 3
# Degrees (25 km or so) by which a place may miss its country's shape: the basemap's coasts are simplified.
TOLERANCE = 0.25
BASEMAP = ROOT / "static" / "basemap.geojson"


@dataclass(frozen=True)
class Location:
    """A place's point (WGS 84, decimal degrees), how sharp it is, and where it came from."""

    latitude: float
    longitude: float
    name: str
    gazetteer_id: str
    precision: str
    geocoder: str
    retrieved: str
    reviewed: bool = False


def read_geocache(folder: Path, problems: list[Problem]) -> dict[str, Location]:
    """The geocache of a folder by key ("ES|Madrid", "VN|"); entries that are not locations become problems.

    Without the file no place has a point, which is a problem and not the end: places are listed all the same.
    """
    try:
        entries, text = read_json(folder, GEOCACHE)
    except DatasetError as error:
        problems.append(Problem(GEOCACHE, None, "file", error.reason, f"a file that can be read. {error.remedy}"))
        return {}
    locations: dict[str, Location] = {}
    for key, entry in entries.items():
        column, expected = _find_fault(key, entry, key in entries.repeated)
        if expected:
            value = entry.get(column, "") if isinstance(entry, dict) else entry
            said = key if column in ("", "key") else f"{key}, {column}"
            problems.append(Problem(GEOCACHE, find_line(text, key), said, _write(value, entry, column), expected))
        else:
            point = {"latitude": float(entry["latitude"]), "longitude": float(entry["longitude"])}
            locations[key] = Location(**{**entry, **point})
    return locations


def find_line(text: str, key: str) -> int | None:
    """The last line on which a key of a JSON text stands; None where it is written in another way."""
    spellings = {json.dumps(key), json.dumps(key, ensure_ascii=False)}
    found = max(text.rfind(f"{spelling}:") for spelling in spellings)
    return None if found < 0 else text.count("\n", 0, found) + 1


def _write(value: object, entry: object, column: str) -> str:
    if column == "point" and isinstance(entry, dict):
        return f"{entry['latitude']}, {entry['longitude']}"
    return str(value)[:200] if isinstance(value, str | int | Decimal) else type(value).__name__


_TEXTS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "name": (lambda text: text and len(text) <= 200, "a name"),
    "gazetteer_id": (lambda text: re.fullmatch(r"|[a-z-]+:[A-Za-z0-9/]+", text), "a gazetteer's id, or nothing"),
    "precision": (lambda text: text in ("city", "region", "country"), "one of city, region, country"),
    "geocoder": (lambda text: re.fullmatch(r"[a-z-]+", text), "a geocoder's name"),
    "retrieved": (lambda text: len(text) == 10 and not dates.find_fault(text), "a day that exists, YYYY-MM-DD"),
}


def _find_fault(key: str, entry: Any, is_repeated: bool) -> tuple[str, str]:
    """What is wrong in an entry (a part of it, "key", "point" or "" for all) and what was expected; "" if nothing."""
    country, _, city = key.partition("|")
    if "|" not in key or not countries.is_code(country) or city != " ".join(city.split()):
        return "key", 'a country\'s code and a city, "ES|Madrid", or "VN|"'
    if fault := characters.find_fault(city):
        return "key", fault
    if is_repeated:
        return "key", "a key that no other entry has"
    if not isinstance(entry, Object):
        return "", "an object with the parts of a location"
    if entry.repeated:
        return min(entry.repeated), "a part that is given once"
    parts = {"latitude", "longitude", *_TEXTS}
    if not parts <= set(entry) <= parts | {"reviewed"}:
        return "", f"the parts {', '.join(sorted(parts))}"
    for part, (test, expected) in _TEXTS.items():
        if not isinstance(entry[part], str) or characters.find_fault(entry[part]) or not test(entry[part]):
            return part, expected
    if (entry["precision"] == "country") != (city == ""):
        return "precision", "country where the key has no city, and city or region where it has one"
    if not isinstance(entry.get("reviewed", False), bool):
        return "reviewed", "true or false"
    return next(_find_wrong_numbers(country, entry), ("", ""))


def _find_wrong_numbers(country: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, limit in (("latitude", 90), ("longitude", 180)):
        number = entry[part]
        is_number = isinstance(number, int | Decimal) and not isinstance(number, bool)
        if not is_number or not Decimal(number).is_finite() or abs(number) > limit:
            yield part, f"decimal degrees in ±{limit}"
        elif int(Decimal(number).as_tuple().exponent) < -DECIMALS:
            yield part, f"at most {DECIMALS} decimals: more would feign an address"
    point = float(entry["latitude"]), float(entry["longitude"])
    if point == (0, 0):
        yield "point", "a place; 0, 0 is in the sea"
    elif not may_lie_in(country, *point):
        swapped = may_lie_in(country, *reversed(point))
        likely = "; latitude and longitude seem to be swapped" if swapped else ""
        yield "point", f"a point in {countries.name_in_sentence(country)}{likely}"


def may_lie_in(country: str, latitude: float, longitude: float) -> bool:
    """Whether a point lies in the box around a part of a country, or near it; True where no box of it is known.

    The boxes let few mistakes through; `curate check` looks at the borders themselves.
    """
    boxes = _read_boxes().get(country)
    return boxes is None or any(
        west - TOLERANCE <= longitude <= east + TOLERANCE and south - TOLERANCE <= latitude <= north + TOLERANCE
        for west, south, east, north in boxes
    )


@cache
def _read_boxes() -> Mapping[str, list[tuple[float, float, float, float]]]:
    """The boxes around each part of each country (west, south, east, north), of the basemap that the map draws."""
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    try:
        for feature in json.loads(BASEMAP.read_text(encoding="utf-8"))["features"]:
            geometry = feature["geometry"]
            parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
            for outer, *_ in parts:
                longitudes, latitudes = zip(*outer, strict=True)
                box = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
                boxes.setdefault(feature["properties"]["iso2"], []).append(box)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DatasetError(f"static/{BASEMAP.name}", str(error), "Make it with static/make_basemap.py.") from None
    return boxes
