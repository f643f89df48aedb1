"""`geocache.json`: where each place lies."""

from dataclasses import dataclass
from pathlib import Path

from lib.dataset.files import Problem, read_json


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
    """The geocache of a folder by key ("ES|Madrid", "VN|"); entries that are not locations become problems."""
    locations: dict[str, Location] = {}
    for key, entry in read_json(folder, "geocache.json").items():
        try:
            location = Location(**entry)
            in_range = -90 <= location.latitude <= 90 and -180 <= location.longitude <= 180
        except TypeError:
            in_range = False
        if in_range:
            locations[key] = location
        else:
            problems.append(
                Problem(
                    "geocache.json",
                    None,
                    key,
                    str(entry),
                    "a location with a latitude in ±90, a longitude in ±180",
                )
            )
    return locations
