"""Where a record is open, a reader can object to it: a text with all that a curator needs."""

import pytest

from lib.show.frame import CONTACT
from tests.pages import open_page
from tests.versions import VERSION

RECORD = "ie-2022-10-26-closure-ordered"


def read_letter(page: str = "timeline", record: str = RECORD) -> str:
    return "".join(each.value for each in open_page(page, country="IE", open=record).code)


def test_the_text_has_the_record_the_version_and_what_is_said() -> None:
    letter = read_letter()
    assert f"Record: {RECORD}" in letter and f"Data version: {VERSION}" in letter
    assert "What it says: 25 October 2022, Minister for Foreign Affairs" in letter
    assert f"open={RECORD}" in letter and "country=IE" in letter
    assert letter.rstrip().endswith("Who says so (address and date of a source):")


def test_a_source_can_be_objected_to_as_well() -> None:
    assert "What it says: KildareStreet" in read_letter("sources", "kildarestreet-2022-10-25")


def test_a_chosen_place_has_its_entries_in_the_text() -> None:
    letter = "".join(each.value for each in open_page("map", place="es-madrid").code)
    assert "Record: es-madrid-fuzhou-1" in letter and "Record: es-madrid-qingtian-1" in letter
    assert letter.count("What it says: ") == 2


def test_nothing_open_nothing_to_object_to() -> None:
    assert read_letter(record="") == ""


def read_about() -> str:
    return " ".join(each.proto.body for each in open_page("timeline", open=RECORD).get("html"))


def test_it_is_sent_where_the_operator_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "This server does not say to whom" in read_about()
    monkeypatch.setenv(CONTACT, "corrections@example.org")
    assert "send it to corrections@example.org." in read_about()
