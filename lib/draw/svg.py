"""Places → a small map as SVG that stands by itself: no script, no font, no other file."""

import base64
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path

from lib.answers.map import name_color
from lib.answers.places import Place, PlaceMap
from lib.dataset import ROOT, codes
from lib.draw import camera as cameras
from lib.draw.camera import Camera
from lib.draw.palette import LIGHT, pick_color
from lib.draw.scene import LABEL_PIXELS, Label, Mark, arrange, name_mark
from lib.words.catalogue import text

WIDTH, HEIGHT = 480, 300
# White in every theme, since the picture is printed.
GROUND = "#ffffff"
RADIUS = 5.5  # pixels of a mark in the legend
ROW, COLUMN = 18, 210  # pixels of a line of the legend, and of a column
# What a mark's shape says, where it is no disc for a city.
SHAPES = {"region": "ring", "country": "diamond"}
Point = tuple[float, float]


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
    return cameras.project(longitude, max(-85.0, min(85.0, latitude)), 1.0)


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
    """What of the square is in the picture: its upper left corner, pixels for its side, and the picture's own."""

    left: float
    top: float
    scale: float
    width: int
    height: int

    @classmethod
    def look(cls, camera: Camera, width: int, height: int) -> "_Window":
        scale = cameras.TILE * 2**camera.zoom
        x, y = _project(camera.longitude, camera.latitude)
        return cls(x - width / 2 / scale, y - height / 2 / scale, scale, width, height)

    def place(self, point: Point) -> Point:
        """Pixels from the picture's upper left corner."""
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    def sees(self, shape: Shape) -> bool:
        return (
            shape.right > self.left
            and shape.bottom > self.top
            and shape.left < self.left + self.width / self.scale
            and shape.top < self.top + self.height / self.scale
        )


def _draw_outline(points: Iterable[Point]) -> str:
    """A path through whole pixels, each point written by its way from the one before: a third of the letters."""
    pixels = [(round(x), round(y)) for x, y in points]
    kept = [point for place, point in enumerate(pixels) if place == 0 or point != pixels[place - 1]]
    # What is smaller than a pixel is no area.
    if len(kept) <= 2:
        return ""
    ways = [f"{to[0] - at[0]} {to[1] - at[1]}" for at, to in pairwise(kept)]
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(ways).replace(' -', '-')}Z"


def draw_map(shown: PlaceMap, width: int = WIDTH, height: int = HEIGHT, sea: str = GROUND) -> str:
    """Places marked as on the map, on what is around them, as SVG; its legend below is not counted in `height`.

    A label that would cover another is left out: a table beside the picture names every place.
    """
    color = shown.color
    placed = sorted(shown.places, key=lambda place: (-place.count, place.code))
    points = [(place.longitude or 0.0, place.latitude or 0.0) for place in placed] if shown.countries else []
    camera = cameras.frame(shown.countries, points, None, width, height)
    window = _Window.look(camera, width, height)
    around, followed = _draw_land(window, shown.countries)
    # A picture of one country names it beside itself.
    name = _name_in_country if len(shown.countries) == 1 else name_mark
    seen = cameras.see(camera, width, height)
    scene = arrange(placed, camera=camera, color=color, theme=LIGHT, frame=seen, name=name)
    colors, shapes = _list_signs(shown)
    marks = "".join(_place_mark(mark, window) for mark in scene.marks)
    names = "".join(_place_label(label, window) for label in scene.labels)
    whole = height + measure_legend(shown, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" viewBox="0 0 {width} {whole}" '
        f'font-family="sans-serif" font-size="12"><rect class="sea" width="{width}" height="{height}" fill="{sea}"/>'
        f'<g class="land" stroke="{LIGHT.border}" stroke-width="0.7" fill="{LIGHT.land}"><path fill-opacity="0.4" '
        f'd="{around}"/><path d="{followed}"/></g>{marks}'
        f'<g class="names" fill="{LIGHT.text}" stroke="{GROUND}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke" font-size="{LABEL_PIXELS}">{names}</g><rect class="ground" y="{height}" width="{width}" '
        f'height="{whole - height}" fill="{GROUND}"/>'
        f"{_draw_legend(colors, shapes, color, height, _count_columns(width))}</svg>"
    )


def measure_legend(shown: PlaceMap, width: int) -> int:
    """Pixels of the legend below a map of a width."""
    return ROW * math.ceil(sum(map(len, _list_signs(shown))) / _count_columns(width))


def _count_columns(width: int) -> int:
    return max(1, width // COLUMN)


def _list_signs(shown: PlaceMap) -> tuple[list[str], list[str]]:
    """The codes that colours on a map stand for, and the precisions that have a shape of their own."""
    placed = sorted(shown.places, key=lambda place: (-place.count, place.code))
    colors = dict.fromkeys(str(getattr(place, shown.color)) for place in placed)
    return list(colors), [precision for precision in SHAPES if precision in {place.precision for place in placed}]


@lru_cache(maxsize=64)
def _draw_land(window: _Window, countries: tuple[str, ...]) -> tuple[str, str]:
    """The paths of all land in a window but some countries', and of theirs; of the world, all of it is theirs."""
    land = {True: "", False: ""}
    for shape in filter(window.sees, _read_shapes()):
        land[not countries or shape.country in countries] += _draw_outline(map(window.place, shape.outline))
    return land[False], land[True]


def _name_in_country(place: Place) -> str:
    return place.city or text("no city named")


def _place_mark(mark: Mark, window: _Window) -> str:
    return _draw_mark(mark.shape, *window.place(_project(mark.longitude, mark.latitude)), mark.radius, mark.color)


def _place_label(label: Label, window: _Window) -> str:
    x, y = window.place(_project(label.longitude, label.latitude))
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    return f'<text x="{x + label.right:.0f}" y="{y + label.down + 4:.0f}"{anchor}>{escape(label.text)}</text>'


def _draw_legend(colors: Sequence[str], shapes: Sequence[str], color: str, top: float, columns: int) -> str:
    """Below the map what each colour in it says, and each shape but the disc, row by row."""
    lines = [("city", pick_color(color, code, LIGHT), name_color(color, code)) for code in colors]
    lines += [(precision, LIGHT.text, _name_shape(precision)) for precision in shapes]
    signs = ""
    for place, (precision, fill, title) in enumerate(lines):
        left, middle = COLUMN * (place % columns), top + ROW * (place // columns + 0.5)
        signs += _draw_mark(precision, left + 12, middle, RADIUS, fill)
        signs += f'<text x="{left + 24}" y="{middle + 4:.0f}" fill="{LIGHT.text}">{escape(title)}</text>'
    return f'<g class="legend">{signs}</g>'


def _name_shape(precision: str) -> str:
    named = codes("stations.precision")[precision].named
    return text("{shape}: {precision}", shape=text(SHAPES[precision]), precision=text(named))


def _draw_mark(precision: str, x: float, y: float, radius: float, fill: str) -> str:
    """Disc for a city, ring for a region, diamond for a country, as on the map."""
    # A step where nothing was found steps back on either ground: static/twin.css.
    back = " nothing" if fill == LIGHT.nothing else ""
    filled = f'class="mark{back}" fill="{fill}" stroke="{LIGHT.outline}" stroke-width="1"'
    if precision == "region":
        rings = "".join(
            f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"
            for r in (radius + 1.75, radius - 1.75)
        )
        return f'<path d="{rings}" fill-rule="evenodd" {filled}/>'
    if precision == "city":
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" {filled}/>'
    corners = f"M{x:.0f} {y - radius:.0f}L{x + radius:.0f} {y:.0f}L{x:.0f} {y + radius:.0f}L{x - radius:.0f} {y:.0f}Z"
    return f'<path d="{corners}" {filled}/>'


def write_address(svg: str) -> str:
    """The picture as a data address, for the `src` of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
