"""The ground of the map at each distance: land, lakes and borders, coarse for the world and finer where one is close.

Called by `make_basemap.py`. All files are RFC 7946 GeoJSON in decimal degrees of two decimals; a feature's `kind` says
what it is (`sea`, `land` with its `iso2`, `lake`, `border`), and features stand in the order they are painted in.

- `far.geojson`: the whole world, without the sea.
- `near-X-Y.geojson` and `close-X-Y.geojson`: tiles of zoom 3 (45 degrees of longitude each). They begin with the
  sea, so that a tile covers whatever coarser ground lies below it.

In `far` and `near` a border is a long thin polygon, as wide as a line at the level's zoom. Without a graphics card
deck.gl's lines cost thirty microseconds a segment (each is an instance of its own), filled triangles a tenth of that.
In `close`, where few borders are in sight, they are lines, as wide at any zoom.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry

Json = dict[str, Any]
TILE = 512  # pixels of the whole world at zoom 0, as in deck.gl
TILE_ZOOM = 3
ROWS = range(6)  # of the tiles; the last two are Antarctica's
OVERLAP = 0.02  # degrees, or the ground below would show through between two tiles
MERCATOR_END = -85.05  # degrees of latitude
BREADTH = "Math.sqrt(this.area)"


@dataclass(frozen=True)
class Level:
    """How the ground is drawn for a camera at `zoom`.

    `interval` is the land's detail in metres, by mapshaper's measure; `width` of a border (None draws a line) and
    `tolerance` of borders and lakes are in pixels at that zoom; `least_lake` is in square degrees.
    """

    name: str
    zoom: float
    interval: str
    width: float | None
    tolerance: float
    least_lake: float

    @property
    def pixel(self) -> float:
        """A pixel in degrees of longitude."""
        return 360 / TILE / 2**self.zoom


FAR = Level("far", 1.2, f"Math.min(25000, {BREADTH} / 5, Math.max(14000, {BREADTH} / 50))", 0.9, 0.6, 0.6)
NEAR = Level("near", 2.8, f"Math.min(15000, {BREADTH} / 8, Math.max(6500, {BREADTH} / 80))", 0.9, 0.8, 0.3)
CLOSE = Level("close", 6.0, f"Math.min(4000, {BREADTH} / 20, Math.max(1500, {BREADTH} / 300))", None, 1.0, 0.03)
LEVELS = (FAR, NEAR, CLOSE)
# What a reader's browser fetches before anything was pressed: the world, and Europe beside it.
FIRST_VIEW = ("far.geojson", *(f"near-{x}-{y}.geojson" for x in (3, 4) for y in (2, 3)))


def draw_ground(level: Level, land: list[Json], lakes: list[Polygon]) -> Iterator[tuple[str, bytes]]:
    """Names and texts of a level's files; `land` are the basemap's features simplified by the level's interval."""
    shapes = [(feature["properties"]["iso2"], shapely.make_valid(shape(feature["geometry"]))) for feature in land]
    waters = MultiPolygon(choose_lakes(lakes, level))
    lines = trace_borders(land)
    borders = shapely.MultiLineString(lines) if level.width is None else thicken(lines, level)
    if level is FAR:
        ground = [("land", area, {"iso2": iso2}) for iso2, area in shapes]
        yield "far.geojson", write_features([*ground, ("lake", waters, {}), ("border", borders, {})])
        return
    for x in range(2**TILE_ZOOM):
        for y in ROWS:
            tile = frame_tile(x, y)
            ground = [("land", clip(area, tile), {"iso2": iso2}) for iso2, area in shapes if area.intersects(tile)]
            over = [("lake", clip(waters, tile), {}), ("border", clip(borders, tile), {})]
            yield f"{level.name}-{x}-{y}.geojson", write_features([("sea", tile, {}), *ground, *over])


def frame_tile(x: int, y: int) -> Polygon:
    """The tile's rectangle in degrees, larger by OVERLAP."""
    side = 360 / 2**TILE_ZOOM
    corners = np.array([[x * side - 180, 180 - (y + 1) * side], [(x + 1) * side - 180, 180 - y * side]])
    (west, south), (east, north) = unproject(corners)
    return box(west - OVERLAP, max(south - OVERLAP, MERCATOR_END), east + OVERLAP, north + OVERLAP)


def clip(shapes: BaseGeometry, tile: Polygon) -> BaseGeometry:
    """What of some areas or lines lies in a tile, without the lines and points that cutting areas leaves."""
    kind = Polygon if isinstance(shapes, Polygon | MultiPolygon) else LineString
    whole = [part for one in shapely.get_parts(shapes) for part in shapely.get_parts(shapely.intersection(one, tile))]
    parts = [part for part in whole if isinstance(part, kind) and not part.is_empty]
    return MultiPolygon(parts) if kind is Polygon else shapely.MultiLineString(parts)


def trace_borders(features: Iterable[Json]) -> list[LineString]:
    """The lines that two areas share, each as long as it goes without branching."""
    owners: defaultdict[frozenset[tuple[float, float]], set[int]] = defaultdict(set)
    for number, feature in enumerate(features):
        for polygon in shapely.get_parts(shape(feature["geometry"])):
            for ring in (polygon.exterior, *polygon.interiors):
                for edge in pairwise(ring.coords):
                    owners[frozenset(edge)].add(number)
    shared = [tuple(edge) for edge, areas in owners.items() if len(areas) == 2]
    return list(shapely.get_parts(shapely.line_merge(shapely.MultiLineString(shared))))


def thicken(lines: Iterable[LineString], level: Level) -> MultiPolygon:
    """Borders as polygons of the level's width everywhere on a Mercator map, with no more vertices than are seen."""
    assert level.width is not None
    flat = shapely.simplify([shapely.transform(line, project) for line in lines], level.tolerance * level.pixel)
    wide = shapely.buffer(flat, level.width * level.pixel / 2, cap_style="flat", join_style="mitre", mitre_limit=2)
    return MultiPolygon(shapely.get_parts(shapely.transform(wide, unproject)).tolist())


def choose_lakes(lakes: Iterable[Polygon], level: Level) -> list[Polygon]:
    """The lakes that are seen at a level, with no more vertices than are seen, without islands that are not."""
    chosen = []
    for lake in lakes:
        if lake.area >= level.least_lake:
            islands = [ring for ring in lake.interiors if Polygon(ring).area >= level.least_lake / 2]
            kept = shapely.simplify(Polygon(lake.exterior, islands), level.tolerance * level.pixel)
            chosen += shapely.get_parts(shapely.make_valid(kept)).tolist()
    return [part for part in chosen if isinstance(part, Polygon)]


def read_lakes(features: Iterable[Json]) -> list[Polygon]:
    """The lakes of a GeoJSON collection as valid polygons, largest first."""
    whole = shapely.union_all([shapely.make_valid(shape(feature["geometry"])) for feature in features])
    return sorted(shapely.get_parts(whole), key=lambda lake: -lake.area)


def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees → Mercator, in degrees of longitude at the equator."""
    height = np.log(np.tan(np.pi / 4 + np.radians(np.clip(points[:, 1], -85, 85)) / 2))
    return np.column_stack((points[:, 0], np.degrees(height)))


def unproject(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mercator → degrees."""
    latitude = np.degrees(2 * np.arctan(np.exp(np.radians(points[:, 1]))) - np.pi / 2)
    return np.column_stack((points[:, 0], latitude))


def write_features(features: Iterable[tuple[str, BaseGeometry, Json]]) -> bytes:
    """A collection of (kind, geometry, further properties), decimal degrees of two decimals, without empty ones."""
    written = [
        {"type": "Feature", "properties": {"kind": kind, **more}, "geometry": round_geometry(geometry)}
        for kind, geometry, more in features
        if not geometry.is_empty
    ]
    return json.dumps({"type": "FeatureCollection", "features": written}, separators=(",", ":")).encode()


def round_geometry(geometry: BaseGeometry) -> Json:
    """GeoJSON with two decimals; each part is rounded by itself, and goes where nothing is left of it."""
    rounded = shapely.set_precision(shapely.get_parts(geometry), 0.01)
    parts = [part for part in shapely.get_parts(rounded) if not part.is_empty]
    kind = MultiPolygon if isinstance(parts[0], Polygon) else shapely.MultiLineString
    return dict(mapping(kind(parts)))
