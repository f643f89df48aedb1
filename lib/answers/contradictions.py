"""Figures of one subject and country that disagree, side by side."""

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from lib.answers.sums import STATIONS_ADDED, STATIONS_BOTH, Figure
from lib.dataset import Code, codes
from lib.words import records as evidence
from lib.words.catalogue import text
from lib.words.names import name_country

MINIMA = ("at_least", "more_than")
MAXIMA = ("up_to",)


@dataclass(frozen=True, eq=False)
class Contradiction:
    """Figures of one subject and country that disagree, the reports' own first, then by date."""

    subject: Code
    country: str
    figures: tuple[Figure, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers as their authors qualified them, each once."""
        return tuple(dict.fromkeys(self.write(figure) for figure in self.figures))

    def write(self, figure: Figure) -> str:
        """One of its numbers: "11 stations"; "11 stations added" where it counts what the second report adds."""
        added = figure["subject"] == STATIONS_ADDED != self.subject.code
        number = evidence.write_number(figure)
        return text("{number} added", number=number) if added else number


def disagree(one: Figure, other: Figure) -> bool:
    """Whether two numbers differ, unless one is a bound that the other keeps: at least 10, and 11; up to 12, and 11."""
    low, high = sorted((one, other), key=lambda row: row["value"])
    above = low["qualifier"] in MINIMA and high["qualifier"] not in MINIMA
    below = high["qualifier"] in MAXIMA and low["qualifier"] not in MAXIMA
    return bool(low["value"] != high["value"] and not above and not below)


def find_contradictions(figures: pd.DataFrame) -> tuple[Contradiction, ...]:
    """Subjects and countries whose figures disagree: the whole first, widest disagreement first,
    then the countries by name."""
    subjects = codes("figures.subject")
    ordered = figures.assign(other=figures["role"] != "own").sort_values(["other", "counts_from", "id"])
    groups: dict[tuple[str, str], list[Figure]] = {}
    for row in ordered.to_dict("records"):
        # "11 in all" and "11 more" answer the same question about a country: they belong side by side.
        subject = STATIONS_BOTH if row["subject"] == STATIONS_ADDED and row["country"] else row["subject"]
        groups.setdefault((subject, row["country"]), []).append(row)
    found = [
        Contradiction(subjects[subject], country, tuple(rows))
        for (subject, country), rows in groups.items()
        if any(one["subject"] != other["subject"] or disagree(one, other) for one, other in combinations(rows, 2))
    ]
    return tuple(sorted(found, key=_order))


def _order(contradiction: Contradiction) -> tuple[str, int, str]:
    country = name_country(contradiction.country) if contradiction.country else ""
    return country, -len(contradiction.numbers), contradiction.subject.label
