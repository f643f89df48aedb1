"""Ground, marks and labels → the layers of a pydeck.Deck."""

import json
from collections.abc import Mapping, Sequence

import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from lib.draw.palette import Theme, read_rgb

# A row of a layer: plain strings, numbers and lists, since dates and missing values do not survive the browser.
Row = Mapping[str, object]
# The zooms at which finer ground covers the coarse one, and the zoom of its tiles (see static/levels.py).
NEAR, CLOSE = 1.9, 3.3
TILE_ZOOM = 3
# Where there are tiles, in degrees: south of them lies Antarctica.
TILED = [-180, -66, 180, 85]
LABEL_PIXELS = 13
RING = 6  # pixels between a mark's edge and the ring around it


class CompactDeck(pdk.Deck):  # type: ignore[misc] # pydeck ships no types
    """A deck whose JSON is as short as it can be: pydeck's is indented and sorted, which costs a fifth of a run."""

    def to_json(self) -> str:
        """The deck for the browser."""
        return json.dumps(self, default=default_serialize, separators=(",", ":"), ensure_ascii=False)


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


def draw_marks(rows: Mapping[str, Sequence[Row]], theme: Theme) -> list[pdk.Layer]:
    """Marks by the precision of their place: diamonds for a `country`, rings for a `region`, discs for a `city`.

    A row has `place`, `at` (longitude, latitude), `r` (pixels), `c` (colour), and what the tooltip says. Rows are
    painted in their order.
    """
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


def ring_chosen(rows: Sequence[Row], theme: Theme) -> pdk.Layer:
    """A ring around the marks of the place that is open; rows as of `draw_marks`."""
    return pdk.Layer(
        "ScatterplotLayer",
        rows,
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


def draw_labels(rows: Sequence[Row], zoom: float, theme: Theme) -> pdk.Layer:
    """Names beside marks, with a halo of the land's colour.

    A row has `t` (text), `at` (longitude, latitude), `o` (pixels right and down of it) and `a` (which end of the text
    stands there: start, middle, end).
    """
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
