"""The one place where a code gets its name: `datapackage.json` → codes with label, meaning, deed, one and many.

Other rooms may say what a code does (its step, its lane, its colour), never what it is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from lib.dataset.files import DATA, PACKAGE, DatasetError, read_json


@dataclass(frozen=True)
class Code:
    """A code and its words; those that the package does not give are "".

    label: as a heading or a cell says it; meaning: what it stands for; named: as a sentence names it ("the Fuzhou
    bureau"); deed: what was done, read after "were reported to have"; one, many: what one and several are called;
    short: the label under its step's heading.
    """

    code: str
    label: str
    meaning: str = ""
    named: str = ""
    deed: str = ""
    one: str = ""
    many: str = ""
    short: str = ""

    @property
    def small(self) -> str:
        """The label as it stands within a sentence: "closure claimed by China", but "NGO"."""
        return begin_small(self.label)


_WORDS = ("value", "label", "description", "named", "deed", "one", "many", "short")


class _Codes(dict[str, Code]):
    """Codes by themselves; one that has no name in the package is called by its code."""

    def __missing__(self, code: str) -> Code:
        return Code(code, code)


def begin_small(text: str) -> str:
    """A text with a small first letter, unless its first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def begin_large(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


@cache
def codes(vocabulary: str) -> Mapping[str, Code]:
    """The codes of a vocabulary in their order: of a field ("responses.kind"), of no field ("step"), or of tables.

    Raises DatasetError where the package cannot be read, KeyError where it has no such vocabulary.
    """
    return _read_vocabularies()[vocabulary]


def label(vocabulary: str, code: str) -> str:
    """What a code is called."""
    return codes(vocabulary)[code].label


def list_vocabularies() -> tuple[str, ...]:
    """The names of all vocabularies, as `codes` takes them."""
    return tuple(_read_vocabularies())


def forget() -> None:
    """Read the package anew when a code is next asked for: it may have changed."""
    codes.cache_clear()
    _read_vocabularies.cache_clear()


@cache
def _read_vocabularies() -> Mapping[str, Mapping[str, Code]]:
    package, _ = read_json(DATA, PACKAGE)
    try:
        named = {
            f"{resource['name']}.{field['name']}": field["categories"]
            for resource in package["resources"]
            for field in resource["schema"]["fields"]
            if "categories" in field
        }
        tables = [{"value": each["name"], "label": each["title"], **each} for each in package["resources"]]
        vocabularies = {**named, **package["vocabularies"], "table": tables}
        return MappingProxyType({name: _read_codes(entries) for name, entries in vocabularies.items()})
    except (KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            PACKAGE, f"a vocabulary is missing or wrong ({error})", "Restore data/ of this atlas."
        ) from None


def _read_codes(entries: list[dict[str, Any]]) -> Mapping[str, Code]:
    if not all(isinstance(entry.get(word, ""), str) for entry in entries for word in _WORDS):
        raise TypeError("a word is no text")
    return MappingProxyType(
        _Codes(
            {
                entry["value"]: Code(
                    entry["value"],
                    entry["label"],
                    entry.get("description", ""),
                    *(entry.get(word, "") for word in _WORDS[3:]),
                )
                for entry in entries
            }
        )
    )
