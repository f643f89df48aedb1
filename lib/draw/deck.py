"""A scene → a pydeck.Deck, which asks no other host: ground, marks, labels."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from lib.answers.map import PLATE, Map
from lib.answers.places import MAX_ZOOM
from lib.draw.camera import MIN_ZOOM, Bounds, Camera
from lib.draw.palette import Theme, read_rgb
from lib.draw.scene import LABEL_PIXELS, RING, Label, Mark, Scene, arrange
from lib.view import View
from lib.view.atlas import Atlas

# A row of a layer: plain strings, numbers and lists, since dates and missing values do not survive the browser.
Row = Mapping[str, object]
# The zooms at which finer ground covers the coarse one, and the zoom of its tiles (see static/levels.py).
NEAR, CLOSE = 1.9, 3.3
TILE_ZOOM = 3
# Where there are tiles, in degrees: south of them lies Antarctica.
TILED = [-180, -66, 180, 85]


class CompactDeck(pdk.Deck):  # type: ignore[misc] # pydeck ships no types
    """A deck that is written once, as short as it can be: pydeck's JSON is indented and sorted, a fifth of a run."""

    @cached_property
    def _json(self) -> str:
        return json.dumps(self, default=default_serialize, separators=(",", ":"), ensure_ascii=False)

    def to_json(self) -> str:
        """The deck for the browser. Shared by all viewers of the same view: nothing may change it."""
        return self._json


def draw_map(
    atlas: Atlas, found: Map, view: View, camera: Camera, theme: Theme, ground: str, key: str = "map"
) -> CompactDeck:
    """The deck of a map page's Answer, or of its plate (`key` "inset"), for `Atlas.recall`."""
    looks: dict[str, Any] = {"camera": camera, "color": view.color, "theme": theme, "areas": found.areas}
    if key == "inset":
        return draw(arrange(found.inset, frame=PLATE, **looks), theme, ground)
    scene = arrange(found.places, chosen=view.place, **looks)
    return draw(scene, theme, ground, PLATE if found.inset else None)


def draw(scene: Scene, theme: Theme, ground: str, box: Bounds | None = None) -> CompactDeck:
    """A scene as a deck: disc for a city, ring for a region, diamond for a country.

    `ground` is the address of the basemap's folder. There is no map provider and no map style, so the browser asks no
    other host.
    """
    fill = read_rgb(theme.land) if scene.fills is None else _fill_by_country(scene.fills, theme)
    camera = scene.camera
    return CompactDeck(
        layers=[
            *draw_ground(ground, fill, theme),
            *([draw_box(box, theme)] if box else []),
            *draw_marks(scene.marks, theme),
            ring_chosen(scene.chosen, theme),
            draw_labels(scene.labels, camera.zoom, theme),
        ],
        map_provider=None,
        initial_view_state=pdk.ViewState(
            latitude=camera.latitude, longitude=camera.longitude, zoom=camera.zoom, max_zoom=MAX_ZOOM, min_zoom=MIN_ZOOM
        ),
        tooltip={"text": "{name}\n{what}"},
    )


def _fill_by_country(fills: Mapping[str, str], theme: Theme) -> str:
    """A deck.gl expression that fills countries by their code, and the rest as land."""
    expression = str(read_rgb(theme.land))
    for color in dict.fromkeys(fills.values()):
        codes = sorted(code for code, filled in fills.items() if filled == color)
        test = " || ".join(f"properties.iso2 == '{code}'" for code in codes)
        expression = f"({test}) ? {read_rgb(color)} : ({expression})"
    return expression


def _row(mark: Mark) -> Row:
    return {
        "place": mark.place,
        "name": mark.name,
        "what": mark.stations,
        "at": [mark.longitude, mark.latitude],
        "r": mark.radius,
        "c": read_rgb(mark.color),
        "g": "◆",
    }


def draw_ground(ground: str, fill: str | list[int], theme: Theme) -> list[pdk.Layer]:
    """Land, lakes and borders from the files under the address `ground`; `fill` is the land's colour or an expression.

    The whole world is always there; where the reader is closer, by whatever way they came, tiles with finer coasts
    and borders cover it. Nothing but triangles in a wide view: see `static/levels.py` for what a line would cost.
    """
    border = read_rgb(theme.border)
    water = " || ".join(f"properties.kind == '{kind}'" for kind in ("lake", "sea"))
    colors = f"{water} ? {read_rgb(theme.sea)} : properties.kind == 'border' ? {border} : ({fill})"
    looks = {"stroked": False, "get_fill_color": colors, "update_triggers": {"getFillColor": colors}}
    tiles = {"min_zoom": TILE_ZOOM, "max_zoom": TILE_ZOOM, "extent": TILED, **looks}
    return [
        pdk.Layer("GeoJsonLayer", f"{ground}/far.geojson", id="land", **looks),
        pdk.Layer(
            "TileLayer",
            f"{ground}/near-{{x}}-{{y}}.geojson",
            id="near",
            visible_min_zoom=NEAR,
            visible_max_zoom=CLOSE,
            **tiles,
        ),
        pdk.Layer(
            "TileLayer",
            f"{ground}/close-{{x}}-{{y}}.geojson",
            id="close",
            visible_min_zoom=CLOSE,
            get_line_color=border,
            line_width_min_pixels=0.8,
            line_width_max_pixels=1,
            **{**tiles, "update_triggers": {"getFillColor": colors, "getLineColor": border}},
        ),
    ]


def draw_marks(marks: Sequence[Mark], theme: Theme) -> list[pdk.Layer]:
    """Marks by their shape: diamonds for a country, rings for a region, discs for a city; painted in their order."""
    rows = {shape: [_row(mark) for mark in marks if mark.shape == shape] for shape in ("country", "region", "city")}
    edge = read_rgb(theme.outline)
    diamonds = {"get_position": "at", "get_text": "g", "character_set": pdk.types.String("◆")}
    discs = {"radius_units": "'pixels'", "line_width_units": "'pixels'", "get_position": "at", "get_radius": "r"}
    return [
        # A glyph has no outline of its own: a larger one below gives it the contrast that the discs have.
        pdk.Layer("TextLayer", rows["country"], id="edge", get_size="r * 5", get_color=edge, **diamonds),
        pdk.Layer(
            "TextLayer", rows["country"], id="country", pickable=True, get_size="r * 3.9", get_color="c", **diamonds
        ),
        pdk.Layer(
            "ScatterplotLayer",
            rows["region"],
            id="rim",
            get_fill_color=edge,
            get_position="at",
            get_radius="r + 3.5",
            radius_units="'pixels'",
        ),
        pdk.Layer(
            "ScatterplotLayer",
            rows["region"],
            id="region",
            pickable=True,
            stroked=True,
            get_fill_color=read_rgb(theme.land),
            get_line_color="c",
            get_line_width=3,
            **{**discs, "get_radius": "r + 1"},
        ),
        pdk.Layer(
            "ScatterplotLayer",
            rows["city"],
            id="city",
            pickable=True,
            stroked=True,
            get_fill_color="c",
            get_line_color=edge,
            get_line_width=1,
            **discs,
        ),
    ]


def draw_box(box: Bounds, theme: Theme) -> pdk.Layer:
    """A line around what the plate shows (west, south, east, north in degrees)."""
    west, south, east, north = box
    corners = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return pdk.Layer(
        "PathLayer",
        [{"path": corners}],
        id="box",
        get_path="path",
        get_color=read_rgb(theme.muted),
        get_width=1,
        width_units="'pixels'",
    )


def ring_chosen(marks: Sequence[Mark], theme: Theme) -> pdk.Layer:
    """A ring around the marks of the place that is open."""
    return pdk.Layer(
        "ScatterplotLayer",
        [_row(mark) for mark in marks],
        id="chosen",
        get_position="at",
        get_radius=f"r + {RING}",
        radius_units="'pixels'",
        filled=False,
        stroked=True,
        get_line_color=read_rgb(theme.text),
        get_line_width=3,
        line_width_units="'pixels'",
    )


def draw_labels(labels: Sequence[Label], zoom: float, theme: Theme) -> pdk.Layer:
    """Names beside marks, with a halo of the land's colour."""
    rows = [
        {"t": each.text, "at": [each.longitude, each.latitude], "o": [each.right, each.down], "a": each.anchor}
        for each in labels
    ]
    return pdk.Layer(
        "TextLayer",
        rows,
        id="labels",
        get_position="at",
        get_text="t",
        character_set=pdk.types.String("auto"),
        get_pixel_offset="o",
        get_text_anchor="a",
        get_alignment_baseline="'center'",
        get_color=read_rgb(theme.text),
        # In units of the map, so that labels shrink with it and never run into each other when the reader zooms out.
        size_units="'common'",
        get_size=round(LABEL_PIXELS / 2**zoom, 6),
        size_max_pixels=LABEL_PIXELS,
        # Only signed distance fields have an outline.
        font_settings={"sdf": True, "fontSize": 48, "buffer": 8, "radius": 14},
        outline_width=3,
        outline_color=read_rgb(theme.land, 235),
        font_weight=500,
        font_family=pdk.types.String('"Source Sans", sans-serif'),
    )
