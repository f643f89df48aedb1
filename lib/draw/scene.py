"""Places → a scene: marks, labels where nothing is covered, fills. Geometry first; `deck` draws it."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.answers.places import Place
from lib.draw.camera import TILE, Bounds, Camera, project
from lib.draw.palette import Theme, mix, pick_color
from lib.words.catalogue import count_stations
from lib.words.names import name_country

LABEL_PIXELS = 13
FILL = 0.85  # of a step's colour in a country that is filled: less would be the sea's
LABEL_GAP = 4  # pixels between a mark and its label
RING = 6  # pixels between a mark's edge and the ring around the chosen one
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


@dataclass(frozen=True)
class Mark:
    """A place as it is drawn: shape by its precision, radius in pixels, colour as #rrggbb; what a pointer reads."""

    place: str
    name: str
    stations: str
    shape: str
    longitude: float
    latitude: float
    radius: float
    color: str


@dataclass(frozen=True)
class Label:
    """A name at a point, moved by pixels right and down; `anchor` says which end of it stands there."""

    text: str
    longitude: float
    latitude: float
    right: int
    down: int
    anchor: str


@dataclass(frozen=True)
class Scene:
    """What a map shows: marks from the largest to the smallest, so that none is hidden, labels, and the open place.

    fills: the colour of each country that is filled, None where none is.
    """

    camera: Camera
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    chosen: tuple[Mark, ...]
    fills: Mapping[str, str] | None


def name_mark(place: Place) -> str:
    """What stands beside a mark: its city, else its country."""
    return place.city or name_country(place.country)


def arrange(
    places: Sequence[Place],
    *,
    camera: Camera,
    color: str,
    theme: Theme,
    areas: Mapping[str, str] | None = None,
    chosen: str = "",
    frame: Bounds | None = None,
    name: Callable[[Place], str] = name_mark,
) -> Scene:
    """The scene of some places. `color` is what colours the marks, `areas` the step that fills each country; no label
    leaves the `frame`; `name` is what stands beside a mark."""
    placed = sorted((place for place in places if place.is_placed), key=lambda place: -place.count)
    marks = tuple(_mark(place, color, camera.zoom, theme) for place in placed)
    return Scene(
        camera=camera,
        marks=marks,
        labels=tuple(_place_labels(placed, camera.zoom, frame, chosen, name)),
        chosen=tuple(mark for mark in marks if mark.place == chosen),
        fills=None if areas is None else {code: fill_color(step, theme) for code, step in areas.items()},
    )


def radius(place: Place, zoom: float) -> float:
    """Pixels. The area grows with the count; a map of the world has smaller marks, or Europe would be one smear."""
    return scale_radius(place.count, zoom)


def scale_radius(count: int, zoom: float) -> float:
    """Pixels of the radius of a mark of so many stations."""
    return round((3.6 + 0.8 * max(0.0, min(zoom, 4.0))) * math.sqrt(count), 1)


def fill_color(step: str, theme: Theme) -> str:
    """What a country is filled with. Nothing found must differ from the bare land, which says nothing at all."""
    return mix(pick_color("step", step, theme), theme.land, FILL)


def _mark(place: Place, color: str, zoom: float, theme: Theme) -> Mark:
    return Mark(
        place=place.code,
        name=place.name,
        stations=count_stations(place.count),
        shape=place.precision,
        longitude=place.longitude or 0.0,
        latitude=place.latitude or 0.0,
        radius=radius(place, zoom),
        color=pick_color(color, getattr(place, color), theme),
    )


def _reach(place: Place, zoom: float, chosen: str) -> float:
    """Pixels from a mark's middle to its edge, with the ring around the chosen one."""
    return radius(place, zoom) + (RING + 2 if place.code == chosen else 0)


def choose_labels(
    places: Iterable[Place],
    zoom: float,
    frame: Bounds | None = None,
    chosen: str = "",
    name: Callable[[Place], str] = name_mark,
) -> list[tuple[Place, str, Box]]:
    """Places with a label that covers no mark and no other label at `zoom`, its anchor, and its box.

    Those with most stations come first; a label stands right of its mark, else left, below or above. None leaves the
    `frame`. Boxes are in pixels of the whole world, down being positive.
    """
    scale = TILE * 2**zoom
    placed = sorted(places, key=lambda place: (-place.count, place.code))
    spots = [project(place.longitude or 0.0, place.latitude or 0.0, scale) for place in placed]
    taken = [
        (x - r, y - r, x + r, y + r)
        for (x, y), r in zip(spots, (_reach(place, zoom, chosen) for place in placed), strict=True)
    ]
    if frame is None:
        limits = (-math.inf, -math.inf, math.inf, math.inf)
    else:
        west, south, east, north = frame
        limits = (*project(west, north, scale), *project(east, south, scale))
    labelled = []
    for place, (x, y) in zip(placed, spots, strict=True):
        away, half = _reach(place, zoom, chosen) + LABEL_GAP, LABEL_PIXELS * 0.62
        long = len(name(place)) * LABEL_PIXELS * 0.56
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


def _place_labels(
    placed: Sequence[Place], zoom: float, frame: Bounds | None, chosen: str, name: Callable[[Place], str]
) -> Iterable[Label]:
    for place, anchor, _ in choose_labels(placed, zoom, frame, chosen, name):
        away = round(_reach(place, zoom, chosen)) + LABEL_GAP
        down = away + LABEL_PIXELS // 2
        offset = {"start": (away, 0), "end": (-away, 0), "below": (0, down), "above": (0, -down)}[anchor]
        end = anchor if anchor in ("start", "end") else "middle"
        yield Label(name(place), place.longitude or 0.0, place.latitude or 0.0, *offset, end)
