"""The ground that the map draws: whole at every level, cheap where it is wide, finer where a reader is close."""

import json
import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from lib.dataset import ROOT
from static import levels
from tests.conftest import Reader

GROUND = ROOT / "static" / "ground"
LEVELS = ("far", "near", "close")
PATIENCE = 90  # seconds, on a machine whose cores are busy; an idle one answers within two
PAINTED = ("sea", "land", "lake", "border")


def read(file: Path) -> list[dict[str, Any]]:
    """The features of a file."""
    return list(json.loads(file.read_text())["features"])


@pytest.fixture(scope="module")
def grounds() -> dict[str, list[dict[str, Any]]]:
    """The features of each level, of all its tiles."""
    return {level: [each for file in sorted(GROUND.glob(f"{level}*")) for each in read(file)] for level in LEVELS}


@pytest.fixture(scope="module")
def kinds(grounds: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str], BaseGeometry]:
    """All shapes of a kind at a level as one, to ask whether a point is near."""
    found: dict[tuple[str, str], list[BaseGeometry]] = {}
    for level, features in grounds.items():
        for feature in features:
            found.setdefault((level, feature["properties"]["kind"]), []).append(shape(feature["geometry"]))
    return {key: shapely.GeometryCollection(shapes) for key, shapes in found.items()}


def test_the_first_view_has_at_most_400_kilobytes() -> None:
    assert sum((GROUND / name).stat().st_size for name in levels.FIRST_VIEW) <= 400_000


def test_each_file_is_painted_sea_land_lakes_borders() -> None:
    for file in GROUND.iterdir():
        order = [PAINTED.index(feature["properties"]["kind"]) for feature in read(file)]
        assert order == sorted(order), file.name
        # The first of a tile hides what lies below it; below the whole world lies only the page.
        assert (order[0] == 0) == (file.name != "far.geojson"), file.name


@pytest.mark.parametrize("level", LEVELS)
def test_every_country_with_a_code_is_there_at_every_level(
    level: str, grounds: dict[str, list[dict[str, Any]]]
) -> None:
    coded = {feature["properties"].get("iso2") for feature in grounds[level]} - {None, ""}
    assert coded == set(json.loads((ROOT / "static" / "countries.json").read_text()))


@pytest.mark.parametrize("level", ["near", "close"])
def test_there_is_a_tile_wherever_a_map_may_ask_for_one(level: str) -> None:
    names = {file.name for file in GROUND.glob(f"{level}-*")}
    assert names == {f"{level}-{x}-{y}.geojson" for x in range(8) for y in range(6)}
    tiles = shapely.union_all([shape(read(GROUND / name)[0]["geometry"]) for name in names])
    assert tiles.contains(shapely.box(-180, -66, 180, 85))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("lake", "longitude", "latitude"),
    [
        ("Ontario, beside Toronto", -77.8, 43.6),
        ("Superior", -87.5, 47.8),
        ("Victoria", 33.0, -1.2),
        ("Ladoga", 31.4, 60.8),
        ("Baikal", 107.7, 53.4),
    ],
)
def test_a_great_lake_is_water(
    level: str, lake: str, longitude: float, latitude: float, kinds: dict[tuple[str, str], BaseGeometry]
) -> None:
    assert kinds[level, "lake"].contains(Point(longitude, latitude)), lake


@pytest.mark.parametrize(("level", "reach"), [("far", 0.4), ("near", 0.2), ("close", 0.05)])
@pytest.mark.parametrize(
    ("border", "longitude", "latitude"),
    [("Spain and Portugal", -7.02, 38.9), ("Mongolia and China", 111.9, 43.7), ("49th parallel", -105.0, 49.0)],
)
def test_a_border_is_drawn_where_it_runs(
    level: str,
    reach: float,
    border: str,
    longitude: float,
    latitude: float,
    kinds: dict[tuple[str, str], BaseGeometry],
) -> None:
    lines = kinds[level, "border"]
    assert lines.distance(Point(longitude, latitude)) < reach, border
    # The coast is no border.
    assert lines.distance(Point(-9.5, 38.8)) > 1 and lines.distance(Point(15.0, 37.0)) > 3


def test_wide_views_are_triangles_alone_and_few(grounds: dict[str, list[dict[str, Any]]]) -> None:
    """A line costs ten times a triangle without a graphics card: each of its segments is drawn by itself."""
    for level in ("far", "near"):
        assert {feature["geometry"]["type"] for feature in grounds[level]} == {"MultiPolygon"}
    assert sum(shapely.get_num_coordinates(shape(each["geometry"])) for each in grounds["far"]) < 20_000


@given(st.floats(-70, 75), st.floats(2, 30), st.floats(0, math.pi))
def test_a_border_is_as_wide_everywhere_on_the_map(latitude: float, long: float, course: float) -> None:
    flat = LineString([(0, 0), (long * math.cos(course), long * math.sin(course) / 2)])
    middle = levels.project(shapely.get_coordinates(Point(0, latitude)))[0][1]
    moved = shapely.transform(flat, lambda points: levels.unproject(np.add(points, (0, middle))))
    level = levels.NEAR
    drawn = shapely.transform(levels.thicken([moved], level), levels.project)
    assert level.width is not None
    assert drawn.area / flat.length == pytest.approx(level.width * level.pixel, rel=0.05)


CLOSE = re.compile(r"/assets/ground/[0-9a-f]{10}/close-\d-\d\.geojson$")


def test_a_reader_who_comes_closer_by_hand_gets_finer_ground(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader()
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = reader.open("/")
    canvas, end = page.locator("[data-testid=stDeckGlJsonChart] canvas").first, time.monotonic() + PATIENCE
    # The canvas is there before it hears the wheel, and what stands above it may still grow: roll until it answers.
    page.keyboard.down("Control")
    while not any(map(CLOSE.search, asked)):
        assert time.monotonic() < end, "no finer ground was asked for"
        box = canvas.bounding_box()
        if box is not None:
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
            page.mouse.wheel(0, -400)
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert not any("basemap.geojson" in address for address in asked)
