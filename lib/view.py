"""View: what the link says. parse, format, describe, apply.

One table (`PARAMETERS`) holds the grammar of DESIGN section 5: a parameter's key, how a value is read, and how it is
written. Parsing never raises and never evaluates; a part that cannot be read becomes a problem the page shows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd
from babel.dates import format_date
from slugify import slugify

from lib import countries, steps
from lib.dataset import REPORTS, Dataset, codes
from lib.steps import STEPS, Standing

# A reader's link has a few values; a thousand of them is an attack on the page, and is named as such.
MAX_VALUES = 60
# China's own acts stay in sight of every country filter, so that the denial is never filtered away.
ALWAYS_IN_SIGHT = ("CN", "")


@dataclass(frozen=True)
class View:
    """What a reader looks at. Empty tuples and None mean "not narrowed"; `asof` None is the data version's date."""

    country: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    bureau: tuple[str, ...] = ()
    contested: bool = False
    asof: date | None = None
    color: str = "report"
    areas: str = ""
    place: str = ""
    start: date | None = None
    end: date | None = None
    lane: tuple[str, ...] = ()
    sort: str = "step"
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    data: str = ""


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None


def _read_slug(text: str) -> str | None:
    code = text.strip().casefold()
    return code if code and len(code) <= 80 and slugify(code) == code else None


def _read_version(text: str) -> str | None:
    parts = text.strip().split(".")
    return text.strip() if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts) else None


def _read_language(text: str) -> str | None:
    code = text.strip().casefold()
    return code if countries.is_language(code) else None


@dataclass(frozen=True)
class Parameter:
    """One key of the link: the View's field, how one value is read, and what is expected.

    title: what a filter that narrows is called, "" where it is none; vocabulary: the codes that a value must be one of
    (for "step" those of STEPS: not all that a country is drawn as is a filter); reader: reads what has no codes, None
    where it is not understood.
    """

    key: str
    field: str
    what: str
    title: str = ""
    many: bool = False
    vocabulary: str = ""
    reader: Callable[[str], Any] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that a value must be one of; none where values have no codes."""
        if self.vocabulary == "step":
            return STEPS
        return tuple(codes(self.vocabulary)) if self.vocabulary else ()

    @property
    def expected(self) -> str:
        """What is expected of a value."""
        return f"{self.what} ({', '.join(self.codes)})" if self.vocabulary else self.what

    def read(self, text: str) -> Any:
        """The value that a text gives; None where it gives none."""
        if self.reader:
            return self.reader(text)
        code = text.strip().casefold()
        return code if code in self.codes else None


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "country", "country", "a country's ISO code or English name", "Country", many=True, reader=countries.find
    ),
    Parameter("report", "report", "a report", "Source report", many=True, vocabulary="stations.report"),
    Parameter("response", "response", "a step", "Government response", many=True, vocabulary="step"),
    Parameter("bureau", "bureau", "a bureau", "Bureau", many=True, vocabulary="stations.bureau"),
    Parameter(
        "contested", "contested", "yes", "Contested only", reader=lambda text: text.strip().casefold() == "yes" or None
    ),
    Parameter("asof", "asof", "a date such as 2022-12-05", "As of", reader=_read_date),
    Parameter("color", "color", "a way to colour", vocabulary="color"),
    Parameter("areas", "areas", "step", reader=lambda text: "step" if text.strip().casefold() == "step" else None),
    Parameter("place", "place", "a place's code such as es-madrid", reader=_read_slug),
    Parameter("from", "start", "a date such as 2022-09-01", reader=_read_date),
    Parameter("to", "end", "a date such as 2023-06-30", reader=_read_date),
    Parameter("lane", "lane", "a lane", many=True, vocabulary="lane"),
    Parameter("sort", "sort", "an order", vocabulary="sort"),
    Parameter("kind", "kind", "a kind of source", many=True, vocabulary="sources.kind"),
    Parameter("language", "language", "an ISO 639-1 language code", many=True, reader=_read_language),
    Parameter("publisher", "publisher", "a publisher's code", many=True, reader=_read_slug),
    Parameter("data", "data", "a data version such as 2026.11.0", reader=_read_version),
)
_BY_KEY: Mapping[str, Parameter] = MappingProxyType({parameter.key: parameter for parameter in PARAMETERS})
# Streamlit's own keys, and no part of a view.
_NOT_OURS = frozenset({"embed", "embed_options"})


def parse(query: Mapping[str, Sequence[str]]) -> tuple[View, tuple[str, ...]]:
    """The View a query asks for, and a sentence for each part of it that cannot be honoured. Never raises."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, texts in query.items():
        parameter = _BY_KEY.get(key.strip().casefold())
        if key in _NOT_OURS:
            continue
        if parameter is None:
            problems.append(f"This link has a part “{_shorten(key)}”, which the atlas does not know.")
            continue
        pieces = [piece for text in texts for piece in (text.split(",") if parameter.many else [text]) if piece.strip()]
        if len(pieces) > MAX_VALUES:
            problems.append(
                f"This link gives {len(pieces)} values for {parameter.key}; the first {MAX_VALUES} were read."
            )
        read: list[Any] = []
        for piece in pieces[:MAX_VALUES]:
            value = parameter.read(piece)
            if value is None:
                problems.append(_explain(parameter, piece))
            elif value not in read:
                read.append(value)
        if len(read) > 1 and not parameter.many:
            problems.append(f"This link gives {parameter.key} more than once; the first was used.")
        if read:
            values[parameter.field] = tuple(read) if parameter.many else read[0]
    view = View(**values)
    if view.start and view.end and view.start > view.end:
        problems.append(f"This link asks for a stretch from {view.start} to {view.end}, which ends before it begins.")
        view = replace(view, start=None, end=None)
    return view, tuple(problems)


def _shorten(text: str) -> str:
    clean = "".join(character for character in text if character.isprintable()).strip()
    return clean if len(clean) <= 40 else f"{clean[:40]}…"


def _explain(parameter: Parameter, piece: str) -> str:
    return (
        f"This link asks for {parameter.key} “{_shorten(piece)}”, which the atlas does not know; "
        f"it expects {parameter.expected}."
    )


def format(view: View, exact: Dataset | None = None) -> dict[str, list[str]]:
    """The query of a view, ready to be read by `parse`. Defaults are left out.

    With `exact`, for a link that is cited, the parts whose default can change are written too: the date looked from,
    the colouring, and the data version.
    """
    if exact is not None:
        view = replace(view, asof=view.asof or exact.created, data=exact.version)
    query: dict[str, list[str]] = {}
    default = View()
    for parameter in PARAMETERS:
        value = getattr(view, parameter.field)
        if value in ((), "", None, False) or (exact is None and value == getattr(default, parameter.field)):
            continue
        values = value if isinstance(value, tuple) else ("yes" if value is True else value,)
        query[parameter.key] = [str(each) for each in values]
    return query


def check(view: View, dataset: Dataset) -> tuple[View, tuple[str, ...]]:
    """The view without what this dataset cannot honour, and a sentence for each part that was taken out."""
    problems = []
    if view.asof and view.asof > dataset.created:
        problems.append(
            f"This link looks from {write_date(view.asof)}, but the data end on {write_date(dataset.created)}; "
            "that day is shown."
        )
        view = replace(view, asof=None)
    if view.place and not (dataset.stations["place"] == view.place).any():
        problems.append(f"This link opens the place “{view.place}”, which the atlas does not know.")
        view = replace(view, place="")
    unknown = [code for code in view.publisher if code not in set(dataset.sources["publisher"].map(slugify))]
    if unknown:
        problems.append(f"This link asks for the publisher “{', '.join(unknown)}”, which the atlas does not know.")
        view = replace(view, publisher=tuple(code for code in view.publisher if code not in unknown))
    if view.data and view.data != dataset.version:
        problems.append(
            f"This link was made with data version {view.data}; you see version {dataset.version}, "
            "so numbers may differ."
        )
    return replace(view, data=""), tuple(problems)


@lru_cache(maxsize=4096)
def write_date(day: date) -> str:
    """A day as readers write it: 5 December 2022."""
    return str(format_date(day, "d MMMM y", locale="en_GB"))


@dataclass(frozen=True, eq=False)
class Selection:
    """What a view shows of a dataset: the one place from which every page takes its rows and totals.

    stations, responses, events, figures: rows of the dataset's frames that the view keeps; `countries`: codes in scope
    (those of the filters; all that have a row where nothing narrows); `standings` of all countries by `asof`;
    `sourced`: stations the data hold by `asof`; `reported`: stations reported by then, None before the first report
    or where no figure says; `facets`: for each filter, each option's number of stations under the other filters.
    """

    view: View
    asof: date
    stations: pd.DataFrame
    responses: pd.DataFrame
    events: pd.DataFrame
    figures: pd.DataFrame
    countries: tuple[str, ...]
    standings: Mapping[str, Standing]
    sourced: int
    reported: int | None
    facets: Mapping[str, Mapping[str, int]]

    @property
    def count(self) -> int:
        """Stations shown: the sum of counts, not the number of rows."""
        return sum(self.count_by("country").values())

    def count_by(self, *columns: str) -> dict[Any, int]:
        """Stations shown by one column's value, or by a tuple of several columns' values (see `count_by`)."""
        return count_by(self.stations, *columns)

    @property
    def places(self) -> int:
        """Places the shown stations stand in."""
        return int(self.stations["place"].nunique())


def count_by(stations: pd.DataFrame, *columns: str) -> dict[Any, int]:
    """Stations (the sum of `count`) by one column's value, or by a tuple of several: every total of the atlas."""
    by: str | list[str] = columns[0] if len(columns) == 1 else list(columns)
    return {key: int(count) for key, count in stations.groupby(by, sort=False)["count"].sum().to_dict().items()}


def apply(view: View, dataset: Dataset) -> Selection:
    """Narrow a dataset to a view.

    Within a filter values are alternatives, between filters all must hold. `report` and `bureau` narrow stations, and
    countries to those that have such a station; `response` matches countries that have reached the step by the date.
    Nothing later than the date is in any frame or total. Events of China and of no country stay whatever the filters.
    """
    asof = view.asof or dataset.created
    until = pd.Timestamp(asof)
    stations, responses, events, figures = (
        _keep(frame, frame["counts_from"] <= until)
        for frame in (dataset.stations, dataset.responses, dataset.events, dataset.figures)
    )
    standings = steps.stand(responses, stations["country"].unique(), asof)
    counts = count_by(stations, *_COLUMNS)
    filters = _read_filters(view, standings)
    shown = stations
    for column, values in filters.values():
        shown = _keep(shown, shown[column].isin(values))
    scope = _scope(filters, counts, set(standings) | set(events["country"]) - {""})
    in_sight = scope | set(ALWAYS_IN_SIGHT)
    return Selection(
        view=view,
        asof=asof,
        stations=shown,
        responses=_keep(responses, responses["country"].isin(scope)),
        events=_keep(events, events["country"].isin(in_sight)),
        figures=_keep(figures, figures["country"].isin(scope | {""})),
        countries=tuple(sorted(scope)),
        standings=MappingProxyType(standings),
        sourced=sum(counts.values()),
        reported=_count_reported(dataset, asof),
        facets=MappingProxyType(_count_facets(filters, counts, standings)),
    )


# What of a station the filters look at. Stations are counted once by it: facets and scope cost the same for any
# number of rows.
_COLUMNS = ("country", "report", "bureau")
_Counts = Mapping[tuple[str, str, str], int]
# By the filter's field: the column it looks at, and the values that it lets through.
_Filters = Mapping[str, tuple[str, frozenset[str]]]


def _keep(frame: pd.DataFrame, mask: pd.Series) -> pd.DataFrame:
    """The rows where the mask holds; the frame itself, not a copy, where that is all of them."""
    return frame if mask.all() else frame[mask]


def _read_filters(view: View, standings: Mapping[str, Standing]) -> _Filters:
    """The filters in use."""
    filters = {column: (column, frozenset(getattr(view, column))) for column in _COLUMNS if getattr(view, column)}
    if view.response:
        reaching = {code for code, standing in standings.items() if standing.reached & set(view.response)}
        filters["response"] = ("country", frozenset(reaching))
    if view.contested:
        contested = {code for code, standing in standings.items() if standing.contested}
        filters["contested"] = ("country", frozenset(contested))
    return filters


def _scope(filters: _Filters, counts: _Counts, everywhere: set[str]) -> frozenset[str]:
    """Countries whose responses and events are shown."""
    scopes = [values for column, values in filters.values() if column == "country"]
    listing = [(_COLUMNS.index(column), values) for column, values in filters.values() if column != "country"]
    if listing:
        scopes.append(frozenset(key[0] for key in counts if all(key[at] in values for at, values in listing)))
    return frozenset.intersection(*scopes) if scopes else frozenset(everywhere)


def _count_facets(
    filters: _Filters, counts: _Counts, standings: Mapping[str, Standing]
) -> dict[str, Mapping[str, int]]:
    facets: dict[str, dict[str, int]] = {**{column: {} for column in _COLUMNS}, "response": dict.fromkeys(STEPS, 0)}
    for key, count in counts.items():
        of = dict(zip(_COLUMNS, key, strict=True))
        missed = {field for field, (column, values) in filters.items() if of[column] not in values}
        options = {**{column: (value,) for column, value in of.items()}, "response": standings[of["country"]].reached}
        for field, reached in options.items():
            if missed <= {field}:
                for code in reached:
                    facets[field][code] = facets[field].get(code, 0) + count
    return dict(facets)


def _count_reported(dataset: Dataset, asof: date) -> int | None:
    published = [report for report in REPORTS if report.published <= asof]
    return dataset.figure(published[-1].figure) if published else None


def count_stations(number: int) -> str:
    """ "1 station", "9 stations"."""
    return f"{number} station{'' if number == 1 else 's'}"


def describe(selection: Selection) -> str:
    """The view in one sentence, with its denominators."""
    view = selection.view
    places = f"{selection.places} place{'' if selection.places == 1 else 's'}"
    number = count_stations(selection.count) if selection.count else "No station"
    where = f" in {places}" if selection.count else ""
    if selection.count and not view.country:
        nations = selection.stations["country"].nunique()
        where += f" in {nations} {'country' if nations == 1 else 'countries'}"
    of = f", of {selection.sourced} sourced" + (
        f" and {selection.reported} reported" if selection.reported is not None else ""
    )
    return f"{number}{where}{_describe_filters(view)}{of}; as of {write_date(selection.asof)}."


def _or(titles: Sequence[str]) -> str:
    return " or ".join(titles)


def _describe_filters(view: View) -> str:
    titles = {report.code: report.title for report in REPORTS}
    parts = [
        f" in {countries.name_list(view.country)}" if view.country else "",
        f" first listed by {_or([titles[code] for code in view.report])}" if view.report else "",
        f" said to be run by {_or([_name_bureau(code) for code in view.bureau])}" if view.bureau else "",
        f" where {_or([_name_step(code) for code in view.response])}" if view.response else "",
        " where the record contradicts itself" if view.contested else "",
    ]
    return ",".join(part for part in parts if part)


def _name_step(code: str) -> str:
    if code == "nothing-found":
        return "no response was found"
    return f"the government’s response reached “{codes('step')[code].small}”"


def _name_bureau(code: str) -> str:
    return codes("stations.bureau")[code].named


def explain_nothing(selection: Selection) -> str:
    """Why no station matches: before the reports, a step not reached, or which filters exclude each other."""
    view, day = selection.view, write_date(selection.asof)
    if not selection.sourced:
        return f"By {day} neither report was out: the first appeared on {write_date(REPORTS[0].published)}."
    reasons = []
    for code in view.country:
        standing = selection.standings.get(code)
        if standing is None:
            reasons.append(f"No source of this atlas reports a station in {countries.name_in_sentence(code)} by {day}.")
        elif view.response and not standing.reached & set(view.response):
            country = countries.name_in_sentence(code)
            if standing.latest:
                reached = codes("step")[standing.furthest].small
                reasons.append(f"By {day} the furthest step found for {country} was: {reached}.")
            else:
                reasons.append(f"No response by {country} was found as of {day}.")
    return " ".join(reasons) or "Each filter matches something by itself; together they match nothing."
