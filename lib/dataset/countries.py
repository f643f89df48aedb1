"""Countries: ISO 3166-1 alpha-2 codes, their English names, and the ways readers spell them."""

from functools import cache

import pycountry
from babel import Locale

ENGLISH = Locale("en")
# Names that English puts an article before in a sentence (CLDR has no field for it).
_WITH_ARTICLE = {"AE", "BS", "CF", "CD", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"}
# Spellings that readers use and neither ISO 3166 nor CLDR lists.
_ALIASES = {"uk": "GB", "great britain": "GB", "usa": "US", "holland": "NL", "korea": "KR", "uae": "AE"}


@cache
def is_code(code: str) -> bool:
    """Whether `code` is an assigned ISO 3166-1 alpha-2 code (source: the iso-codes data of pycountry)."""
    return len(code) == 2 and code.isascii() and code.isupper() and pycountry.countries.get(alpha_2=code) is not None


@cache
def name(code: str) -> str:
    """The English short name of a country code (source: Unicode CLDR, through babel); the code if it has none."""
    return str(ENGLISH.territories.get(code, code))


def name_in_sentence(code: str) -> str:
    """The name as it stands after "in": "the Netherlands", "Spain"."""
    return f"the {name(code)}" if code in _WITH_ARTICLE else name(code)


@cache
def _spellings() -> dict[str, str]:
    """Every accepted spelling, case-folded, to its alpha-2 code."""
    spellings = dict(_ALIASES)
    for country in pycountry.countries:
        code = country.alpha_2
        for text in (code, country.alpha_3, country.name, getattr(country, "common_name", code), name(code)):
            spellings[text.casefold()] = code
    return spellings


def find(text: str) -> str | None:
    """The alpha-2 code for a code, an alpha-3 code or an English name in any case; None if there is none."""
    return _spellings().get(" ".join(text.split()).casefold())


@cache
def is_language(code: str) -> bool:
    """Whether `code` is an ISO 639-1 code."""
    return pycountry.languages.get(alpha_2=code) is not None
