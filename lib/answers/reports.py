"""Figures → who gave which number: what each report listed, what is sourced here, and which figures disagree.

Sourced numbers are sums of `Selection.stations`, as on the map; reported numbers are figures that somebody published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib import view as views
from lib.dataset import REPORTS, Code, Dataset, codes, countries, label
from lib.view import Selection, View
from lib.words import records as evidence
from lib.words.catalogue import count_stations, text, write_when

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
NO_COUNTRY = "Not sourced: no country known"

# A row of the figures frame.
Figure = Mapping[str, Any]
MINIMA = ("at_least", "more_than")


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
        return _name(self.country, self.contested)


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


def _name(country: str, contested: bool) -> str:
    return countries.name(country) + (" (contested)" if contested else "")


def _is_contested(selection: Selection, country: str) -> bool:
    return country in selection.standings and bool(selection.standings[country].contested)


def find_own(figures: pd.DataFrame, subject: str) -> dict[str, Figure]:
    """The number of the reports' own author for a subject, by country ("" is the whole); the latest where two are.

    Its role is "own": whoever else gives a number stands beside it and is no total.
    """
    rows = figures[(figures["subject"] == subject) & (figures["role"] == "own")]
    return {row["country"]: row for row in rows.sort_values(["counts_from", "id"]).to_dict("records")}


def select_whole(selection: Selection, dataset: Dataset) -> Selection:
    """All that the atlas holds by the date, without the filters."""
    return views.apply(View(asof=selection.view.asof), dataset)


def add_up(selection: Selection, dataset: Dataset) -> Whole:
    """What both reports listed and what is sourced, for the whole, by the date of the selection."""
    whole = select_whole(selection, dataset)
    by_report = whole.count_by("report")
    own = {subject: found[""] if "" in (found := find_own(whole.figures, subject)) else None for subject in WHOLE}
    numbers = {subject: None if figure is None else int(figure["value"]) for subject, figure in own.items()}
    return Whole(
        listed=numbers[STATIONS_FIRST],
        added=numbers[STATIONS_ADDED],
        reported=numbers[STATIONS_BOTH],
        first=by_report.get(FIRST, 0),
        second=by_report.get(SECOND, 0),
        countries_listed=numbers[COUNTRIES_FIRST],
        countries_reported=numbers[COUNTRIES_BOTH],
        countries_first=int(whole.stations.loc[whole.stations["report"] == FIRST, "country"].nunique()),
        countries_sourced=int(whole.stations["country"].nunique()),
    )


def tally_countries(selection: Selection, dataset: Dataset) -> tuple[Tally, ...]:
    """A Tally for each country in view that has a station or a reported number, most stations first."""
    everything = select_whole(selection, dataset).count_by("country")
    shown = selection.count_by("country", "report")
    listed = find_own(selection.figures, STATIONS_FIRST)
    total = find_own(selection.figures, STATIONS_BOTH)
    latest = total if is_second_out(selection) else listed
    codes = ({code for code, _ in shown} | set(listed) | set(total)) - {""}
    tallies = [
        Tally(
            country=code,
            contested=_is_contested(selection, code),
            first=shown.get((code, FIRST), 0),
            added=shown.get((code, SECOND), 0),
            sourced=everything.get(code, 0),
            listed=listed.get(code),
            total=total.get(code),
            reported=latest.get(code),
        )
        for code in codes
    ]
    return tuple(sorted(tallies, key=lambda tally: (-tally.shown, -tally.first, countries.name(tally.country))))


def is_second_out(selection: Selection) -> bool:
    """Whether the second report was out by the date: before, nothing may speak of it."""
    return selection.asof >= REPORTS[1].published


def is_narrowed(selection: Selection) -> bool:
    """Whether the view leaves out some of the stations the atlas holds by the date."""
    return selection.count != selection.sourced


def write_heading(whole: Whole) -> str:
    """ "From 54 to 102", as far as the numbers are out by the date."""
    if whole.listed is None or whole.reported is None:
        return "What was reported and what is sourced"
    return f"From {whole.listed} to {whole.reported}"


def write_stations(whole: Whole) -> str:
    """54 → 102 as one sentence that adds up: reported, sourced, not sourced."""
    if not whole.sourced:
        return "Neither report was out by this date: nothing was reported yet."
    sourced = f"{whole.first} + {whole.second} = {whole.sourced}" if whole.second else f"{whole.first}"
    rest = "" if whole.missing is None else f"; {whole.missing} are not sourced"
    return f"{_write_reported(whole.listed, whole.added, whole.reported)}; sourced here {sourced}{rest}."


def _write_reported(listed: int | None, added: int | None, reported: int | None) -> str:
    given = [str(number) for number in (listed, added, reported) if number is not None]
    if not given:
        return "No figure says how many stations were reported"
    if listed is not None and added is not None and listed + added == reported:
        return f"{listed} + {added} = {reported} stations were reported"
    return f"{', then '.join(given)} stations were reported"


def write_countries(whole: Whole) -> str:
    """The countries of the reports as a sentence: listed, sourced, not sourced; "" where no figure gives them."""
    parts = [
        f"{report} in {listed} countries, {sourced} of them sourced here and {listed - sourced} not"
        for report, listed, sourced in (
            (f"{REPORTS[0].title} is reported to list stations", whole.countries_listed, whole.countries_first),
            ("both reports together", whole.countries_reported, whole.countries_sourced),
        )
        if listed is not None
    ]
    return f"{'; '.join(parts)}." if parts else ""


def write_view(tallies: Sequence[Tally]) -> str:
    """The sourced stations of a narrowed view as a sum: "In this view: 4 + 7 = 11 stations sourced, in 1 country"."""
    first, added = sum(tally.first for tally in tallies), sum(tally.added for tally in tallies)
    number = len([tally for tally in tallies if tally.shown])
    where = f"{number} {'country' if number == 1 else 'countries'}"
    total = f"{first} + {added} = " if added else ""
    return f"In this view: {total}{count_stations(first + added)} sourced, in {where}."


def list_tallies(tallies: Sequence[Tally], whole: Whole, selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """The tallies as a table for reading; with nothing narrowed, first the whole and what no source puts in a country.

    Columns: Country; First: reported, First: sourced; Second added: reported ("derived" where it is the difference of
    two figures), Second added: sourced; Both: reported, Both: sourced; Not sourced; Sources (of the reported numbers,
    HTML links). Where the view leaves out stations of its countries, "sourced" becomes "in this view", and Sourced in
    all is added. Before the second report its columns are not there.
    """
    partial = any(tally.shown != tally.sourced for tally in tallies)
    what = "in this view" if partial else "sourced"
    rows = [] if is_narrowed(selection) or whole.missing is None else [_sum_row(whole), _gap_row(whole)]
    rows += [
        {
            "Country": tally.name,
            "First: reported": _say(tally.listed),
            f"First: {what}": tally.first,
            "Second added: reported": _derive(tally.listed, tally.total),
            f"Second added: {what}": tally.added,
            "Both: reported": _say(tally.total),
            f"Both: {what}": tally.shown,
            **({"Sourced in all": tally.sourced} if partial else {}),
            "Not sourced": "no total found" if tally.missing is None else tally.missing,
            "Sources": _link_figures([tally.listed, tally.total], dataset),
        }
        for tally in tallies
    ]
    table = pd.DataFrame(rows)
    later = [column for column in table if column.startswith(("Second", "Both"))]
    return table if is_second_out(selection) else table.drop(columns=later)


def _sum_row(whole: Whole) -> dict[str, Any]:
    return {
        "Country": "The whole",
        "First: reported": "–" if whole.listed is None else whole.listed,
        "First: sourced": whole.first,
        "Second added: reported": "–" if whole.added is None else whole.added,
        "Second added: sourced": whole.second,
        "Both: reported": "–" if whole.reported is None else whole.reported,
        "Both: sourced": whole.sourced,
        "Not sourced": whole.missing,
        "Sources": "under “Says who?” above",
    }


def _gap_row(whole: Whole) -> dict[str, Any]:
    first = "–" if whole.listed is None else whole.listed - whole.first
    return {
        "Country": NO_COUNTRY,
        "First: reported": first,
        "First: sourced": 0,
        "Second added: reported": "–" if whole.added is None else whole.added - whole.second,
        "Second added: sourced": 0,
        "Both: reported": "–" if whole.reported is None else whole.missing,
        "Both: sourced": 0,
        "Not sourced": whole.missing,
        "Sources": "what is left of the whole",
    }


def _say(figure: Figure | None) -> str:
    """A figure's number without its unit; a dash where there is none: no source, no number."""
    return "–" if figure is None else f"{evidence.qualify(figure)}{int(figure['value']):,}"


def _derive(listed: Figure | None, total: Figure | None) -> str:
    """What the second report added, from a country's two figures; a dash where either is missing or the first vague."""
    if listed is None or total is None or listed["qualifier"] != "exactly":
        return "–"
    added = int(total["value"]) - int(listed["value"])
    return f"{evidence.qualify(total)}{added:,} (derived)"


def _link_figures(figures: Sequence[Figure | None], dataset: Dataset) -> str:
    records = [figure["id"] for figure in figures if figure is not None]
    return evidence.link_sources(dataset.citations[dataset.citations["record"].isin(records)])


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
        return label("stations.bureau", self.bureau)

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


def share_bureaus(selection: Selection, dataset: Dataset) -> tuple[Share, ...]:
    """A Share for each bureau that has a station in view or a figure."""
    shown = selection.count_by("bureau", "report")
    everything = select_whole(selection, dataset).count_by("bureau", "report")
    batch = _find_batch(selection)
    shares = (
        Share(
            bureau=bureau,
            listed=batch.get(BUREAU_FIRST.get(bureau, "")),
            given=find_own(selection.figures, f"bureau-additions-{bureau}").get(""),
            first=shown.get((bureau, FIRST), 0),
            added=shown.get((bureau, SECOND), 0),
            sourced_first=everything.get((bureau, FIRST), 0),
            sourced_added=everything.get((bureau, SECOND), 0),
        )
        for bureau in codes("stations.bureau")
    )
    return tuple(share for share in shares if share.shown or share.listed is not None or share.given is not None)


def list_bureaus(shares: Sequence[Share], selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """Stations by bureau. A bureau's reported share is a figure beside the sourced number, no check of it.

    Columns: Bureau; First: reported, First: sourced; Second added: reported, Second added: sourced; Both: reported
    (the sum, where both figures exist), Both: sourced; Not sourced (of as many as figures give); Sources (of the
    reported numbers, HTML links). "sourced" and the columns of the second report as in `list_tallies`.
    """
    partial = any(share.shown != share.sourced for share in shares)
    what = "in this view" if partial else "sourced"
    table = pd.DataFrame(
        {
            "Bureau": share.title,
            "First: reported": _say(share.listed),
            f"First: {what}": share.first,
            "Second added: reported": _say(share.given),
            f"Second added: {what}": share.added,
            "Both: reported": "–"
            if share.listed is None or share.given is None
            else f"{int(share.listed['value'] + share.given['value'])} (derived)",
            f"Both: {what}": share.shown,
            **({"Sourced in all": share.sourced} if partial else {}),
            "Not sourced": "–" if share.gap is None else "{} of {}".format(*share.gap),
            "Sources": _link_figures([share.listed, share.given], dataset),
        }
        for share in shares
    )
    later = [column for column in table if column.startswith(("Second", "Both"))]
    return table if is_second_out(selection) else table.drop(columns=later)


def write_bureaus(shares: Sequence[Share], selection: Selection) -> str:
    """How to read the table of bureaus: what the given shares sum to, what a dash means, what has no known bureau."""
    given = [int(share.given["value"]) for share in shares if share.given is not None]
    number = sum(share.shown for share in shares if share.bureau == "unknown")
    beyond = find_own(selection.figures, BEYOND).get("")
    silent = any(share.listed is None or (share.given is None and is_second_out(selection)) for share in shares)
    parts = [
        f"{' + '.join(map(str, given))} = {sum(given)}: a bureau’s reported share is a published figure that stands "
        "beside the sourced stations, not a check of them."
        if given
        else "",
        "A dash: no figure found gives this number." if silent else "",
        f"The first report’s other {_say(beyond)} are given beyond Fuzhou’s, without a bureau." if beyond else "",
        "“Not sourced” counts against the figures there are, and takes in stations whose bureau no source names."
        if any(share.gap for share in shares)
        else "",
        f"No source names the bureau of {count_stations(number)} of this view." if number else "",
    ]
    return " ".join(filter(None, parts))


def find_batch(selection: Selection) -> tuple[tuple[str, Figure], ...]:
    """The countries of the first report beside the 21 of Fuzhou's first batch: what each counts, and the figure.

    The report's own 30, the 21 that the press gave for all its stations, the 21 of the batch. Empty until all are out.
    """
    own, batch = find_own(selection.figures, COUNTRIES_FIRST).get(""), _find_batch(selection)
    if own is None or not {BATCH, BATCH_COUNTRIES, COUNTRIES_FIRST} <= batch.keys():
        return ()
    return (
        ("for the whole first report", own),
        ("given for the whole first report", batch[COUNTRIES_FIRST]),
        (f"of Fuzhou’s first {_say(batch[BATCH])} stations alone", batch[BATCH_COUNTRIES]),
    )


def explain_batch(selection: Selection) -> str:
    """Why there are two numbers of countries, as a sentence; "" where `find_batch` finds nothing."""
    found, first = find_batch(selection), _find_batch(selection)
    stations = find_own(selection.figures, STATIONS_FIRST).get("")
    if not found or stations is None:
        return ""
    (_, own), (_, mistaken), (_, batch) = found
    return (
        f"The first {_say(first[BATCH])} stations, which the police of Fuzhou are reported to have announced, were in "
        f"{evidence.write_number(batch)}; the whole first report, with {evidence.write_number(stations)}, is reported "
        f"to cover {evidence.write_number(own)}; much of the press gave Fuzhou’s {_say(mistaken)} for all "
        f"{_say(stations)}."
    )


def _find_batch(selection: Selection) -> dict[str, Figure]:
    """The figures in view of Fuzhou's first batch, and the one that was misread for the whole, by subject."""
    of_batch = selection.figures[selection.figures["role"].isin(["first_batch", "first_batch_misread"])]
    return {row["subject"]: row for row in of_batch.to_dict("records")}


def list_stations(selection: Selection, country: str = "", bureau: str = "") -> list[dict[str, Any]]:
    """The station entries in view of a country or of a bureau, by country and city: what a mark or a count is made of.

    Columns as in `Dataset.stations`.
    """
    rows = selection.stations
    rows = rows[rows["country"] == country] if country else rows
    rows = rows[rows["bureau"] == bureau] if bureau else rows
    entries: list[dict[str, Any]] = rows.sort_values(["country", "city", "id"]).to_dict("records")
    return entries


def list_figures(selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """The figures in view as a table for reading.

    Columns: What, Country, Number, According to, As of, Our reading, Sources (HTML links).
    """
    figures = selection.figures
    rows = figures.assign(
        title=figures["subject"].map(lambda code: label("figures.subject", code)),
        name=figures["country"].map(lambda code: _name(code, _is_contested(selection, code)) if code else "the whole"),
    ).sort_values(["title", "country", "counts_from", "id"], kind="stable")
    cited = dataset.citations[dataset.citations["record"].isin(rows["id"])]
    sources = {record: evidence.link_sources(group) for record, group in cited.groupby("record", sort=False)}
    return pd.DataFrame(
        {
            "What": rows["title"],
            "Country": rows["name"],
            "Number": [evidence.write_number(row) for row in rows.to_dict("records")],
            "According to": rows["author"],
            "As of": rows["as_of"].map(write_when),
            "Our reading": rows["reading"],
            "Sources": rows["id"].map(sources),
        }
    )


def disagree(one: Figure, other: Figure) -> bool:
    """Whether two numbers differ, unless the smaller is a minimum that the larger fulfils: at least 10, and 11."""
    low, high = sorted((one, other), key=lambda row: row["value"])
    fulfilled = low["qualifier"] in MINIMA and high["qualifier"] not in MINIMA
    return bool(low["value"] != high["value"] and not fulfilled)


def find_contradictions(figures: pd.DataFrame, dataset: Dataset) -> tuple[Contradiction, ...]:
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
    country = countries.name(contradiction.country) if contradiction.country else ""
    return country, -len(contradiction.numbers), contradiction.subject.label
