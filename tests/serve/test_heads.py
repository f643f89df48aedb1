"""What other programs read: a page's tags, the sitemap, what may be walked over, refusals in the data's own form."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.answers.pages import PAGES
from lib.serve.doors import Doors
from lib.view.atlas import Atlas
from tests.serve.test_serve import Page

APP = Starlette(routes=serve.routes())
CLIENT = TestClient(Doors(APP, routes=serve.routes()))
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> str:
    """The operator has said where the atlas is."""
    monkeypatch.setenv("ATLAS_HOSTS", "localhost, atlas.example.org")
    return "https://atlas.example.org"


def test_the_sitemap_has_every_page_and_every_countrys_briefing(named: str, atlas: Atlas) -> None:
    found = [each.text for each in ElementTree.fromstring(CLIENT.get("/sitemap.xml").text).iter(LOCATION)]
    assert found[: len(PAGES)] == [f"{named}{page.path}" for page in PAGES]
    countries = {*atlas.dataset.stations["country"], *atlas.dataset.responses["country"]}
    assert set(found[len(PAGES) :]) == {f"{named}/country?country={code}" for code in countries}
    assert f"{named}/country?country=ES" in found and len(found) == len(set(found))


def test_every_address_of_the_sitemap_is_its_own_canonical_one(named: str) -> None:
    for each in ElementTree.fromstring(CLIENT.get("/sitemap.xml").text).iter(LOCATION):
        path = str(each.text).removeprefix(named)
        assert f'<link rel="canonical" href="{each.text}">' in CLIENT.get(path).text, path


def test_robots_are_led_to_the_sitemap_where_the_operator_named_a_host(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"Sitemap: {named}/sitemap.xml" in CLIENT.get("/robots.txt").text.splitlines()
    monkeypatch.delenv("ATLAS_HOSTS")
    assert CLIENT.get("/robots.txt").text == "User-agent: *\nDisallow: /_stcore/\n"
    assert CLIENT.get("/sitemap.xml").status_code == 404


@pytest.mark.parametrize("address", ["/country?country=ES", "/v/country?country=ES"])
def test_a_page_and_its_twin_unfurl_alike(named: str, address: str) -> None:
    meta = Page(CLIENT.get(address).text).meta
    said = "Spain: 9 reported stations; the government’s response reached “investigated” · Station Atlas"
    assert meta["og:title"] == said
    assert meta["og:description"].startswith("9 stations in 4 places in Spain")
    assert meta["og:description"].endswith("China denies that they are police stations.")
    assert meta["og:url"] == f"{named}/country?country=ES"
    assert (
        meta["og:image"] == f"{named}/v/country.preview.png?country=ES"
        and meta["og:image:alt"] == meta["og:description"]
        and meta["twitter:card"] == "summary_large_image"
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=NL", "Netherlands: 2 reported stations; the government’s response reached “closed” (contested)"),
        ("country=UA", "Ukraine: 1 reported station; no response was found"),
        ("country=IT&country=ES", "20 reported stations in Italy and Spain"),
        ("response=closed", "29 reported stations in 8 countries"),
        # What could not be read is not announced as what was asked for.
        ("country=Atlantis", "Map"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/v/map"])
def test_a_chat_is_told_what_a_link_shows_in_numbers(path: str, query: str, said: str) -> None:
    assert Page(CLIENT.get(f"{path}?{query}").text).meta["og:title"] == f"{said} · Station Atlas"


def test_a_twin_offers_the_rows_of_its_view() -> None:
    html = CLIENT.get("/v/map?country=IT&report=110-overseas").text
    assert 'itemtype="https://schema.org/Dataset"' in html
    assert CLIENT.get("/data/v1/stations.csv?country=IT&report=110-overseas").status_code == 200
    assert 'href="/data/v1/stations.csv?country=IT&amp;report=110-overseas"' in html


@pytest.mark.parametrize(
    ("ask", "address", "status"),
    [
        (CLIENT.get, "/data/v1/nothing.csv", 404),
        (CLIENT.get, "/data/v2/stations.csv", 404),
        (CLIENT.get, "/data/v1/stations.geojson", 404),
        (CLIENT.post, "/data/v1/stations.csv", 405),
        (CLIENT.get, "/data/v1/stations.csv?country=Atlantis", 400),
        (CLIENT.get, f"/data/v1/stations.csv?country={'x' * 8_200}", 414),
    ],
)
def test_what_data_cannot_answer_is_said_as_rfc_9457_has_it(
    ask: Callable[[str], object], address: str, status: int
) -> None:
    refused = ask(address)
    assert (refused.status_code, refused.json()["status"]) == (status, status)  # type: ignore[attr-defined]
    assert refused.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    assert refused.headers["access-control-allow-origin"] == "*"  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/", "/country?country=ES", "/v/country?country=ES"])
def test_an_address_follows_the_operators_host_whatever_was_asked_before(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for host in ("first.example", "second.example"):
        monkeypatch.setenv("ATLAS_HOSTS", host)
        assert Page(CLIENT.get(address).text).meta["og:url"].startswith(f"https://{host}/")


def test_without_data_everything_says_so_each_in_its_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATLAS_HOSTS", "atlas.example.org")
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    for address in ("/data/v1/stations.csv", "/data/v1/openapi.json", "/data/v1/package.zip"):
        refused = CLIENT.get(address)
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    for address in ("/v/map", "/sitemap.xml"):
        refused = CLIENT.get(address)
        assert refused.status_code == 503 and refused.text.startswith("The atlas has no data to show: ")
    assert CLIENT.get("/country?country=ES").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "country=Atlantis",
        "response=",
        "report=nothing&publisher=",
        "contry=Atlantis",
        "land=ES",
        "status=closed",
        "kind=nothing",
        "publisher=no-such-paper",
        "lane=",
        # What narrows another page alone is not beside it.
        "country=Atlantis&from=2022-01-01",
    ],
)
def test_a_view_whose_only_filter_cannot_be_read_is_passed_off_nowhere_as_what_was_asked_for(query: str) -> None:
    """In the tags that chats read, on the twin, in pictures and in the file to keep, as on the page."""
    said = "The filter of this link could not be read; all that is known is shown:"
    for path in ("/", "/timeline", "/v/map", "/v/sources"):
        html = CLIENT.get(f"{path}?{query}").text
        (summary,) = re.findall(r'<meta name="description" content="([^"]*)"', html)
        assert summary.startswith(said) and f'property="og:description" content="{said}' in html, path
    assert f"<b>{said}" in CLIENT.get(f"/v/map?{query}").text
    assert f"<b>{said}" in CLIENT.get(f"/v/map.evidence.html?{query}").text
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", CLIENT.get(f"/v/map.preview.svg?{query}").text))
    assert said in words
    # One that another filter stands beside narrows as it says.
    assert said not in CLIENT.get(f"/?{query}&bureau=fuzhou").text


@pytest.mark.parametrize("query", ["ref=newsletter", "v=2", "color=nothing", "place=nowhere", "lane=&from=2022-01-01"])
def test_what_narrows_nothing_is_no_filter_that_was_lost(query: str) -> None:
    assert "could not be read" not in CLIENT.get(f"/v/timeline?{query}").text
