"""The data routes: the rows of a view as CSV, JSON and GeoJSON, and each bad query's clear answer."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import frictionless
import pandas as pd
import pyogrio
import pytest
import shapely
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib import view as views
from lib.answers import frame as frames
from lib.answers import sources
from lib.answers.blocks import answer as ask
from lib.answers.rows import TABLES
from lib.dataset import DATA
from lib.view import FILTERS, View
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


def test_any_gis_opens_italys_places() -> None:
    collection = io.BytesIO(CLIENT.get("/data/v1/places.geojson?country=IT").content)
    about, _, geometries, _ = pyogrio.raw.read(collection)
    assert about["crs"] == "EPSG:4326" and about["geometry_type"] == "Point" and len(geometries) == 8
    assert {"city", "precision", "count"} <= set(about["fields"])


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
    records = set(sources.list_records(shown, atlas.dataset)["record"])
    assert {*shown.stations["id"], *shown.responses["id"], *shown.events["id"], *shown.figures["id"]} <= records
    citations = CLIENT.get("/data/v1/citations.json?country=NL").json()
    assert {each["record"] for each in citations} <= records
    found = CLIENT.get("/data/v1/sources.json?country=NL").json()
    assert {each["id"] for each in found} == {each["source"] for each in citations}


def test_the_sources_are_those_of_the_sources_page(atlas: Atlas) -> None:
    query = {"country": "IT", "kind": "newspaper", "find": "mundo"}
    rows = CLIENT.get("/data/v1/sources.json", params=query).json()
    view, _ = views.parse({key: [value] for key, value in query.items()})
    page = ask(atlas, sources.write, view)
    assert rows and {row["id"] for row in rows} == {code for code, _ in page.options}
    assert all(row["kind"] == "newspaper" and "mundo" in (row["publisher"] + row["title"]).casefold() for row in rows)


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


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    answer = CLIENT.get("/data/v1/openapi.json")
    assert answer.headers["content-type"] == "application/openapi+json"
    return dict(answer.json())


def test_every_row_is_as_the_description_says(description: dict[str, Any]) -> None:
    for table in TABLES:
        rows = CLIENT.get(f"/data/v1/{table}.json").json()
        checker = Draft202012Validator(description["components"]["schemas"][table])
        assert rows and not [error.message for row in rows for error in checker.iter_errors(row)], table


def test_every_route_that_is_described_answers_and_none_is_left_out(description: dict[str, Any]) -> None:
    server = description["servers"][0]["url"]
    for path, route in description["paths"].items():
        # The package is the whole: no country narrows it.
        answer = CLIENT.get(f"{server}{path}{'' if path == '/package.zip' else '?country=NL'}")
        told = route["get"]["responses"]["200"]["content"]
        assert answer.status_code == 200 and answer.headers["content-type"].split(";")[0] in told, path
    assert {path.split(".")[0].strip("/") for path in description["paths"]} == {*TABLES, "package"}
    assert "/places.geojson" in description["paths"]


def test_every_filter_is_described_and_read_as_described(description: dict[str, Any]) -> None:
    parameters = description["components"]["parameters"]
    assert {*parameters} == {*(part.key for part in FILTERS), "place", "data", "kind", "language", "publisher", "find"}
    for key, parameter in parameters.items():
        one = parameter["schema"].get("items", parameter["schema"])
        for value in one.get("enum", ()):
            assert CLIENT.get("/data/v1/stations.json", params={key: value}).status_code == 200, (key, value)
        # Any words may be looked for, but not more of them than anybody would.
        wrong = "no such thing" if key != "find" else "word " * 20
        assert CLIENT.get("/data/v1/stations.json", params={key: wrong}).status_code == 400, key


def test_a_place_narrows_the_rows_and_what_is_offered_beside_a_page_is_all_of_it(atlas: Atlas) -> None:
    rows = CLIENT.get("/data/v1/stations.json?place=es-madrid").json()
    assert {row["city"] for row in rows} == {"Madrid"} and sum(row["count"] for row in rows) == 3
    assert {row["country"] for row in CLIENT.get("/data/v1/responses.json?place=es-madrid").json()} == {"ES"}
    assert CLIENT.get("/data/v1/stations.json?place=es-madrid&country=IT").json() == []
    citations = CLIENT.get("/data/v1/citations.json?place=es-madrid").json()
    assert not any(row["record"].startswith(("it-", "es-valencia")) for row in citations)
    # A page that has a place open shows all of its view, and so do its files.
    beside = ask(atlas, frames.write, View(country=("ES",), place="es-madrid")).files[0].address
    assert sum(int(row["count"]) for row in csv.DictReader(io.StringIO(CLIENT.get(beside).text))) == 9


def test_a_released_version_is_asked_for_by_its_number_and_kept() -> None:
    now = {row["id"] for row in CLIENT.get("/data/v1/figures.json").json()}
    answer = CLIENT.get("/data/v1/figures.json?data=2026.11.0")
    then = {row["id"] for row in answer.json()}
    assert "fig-stations-first-report-europe-37-parlament" in now - then
    assert "immutable" in answer.headers["cache-control"]
    assert CLIENT.get("/data/v1/figures.json").headers["cache-control"] == "no-cache"


def test_a_released_version_is_a_package_of_its_own(tmp_path: Path) -> None:
    answer = CLIENT.get("/data/v1/package.zip?data=2026.11.0")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    package = frictionless.Package(tmp_path / "datapackage.json")
    assert package.version == "2026.11.0" and package.validate().valid
    assert CLIENT.get("/data/v1/package.zip?country=ES").status_code == 400


def test_the_whole_is_a_data_package_that_frictionless_validates(tmp_path: Path, atlas: Atlas) -> None:
    answer = CLIENT.get("/data/v1/package.zip")
    assert answer.headers["content-type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    report = frictionless.Package(tmp_path / "datapackage.json").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:3]
    for table in atlas.dataset.schemas:
        ours, theirs = (
            pd.read_csv(folder / f"{table}.csv", dtype=str).fillna("").apply(tuple, axis=1)
            for folder in (DATA, tmp_path)
        )
        assert sorted(ours) == sorted(theirs), table


def test_parquet_has_the_rows_of_the_csv_with_their_types() -> None:
    for table in TABLES:
        got = CLIENT.get(f"/data/v1/{table}.parquet?country=NL")
        assert (got.status_code, got.headers["content-type"]) == (200, "application/vnd.apache.parquet")
        read = pd.read_parquet(io.BytesIO(got.content)).astype(object)
        rows = CLIENT.get(f"/data/v1/{table}.json?country=NL").json()
        assert rows and read.where(read.notna(), None).to_dict("records") == rows, table
    stations = pd.read_parquet(io.BytesIO(CLIENT.get("/data/v1/stations.parquet").content))
    assert int(stations["count"].sum()) == 87


def test_data_say_of_which_day_they_are() -> None:
    assert (
        CLIENT.get("/data/v1/stations.csv?data=2026.11.0").headers["last-modified"] == "Sun, 22 Nov 2026 00:00:00 GMT"
    )
    assert CLIENT.get("/data/v1/openapi.json").headers["last-modified"].endswith("00:00:00 GMT")
