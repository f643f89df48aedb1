"""Figures and stations → sums: what each report listed, what of it is sourced here, by country and by bureau.

Sourced numbers are sums of stations, as on the map; reported numbers are figures that somebody published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.dataset import REPORTS, codes, label
from lib.view import Selection, count_by
from lib.words import records as evidence
from lib.words.catalogue import count_stations, plural, text, write_number
from lib.words.names import name_country

FIRST, SECOND = (report.code for report in REPORTS)
STATIONS_FIRST, STATIONS_ADDED, STATIONS_BOTH = (
    "stations-first-report",
    "stations-second-report-additions",
    "stations-reported",
)
COUNTRIES_FIRST, COUNTRIES_BOTH = "countries-first-report", "countries-reported"
WHOLE = (STATIONS_FIRST, STATIONS_ADDED, STATIONS_BOTH, COUNTRIES_FIRST, COUNTRIES_BOTH)
# Fuzhou's first batch: its stations, its countries, and its countries as much of the press printed them, for the whole.
BATCH, BATCH_COUNTRIES = "stations-fuzhou", "countries-fuzhou"
BEYOND = "stations-first-report-beyond-fuzhou"
# By bureau: the subject of the figures of what the first report lists. For the second, each bureau has a subject.
BUREAU_FIRST: Mapping[str, str] = MappingProxyType({"fuzhou": BATCH})
# A row of the figures frame.
Figure = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Tally:
    """A country's stations: what the reports' author is said to have listed, and what is sourced here.

    first, added: stations of the view that the first and the second report listed first; sourced: stations of the
    country by the date, whatever narrows the view; listed: the figure for the first report, total: for both (None
    where none was found by the date); reported: the latest of the two that should be there by the date.
    """

    country: str
    contested: bool
    first: int
    added: int
    sourced: int
    listed: Figure | None
    total: Figure | None
    reported: Figure | None

    @property
    def shown(self) -> int:
        """Stations of the country in the view."""
        return self.first + self.added

    @property
    def missing(self) -> int | None:
        """Reported and not sourced; None where no number says how many were reported."""
        return None if self.reported is None else int(self.reported["value"]) - self.sourced

    @property
    def name(self) -> str:
        """The country's name, with its contested mark."""
        name = name_country(self.country)
        return text("{country} (contested)", country=name) if self.contested else name


@dataclass(frozen=True)
class Whole:
    """What both reports listed in all and what of it is sourced by the date, whatever narrows the view.

    Numbers are stations; None where no figure gives one by the date. `countries_*`: countries.
    """

    listed: int | None
    added: int | None
    reported: int | None
    first: int
    second: int
    countries_listed: int | None
    countries_reported: int | None
    countries_first: int
    countries_sourced: int

    @property
    def sourced(self) -> int:
        """Stations sourced by the date."""
        return self.first + self.second

    @property
    def missing(self) -> int | None:
        """Stations reported by the date and not sourced."""
        total = self.reported if self.reported is not None or self.second else self.listed
        return None if total is None else total - self.sourced


@dataclass(frozen=True)
class Numbers:
    """The figures that sums are made of: those of the reports' own author, by subject and country ("" is the whole),
    and those of Fuzhou's first batch and the one that was misread for the whole, by subject."""

    by_subject: Mapping[str, Mapping[str, Figure]]
    batch: Mapping[str, Figure]

    def own(self, subject: str) -> Mapping[str, Figure]:
        """The own author's numbers for a subject, by country."""
        return self.by_subject.get(subject, {})


def read_numbers(figures: pd.DataFrame) -> Numbers:
    """What of some figures makes sums; the latest where an author gave two.

    An own number's role is "own": whoever else gives a number stands beside it and is no total.
    """
    rows = figures[figures["role"] != ""].sort_values(["counts_from", "id"]).to_dict("records")
    own: dict[str, dict[str, Figure]] = {}
    for row in rows:
        if row["role"] == "own":
            own.setdefault(row["subject"], {})[row["country"]] = row
    return Numbers(own, {row["subject"]: row for row in rows if row["role"] in ("first_batch", "first_batch_misread")})


def add_up(selection: Selection, found: Numbers) -> Whole:
    """What both reports listed and what is sourced, for the whole, by the date of the selection."""
    by_report = count_by(selection.known, "report")
    own = {subject: found.own(subject).get("") for subject in WHOLE}
    numbers = {subject: None if figure is None else int(figure["value"]) for subject, figure in own.items()}
    return Whole(
        listed=numbers[STATIONS_FIRST],
        added=numbers[STATIONS_ADDED],
        reported=numbers[STATIONS_BOTH],
        first=by_report.get(FIRST, 0),
        second=by_report.get(SECOND, 0),
        countries_listed=numbers[COUNTRIES_FIRST],
        countries_reported=numbers[COUNTRIES_BOTH],
        countries_first=int(selection.known.loc[selection.known["report"] == FIRST, "country"].nunique()),
        countries_sourced=int(selection.known["country"].nunique()),
    )


def tally_countries(selection: Selection, numbers: Numbers) -> tuple[Tally, ...]:
    """A Tally for each country in view that has a station or a reported number, most stations first."""
    everything = count_by(selection.known, "country")
    shown = selection.count_by("country", "report")
    listed, total = numbers.own(STATIONS_FIRST), numbers.own(STATIONS_BOTH)
    latest = total if is_second_out(selection) else listed
    codes = ({code for code, _ in shown} | set(listed) | set(total)) - {""}
    tallies = [
        Tally(
            country=code,
            contested=is_contested(selection, code),
            first=shown.get((code, FIRST), 0),
            added=shown.get((code, SECOND), 0),
            sourced=everything.get(code, 0),
            listed=listed.get(code),
            total=total.get(code),
            reported=latest.get(code),
        )
        for code in codes
    ]
    return tuple(sorted(tallies, key=lambda tally: (-tally.shown, -tally.first, name_country(tally.country))))


def is_contested(selection: Selection, country: str) -> bool:
    """Whether a country's record contradicts itself by the date."""
    return country in selection.standings and bool(selection.standings[country].contested)


def is_second_out(selection: Selection) -> bool:
    """Whether the second report was out by the date: before, nothing may speak of it."""
    return selection.asof >= REPORTS[1].published


def is_narrowed(selection: Selection) -> bool:
    """Whether the view leaves out some of the stations the atlas holds by the date."""
    return selection.count != selection.sourced


@dataclass(frozen=True, eq=False)
class Share:
    """A bureau's stations: figures that give what the reports listed, and what is sourced here.

    listed: the figure for the first report, given: for what the second added (None where none was found by the date);
    first, added: stations of the view by report; sourced_first, sourced_added: by the date, whatever narrows the view.
    """

    bureau: str
    listed: Figure | None
    given: Figure | None
    first: int
    added: int
    sourced_first: int
    sourced_added: int

    @property
    def title(self) -> str:
        """The bureau's name."""
        return text(label("stations.bureau", self.bureau))

    @property
    def shown(self) -> int:
        """Stations of the bureau in the view."""
        return self.first + self.added

    @property
    def sourced(self) -> int:
        """Stations of the bureau by the date."""
        return self.sourced_first + self.sourced_added

    @property
    def gap(self) -> tuple[int, int] | None:
        """Stations reported and not sourced under this bureau, and of how many; None where no figure gives any.

        Each report counts only where a figure gives its number: elsewhere there is nothing to measure by.
        """
        measured = [
            (int(figure["value"]), sourced)
            for figure, sourced in ((self.listed, self.sourced_first), (self.given, self.sourced_added))
            if figure is not None
        ]
        reported = sum(number for number, _ in measured)
        return (reported - sum(sourced for _, sourced in measured), reported) if measured else None


def share_bureaus(selection: Selection, numbers: Numbers) -> tuple[Share, ...]:
    """A Share for each bureau that has a station in view or a figure."""
    shown = selection.count_by("bureau", "report")
    everything = count_by(selection.known, "bureau", "report")
    shares = (
        Share(
            bureau=bureau,
            listed=numbers.batch.get(BUREAU_FIRST.get(bureau, "")),
            given=numbers.own(f"bureau-additions-{bureau}").get(""),
            first=shown.get((bureau, FIRST), 0),
            added=shown.get((bureau, SECOND), 0),
            sourced_first=everything.get((bureau, FIRST), 0),
            sourced_added=everything.get((bureau, SECOND), 0),
        )
        for bureau in codes("stations.bureau")
    )
    return tuple(share for share in shares if share.shown or share.listed is not None or share.given is not None)


def write_heading(whole: Whole) -> str:
    """ "From 54 to 102", as far as the numbers are out by the date."""
    if whole.listed is None or whole.reported is None:
        return text("What was reported and what is sourced")
    return text("From {first} to {both}", first=whole.listed, both=whole.reported)


def write_equation(whole: Whole) -> tuple[tuple[str, str], ...]:
    """54 → 102 in figures, each with what it counts: reported, sourced, not sourced; none before the first report."""
    if not whole.sourced:
        return ()
    sourced = f"{whole.first} + {whole.second} = {whole.sourced}" if whole.second else str(whole.first)
    said = [(sourced, text("sourced here"))]
    if whole.listed is not None:
        both = None not in (whole.added, whole.reported)
        reported = f"{whole.listed} + {whole.added} = {whole.reported}" if both else str(whole.listed)
        said.insert(0, (reported, text("stations reported")))
    if whole.missing is not None:
        said.append((str(whole.missing), text("not sourced")))
    return tuple(said)


def write_stations(whole: Whole) -> str:
    """54 → 102 as one sentence that adds up: reported, sourced, not sourced."""
    if not whole.sourced:
        return text("Neither report was out by this date: nothing was reported yet.")
    sourced = f"{whole.first} + {whole.second} = {whole.sourced}" if whole.second else str(whole.first)
    reported = _write_reported(whole.listed, whole.added, whole.reported)
    if whole.missing is None:
        return text("{reported}; sourced here {sourced}.", reported=reported, sourced=sourced)
    said = "{reported}; sourced here {sourced}; {missing} are not sourced."
    return text(said, reported=reported, sourced=sourced, missing=whole.missing)


def _write_reported(listed: int | None, added: int | None, reported: int | None) -> str:
    given = [str(number) for number in (listed, added, reported) if number is not None]
    if not given:
        return text("No figure says how many stations were reported")
    if listed is not None and added is not None and listed + added == reported:
        return text("{first} + {added} = {both} stations were reported", first=listed, added=added, both=reported)
    return text("{numbers} stations were reported", numbers=text(", then ").join(given))


def write_countries(whole: Whole) -> str:
    """The countries of the reports as a sentence: listed, sourced, not sourced; "" where no figure gives them."""
    said = "{report} in {listed} countries, {sourced} of them sourced here and {missing} not"
    parts = [
        text(said, report=report, listed=listed, sourced=sourced, missing=listed - sourced)
        for report, listed, sourced in (
            (
                text("{report} is reported to list stations", report=REPORTS[0].title),
                whole.countries_listed,
                whole.countries_first,
            ),
            (text("both reports together"), whole.countries_reported, whole.countries_sourced),
        )
        if listed is not None
    ]
    return f"{'; '.join(parts)}." if parts else ""


def write_view(tallies: Sequence[Tally]) -> str:
    """The sourced stations of a narrowed view as a sum: "In this view: 4 + 7 = 11 stations sourced, in 1 country"."""
    first, added = sum(tally.first for tally in tallies), sum(tally.added for tally in tallies)
    number = len([tally for tally in tallies if tally.shown])
    return text(
        "In this view: {total}{stations} sourced, in {countries}.",
        total=f"{first} + {added} = " if added else "",
        stations=count_stations(first + added),
        countries=plural("{n} country", "{n} countries", number),
    )


def say_number(figure: Figure | None) -> str:
    """A figure's number without its unit; a dash where there is none: no source, no number."""
    return "–" if figure is None else f"{evidence.qualify(figure)}{write_number(int(figure['value']))}"
