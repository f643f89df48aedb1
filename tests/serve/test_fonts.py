"""Our fonts stand in the place of Streamlit's: smaller, and with every letter and icon that the atlas shows."""

import io
import re

import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.dataset import Dataset
from lib.serve.assets import FONTS, STATIC, STREAMLIT, asset_url
from static.make_fonts import ICONS, LETTERS, SANS, SERIF, find_font, list_icons

CLIENT = TestClient(Starlette(routes=serve.routes(), middleware=serve.middleware()), base_url="http://localhost:8501")


def read_font(file: str) -> TTFont:
    return TTFont(STATIC / file)


def list_ligatures(font: TTFont) -> set[str]:
    """What a word is drawn as, by the font's ligatures."""
    return {
        ligature.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for ligatures in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).values()
        for ligature in ligatures
    }


def test_every_icon_that_we_name_is_drawn() -> None:
    assert list_icons() <= list_ligatures(read_font(ICONS))
    assert {"tune", "history", "share", "download", "arrow_back", "arrow_forward"} <= list_icons()


@pytest.mark.parametrize("file", [SERIF, SANS])
def test_a_font_has_every_letter_of_the_data_that_streamlits_has(file: str, dataset: Dataset) -> None:
    tables = (dataset.stations, dataset.responses, dataset.events, dataset.sources, dataset.citations)
    said = {
        ord(letter) for table in tables for column in table for cell in table[column].astype(str) for letter in cell
    }
    was, now = set(TTFont(find_font(file)).getBestCmap()), set(read_font(file).getBestCmap())
    assert said & was <= now
    assert now == was & set(LETTERS)


@pytest.mark.parametrize("file", FONTS)
def test_a_font_that_was_cut_has_another_name_and_keeps_its_makers_and_its_licence(file: str) -> None:
    was, now = TTFont(find_font(file))["name"], read_font(file)["name"]
    for number in (0, 13, 14):
        assert str(now.getName(number, 3, 1)) == str(was.getName(number, 3, 1))
    if file != ICONS:  # whose licence asks for no other name
        assert not any("Source" in str(now.getName(number, 3, 1)) for number in (1, 3, 4, 6))


def test_the_style_and_the_page_name_our_fonts_and_not_those_they_stand_for() -> None:
    (style,) = (file for file in (STREAMLIT / "static" / "css").glob("index*.css"))
    got = CLIENT.get(f"/static/css/{style.name}")
    assert got.headers["cache-control"] == "no-cache"
    named = set(re.findall(r"url\(([^)]*)\)", got.text))
    assert {asset_url(file) for file in FONTS} <= named
    assert not any(name in each for each in named for name in FONTS.values())
    assert asset_url(SANS) in CLIENT.get("/").text and "SourceSans" not in CLIENT.get("/").text


@pytest.mark.parametrize("file", FONTS)
def test_a_font_is_kept_for_ever_and_is_a_font(file: str) -> None:
    got = CLIENT.get(asset_url(file))
    assert got.headers["content-type"] == "font/woff2" and "immutable" in got.headers["cache-control"]
    assert len(got.content) < find_font(file).stat().st_size / 2
    assert TTFont(io.BytesIO(got.content))["maxp"].numGlyphs > 100
