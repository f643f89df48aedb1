"""Names of countries and languages in the reader's language (source: Unicode CLDR, through babel)."""

from collections.abc import Sequence
from functools import cache

from babel import Locale

from lib.dataset import countries
from lib.words.catalogue import SOURCE, language, write_list


@cache
def _read_names(spoken: str) -> tuple[dict[str, str], dict[str, str]]:
    locale = Locale.parse(spoken)
    return dict(locale.territories), dict(locale.languages)


def name_country(code: str) -> str:
    """The short name of an ISO 3166-1 alpha-2 code; the code if it has none."""
    return countries.name(code) if language() == SOURCE else _read_names(language())[0].get(code, code)


def place_country(code: str) -> str:
    """The name as it stands within a sentence, where English puts an article: "the Netherlands", "Spain"."""
    return countries.name_in_sentence(code) if language() == SOURCE else name_country(code)


def list_countries(codes: Sequence[str]) -> str:
    """Names joined as in a sentence: "Spain, Italy and the Netherlands"."""
    return write_list([place_country(code) for code in codes])


def name_language(code: str) -> str:
    """The name of an ISO 639-1 language code; the code if it has none."""
    return _read_names(language())[1].get(code, code)
