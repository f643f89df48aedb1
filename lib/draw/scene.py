"""Places → pydeck.Deck, its camera, its legend and its text alternative."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pydeck as pdk

from lib.answers.map import BOTH, MAX_ZOOM, SEVERAL, Place
from lib.dataset import ROOT, countries, label
from lib.draw import deck
from lib.draw.deck import LABEL_PIXELS, RING
from lib.draw.palette import LIGHT, PALETTES, Theme, mix, read_rgb
from lib.view.steps import Standing
from lib.words.catalogue import count_stations

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


LABEL_GAP = 4  # pixels between a mark and its label
Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
# Frames for the reader's eye, not borders.
FRAMES: Mapping[str, Bounds] = MappingProxyType(
    {
        "World": (-130.0, -48.0, 180.0, 68.0),
        "Europe": (-12.0, 35.0, 34.0, 62.0),
        "Africa": (-19.0, -36.0, 52.0, 38.0),
        "Asia": (30.0, -2.0, 146.0, 52.0),
        "N. America": (-128.0, 12.0, -62.0, 56.0),
        "S. America": (-83.0, -40.0, -34.0, 13.0),
        "Oceania": (112.0, -47.0, 179.0, -8.0),
    }
)
_COUNTRIES = ROOT / "static" / "countries.json"


@cache
def _read_bounds(path: Path = _COUNTRIES) -> dict[str, Bounds]:
    return {code: tuple(entry["bounds"]) for code, entry in json.loads(path.read_text(encoding="utf-8")).items()}


def _mercator(latitude: float) -> float:
    """Height on a web Mercator square of side 1, 0.5 at the equator."""
    return 0.5 + math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)


def frame_bounds(bounds: Bounds, width: int, height: int) -> Camera:
    """The camera that shows `bounds` (west, south, east, north in degrees) in a map of so many pixels."""
    west, south, east, north = bounds
    across = max((east - west) / 360, 1e-6)
    up = max(_mercator(north) - _mercator(south), 1e-6)
    zoom = math.log2(min(width / (TILE * across), height / (TILE * up)) * 0.92)
    middle = (_mercator(north) + _mercator(south)) / 2
    latitude = math.degrees(2 * math.atan(math.exp((middle - 0.5) * 2 * math.pi)) - math.pi / 2)
    # 7 leaves the country in sight of a single city; the reader may go closer by hand.
    return Camera(round(latitude, 4), round((west + east) / 2, 4), round(min(7.0, max(MIN_ZOOM, zoom)), 3))


def frame(
    chosen: Sequence[str], points: Iterable[tuple[float, float]], opened: Place | None, width: int, height: int
) -> Camera:
    """The camera that follows a view: the open place, else the chosen countries and `points`, else the world."""
    if opened is not None and opened.is_placed and opened.precision != "country":
        return Camera(opened.latitude or 0.0, opened.longitude or 0.0, 5.0)
    followed = [opened.country] if opened else list(chosen)
    boxes = [_read_bounds()[code] for code in followed if code in _read_bounds()]
    # A country's frame leaves out far islands; a place reported there must still be in sight.
    boxes += [(longitude, latitude, longitude, latitude) for longitude, latitude in points]
    if not boxes:
        return frame_bounds(FRAMES["World"], width, height)
    west, south, east, north = zip(*boxes, strict=True)
    return frame_bounds((min(west), min(south), max(east), max(north)), width, height)


def _radius(place: Place, zoom: float) -> float:
    """Pixels. The area grows with the count; a map of the world has smaller marks, or Europe would be one smear."""
    return round((3.6 + 0.8 * max(0.0, min(zoom, 4.0))) * math.sqrt(place.count), 1)


def _reach(place: Place, zoom: float, chosen: str) -> float:
    """Pixels from a mark's middle to its edge, with the ring around the chosen one."""
    return _radius(place, zoom) + (RING + 2 if place.code == chosen else 0)


def _mark(place: Place, color: str, zoom: float) -> dict[str, object]:
    """The columns that are drawn, as plain strings and numbers: dates and missing values do not survive the browser."""
    return {
        "place": place.code,
        "name": place.name,
        "what": count_stations(place.count),
        "at": [place.longitude, place.latitude],
        "r": _radius(place, zoom),
        "c": read_rgb(PALETTES[color][getattr(place, color)]),
        "g": "◆",
    }


def _choose_labels(
    places: Iterable[Place], zoom: float, frame: Bounds | None = None, chosen: str = ""
) -> list[tuple[Place, str, Box]]:
    """Places with a label that covers no mark and no other label at `zoom`, its anchor, and its box.

    Those with most stations come first; a label stands right of its mark, else left, below or above. None leaves the
    `frame`. Boxes are in pixels of the whole world, down being positive.
    """
    scale = TILE * 2**zoom
    placed = sorted(places, key=lambda place: (-place.count, place.code))
    spots = [_project(place.longitude or 0.0, place.latitude or 0.0, scale) for place in placed]
    taken = [
        (x - r, y - r, x + r, y + r)
        for (x, y), r in zip(spots, (_reach(place, zoom, chosen) for place in placed), strict=True)
    ]
    if frame is None:
        limits = (-math.inf, -math.inf, math.inf, math.inf)
    else:
        west, south, east, north = frame
        limits = (*_project(west, north, scale), *_project(east, south, scale))
    labelled = []
    for place, (x, y) in zip(placed, spots, strict=True):
        away, half = _reach(place, zoom, chosen) + LABEL_GAP, LABEL_PIXELS * 0.62
        long = len(_label(place)) * LABEL_PIXELS * 0.56
        for anchor, left, line in (
            ("start", x + away, y),
            ("end", x - away - long, y),
            ("below", x - long / 2, y + away + half - 2),
            ("above", x - long / 2, y - away - half + 2),
        ):
            box = (left, line - half, left + long, line + half)
            inside = limits[0] <= box[0] and limits[1] <= box[1] and box[2] <= limits[2] and box[3] <= limits[3]
            if inside and not any(
                box[0] < right and start < box[2] and box[1] < bottom and top < box[3]
                for start, top, right, bottom in taken
            ):
                taken.append(box)
                labelled.append((place, anchor, box))
                break
    return labelled


def _project(longitude: float, latitude: float, scale: float) -> tuple[float, float]:
    """Pixels right and down on a world of `scale` pixels."""
    return (longitude + 180) / 360 * scale, (1 - _mercator(latitude)) * scale


def _label(place: Place) -> str:
    return place.city or countries.name(place.country)


def _fill_color(step: str, theme: Theme) -> str:
    """What a country is filled with. Nothing found must differ from the bare land, which says nothing at all."""
    return mix(theme.nothing if step == "nothing-found" else PALETTES["step"][step], theme.land, 0.5)


def _fill_by_step(standings: Mapping[str, Standing], theme: Theme) -> str:
    """A deck.gl expression that fills each country by its furthest step."""
    expression = str(read_rgb(theme.land))
    for step in PALETTES["step"]:
        codes = [code for code, standing in standings.items() if standing.furthest == step]
        if codes:
            test = " || ".join(f"properties.iso2 == '{code}'" for code in sorted(codes))
            expression = f"({test}) ? {read_rgb(_fill_color(step, theme))} : ({expression})"
    return expression


def read_fill(standings: Mapping[str, Standing], theme: Theme) -> tuple[tuple[str, str, int], ...]:
    """The fill's legend: title, colour and number of countries of each step that is filled, highest first."""
    count = Counter(standing.furthest for standing in standings.values())
    return tuple(
        (label("step", step), _fill_color(step, theme), count[step]) for step in PALETTES["step"] if count[step]
    )


def draw(
    places: Sequence[Place],
    *,
    camera: Camera,
    color: str,
    ground: str,
    theme: Theme = LIGHT,
    areas: Mapping[str, Standing] | None = None,
    chosen: str = "",
    frame: Bounds | None = None,
) -> pdk.Deck:
    """A Deck with one mark a place: disc for a city, ring for a region, diamond for a country.

    `ground` is the address of the basemap's folder; `areas` fills countries by furthest step; `chosen` is the place
    that is open; no label leaves `frame`. There is no map provider and no map style, so the browser asks no other host.
    """
    # Larger marks first, so that a small one is never hidden under a large one.
    placed = sorted((place for place in places if place.is_placed), key=lambda place: -place.count)
    marks = {
        precision: [_mark(place, color, camera.zoom) for place in placed if place.precision == precision]
        for precision in ("country", "region", "city")
    }
    opened = [_mark(place, color, camera.zoom) for place in placed if place.code == chosen]
    fill = _fill_by_step(areas, theme) if areas is not None else read_rgb(theme.land)
    return deck.CompactDeck(
        layers=[
            *deck.draw_ground(ground, fill, theme),
            *deck.draw_marks(marks, theme),
            deck.ring_chosen(opened, theme),
            deck.draw_labels(_name(placed, camera.zoom, frame, chosen), camera.zoom, theme),
        ],
        map_provider=None,
        initial_view_state=pdk.ViewState(
            latitude=camera.latitude, longitude=camera.longitude, zoom=camera.zoom, max_zoom=MAX_ZOOM, min_zoom=MIN_ZOOM
        ),
        tooltip={"text": "{name}\n{what}"},
    )


def _name(placed: Sequence[Place], zoom: float, frame: Bounds | None, chosen: str) -> list[dict[str, object]]:
    """The rows of the labels."""
    rows: list[dict[str, object]] = []
    for place, anchor, _ in _choose_labels(placed, zoom, frame, chosen):
        away = round(_reach(place, zoom, chosen)) + LABEL_GAP
        down = away + LABEL_PIXELS // 2
        offset = {"start": [away, 0], "end": [-away, 0], "below": [0, down], "above": [0, -down]}[anchor]
        row = {"t": _label(place), "at": [place.longitude, place.latitude], "o": offset}
        rows.append({**row, "a": anchor if anchor in ("start", "end") else "middle"})
    return rows


@dataclass(frozen=True)
class LegendEntry:
    """A colour of the legend: its title, and the stations and places that are drawn in it."""

    code: str
    title: str
    color: str
    stations: int
    places: int


def name_color(color: str, code: str) -> str:
    """What a colour of the marks stands for: "Only from 110 Overseas", "Fuzhou bureau only", "Charged"."""
    if code in (BOTH, SEVERAL):
        return label("mix", code)
    if color == "report":
        return f"Only from {label('stations.report', code)}"
    if color == "bureau" and code != "unknown":
        return f"{label('stations.bureau', code)} bureau only"
    return label("stations.bureau" if color == "bureau" else color, code)


def read_legend(places: Iterable[Place], color: str) -> tuple[LegendEntry, ...]:
    """Every colour on the map with its counts, in the palette's order; colours that are not drawn are left out."""
    gathered = tuple(places)
    entries = []
    for code, value in PALETTES[color].items():
        of_color = [place for place in gathered if getattr(place, color) == code]
        if of_color:
            total = sum(place.count for place in of_color)
            entries.append(LegendEntry(code, name_color(color, code), value, total, len(of_color)))
    return tuple(entries)


def describe(places: Sequence[Place], sentence: str) -> str:
    """The map's accessible name: the view's sentence and the places with most stations."""
    most = sorted(places, key=lambda place: (-place.count, place.name))[:5]
    listed = "; ".join(f"{place.name}: {place.count}" for place in most)
    return f"Map. {sentence} Most stations: {listed}. The list of places beside it has them all." if most else sentence
