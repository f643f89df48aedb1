"""Countries: ISO 3166-1 alpha-2 codes, their English names, and the ways readers spell them."""

import unicodedata
from functools import cache

import pycountry
from babel import Locale
from babel.languages import get_official_languages

ENGLISH = Locale("en")
# Names that English puts an article before in a sentence (CLDR has no field for it).
_WITH_ARTICLE = {"AE", "BS", "CF", "CD", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"}
# Spellings that readers use, and former names, that neither ISO 3166 nor CLDR lists.
_ALIASES = {
    "uk": "GB",
    "britain": "GB",
    "great britain": "GB",
    "republic of ireland": "IE",
    "drc": "CD",
    "dr congo": "CD",
    "england": "GB",
    "usa": "US",
    "america": "US",
    "holland": "NL",
    "korea": "KR",
    "uae": "AE",
    "emirates": "AE",
    "burma": "MM",
    "swaziland": "SZ",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "cape verde": "CV",
    "macedonia": "MK",
    "turkey": "TR",
    "east timor": "TL",
    "ceylon": "LK",
    "persia": "IR",
    "zaire": "CD",
    "hong kong": "HK",
    "macau": "MO",
}
# The languages of the atlas and of its sources: a name in any of them is read.
_LANGUAGES = (
    *("en", "es", "pt", "fr", "it", "nl", "de", "sv", "da", "nb", "fi", "is", "cs", "sk", "pl", "hu", "hr", "sr", "ro"),
    *("el", "ru", "uk", "tr", "he", "ar", "fa", "ja", "ko", "zh", "vi", "id", "th"),
)


@cache
def is_code(code: str) -> bool:
    """Whether `code` is an assigned ISO 3166-1 alpha-2 code (source: the iso-codes data of pycountry)."""
    return len(code) == 2 and code.isascii() and code.isupper() and pycountry.countries.get(alpha_2=code) is not None


def list_codes() -> list[str]:
    """Every assigned ISO 3166-1 alpha-2 code, in order."""
    return sorted(country.alpha_2 for country in pycountry.countries)


@cache
def name(code: str) -> str:
    """The English short name of a country code (source: Unicode CLDR, through babel); the code if it has none."""
    return str(ENGLISH.territories.get(code, code))


def name_in_sentence(code: str) -> str:
    """The name as it stands after "in": "the Netherlands", "Spain"."""
    return f"the {name(code)}" if code in _WITH_ARTICLE else name(code)


def _fold(text: str) -> str:
    """A name without case, accents, apostrophes, points and its article: "the Côte d'Ivoire" is "cote divoire"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    plain = "".join(each for each in plain if not unicodedata.combining(each) and each not in "'’‘ʼ.`´")
    return " ".join(plain.replace("-", " ").replace("&", " and ").split()).removeprefix("the ")


@cache
def _spellings() -> dict[str, str]:
    """Every accepted spelling, folded, to its alpha-2 code. English and ISO names win over those of other languages."""
    spellings = {_fold(text): code for text, code in _ALIASES.items()}
    for country in pycountry.countries:
        code = country.alpha_2
        names = (getattr(country, field, code) for field in ("alpha_3", "name", "common_name", "official_name"))
        for text in (code, *names, name(code)):
            spellings.setdefault(_fold(text), code)
            # ISO puts the word that is sorted by first: "Korea, Republic of".
            head, comma, rest = text.partition(", ")
            if comma:
                spellings.setdefault(_fold(f"{rest} {head}"), code)
    others: dict[str, set[str]] = {}
    for spoken in _LANGUAGES:
        for code, text in Locale(spoken).territories.items():
            if is_code(code):
                others.setdefault(_fold(text), set()).add(code)
    for text, found in others.items():
        # A name that two languages give to two countries is nobody's.
        if len(found) == 1:
            spellings.setdefault(text, *found)
    return spellings


def find(text: str) -> str | None:
    """The alpha-2 code of a code, or of a name as people write it (see `_fold`); None if there is none."""
    return _spellings().get(_fold(text))


@cache
def is_language(code: str) -> bool:
    """Whether `code` is an ISO 639-1 code."""
    return pycountry.languages.get(alpha_2=code) is not None


@cache
def list_languages(code: str) -> tuple[str, ...]:
    """The official languages of a whole country as ISO 639-1 codes (source: Unicode CLDR, through babel)."""
    spoken = get_official_languages(code, de_facto=True)
    return tuple(dict.fromkeys(language.partition("_")[0] for language in spoken))
