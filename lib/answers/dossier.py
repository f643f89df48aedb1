"""A country's dossier: the rows that are about it by a date, gathered once for its briefing and its sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.answers.contradictions import disagree
from lib.answers.sums import STATIONS_BOTH, STATIONS_FIRST, Figure, read_numbers
from lib.dataset import REPORTS, Dataset
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, UNRANKED, Standing, stand, step_of
from lib.words import records as evidence
from lib.words.names import place_country

CHINA = "CN"
Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Dossier:
    """What the data hold of a country by a date.

    selection: the view, which narrows the stations alone; whole: all of the country by the date; stations: the view's
    rows of it, by city; responses: rows by id, in the order of the days they count from; standing: as it is drawn;
    events: the country's own; denial: China's statement to show beside it; statements: China's others, where they are
    told; figures: those of the country alone; total: the reports' own number for it; others: numbers that disagree with
    it, each with the id of its first figure.
    """

    country: str
    selection: Selection
    whole: Selection
    dataset: Dataset
    stations: tuple[Row, ...]
    responses: Mapping[str, Row]
    standing: Standing
    events: tuple[Row, ...]
    denial: Row | None
    statements: tuple[Row, ...]
    figures: pd.DataFrame
    total: Figure | None
    others: Mapping[str, str]

    @property
    def where(self) -> str:
        """The country within a sentence: "the Netherlands"."""
        return place_country(self.country)

    @property
    def shown(self) -> int:
        """Stations of the country that the view shows."""
        return add_up(self.stations)

    @cached_property
    def reaching(self) -> tuple[str, ...]:
        """Ids of the responses that reach the furthest step."""
        wanted = None if self.standing.furthest in (COLLATERAL, UNRANKED) else self.standing.furthest
        return tuple(row["id"] for row in self.responses.values() if step_of(row["kind"], row["basis"]) == wanted)


def gather(atlas: Atlas, selection: Selection, country: str) -> Dossier:
    """The dossier of a country (its code) by the selection's date."""
    whole = atlas.select(View(country=(country,), asof=selection.view.asof))
    shown = selection.stations[selection.stations["country"] == country].to_dict("records")
    in_order = whole.responses.sort_values(["counts_from", "id"], kind="stable").to_dict("records")
    responses = {row["id"]: row for row in in_order}
    about = whole.events[whole.events["country"].isin([country, CHINA])].to_dict("records")
    denial = evidence.choose_denial(whole.events, country)
    # Of a country of which nothing was reported the denial says enough; China's own are all in its chronology.
    is_told = country != CHINA and bool(whole.count or responses)
    own = whole.figures[whole.figures["country"] == country]
    figures = own.sort_values(["subject", "counts_from", "id"], kind="stable")
    subject = STATIONS_BOTH if whole.asof >= REPORTS[1].published else STATIONS_FIRST
    total = read_numbers(own).own(subject).get(country)
    return Dossier(
        country=country,
        selection=selection,
        whole=whole,
        dataset=atlas.dataset,
        stations=tuple(sorted(shown, key=lambda row: (not row["city"], row["city"], row["id"]))),
        responses=MappingProxyType(responses),
        # Not `whole.standings`, which leaves out a country with neither a station nor a response.
        standing=stand(whole.responses, [country], whole.asof)[country],
        events=tuple(row for row in about if row["country"] == country),
        denial=denial,
        statements=_choose_statements(about, denial) if is_told else (),
        figures=figures,
        total=total,
        others=MappingProxyType(_find_others(figures, total)),
    )


def _choose_statements(events: Iterable[Row], denial: Row | None) -> tuple[Row, ...]:
    """China's statements but for the denial, by date."""
    said = [row for row in events if (row["country"], row["kind"]) == (CHINA, "statement")]
    rest = (row for row in said if denial is None or row["id"] != denial["id"])
    return tuple(sorted(rest, key=lambda row: (row["counts_from"], row["id"])))


def _find_others(figures: pd.DataFrame, total: Figure | None) -> dict[str, str]:
    if total is None:
        return {}
    same = figures[figures["subject"] == total["subject"]].sort_values(["value", "id"])
    others: dict[str, str] = {}
    for row in same.to_dict("records"):
        if disagree(row, total):
            others.setdefault(write_value(row), row["id"])
    return others


def write_value(figure: Row) -> str:
    """A figure's number without its unit: "at least 10"."""
    return f"{evidence.qualify(figure)}{figure['value']:,f}".removesuffix(".0")


def add_up(stations: Iterable[Row]) -> int:
    """Stations of entries: the sum of counts, not the number of rows."""
    return sum(int(row["count"]) for row in stations)
