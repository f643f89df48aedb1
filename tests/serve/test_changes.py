"""The feed of corrections: valid Atom (RFC 4287), one entry a line of the log, of the countries asked for."""

import re
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from lib.dataset import Dataset
from lib.serve.hosts import SETTING
from tests.serve.test_data import CLIENT

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")


def read_feed(query: str = "", client: TestClient = CLIENT) -> ElementTree.Element:
    answered = client.get(f"/changes.atom{query}")
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answered.text)


def read_titles(query: str = "") -> list[str]:
    return [each.text or "" for each in read_feed(query).iterfind("a:entry/a:title", ATOM)]


def test_each_line_of_the_log_is_an_entry_newest_first(dataset: Dataset) -> None:
    feed = read_feed()
    days = [each.text or "" for each in feed.iterfind("a:entry/a:updated", ATOM)]
    assert len(days) == len(dataset.changes)
    assert days == sorted(days, reverse=True) and all(TIME.fullmatch(day) for day in days)


@pytest.mark.parametrize("part", ["title", "id", "updated"])
def test_the_feed_and_each_entry_have_what_the_standard_asks_for(part: str) -> None:
    feed = read_feed()
    for element in (feed, *feed.iterfind("a:entry", ATOM)):
        assert len(element.findall(f"a:{part}", ATOM)) == 1 and element.findtext(f"a:{part}", "", ATOM)
    assert feed.findtext("a:author/a:name", "", ATOM)
    assert {link.get("rel") for link in feed.findall("a:link", ATOM)} == {"self", "alternate"}


def test_every_entry_is_known_by_an_id_of_its_own_that_stays() -> None:
    ids = [each.text or "" for each in read_feed().iterfind("a:entry/a:id", ATOM)]
    assert len(set(ids)) == len(ids) and all(each.startswith("urn:uuid:") for each in ids)
    assert set(each.text for each in read_feed("?country=IE").iterfind("a:entry/a:id", ATOM)) < set(ids)


def test_irelands_corrections_are_its_own_and_what_has_left_is_found_by_its_id() -> None:
    titles = read_titles("?country=IE")
    assert "Ireland, ie-2022-10-26-closure-ordered: correction" in titles
    assert titles and all(title.startswith("Ireland, ie-") for title in titles)
    assert "Belgium, be-2022-denied: withdrawal" in read_titles("?country=BE")
    assert any("ev-2025-01-14" in title for title in read_titles("?country=HU"))


def test_a_part_that_the_feed_cannot_honour_is_named() -> None:
    refused = CLIENT.get("/changes.atom?country=XX")
    assert refused.status_code == 400 and refused.json()["parts"][0]["part"] == "country"
    assert CLIENT.get("/changes.atom?kind=charges").status_code == 400


def test_the_feed_says_where_it_is_on_the_operators_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "atlas.example.org")
    links = {each.get("rel"): each.get("href") for each in read_feed("?country=IE").findall("a:link", ATOM)}
    assert links["self"] == "https://atlas.example.org/changes.atom?country=IE"
