"""Stations → places."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings

from lib import view as views
from lib.answers import map as answers
from lib.answers import place, places
from lib.answers.map import list_entries
from lib.answers.places import BOTH, SEVERAL, Place
from lib.dataset import UNNAMED, Dataset, count_publishers
from lib.render.html import render_table
from lib.view import View
from lib.view.atlas import Atlas
from tests.strategies import views as any_view


def gather(dataset: Dataset, view: View) -> dict[str, Place]:
    """The places of a view by code."""
    found = places.gather(views.apply(view, dataset), dataset.geocache)
    return {place.code: place for place in found}


def test_madrid_is_one_place_with_three_stations_of_two_bureaus(dataset: Dataset) -> None:
    madrid = gather(dataset, View(country=("ES",)))["es-madrid"]
    assert (madrid.count, madrid.report, madrid.bureau) == (3, "110-overseas", SEVERAL)
    assert madrid.name == "Madrid, Spain" and madrid.precision == "city"


def test_new_york_is_drawn_as_listed_by_both_reports(dataset: Dataset) -> None:
    assert gather(dataset, View())["us-new-york"].report == BOTH
    assert gather(dataset, View(asof=date(2022, 10, 1)))["us-new-york"].report == "110-overseas"


def test_precision_is_never_sharpened(dataset: Dataset) -> None:
    found = gather(dataset, View())
    assert {code for code, place in found.items() if place.precision == "region"} == {
        "pt-madeira",
        "it-sicily",
        "uz-sirdaryo",
    }
    assert found["br-country"].name == "Brazil, no city named"
    assert all(not place.city for place in found.values() if place.precision == "country")


@settings(max_examples=60)
@given(any_view)
def test_places_add_up_to_the_selection(dataset: Dataset, view: View) -> None:
    selection = views.apply(view, dataset)
    found = places.gather(selection, dataset.geocache)
    assert sum(place.count for place in found) == selection.count
    assert len(found) == selection.places == len({place.code for place in found})


def test_a_place_missing_from_the_geocache_is_counted_and_not_placed(dataset: Dataset) -> None:
    without = {key: location for key, location in dataset.geocache.items() if key != "ES|Madrid"}
    found = places.gather(views.apply(View(country=("ES",)), dataset), without)
    assert [place.code for place in found if not place.is_placed] == ["es-madrid"]
    assert sum(place.count for place in found) == 9


def test_the_table_has_the_rows_of_the_map_and_links_their_sources(dataset: Dataset) -> None:
    selection = views.apply(View(country=("NL",)), dataset)
    table = list_entries(selection, dataset, 500)
    assert table.column("place") == ("Amsterdam", "Rotterdam")
    assert table.column("stations") == (1, 1)
    assert all(any(link.address.startswith("https://") for link in links) for links in table.column("sources"))  # type: ignore[union-attr]


def test_hostile_text_in_a_source_cannot_break_out_of_the_table(dataset: Dataset) -> None:
    citations = dataset.citations.assign(
        publisher='</td><script>alert("x")</script>', url='https://e.org/"><img onerror=x>'
    )
    selection = views.apply(View(country=("NL",)), dataset)
    html = render_table(list_entries(selection, replace(dataset, citations=citations), 500))
    assert "<script" not in html and "<img" not in html


MISSION = ("es-madrid", "es-barcelona", "es-valencia", "es-santiago-de-compostela", "nl-amsterdam", "nl-rotterdam")


def list_mission(dataset: Dataset) -> list[str]:
    cities = dataset.stations.loc[(dataset.stations["country"] == "IT") & (dataset.stations["city"] != ""), "place"]
    return [*MISSION, "gb-london", *cities.unique()]


def test_the_places_of_the_mission_rest_on_two_publishers_one_local_and_on_words_of_theirs(dataset: Dataset) -> None:
    local = {"ES": "es", "NL": "nl", "GB": "en", "IT": "it"}
    entries = dataset.stations[dataset.stations["place"].isin(list_mission(dataset))]
    assert entries["place"].nunique() == 14
    for entry in entries.to_dict("records"):
        cited = dataset.citations_of(entry["id"]).query("stance == 'supports'")
        assert cited["publisher"].nunique() >= 2, entry["id"]
        assert local[entry["country"]] in set(cited["language"]), entry["id"]
        assert cited["quote"].any(), entry["id"]


def read_gaps(dataset: Dataset, code: str) -> str:
    atlas = Atlas(dataset)
    return place.write(atlas, atlas.select(View(place=code))).lacks


def test_a_place_says_what_its_record_lacks(dataset: Dataset) -> None:
    assert read_gaps(dataset, "it-milan") == ""
    assert read_gaps(dataset, "ae-dubai") == (
        "Not found for this record: the bureau that is said to run it and when it is said to have opened."
    )
    assert "a second publisher that does not repeat the first, the city and when" in read_gaps(dataset, "br-country")
    assert read_gaps(dataset, "it-prato").endswith("when it is said to have opened (1 of 2 entries).")


def test_a_copy_and_a_wiki_are_no_second_publisher(dataset: Dataset) -> None:
    cited = dataset.citations_of("es-madrid-fuzhou-1").query("stance == 'supports'").head(3)
    first, second, third = (cited.iloc[[row]] for row in range(3))
    paper = first.assign(kind="newspaper", publisher="A paper", republishes="")
    copy = second.assign(kind="republication", publisher="Another", republishes="A paper")
    wiki = third.assign(kind="wiki", publisher="A wiki", republishes="")
    assert count_publishers(pd.concat([paper, copy, wiki])).to_list() == [1]
    assert count_publishers(pd.concat([paper, copy.assign(republishes="An agency")])).to_list() == [2]
    assert count_publishers(pd.concat([paper, copy.assign(republishes=UNNAMED)])).to_list() == [1]


@pytest.mark.parametrize(
    ("color", "said"),
    [("step", "how far the country’s government went"), ("report", "which report"), ("bureau", "which police bureau")],
)
def test_how_to_read_the_map_is_said_of_what_colours_it(atlas: Atlas, color: str, said: str) -> None:
    about = answers.write(atlas, atlas.select(View(color=color))).help
    assert said in dict(about.parts)["color"]
