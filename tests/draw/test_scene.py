"""Places → a deck that asks no other host, a camera, a legend."""

import json
import math
import re
import tomllib
from collections.abc import Sequence
from colorsys import rgb_to_hls
from itertools import combinations
from math import dist
from typing import Any

import pydeck as pdk
import pytest
from colorspacious import cspace_convert

from lib import view as views
from lib.answers import map as answers
from lib.answers import places
from lib.answers.blocks import answer
from lib.answers.places import MAX_ZOOM, Place
from lib.dataset import ROOT, Dataset
from lib.draw import camera as cameras
from lib.draw import deck as decks
from lib.draw import scene
from lib.draw.camera import FRAMES, TILE, Camera, mercator
from lib.draw.palette import DARK, LIGHT, PALETTES, Theme, pick_color, write_tokens
from lib.show.map import INSET
from lib.view import View
from lib.view.atlas import Atlas

GROUND = "/assets/ground/0123456789"


def find(dataset: Dataset, view: View) -> tuple[Place, ...]:
    """The places of a view."""
    return places.gather(views.apply(view, dataset), dataset.geocache)


def draw(dataset: Dataset, view: View, zoom: float = 1.0) -> pdk.Deck:
    """The deck of a view, seen from Europe."""
    return draw_scene(find(dataset, view), camera=Camera(48.0, 10.0, zoom), color=view.color)


def draw_scene(found: Sequence[Place], **options: Any) -> pdk.Deck:
    """The deck of some places in the light theme."""
    return decks.draw(scene.arrange(found, theme=LIGHT, **options), LIGHT, GROUND)


def layer(deck: pdk.Deck, name: str) -> dict[str, object]:
    """A layer of the deck's JSON by id."""
    return next(layer for layer in json.loads(deck.to_json())["layers"] if layer["id"] == name)


def test_the_deck_names_no_host_but_ours(dataset: Dataset) -> None:
    text = draw(dataset, View()).to_json()
    assert "http" not in text.replace("https://deck.gl", "")
    read = json.loads(text)
    # The placeholder stands for "no style": Streamlit asks nobody for it as long as there is no provider.
    assert read.get("mapProvider") is None and read["mapStyle"] == "__MAP_STYLE__"
    addresses = {name: str(layer(draw(dataset, View()), name)["data"]) for name in ("land", "near", "close")}
    assert all(address.startswith(f"{GROUND}/") for address in addresses.values())


def test_each_place_has_one_mark_and_the_marks_add_up(dataset: Dataset) -> None:
    deck = draw(dataset, View())
    marks = [mark for name in ("city", "region", "country") for mark in layer(deck, name)["data"]]  # type: ignore[attr-defined]
    assert len(marks) == len({mark["place"] for mark in marks}) == 68
    assert sum(int(mark["what"].split()[0]) for mark in marks) == 87


def test_the_deck_stays_under_60_kilobytes(dataset: Dataset) -> None:
    assert len(draw(dataset, View(color="step")).to_json().encode()) < 60_000


def test_a_marks_area_grows_with_its_count(dataset: Dataset) -> None:
    radius = {mark["place"]: mark["r"] for mark in layer(draw(dataset, View()), "city")["data"]}  # type: ignore[attr-defined]
    assert (radius["es-madrid"] / radius["nl-rotterdam"]) ** 2 == pytest.approx(3, rel=0.05)


def test_zoom_stops_at_city_scale(dataset: Dataset) -> None:
    assert json.loads(draw(dataset, View()).to_json())["initialViewState"]["maxZoom"] == MAX_ZOOM <= 9
    assert Camera(0, 0, 8.5).move(5).zoom == MAX_ZOOM
    assert Camera(0, 0, 0.5).move(-9).zoom == cameras.MIN_ZOOM


@pytest.mark.parametrize("zoom", [0.5, 1.3, 2.6, 4.0])
def test_a_label_covers_no_mark_and_no_other_label(dataset: Dataset, zoom: float) -> None:
    found = [place for place in find(dataset, View()) if place.is_placed]
    scale = TILE * 2**zoom
    others = []
    for place in found:
        x, y = (place.longitude + 180) / 360 * scale, (1 - mercator(place.latitude)) * scale  # type: ignore[operator, arg-type]
        r = scene.radius(place, zoom)
        others.append((x - r, y - r, x + r, y + r))
    for _, _, (left, top, right, bottom) in scene.choose_labels(found, zoom):
        for other in others:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
        others.append((left, top, right, bottom))


def test_a_label_stands_where_its_row_says(dataset: Dataset) -> None:
    """The offset and anchor that the browser gets put the text into the box that was kept free for it."""
    zoom = 2.6
    found = [place for place in find(dataset, View()) if place.is_placed]
    rows = scene.arrange(found, camera=Camera(0, 0, zoom), color="report", theme=LIGHT).labels
    scale = TILE * 2**zoom
    assert {row.anchor for row in rows} == {"start", "middle", "end"}
    for row, (place, _, box) in zip(rows, scene.choose_labels(found, zoom), strict=True):
        x, y = (place.longitude + 180) / 360 * scale, (1 - mercator(place.latitude)) * scale  # type: ignore[operator, arg-type]
        start = {"start": 0.0, "middle": 0.5, "end": 1.0}[row.anchor]
        assert x + row.right == pytest.approx(box[0] + start * (box[2] - box[0]), abs=1)
        assert y + row.down == pytest.approx((box[1] + box[3]) / 2, abs=2)


def test_the_ring_of_the_open_place_covers_no_label(dataset: Dataset) -> None:
    deck = draw_scene(find(dataset, View()), camera=Camera(51.5, 0, 5.0), color="step", chosen="gb-london")
    (ring,), labels = layer(deck, "chosen")["data"], layer(deck, "labels")["data"]  # type: ignore[misc]
    name = next(row for row in labels if row["t"] == "London")  # type: ignore[attr-defined]
    assert math.hypot(*name["o"]) > ring["r"] + scene.RING + 1.5  # type: ignore[has-type]


def test_more_labels_fit_when_closer_and_none_leaves_its_frame(dataset: Dataset) -> None:
    found = [place for place in find(dataset, View()) if place.is_placed]
    assert len(scene.choose_labels(found, 0.5)) < len(scene.choose_labels(found, 4.0))
    named = {place.code for place, _, _ in scene.choose_labels(found, 2.6, FRAMES["europe"])}
    assert "es-madrid" in named and "jp-tokyo" not in named and len(named) >= 22


def test_the_plate_of_europe_names_at_least_twenty_two_places_where_a_browser_is_wide(dataset: Dataset) -> None:
    found = answer(Atlas(dataset), answers.write, View())
    camera = cameras.frame_bounds(answers.PLATE, *INSET)
    labels = scene.arrange(found.inset, camera=camera, color="step", theme=LIGHT, frame=answers.PLATE).labels
    assert len(labels) >= 22 and {"Madrid", "London", "Amsterdam", "Rome"} <= {label.text for label in labels}


@pytest.mark.parametrize("color", ["report", "step", "bureau"])
def test_the_legend_counts_every_station_and_place(dataset: Dataset, color: str) -> None:
    atlas = Atlas(dataset)
    groups = answer(atlas, answers.write, View(color=color)).legend.groups
    kinds = {keys[0].kind: sum(key.number for key in keys) for _, keys in groups}
    assert (kinds["color"], kinds["shape"]) == (87, 87)


VISIONS = ("deuteranomaly", "protanomaly", "tritanomaly")


def see(color: str, vision: str) -> tuple[float, float, float]:
    """A colour in CAM02-UCS as a reader without one kind of cone sees it (colorspacious: Machado and others, 2009)."""
    channels = [part / 255 for part in bytes.fromhex(color[1:])]
    seen = cspace_convert(channels, {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}, "sRGB1").clip(0, 1)
    return tuple(cspace_convert(seen, "sRGB1", "CAM02-UCS"))


def shine(color: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [part / 255 for part in bytes.fromhex(color[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    bright, dim = sorted((shine(one), shine(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("color", ["report", "bureau", "step"])
def test_colours_are_told_apart_with_any_colour_vision(color: str, vision: str, theme: Theme) -> None:
    seen = {code: see(pick_color(color, code, theme), vision) for code in PALETTES[color]}
    for one, other in combinations(seen, 2):
        assert dist(seen[one], seen[other]) >= 10, (one, other)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_must_be_seen_stands_out_from_its_ground(theme: Theme) -> None:
    """Graphics at least 3:1 (WCAG 1.4.11), text at least 4.5:1 (1.4.3)."""
    assert min(contrast(theme.outline, ground) for ground in (theme.sea, theme.land, theme.paper)) >= 3
    assert min(contrast(theme.control, theme.paper), contrast(theme.accent, theme.paper)) >= 3
    for text, grounds in (
        (theme.text, (theme.sea, theme.land)),
        (theme.ink, (theme.paper, theme.wash, theme.tint)),
        (theme.muted, (theme.paper, theme.wash)),
        (theme.accent, (theme.paper,)),
        (theme.contested, (theme.paper,)),
    ):
        assert min(contrast(text, ground) for ground in grounds) >= 4.5


def test_grey_is_kept_for_what_is_not_known() -> None:
    for palette in PALETTES.values():
        greys = {code for code, value in palette.items() if rgb_to_hls(*bytes.fromhex(value[1:]))[2] == 0}
        assert greys <= {"unknown", "nothing-found"}


@pytest.mark.parametrize("name", list(FRAMES))
def test_each_frame_shows_what_it_names(dataset: Dataset, name: str) -> None:
    west, south, east, north = FRAMES[name]
    camera = cameras.frame_bounds(FRAMES[name], 600, 480)
    assert west < camera.longitude < east and south < camera.latitude < north
    width = TILE * 2**camera.zoom * (east - west) / 360
    assert width <= 600


def test_the_camera_follows_the_countries_and_their_far_islands(dataset: Dataset) -> None:
    mainland = cameras.frame(("PT",), [], None, 600, 480)
    with_madeira = cameras.frame(("PT",), places.locate(dataset, ("PT",)), None, 600, 480)
    assert with_madeira.zoom < mainland.zoom and with_madeira.longitude < mainland.longitude


def test_countries_are_filled_by_their_furthest_step(dataset: Dataset) -> None:
    areas = answer(Atlas(dataset), answers.write, View(areas="step")).areas
    deck = draw_scene([], camera=Camera(0, 0, 1), color="report", areas=areas)
    for name in ("land", "near", "close"):
        ground = layer(deck, name)
        assert "properties.iso2 == 'NL'" in str(ground["getFillColor"])
        # Without its trigger deck.gl would keep the colours of the view before.
        assert ground["updateTriggers"]["getFillColor"] == str(ground["getFillColor"]).removeprefix("@@=")  # type: ignore[index]


def test_one_level_of_the_ground_is_seen_at_any_zoom(dataset: Dataset) -> None:
    deck = draw(dataset, View())
    near, close = layer(deck, "near"), layer(deck, "close")
    assert near["visibleMaxZoom"] == close["visibleMinZoom"]
    assert cameras.frame_bounds(FRAMES["world"], 850, 480).zoom < float(str(near["visibleMinZoom"]))
    europe = cameras.frame_bounds(FRAMES["europe"], 600, 480).zoom
    assert float(str(near["visibleMinZoom"])) < europe < float(str(near["visibleMaxZoom"]))


def test_nothing_of_the_ground_is_stroked(dataset: Dataset) -> None:
    """An outline of the land took 1.2 of the 1.6 seconds that a press took without a graphics card."""
    assert {layer(draw(dataset, View()), name)["stroked"] for name in ("land", "near", "close")} == {False}


def test_the_decks_json_is_compact_and_says_what_pydecks_says(dataset: Dataset) -> None:
    deck = draw(dataset, View())
    pydecks = pdk.Deck.to_json(deck)
    assert json.loads(deck.to_json()) == json.loads(pydecks)
    assert "\n" not in deck.to_json() and len(deck.to_json()) < 0.6 * len(pydecks)
    assert deck.to_json() is deck.to_json()


def test_themes_and_style_sheets_have_the_same_colours() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        shown = config[name]
        assert (shown["backgroundColor"], shown["textColor"]) == (theme.paper, theme.ink)
        assert (shown["secondaryBackgroundColor"], shown["borderColor"]) == (theme.wash, theme.control)
        assert shown["linkColor"] == theme.accent
    style = (ROOT / "static" / "atlas.css").read_text(encoding="utf-8")
    known = re.findall(r"--([\w-]+):", write_tokens() + style)
    assert set(re.findall(r"var\(--([\w-]+)[,)]", style)) <= set(known)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_filled_country_differs_from_bare_land_and_sea(theme: Theme) -> None:
    for step in PALETTES["step"]:
        fill = see(scene.fill_color(step, theme), "deuteranomaly")
        assert min(dist(fill, see(ground, "deuteranomaly")) for ground in (theme.land, theme.sea)) > 4, step


def test_the_text_alternative_says_the_sentence_and_the_most(dataset: Dataset) -> None:
    found = find(dataset, View())
    said = answers.describe(found, "87 stations in 68 places.")
    assert "87 stations" in said and "Madrid, Spain: 3" in said
