"""The parts of a link: one row each, and the View that is made of them.

A row says how a value is read, which codes there are, what it narrows, what the filter is called, and how it reads in
the sentence. The sentence, the controls, the counts, "Clear", the offers of an empty page and the tests' strategies
come from the row; nothing else lists filters.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from slugify import slugify

from lib.dataset import codes, countries
from lib.dataset.releases import VERSION
from lib.view.steps import STEPS, Standing

CONTESTED = "yes"


@dataclass(frozen=True)
class Parameter:
    """A part of the link: the key it has there, and the View's field of it.

    kind: how a value is read (a key of READERS); expected: what a value must be, in words; many: whether it is a list;
    vocabulary: the codes a value must be one of, where the kind is "code" or "clock";
    column: the column of stations that it narrows; standing: for one that narrows countries instead, the codes that a
    country has by its standing; table: what else it narrows ("sources" by their column, "marks" of the timeline);
    title: what the filter is called, "" where it narrows nothing; label: what its control is called, with `help`;
    sentence: how the filter reads in the view's sentence, {codes} standing for what was chosen.
    """

    key: str
    field: str
    kind: str
    expected: str
    default: Any = ()
    many: bool = False
    vocabulary: str = ""
    column: str = ""
    standing: Callable[[Standing], Collection[str]] | None = None
    table: str = ""
    title: str = ""
    label: str = ""
    sentence: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that a value must be one of; none where values have no codes."""
        if self.kind == "flag":
            return (CONTESTED,)
        # Not all that a country is drawn as is a filter.
        return STEPS if self.vocabulary == "step" else tuple(codes(self.vocabulary)) if self.vocabulary else ()

    @property
    def narrows(self) -> bool:
        """Whether it narrows stations, and with them countries."""
        return bool(self.column or self.standing)

    @property
    def is_filter(self) -> bool:
        """Whether a reader chooses it to see less, on every page: what "Clear" takes back and an empty page offers."""
        return self.narrows or self.kind in ("asof", "clock")

    def read(self, text: str) -> Any:
        """The value that a text of the link gives; None where it gives none."""
        if self.kind in ("code", "clock"):
            said = text.strip().casefold()
            # As a code, or by its title.
            return said if said in self.codes else self._titles.get(said)
        return READERS[self.kind](text)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {codes(self.vocabulary)[code].label.casefold(): code for code in self.codes}

    def write(self, value: Any) -> list[str]:
        """A value of the View as the link has it; [] where nothing is asked for."""
        if value in ((), "", None, False):
            return []
        return (
            [CONTESTED] if value is True else [str(each) for each in (value if isinstance(value, tuple) else (value,))]
        )

    def chosen(self, view: "View") -> tuple[str, ...]:
        """What a view asks for, as codes."""
        return tuple(self.write(getattr(view, self.field)))


_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def _read_date(text: str) -> date | None:
    try:
        # A timestamp says a day, and more than is asked for.
        day, _, time = re.sub(r"^(\d{4}-\d\d-\d\d)[T ](?=\d\d:)", r"\1 ", text.strip()).partition(" ")
        return date.fromisoformat(day) if len(day) == 10 and (not time or _TIME.fullmatch(time)) else None
    except ValueError:
        return None


def _read_slug(text: str) -> str | None:
    code = text.strip().casefold()
    return code if code and len(code) <= 80 and slugify(code) == code else None


def _read_version(text: str) -> str | None:
    return text.strip() if VERSION.fullmatch(text.strip()) else None


def _read_words(text: str) -> str | None:
    words = " ".join("".join(each for each in text if each.isprintable()).split())
    return words if words and len(words) <= MAX_WORDS else None


def _read_language(text: str) -> str | None:
    code = text.strip().casefold()
    return code if countries.is_language(code) else None


# How a value is read, by kind; None: not understood. A "code" is read by its vocabulary.
READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "country": countries.find,
        "flag": lambda text: text.strip().casefold() == CONTESTED or None,
        "asof": _read_date,
        "date": _read_date,
        "place": _read_slug,
        "record": _read_slug,
        "publisher": _read_slug,
        "language": _read_language,
        "version": _read_version,
        "words": _read_words,
    }
)


# Where the timeline begins that nobody asked for: the year of the reports. What is earlier is one press away.
USUAL_START = date(2022, 1, 1)
MAX_WORDS = 60  # letters to look for


def part(key: str, kind: str, expected: str, **row: Any) -> Any:
    """A row, as the field of the View that it is."""
    default = row.setdefault("default", () if row.get("many") else "")
    return field(default=default, metadata={"row": {"key": key, "kind": kind, "expected": expected, **row}})


@dataclass(frozen=True)
class View:
    """What a reader looks at. Empty tuples and None mean "not narrowed"; `asof` None is the data version's date."""

    country: tuple[str, ...] = part(
        "country",
        "country",
        "a country's ISO code or English name",
        many=True,
        column="country",
        title="Country",
        label="Country",
        sentence="in {codes}",
    )
    report: tuple[str, ...] = part(
        "report",
        "code",
        "a report",
        many=True,
        vocabulary="stations.report",
        column="report",
        title="Source report",
        label="Source report",
        sentence="first listed by {codes}",
    )
    response: tuple[str, ...] = part(
        "response",
        "code",
        "a step",
        many=True,
        vocabulary="step",
        standing=lambda standing: standing.reached,
        title="Government response",
        label="Government response reached",
        sentence="where {codes}",
    )
    bureau: tuple[str, ...] = part(
        "bureau",
        "code",
        "a bureau",
        many=True,
        vocabulary="stations.bureau",
        column="bureau",
        title="Bureau",
        label="Bureau said to run it",
        sentence="said to be run by {codes}",
    )
    confidence: tuple[str, ...] = part(
        "confidence",
        "code",
        "a confidence",
        many=True,
        vocabulary="stations.confidence",
        column="confidence",
        title="Confidence",
        label="Confidence of the entry",
        sentence="with {codes} confidence",
    )
    contested: bool = part(
        "contested",
        "flag",
        "yes",
        default=False,
        standing=lambda standing: (CONTESTED,) if standing.contested else (),
        title="Contested only",
        label="Only countries whose record contradicts itself",
        sentence="where the record contradicts itself",
    )
    asof: date | None = part("asof", "asof", "a date such as 2022-12-05", default=None, title="As of", label="As of")
    clock: str = part(
        "clock", "clock", "known", vocabulary="clock", title="Judged by", label="Judge by when it could be known"
    )
    color: str = part("color", "code", "a way to colour", default="step", vocabulary="color", label="Colour by")
    areas: str = part("areas", "code", "step", vocabulary="area", label="Fill countries by furthest step")
    place: str = part("place", "place", "a place's code such as es-madrid")
    open: str = part("open", "record", "the id of a record or a source, or entries such as country-it")
    start: date | None = part("from", "date", "a date such as 2022-09-01", default=None, table="marks", label="From")
    end: date | None = part("to", "date", "a date such as 2023-06-30", default=None, table="marks", label="To")
    lane: tuple[str, ...] = part("lane", "code", "a lane", many=True, vocabulary="lane", table="marks", label="Lanes")
    sort: str = part("sort", "code", "an order", default="step", vocabulary="sort", label="Sort by")
    kind: tuple[str, ...] = part(
        "kind",
        "code",
        "a kind of source",
        many=True,
        vocabulary="sources.kind",
        table="sources",
        label="Kind of source",
    )
    language: tuple[str, ...] = part(
        "language", "language", "an ISO 639-1 language code", many=True, table="sources", label="Language"
    )
    publisher: tuple[str, ...] = part(
        "publisher", "publisher", "a publisher's code", many=True, table="sources", label="Publisher"
    )
    find: str = part("find", "words", "words of a publisher or a title", table="sources", label="Search")
    data: str = part("data", "version", "a data version such as 2026.11.0")


PARAMETERS: tuple[Parameter, ...] = tuple(
    Parameter(field=each.name, **each.metadata["row"]) for each in fields(View) if each.default is not MISSING
)
BY_KEY: Mapping[str, Parameter] = MappingProxyType({parameter.key: parameter for parameter in PARAMETERS})
BY_FIELD: Mapping[str, Parameter] = MappingProxyType({parameter.field: parameter for parameter in PARAMETERS})
FILTERS: tuple[Parameter, ...] = tuple(parameter for parameter in PARAMETERS if parameter.is_filter)


def is_narrowed(view: View) -> bool:
    """Whether a filter leaves out stations or countries, whatever the date."""
    return any(parameter.chosen(view) for parameter in FILTERS if parameter.narrows)


def release(view: View, *parameters: Parameter) -> View:
    """A view with some of its parts back at what they are where nobody asks for them."""
    return replace(view, **{parameter.field: parameter.default for parameter in parameters})


def clear(view: View) -> View:
    """A view with every filter released and nothing open; what is drawn how stays."""
    return release(view, *FILTERS, BY_FIELD["place"], BY_FIELD["open"])


def close(view: View) -> View:
    """A view with nothing open: what a page says beside what a reader opened on it."""
    return release(view, BY_FIELD["open"])


def keep_filters(view: View) -> View:
    """A view with nothing but its filters: what decides which stations, responses and events it shows."""
    return release(view, *(parameter for parameter in PARAMETERS if not parameter.is_filter))
