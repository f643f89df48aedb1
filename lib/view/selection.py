"""View × Dataset → Selection: the rows that a view shows, what each option would leave, and every total."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.dataset import REPORTS, Dataset
from lib.view import steps
from lib.view.parameters import PARAMETERS, Parameter, View
from lib.view.steps import Standing

# China's own acts stay in sight of every country filter, so that the denial is never filtered away.
ALWAYS_IN_SIGHT = ("CN", "")
_NARROWING: tuple[Parameter, ...] = tuple(parameter for parameter in PARAMETERS if parameter.narrows)
# What of a station the filters look at. Stations are counted once by it: facets and scope cost the same for any
# number of rows.
_COLUMNS = tuple(parameter.column for parameter in _NARROWING if parameter.column)
_Counts = Mapping[tuple[str, ...], int]
# By the filter's field: the column it looks at, and the values that it lets through.
_Filters = Mapping[str, tuple[str, frozenset[str]]]


@dataclass(frozen=True, eq=False)
class Selection:
    """What a view shows of a dataset: the one place from which every page takes its rows and totals.

    stations, responses, events, figures: rows of the dataset's frames that the view keeps; `known`: the stations that
    the data hold by `asof`, whatever narrows the view; `countries`: codes in scope
    (those of the filters; all that have a row where nothing narrows); `standings` of all countries by `asof`;
    `sourced`: stations the data hold by `asof`; `untold`: responses and events in scope that had happened
    by then and were published later; `reported`: stations reported by then, None before the first report
    or where no figure says; `facets`: for each filter, each option's number of stations under the other filters.
    """

    view: View
    asof: date
    stations: pd.DataFrame
    responses: pd.DataFrame
    events: pd.DataFrame
    figures: pd.DataFrame
    known: pd.DataFrame
    countries: tuple[str, ...]
    standings: Mapping[str, Standing]
    sourced: int
    untold: int
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
    Nothing later than the date is in any frame or total; with `clock`, `counts_from` of responses and events is the day
    from which they could be known. Events of China and of no country stay whatever the filters.
    """
    asof = view.asof or dataset.created
    until = pd.Timestamp(asof)
    stations, figures, *dated = (
        _keep(frame, frame["counts_from"] <= until)
        for frame in (dataset.stations, dataset.figures, dataset.responses, dataset.events)
    )
    judged = [frame.assign(counts_from=frame["known_from"]) if view.clock else frame for frame in dated]
    responses, events = (_keep(frame, frame["counts_from"] <= until) for frame in judged)
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
        untold=sum(int((frame["country"].isin(scope) & (frame["known_from"] > until)).sum()) for frame in dated),
        events=_keep(events, events["country"].isin(in_sight)),
        figures=_keep(figures, figures["country"].isin(scope | {""})),
        known=stations,
        countries=tuple(sorted(scope)),
        standings=MappingProxyType(standings),
        sourced=sum(counts.values()),
        reported=_count_reported(dataset, asof),
        facets=MappingProxyType(_count_facets(filters, counts, standings)),
    )


def _keep(frame: pd.DataFrame, mask: pd.Series) -> pd.DataFrame:
    """The rows where the mask holds; the frame itself, not a copy, where that is all of them."""
    return frame if mask.all() else frame[mask]


def _read_filters(view: View, standings: Mapping[str, Standing]) -> _Filters:
    """The filters in use. One that looks at standings lets through the countries that have a chosen code by theirs."""
    filters = {}
    for parameter in _NARROWING:
        chosen = frozenset(parameter.chosen(view))
        if chosen and parameter.standing:
            reaching = {code for code, each in standings.items() if chosen & set(parameter.standing(each))}
            filters[parameter.field] = ("country", frozenset(reaching))
        elif chosen:
            filters[parameter.field] = (parameter.column, chosen)
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
    """For each filter, each code's number of stations under the other filters; codes of a vocabulary are all there."""
    facets: dict[str, dict[str, int]] = {each.field: dict.fromkeys(each.codes, 0) for each in _NARROWING}
    for key, count in counts.items():
        of = dict(zip(_COLUMNS, key, strict=True))
        missed = {field for field, (column, values) in filters.items() if of[column] not in values}
        standing = standings[of["country"]]
        for parameter in _NARROWING:
            if missed <= {parameter.field}:
                facet = facets[parameter.field]
                for code in parameter.standing(standing) if parameter.standing else (of[parameter.column],):
                    facet[code] = facet.get(code, 0) + count
    return dict(facets)


def _count_reported(dataset: Dataset, asof: date) -> int | None:
    published = [report for report in REPORTS if report.published <= asof]
    return dataset.figure(published[-1].figure) if published else None
