"""Words in the reader's language: plurals, lists, numbers and dates by CLDR, and a language that is one file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from lib.words import catalogue, messages
from lib.words.catalogue import (
    abbreviate,
    plural,
    speak,
    text,
    write_date,
    write_list,
    write_number,
    write_on,
    write_when,
)


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue with the three plurals of Polish."""
    (tmp_path / "pl.po").write_text(
        """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && """
        """(n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "{n} station"
msgid_plural "{n} stations"
msgstr[0] "{n} placówka"
msgstr[1] "{n} placówki"
msgstr[2] "{n} placówek"

msgid "Clear all filters"
msgstr "Usuń filtry"
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    forget()
    yield
    forget()


def forget() -> None:
    catalogue.languages.cache_clear()
    catalogue._read_catalogue.cache_clear()


def test_english_dates_lists_and_numbers() -> None:
    assert write_date(date(2022, 12, 5)) == "5 December 2022"
    assert [write_when(text) for text in ("2022-12-05", "2022-12", "2022", "")] == [
        "5 December 2022",
        "December 2022",
        "2022",
        "undated",
    ]
    assert abbreviate("2022-10-26") == "26 Oct 2022" and write_on("2022-12") == "in December 2022"
    assert write_list(["4", "5", "6"]) == "4, 5 and 6" and write_list(["4", "5"], "or") == "4 or 5"
    assert write_number(100_000) == "100,000" and plural("{n} place", "{n} places", 1) == "1 place"


@pytest.mark.usefixtures("polish")
def test_a_language_is_one_file() -> None:
    with speak("pl"):
        assert text("Clear all filters") == "Usuń filtry"
        said = [plural("{n} station", "{n} stations", number) for number in (1, 3, 5, 22)]
        assert said == ["1 placówka", "3 placówki", "5 placówek", "22 placówki"]
        assert write_date(date(2022, 12, 5)) == "5 grudnia 2022"
        # What nobody has translated yet is said in English.
        assert text("Copy link") == "Copy link"
    assert text("Clear all filters") == "Clear all filters"


def test_a_translator_gets_every_text_that_can_be_said(tmp_path: Path) -> None:
    with messages.write("fr", tmp_path).open("rb") as file:
        found = read_po(file, locale="fr")
    for said in ("Closure claimed by China", "first listed by {codes}", "Clear all filters", "Timeline"):
        assert said in found
    assert found["{n} place"].id == ("{n} place", "{n} places")
