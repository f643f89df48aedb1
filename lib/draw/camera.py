"""Where a map looks: projection, frames of the world, and the camera that follows a view."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lib.answers.places import MAX_ZOOM, Place
from lib.dataset import ROOT

MIN_ZOOM = -1.0  # a phone's width shows the whole world
TILE = 512  # pixels of the whole world at zoom 0 in deck.gl


@dataclass(frozen=True)
class Camera:
    """Where the map looks: centre in degrees, zoom as in web maps (0 shows the world in 512 pixels)."""

    latitude: float
    longitude: float
    zoom: float

    def move(self, steps: int) -> "Camera":
        """The same centre, closer (positive) or wider (negative) by doublings."""
        return Camera(self.latitude, self.longitude, min(MAX_ZOOM, max(MIN_ZOOM, self.zoom + steps)))


Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees
# Frames for the reader's eye, not borders: codes of the vocabulary "frame".
FRAMES: Mapping[str, Bounds] = MappingProxyType(
    {
        "world": (-130.0, -48.0, 180.0, 68.0),
        "europe": (-12.0, 35.0, 34.0, 62.0),
        "africa": (-19.0, -36.0, 52.0, 38.0),
        "asia": (30.0, -2.0, 146.0, 52.0),
        "north-america": (-128.0, 12.0, -62.0, 56.0),
        "south-america": (-83.0, -40.0, -34.0, 13.0),
        "oceania": (112.0, -47.0, 179.0, -8.0),
    }
)
_COUNTRIES = ROOT / "static" / "countries.json"


@cache
def _read_bounds(path: Path = _COUNTRIES) -> dict[str, Bounds]:
    return {code: tuple(entry["bounds"]) for code, entry in json.loads(path.read_text(encoding="utf-8")).items()}


def mercator(latitude: float) -> float:
    """Height on a web Mercator square of side 1, 0.5 at the equator."""
    return 0.5 + math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)


def _find_latitude(height: float) -> float:
    """Degrees of a height on the square of `mercator`."""
    return math.degrees(2 * math.atan(math.exp((height - 0.5) * 2 * math.pi)) - math.pi / 2)


def see(camera: Camera, width: int, height: int) -> Bounds:
    """What a map of so many pixels shows (west, south, east, north in degrees), beyond the world's ends too."""
    scale = TILE * 2**camera.zoom
    across, up = width / 2 / scale * 360, height / 2 / scale
    middle = mercator(camera.latitude)
    return (
        camera.longitude - across,
        _find_latitude(middle - up),
        camera.longitude + across,
        _find_latitude(middle + up),
    )


def frame_bounds(bounds: Bounds, width: int, height: int) -> Camera:
    """The camera that shows `bounds` (west, south, east, north in degrees) in a map of so many pixels."""
    west, south, east, north = bounds
    across = max((east - west) / 360, 1e-6)
    up = max(mercator(north) - mercator(south), 1e-6)
    zoom = math.log2(min(width / (TILE * across), height / (TILE * up)) * 0.92)
    latitude = _find_latitude((mercator(north) + mercator(south)) / 2)
    # 7 leaves the country in sight of a single city; the reader may go closer by hand.
    return Camera(round(latitude, 4), round((west + east) / 2, 4), round(min(7.0, max(MIN_ZOOM, zoom)), 3))


def frame(
    chosen: Sequence[str], points: Iterable[tuple[float, float]], opened: Place | None, width: int, height: int
) -> Camera:
    """The camera that follows a view: the open place, else the chosen countries and `points`, else the world."""
    if opened is not None and opened.is_placed and opened.precision != "country":
        return Camera(opened.latitude or 0.0, opened.longitude or 0.0, 4.8)
    followed = [opened.country] if opened else list(chosen)
    boxes = [_read_bounds()[code] for code in followed if code in _read_bounds()]
    # A country's frame leaves out far islands; a place reported there must still be in sight.
    boxes += [(longitude, latitude, longitude, latitude) for longitude, latitude in points]
    if not boxes:
        return frame_bounds(FRAMES["world"], width, height)
    west, south, east, north = zip(*boxes, strict=True)
    return frame_bounds((min(west), min(south), max(east), max(north)), width, height)


def project(longitude: float, latitude: float, scale: float) -> tuple[float, float]:
    """Pixels right and down on a world of `scale` pixels."""
    return (longitude + 180) / 360 * scale, (1 - mercator(latitude)) * scale
