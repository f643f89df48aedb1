"""The data routes: the rows of a view as CSV, JSON and GeoJSON, and each bad query's clear answer."""

import csv
import io
import json
from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.answers.data import TABLES
from lib.view import View
from lib.view.atlas import Atlas

CLIENT = TestClient(Starlette(routes=serve.routes()))


def test_spain_has_nine_stations_in_four_places() -> None:
    rows = list(csv.DictReader(io.StringIO(CLIENT.get("/data/v1/stations.csv?country=ES").text)))
    assert {row["country"] for row in rows} == {"ES"} and sum(int(row["count"]) for row in rows) == 9
    places = CLIENT.get("/data/v1/places.json?country=Spain").json()
    assert [(place["city"], place["count"]) for place in places] == [
        ("Barcelona", 3),
        ("Madrid", 3),
        ("Santiago de Compostela", 1),
        ("Valencia", 2),
    ]


def test_italys_places_are_geojson_that_another_reader_reads() -> None:
    answer = CLIENT.get("/data/v1/places.geojson?country=IT")
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    points = shapely.get_parts(shapely.from_geojson(json.dumps(collection)))
    assert len(points) == len(collection["features"]) == 8
    # Longitude first, and no sharper than a place is known.
    assert all(6 < point.x < 19 and 36 < point.y < 48 for point in points)
    numbers = [number for each in collection["features"] for number in each["geometry"]["coordinates"]]
    assert all(round(number, 3) == number for number in numbers)
    assert sum(each["properties"]["count"] for each in collection["features"]) == 11


def test_a_place_without_a_point_has_no_geometry(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    without = Atlas(replace(atlas.dataset, geocache=MappingProxyType({})))
    monkeypatch.setattr(Atlas, "open", staticmethod(lambda: without))
    features = CLIENT.get("/data/v1/places.geojson?country=NL").json()["features"]
    assert [each["geometry"] for each in features] == [None, None]


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_json_say_the_same(table: str) -> None:
    rows = CLIENT.get(f"/data/v1/{table}.json?report=110-overseas").json()
    read = pd.read_csv(io.StringIO(CLIENT.get(f"/data/v1/{table}.csv?report=110-overseas").text), dtype=str)
    assert len(read) == len(rows) > 0 and list(read.columns) == list(rows[0])
    written = [[("" if cell is None else str(cell)) for cell in row.values()] for row in rows]
    assert read.fillna("").to_numpy().tolist() == written


def test_the_sources_are_those_of_the_rows(atlas: Atlas) -> None:
    shown = atlas.select(View(country=("NL",)))
    records = {*shown.stations["id"], *shown.responses["id"], *shown.events["id"], *shown.figures["id"]}
    citations = CLIENT.get("/data/v1/citations.json?country=NL").json()
    assert {each["record"] for each in citations} <= records
    sources = CLIENT.get("/data/v1/sources.json?country=NL").json()
    assert {each["id"] for each in sources} == {each["source"] for each in citations}


def test_what_cannot_be_honoured_is_named_part_by_part() -> None:
    answer = CLIENT.get("/data/v1/stations.json?country=Atlantis&data=2020.1.1&nonsense=1")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert [part["part"] for part in answer.json()["parts"]] == ["country", "nonsense", "data"]
    assert "Atlantis" in answer.json()["parts"][0]["detail"]


@pytest.mark.parametrize("path", ["nothing.csv", "stations.xml", "stations.geojson", "stations", ".csv", "claims.json"])
def test_what_is_not_there_is_404(path: str) -> None:
    assert CLIENT.get(f"/data/v1/{path}").status_code == 404


def test_a_reader_who_has_it_is_told_so_and_any_page_may_read() -> None:
    first = CLIENT.get("/data/v1/places.geojson")
    assert first.headers["access-control-allow-origin"] == "*"
    again = CLIENT.get("/data/v1/places.geojson", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # How it is drawn changes no row.
    assert CLIENT.get("/data/v1/places.geojson?color=bureau").headers["etag"] == first.headers["etag"]
