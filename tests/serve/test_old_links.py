"""Links that somebody may have cited: each still opens and says what it said. A line may be added, none is changed."""

import csv
import html
import re
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.dataset import ROOT

CLIENT = TestClient(Starlette(routes=serve.routes()))
with (ROOT / "tests" / "serve" / "links.csv").open(encoding="utf-8") as file:
    LINKS = tuple((row["link"], row["sentence"]) for row in csv.DictReader(file))


@pytest.mark.parametrize(("link", "sentence"), LINKS, ids=[link for link, _ in LINKS])
def test_an_old_link_still_says_what_it_said(link: str, sentence: str) -> None:
    page, query = urlsplit(link).path.strip("/") or "map", urlsplit(link).query
    twin = CLIENT.get(f"/v/{page}?{query}").text
    assert html.unescape(re.findall(r"<p><b>(.*?)</b></p>", twin)[0]) == sentence
    # Every part of it was understood, and is that version's.
    assert 'role="alert"' not in twin
    version = next(part.removeprefix("data=") for part in query.split("&") if part.startswith("data="))
    assert f"data version {version} of" in html.unescape(twin)
