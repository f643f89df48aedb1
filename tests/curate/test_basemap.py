"""The shipped basemap and country frames, and the check of the script that makes them."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from static.make_basemap import check, find_drawn_borders, read_country

STATIC = Path(__file__).resolve().parents[2] / "static"
# The 42 countries that the two reports' sourced stations are in, and Belgium, which only responded.
REPORTED = [
    *(
        "AE",
        "AR",
        "AT",
        "AU",
        "BE",
        "BR",
        "CA",
        "CL",
        "CO",
        "CU",
        "CZ",
        "DE",
        "EC",
        "ES",
        "FR",
        "GB",
        "GR",
        "HR",
    ),
    *(
        "HU",
        "IE",
        "IL",
        "IT",
        "JP",
        "KR",
        "LS",
        "MN",
        "NG",
        "NL",
        "NZ",
        "PA",
        "PE",
        "PT",
        "RO",
        "RS",
        "RU",
        "SE",
    ),
    *("SK", "TZ", "UA", "US", "UZ", "VN", "ZA"),
]


@pytest.fixture(scope="module")
def basemap() -> dict[str, Any]:
    """The shipped GeoJSON."""
    return json.loads((STATIC / "basemap.geojson").read_text())


@pytest.fixture(scope="module")
def shapes(basemap: dict[str, Any]) -> dict[str, BaseGeometry]:
    """Every area with a country code, the areas of one code as one shape."""
    parts: dict[str, list[BaseGeometry]] = {}
    for feature in basemap["features"]:
        parts.setdefault(feature["properties"]["iso2"], []).append(shape(feature["geometry"]))
    return {iso2: shapely.union_all(geometries) for iso2, geometries in parts.items() if iso2}


@pytest.fixture(scope="module")
def countries() -> dict[str, Any]:
    """The shipped frames and points."""
    return json.loads((STATIC / "countries.json").read_text())


def test_the_basemap_is_between_250_and_400_kilobytes() -> None:
    assert 250_000 <= (STATIC / "basemap.geojson").stat().st_size <= 400_000


def test_the_basemap_has_the_240_areas_of_natural_earth_without_antarctica(basemap: dict[str, Any]) -> None:
    assert len(basemap["features"]) == 240
    assert "AQ" not in {feature["properties"]["iso2"] for feature in basemap["features"]}


def test_areas_without_an_iso_code_are_drawn_with_their_name(basemap: dict[str, Any]) -> None:
    unassigned = {name for iso2, name in map(read_country, basemap["features"]) if not iso2}
    assert unassigned == {"Indian Ocean Ter.", "Kosovo", "N. Cyprus", "Siachen Glacier", "Somaliland"}


@pytest.mark.parametrize("iso2", REPORTED)
def test_a_country_with_stations_or_responses_has_a_shape_and_a_frame(
    iso2: str, shapes: dict[str, BaseGeometry], countries: dict[str, Any]
) -> None:
    assert iso2 in shapes
    assert iso2 in countries


@pytest.mark.parametrize("iso2", ["AD", "HK", "LI", "LS", "LU", "MC", "MO", "MT", "SG", "SM", "TW", "VA"])
def test_a_small_country_survives_simplification(iso2: str, shapes: dict[str, BaseGeometry]) -> None:
    assert shapes[iso2].area > 0


@pytest.mark.parametrize(
    ("island", "longitude", "latitude"),
    [
        ("Madeira", -16.95, 32.75),
        ("Sicily", 14.2, 37.5),
        ("Tenerife", -16.55, 28.3),
        ("Oahu", -157.97, 21.45),
    ],
)
def test_an_island_of_note_is_drawn(
    island: str, longitude: float, latitude: float, shapes: dict[str, BaseGeometry]
) -> None:
    assert any(area.contains(Point(longitude, latitude)) for area in shapes.values()), island


@pytest.mark.parametrize(
    ("one", "other"),
    [("Spain", "Portugal"), ("Netherlands", "Germany"), ("Lesotho", "South Africa"), ("Kosovo", "Serbia"),
     ("Vatican City", "Italy"), ("United States", "Canada"), ("Mongolia", "China")],
)  # fmt: skip
def test_neighbours_share_their_border(one: str, other: str, basemap: dict[str, Any]) -> None:
    assert {one, other} in [{name for _, name in pair} for pair in find_drawn_borders(basemap)]


def test_spain_and_italy_share_no_border(basemap: dict[str, Any]) -> None:
    assert {"Spain", "Italy"} not in [{name for _, name in pair} for pair in find_drawn_borders(basemap)]


def test_no_two_countries_overlap(shapes: dict[str, BaseGeometry]) -> None:
    whole = sum(area.area for area in shapes.values())
    assert shapely.union_all(list(shapes.values())).area == pytest.approx(whole, rel=1e-6)


def test_every_shape_is_valid(basemap: dict[str, Any]) -> None:
    broken = [read_country(area) for area in basemap["features"] if not shape(area["geometry"]).is_valid]
    assert broken == []


def test_outer_rings_run_counterclockwise_and_holes_clockwise(basemap: dict[str, Any]) -> None:
    for feature in basemap["features"]:
        for polygon in shapely.get_parts(shape(feature["geometry"])):
            assert polygon.exterior.is_ccw, feature["properties"]
            assert not any(hole.is_ccw for hole in polygon.interiors), feature["properties"]


def test_coordinates_are_within_the_globe_and_of_two_decimals(basemap: dict[str, Any]) -> None:
    for feature in basemap["features"]:
        for x, y in shapely.get_coordinates(shape(feature["geometry"])).tolist():
            assert -180 <= x <= 180 and -90 <= y <= 90, feature["properties"]
            assert (round(x, 2), round(y, 2)) == (x, y), feature["properties"]


def test_no_polygon_lies_over_the_antimeridian(basemap: dict[str, Any]) -> None:
    for feature in basemap["features"]:
        for polygon in shapely.get_parts(shape(feature["geometry"])):
            west, _, east, _ = polygon.bounds
            assert east - west < 180, feature["properties"]


def test_a_feature_has_a_code_and_a_name_and_nothing_else(basemap: dict[str, Any]) -> None:
    assert set(basemap) == {"type", "features"}
    for feature in basemap["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        assert set(feature["properties"]) == {"iso2", "name"}
        assert feature["properties"]["name"]


def test_names_are_those_of_today(basemap: dict[str, Any]) -> None:
    names = {name for _, name in map(read_country, basemap["features"])}
    assert {"North Macedonia", "Eswatini", "Bosnia & Herzegovina", "Czechia"} <= names


def test_every_country_with_a_shape_has_a_frame_and_no_other(
    shapes: dict[str, BaseGeometry], countries: dict[str, Any]
) -> None:
    assert list(countries) == sorted(shapes)


def test_no_point_lies_outside_its_own_frame(countries: dict[str, Any]) -> None:
    for iso2, country in countries.items():
        west, south, east, north = country["bounds"]
        longitude, latitude = country["point"]
        assert west < longitude < east and south < latitude < north, iso2


def test_every_point_lies_inside_its_own_shape(shapes: dict[str, BaseGeometry], countries: dict[str, Any]) -> None:
    outside = [iso2 for iso2, country in countries.items() if not shapes[iso2].contains(Point(country["point"]))]
    assert outside == []


@pytest.mark.parametrize(
    ("iso2", "inside", "outside"),
    [
        ("FR", {"Brest": (-4.5, 48.4), "Ajaccio": (8.7, 41.9)}, {"Cayenne": (-52.3, 4.9)}),
        ("US", {"Seattle": (-122.3, 47.6), "Miami": (-80.2, 25.8)}, {"Anchorage": (-149.9, 61.2)}),
        ("NZ", {"Auckland": (174.8, -36.8), "Dunedin": (170.5, -45.9)}, {"Chatham": (-176.5, -44.0)}),
        ("RU", {"Kaliningrad": (20.5, 54.7), "Anadyr": (177.5, 64.7)}, {"Wrangel": (-179.5, 71.2)}),
        ("MY", {"Kuala Lumpur": (101.7, 3.1), "Sandakan": (118.1, 5.8)}, {}),
        ("IT", {"Palermo": (13.4, 38.1), "Cagliari": (9.1, 39.2)}, {"Tunis": (10.2, 36.6)}),
        ("ES", {"Palma": (2.7, 39.6), "Santiago": (-8.5, 42.9)}, {"Tenerife": (-16.5, 28.3)}),
        ("CA", {"Vancouver": (-123.1, 49.3), "Toronto": (-79.4, 43.7)}, {"Alert": (-62.3, 82.5)}),
    ],
)
def test_a_frame_holds_the_main_part_of_a_country_and_not_what_is_far_away(
    iso2: str,
    inside: dict[str, tuple[float, float]],
    outside: dict[str, tuple[float, float]],
    countries: dict[str, Any],
) -> None:
    frame = shapely.box(*countries[iso2]["bounds"])
    assert [place for place, point in inside.items() if not frame.contains(Point(point))] == []
    assert [place for place, point in outside.items() if frame.contains(Point(point))] == []


def test_the_continents_are_those_of_geonames(countries: dict[str, Any]) -> None:
    sample = {"ES": "EU", "LS": "AF", "MN": "AS", "US": "NA", "BR": "SA", "NZ": "OC", "GS": "AN"}
    assert {iso2: countries[iso2]["continent"] for iso2 in sample} == sample
    assert {country["continent"] for country in countries.values()} == set(sample.values())


# Spain (west) and Portugal (east), two squares that share arc 1, and Antarctica, which is left out.
TOPOLOGY = {
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "id": "724", "properties": {"name": "Spain"}, "arcs": [[0, 1]]},
                {
                    "type": "MultiPolygon",
                    "id": "620",
                    "properties": {"name": "Portugal"},
                    "arcs": [[[~1, 2]]],
                },
                {"type": "Polygon", "id": "010", "properties": {"name": "Antarctica"}, "arcs": [[3]]},
            ]
        }
    }
}


def square(iso2: str, name: str, west: float) -> dict[str, Any]:
    """A feature one degree wide whose western edge is at `west`."""
    ring = [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]
    return {
        "properties": {"iso2": iso2, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


MISSING = "Portugal is missing: the source has 2 areas, the basemap 1"
SPAIN, PORTUGAL = square("ES", "Spain", 0), square("PT", "Portugal", 1)


@pytest.mark.parametrize(
    ("features", "problems"),
    [
        ([SPAIN, PORTUGAL], []),
        ([SPAIN, square("PT", "Portugal", 1.01)], ["the border of Portugal and Spain is lost"]),
        (
            [SPAIN, {**PORTUGAL, "geometry": None}],
            [
                "Portugal is missing: the source has 2 areas, the basemap 1",
                "the border of Portugal and Spain is lost",
            ],
        ),
        (
            [SPAIN, SPAIN, PORTUGAL],
            ["Spain is not in the source as often: the source has 2 areas, the basemap 3"],
        ),
    ],
)
def test_the_check_names_each_country_and_border_that_is_lost(
    features: list[dict[str, Any]], problems: list[str]
) -> None:
    assert check(TOPOLOGY, {"type": "FeatureCollection", "features": features}) == problems
