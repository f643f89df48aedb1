"""Evidence files: one file that asks nobody for anything, with every record of its view and who said it."""

import html
import re
import subprocess

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.answers.pages import PAGES, Page
from lib.dataset import DATA
from lib.view import View
from lib.view.atlas import Atlas
from tests.serve.test_twins import Reading
from tests.versions import VERSION

CLIENT = TestClient(Starlette(routes=serve.routes()))


def fetch(page: str, query: str = "") -> str:
    got = CLIENT.get(f"/v/{page}.evidence.html{query}")
    assert got.status_code == 200 and got.headers["content-disposition"].startswith('attachment; filename="station-')
    return got.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_whole_is_under_a_megabyte_and_needs_neither_network_nor_script(page: Page) -> None:
    file = fetch(page.code)
    assert len(file.encode()) < 1_000_000
    assert not {"script", "link", "iframe", "object", "base"} & set(Reading(file).tags)
    loaded = re.findall(r'\bsrc="([^"]{0,40})|url\(([^)]{0,40})', file)
    assert all(source.startswith("data:image/svg+xml") for source, _ in loaded if source)
    assert not any(address for _, address in loaded)


def test_it_says_of_which_data_it_is_and_anybody_can_add_that_up() -> None:
    text = Reading(fetch("map", "?country=ES&data=2026.11.0")).text
    command = "sha256sum * | sha256sum"
    folder = DATA / "releases" / "2026.11.0"
    told = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True).stdout.split()[0]
    assert "data version 2026.11.0 of 22 November 2026" in text and told in text and command in text
    assert "9 stations in 4 places in Spain" in text and "China denies that they are police stations" in text


def test_every_record_of_the_view_is_in_it_with_every_quote(atlas: Atlas) -> None:
    text = Reading(fetch("timeline", "?country=NL")).text
    shown = atlas.select(View(country=("NL",)))
    ids = {*shown.stations["id"], *shown.responses["id"], *shown.events["id"], *shown.figures["id"]}
    cited = atlas.dataset.citations[atlas.dataset.citations["record"].isin(ids)]
    quotes = {quote for quote in cited["quote"] if quote}
    assert len(quotes) > 20 and [quote for quote in quotes if quote not in text] == []
    for summary in shown.responses["summary"]:
        assert summary in text


def test_it_leads_back_to_the_exact_view_and_to_nothing_relative() -> None:
    file = fetch("country", "?country=GB")
    exact = "http://testserver/country?country=GB&asof="
    assert exact in html.unescape(file) and f"data={VERSION}" in file
    addresses = set(re.findall(r'href="([^"]*)"', file))
    assert all(address.startswith(("http://", "https://", "#")) for address in addresses)


def test_what_is_no_page_has_no_file() -> None:
    assert CLIENT.get("/v/nothing.evidence.html").status_code == 404
