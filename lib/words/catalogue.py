"""Texts, plurals, lists, numbers and dates in the reader's language: gettext's catalogues, babel's CLDR.

English stands in the code; another language is one file, `locale/CODE.po`, beside this module.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from lib.dataset import period

LOCALE = Path(__file__).parent / "locale"
# The language of the texts in the code. Dates and lists are written as in Britain: "5 December 2022", "A, B and C".
SOURCE = "en_GB"
_language: ContextVar[str] = ContextVar("language", default=os.environ.get("ATLAS_LANGUAGE") or SOURCE)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are, English first."""
    return (SOURCE, *sorted(file.stem for file in LOCALE.glob("*.po")))


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Write in one of `languages()` while the block runs; in English where there is no such catalogue."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """The language that is written in: the one that is spoken, else ATLAS_LANGUAGE, if there is a catalogue of it."""
    chosen = _language.get()
    return chosen if chosen in languages() else SOURCE


@cache
def _read_catalogue(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """What each English text is in a language; plurals are keyed by their singular."""
    file = LOCALE / f"{language}.po"
    if not file.is_file():
        return MappingProxyType({})
    with file.open("rb") as content:
        catalogue = read_po(content, locale=language)
    entries: dict[str, str | tuple[str, ...]] = {}
    for entry in catalogue:
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if key and entry.string:
            entries[key] = entry.string if isinstance(entry.string, str) else tuple(entry.string)
    return MappingProxyType(entries)


def mark(message: str) -> str:
    """A text that is said later, by `text`: so that translators find it where it stands."""
    return message


def text(message: str, /, **values: object) -> str:
    """A text in the reader's language, with its {values}."""
    found = _read_catalogue(language()).get(message, message)
    translated = found if isinstance(found, str) else found[0]
    return translated.format(**values) if values else translated


def plural(one: str, many: str, number: float, /, **values: object) -> str:
    """The form of a text that a number takes; {n} is the number as it is written."""
    forms = _read_catalogue(language()).get(one)
    form = one if number == 1 else many
    if isinstance(forms, tuple) and any(forms):
        form = forms[min(len(forms) - 1, _plural_index(language(), number))]
    return form.format(n=write_number(number), **values)


def _plural_index(language: str, number: float) -> int:
    locale = Locale.parse(language)
    tags: list[str] = [
        tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in {*locale.plural_form.tags, "other"}
    ]
    return tags.index(locale.plural_form(number))


def write_list(texts: Sequence[str], style: str = "standard") -> str:
    """Texts as a list in a sentence: "4, 5 and 6"; with the style "or", "4, 5 or 6"."""
    return str(format_list(list(texts), style=style, locale=language())) if texts else ""  # type: ignore[arg-type]


def write_number(number: float) -> str:
    """A number with its thousands set apart: "100,000"."""
    return _format_number(number, language())


@lru_cache(maxsize=4096)
def _format_number(number: float, language: str) -> str:
    return str(format_decimal(number, locale=language, decimal_quantization=False))


@lru_cache(maxsize=4096)
def _format_date(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


def write_date(day: date) -> str:
    """A day as readers write it: "5 December 2022"."""
    return _format_date(day, "d MMMM y", language())


def write_month(day: date) -> str:
    """The month of a day: "December 2022"."""
    return _format_date(day, "MMMM y", language())


def write_when(text_of: str) -> str:
    """A partial ISO date as readers write it, never sharper: "5 December 2022", "December 2022", "2022", "undated"."""
    return _write_partial(text_of, {4: "y", 7: "MMMM y", 10: "d MMMM y"}) if text_of else text("undated")


def abbreviate(text_of: str) -> str:
    """A partial ISO date as a cell shows it, never sharper: "26 Oct 2022", "Oct 2022", "2022"."""
    return _write_partial(text_of, {4: "y", 7: "MMM y", 10: "d MMM y"})


def _write_partial(text_of: str, patterns: Mapping[int, str]) -> str:
    return _format_date(period(text_of).start_time.date(), patterns[len(text_of)], language())


def write_on(text_of: str) -> str:
    """A partial ISO date after its preposition: "on 7 December 2022", "in December 2022"."""
    when = write_when(text_of)
    return text("on {when}", when=when) if len(text_of) == 10 else text("in {when}", when=when)


def count_stations(number: int) -> str:
    """ "1 station", "9 stations"."""
    return plural("{n} station", "{n} stations", number)


def count(vocabulary_entry: Any, number: float) -> str:
    """A number of what a code of the vocabulary names: "1 response", "9 responses"."""
    return plural("{n} " + vocabulary_entry.one, "{n} " + vocabulary_entry.many, number)
