"""The Data page: its rows are those of the files, whatever the view; what a spreadsheet opens runs nothing."""

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib import view as views
from lib.answers.blocks import answer
from lib.answers.data import FIRST, Data, write
from lib.answers.rows import TABLES, Rows
from lib.render.data import render_csv, render_sheet
from lib.view import View
from lib.view.atlas import Atlas
from tests.pages import open_page
from tests.strategies import views as any_view

CLIENT = TestClient(Starlette(routes=serve.routes()))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def write_plain(value: object) -> str:
    return "" if value is None else str(value)


def list_rows(data: Data, table: str) -> list[dict[str, str]]:
    """The rows on screen, as text."""
    listing = next(each for each in data.listings if each.code == table)
    return [{name: write_plain(value) for name, value in row.items()} for row in listing.rows.rows]


@settings(max_examples=6)
@given(view=any_view)
def test_the_files_have_the_rows_that_are_on_screen(atlas: Atlas, view: View) -> None:
    view, _ = views.check(view, atlas.dataset)
    data = answer(atlas, write, view)
    assert [listing.code for listing in data.listings] == list(TABLES)
    for listing in data.listings:
        files = {link.text.partition(".")[2]: CLIENT.get(link.address) for link in listing.files}
        shown = list_rows(data, listing.code)
        assert read(files["csv"].text) == shown
        parsed = json.loads(files["json"].text)
        assert [{name: write_plain(value) for name, value in row.items()} for row in parsed] == shown
        opened = read(files["sheet.csv"].content.decode("utf-8-sig"))
        # A title may begin with a quotation mark of its own.
        assert [{name: re.sub(r"^'(?=[=+@\t\r-])", "", cell) for name, cell in row.items()} for row in opened] == shown
        if listing.code == "places":
            assert len(json.loads(files["geojson"].text)["features"]) == len(shown)
        # A page without scripts has the first of them, and says how many there are.
        assert (len(listing.first.rows), listing.first.total) == (min(FIRST, len(shown)), len(shown))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("https://example.org")'])
def test_no_cell_is_run_by_a_spreadsheet_and_raw_cells_stay_as_they_are(cell: str) -> None:
    rows = Rows("stations", ("note", "latitude"), ({"note": cell, "latitude": -3.7},))
    (safe,) = read(render_sheet(rows).decode("utf-8-sig"))
    assert safe["note"].startswith("'") and safe["latitude"] == "-3.7"
    # A line break in a cell is no text of ours: the checks refuse it.
    assert "\r" in cell or read(render_csv(rows).decode())[0]["note"] == cell


def test_a_sheet_is_marked_and_has_the_line_ends_that_spreadsheets_expect() -> None:
    sheet = CLIENT.get("/data/v1/stations.sheet.csv?country=CL").content
    assert sheet.startswith(b"\xef\xbb\xbfid,country,") and sheet.count(b"\r\n") == sheet.count(b"\n") == 2
    assert "Viña del Mar" in sheet.decode("utf-8-sig")


def test_every_example_for_programs_answers(atlas: Atlas) -> None:
    examples = answer(atlas, write, View()).examples
    assert len(examples) == 6
    for example in examples:
        assert CLIENT.get(example.address).status_code == 200, example.address


def test_the_page_names_every_route_and_every_part_that_openapi_describes(atlas: Atlas) -> None:
    described = CLIENT.get("/data/v1/openapi.json").json()
    data = answer(atlas, write, View())
    named = {link.address for files in data.routes.column("files") for link in files}  # type: ignore[union-attr]
    assert {path.removeprefix("/data/v1") for path in named} == set(described["paths"]) - {"/package.zip"}
    assert set(data.parts.column("part")) == set(described["components"]["parameters"])
    for example in data.parts.column("example"):
        got = CLIENT.get(example.address)  # type: ignore[union-attr]
        whole = CLIENT.get(example.address.partition("?")[0])  # type: ignore[union-attr]
        # Another version may have the same rows, and the two clocks differ on days between.
        same = re.search("data=|clock=", str(got.url))
        assert got.status_code == 200 and (same or got.json() != whole.json()), got.url


def test_what_narrows_sources_alone_is_described_with_them_alone() -> None:
    paths = CLIENT.get("/data/v1/openapi.json").json()["paths"]
    asked = {path: {each["$ref"].rpartition("/")[2] for each in paths[path]["get"]["parameters"]} for path in paths}
    assert asked["/sources.csv"] - asked["/stations.csv"] == {"kind", "language", "publisher", "find"}
    assert asked["/stations.csv"] - asked["/sources.csv"] == set()


def test_the_page_shows_the_table_explains_its_columns_and_says_how_to_cite(atlas: Atlas) -> None:
    at = open_page("data", country="ES")
    assert not at.exception and int(at.dataframe[0].value["count"].sum()) == 9
    assert list(at.dataframe[0].value.columns) == list(answer(atlas, write, View()).listings[0].rows.columns)
    pieces = next(str(block.proto.body) for block in at.get("html") if 'class="pieces"' in str(block.proto.body))
    assert "Station Atlas contributors. “Data: 9 stations in 4 places in Spain" in pieces and "@misc{" in pieces
    meanings = next(str(block.proto.body) for block in at.get("html") if "Columns of" in str(block.proto.body))
    assert "The public security bureau said to run it" in meanings or "bureau" in meanings


def test_where_no_station_matches_the_page_says_why_and_offers_a_way_back() -> None:
    at = open_page("data", country="ES", response="charged")
    assert not at.exception and at.button(key="without-country") and at.button(key="without-response")
    at.button(key="without-response").click().run()
    assert int(at.dataframe[0].value["count"].sum()) == 9
