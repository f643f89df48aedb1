"""Evidence files: one file that asks nobody for anything, with every record of its view and who said it."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.answers.pages import PAGES, Page
from lib.dataset import DATA
from lib.dataset.files import FILES
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


def test_it_says_what_of_its_link_was_not_honoured_and_what_became_of_its_rows_since() -> None:
    assert "“Atlantis”, which the atlas does not know" in Reading(fetch("map", "?country=Atlantis")).text
    assert "data version 2026.10.0, which the atlas does not have" in Reading(fetch("map", "?data=2026.10.0")).text
    older = fetch("country", "?country=NL&data=2026.11.0")
    text = Reading(older).text
    assert "You see data version 2026.11.0" in text and "Since then, of what this view shows:" in text
    assert 'href="http://testserver/country?country=NL"' in older


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_every_page_has_a_picture_in_it(page: Page) -> None:
    file = fetch(page.code, "?country=ES")
    assert file.count("<svg") + file.count('<img src="data:image/svg+xml') >= 1


def test_a_version_of_any_letters_has_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FILES:
        if (DATA / name).exists():
            (tmp_path / name).write_bytes((DATA / name).read_bytes())
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    (tmp_path / "datapackage.json").write_text(json.dumps(package | {"version": '版"2'}), encoding="utf-8")
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    got = CLIENT.get("/v/map.evidence.html?country=AT")
    assert got.status_code == 200
    assert re.fullmatch(
        r'attachment; filename="station-atlas-map-at-[a-z0-9.-]*\.html"', got.headers["content-disposition"]
    )


def test_what_is_no_page_has_no_file() -> None:
    assert CLIENT.get("/v/nothing.evidence.html").status_code == 404
