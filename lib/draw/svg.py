"""Places → a small map as SVG that stands by itself: no script, no font, no other file."""

import base64
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from lib.answers.country import CountryMap
from lib.answers.map import name_color
from lib.answers.places import Place
from lib.dataset import ROOT, codes
from lib.draw import camera as cameras
from lib.draw.camera import Camera
from lib.draw.palette import LIGHT, pick_color
from lib.words.catalogue import text

WIDTH, HEIGHT = 480, 300
# White in every theme, since the picture is printed.
GROUND = "#ffffff"
RADIUS = 5.5  # pixels of a mark for one station; its area grows with the count
LETTER = 6.8  # pixels a letter takes at the labels' size, about
ROW = 18  # pixels of a line of the legend
# What a mark's shape says, where it is no disc for a city.
SHAPES = {"region": "ring", "country": "diamond"}
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Shape:
    """An area's outline on a web Mercator square of side 1 (origin upper left), its country's code or "", its box."""

    country: str
    outline: tuple[Point, ...]
    left: float
    top: float
    right: float
    bottom: float


def _project(longitude: float, latitude: float) -> Point:
    """Degrees → web Mercator on a square of side 1. The poles lie at infinity; 85° is taken for them."""
    latitude = math.radians(max(-85.0, min(85.0, latitude)))
    return longitude / 360 + 0.5, 0.5 - math.log(math.tan(math.pi / 4 + latitude / 2)) / (2 * math.pi)


@cache
def _read_shapes(path: Path = ROOT / "static" / "basemap.geojson") -> tuple[Shape, ...]:
    """The basemap's areas without their holes."""
    shapes = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for polygon in polygons:
            outline = tuple(_project(*point) for point in polygon[0])
            across, down = zip(*outline, strict=True)
            box = min(across), min(down), max(across), max(down)
            shapes.append(Shape(feature["properties"]["iso2"], outline, *box))
    return tuple(shapes)


@dataclass(frozen=True)
class _Window:
    """What of the square is in the picture: its upper left corner, and pixels for its side."""

    left: float
    top: float
    scale: float

    @classmethod
    def look(cls, camera: Camera) -> "_Window":
        scale = cameras.TILE * 2**camera.zoom
        x, y = _project(camera.longitude, camera.latitude)
        return cls(x - WIDTH / 2 / scale, y - HEIGHT / 2 / scale, scale)

    def place(self, point: Point) -> Point:
        """Pixels from the picture's upper left corner."""
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    def sees(self, shape: Shape) -> bool:
        return (
            shape.right > self.left
            and shape.bottom > self.top
            and shape.left < self.left + WIDTH / self.scale
            and shape.top < self.top + HEIGHT / self.scale
        )


def _draw_outline(points: Iterable[Point]) -> str:
    """A path without the points that lie closer than half a pixel to the one before."""
    kept: list[Point] = []
    for point in points:
        if not kept or math.dist(kept[-1], point) >= 0.5:
            kept.append(point)
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept) + "Z"


def draw_map(shown: CountryMap) -> str:
    """A country with its places marked as on the map, as SVG.

    A label that would cover another is left out: a table beside the picture names every place.
    """
    country, color = shown.country, shown.color
    placed = sorted((place for place in shown.places if place.is_placed), key=lambda place: (-place.count, place.code))
    points = [(place.longitude or 0.0, place.latitude or 0.0) for place in placed]
    window = _Window.look(cameras.frame((country,), points, None, WIDTH, HEIGHT))
    land = {True: "", False: ""}
    for shape in filter(window.sees, _read_shapes()):
        land[shape.country == country] += _draw_outline(map(window.place, shape.outline))
    spots = [
        _Spot(place, *window.place(_project(place.longitude or 0.0, place.latitude or 0.0)), color) for place in placed
    ]
    colors = dict.fromkeys(spot.code for spot in spots)
    shapes = [precision for precision in SHAPES if precision in {place.precision for place in placed}]
    height = HEIGHT + ROW * (len(colors) + len(shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="12"><rect width="{WIDTH}" height="{height}" fill="{GROUND}"/>'
        f'<g stroke="{LIGHT.border}" stroke-width="0.7" fill="{LIGHT.land}"><path fill-opacity="0.4" '
        f'd="{land[False]}"/><path d="{land[True]}"/></g>{"".join(spot.draw() for spot in spots)}'
        f'<g fill="{LIGHT.text}" stroke="{GROUND}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">'
        f'{"".join(_label(spots))}</g><rect y="{HEIGHT}" width="{WIDTH}" height="{height - HEIGHT}" fill="{GROUND}"/>'
        f"{_draw_legend(list(colors), shapes, color)}</svg>"
    )


@dataclass(frozen=True)
class _Spot:
    """A place and its pixels; `color` is what its colour says."""

    place: Place
    x: float
    y: float
    color: str

    @property
    def code(self) -> str:
        return str(getattr(self.place, self.color))

    @property
    def radius(self) -> float:
        return RADIUS * math.sqrt(self.place.count)

    @property
    def box(self) -> Box:
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius

    def draw(self) -> str:
        return _draw_mark(self.place.precision, self.x, self.y, self.radius, pick_color(self.color, self.code, LIGHT))


def _label(spots: Sequence[_Spot]) -> Iterable[str]:
    """Names to the right of their marks, else left, below or above, else none: what covers no other mark or name."""
    taken = [spot.box for spot in spots]
    for spot in spots:
        name = spot.place.city or text("no city named")
        wide = len(name) * LETTER
        away, middle = spot.radius + 4, spot.x - wide / 2
        spaces = (
            (spot.x + away, spot.y),
            (spot.x - away - wide, spot.y),
            (middle, spot.y + away + 6),
            (middle, spot.y - away - 6),
        )
        for start, line in spaces:
            box = (start, line - 7, start + wide, line + 7)
            inside = start > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < HEIGHT
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield f'<text x="{start:.0f}" y="{line + 4:.0f}">{escape(name)}</text>'
                break


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _draw_legend(colors: Sequence[str], shapes: Sequence[str], color: str) -> str:
    """A line below the map for each colour in it, and for each shape but the disc."""
    lines = [("city", pick_color(color, code, LIGHT), name_color(color, code)) for code in colors]
    lines += [(precision, LIGHT.text, _name_shape(precision)) for precision in shapes]
    return "".join(
        f"{_draw_mark(precision, 12, HEIGHT + ROW * (row + 0.5), RADIUS, fill)}"
        f'<text x="24" y="{HEIGHT + ROW * (row + 0.5) + 4:.0f}" fill="{LIGHT.text}">{escape(title)}</text>'
        for row, (precision, fill, title) in enumerate(lines)
    )


def _name_shape(precision: str) -> str:
    named = codes("stations.precision")[precision].named
    return text("{shape}: {precision}", shape=text(SHAPES[precision]), precision=text(named))


def _draw_mark(precision: str, x: float, y: float, radius: float, fill: str) -> str:
    """Disc for a city, ring for a region, diamond for a country, as on the map."""
    if precision == "region":
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="none" stroke="{fill}" stroke-width="3.5"/>'
    filled = f'fill="{fill}" stroke="{LIGHT.outline}" stroke-width="1"'
    if precision == "city":
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" {filled}/>'
    corners = f"M{x:.0f} {y - radius:.0f}L{x + radius:.0f} {y:.0f}L{x:.0f} {y + radius:.0f}L{x - radius:.0f} {y:.0f}Z"
    return f'<path d="{corners}" {filled}/>'


def write_address(svg: str) -> str:
    """The picture as a data address, for the `src` of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
