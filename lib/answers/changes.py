"""The log of corrections: what changed, when, and whose record it is; newest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.answers.blocks import Coded, Column, Table, When
from lib.answers.frame import AUTHOR
from lib.dataset import RECORDS, Dataset, begin_small, countries, label
from lib.dataset.changes import list_log
from lib.view.atlas import Atlas
from lib.view.selection import Selection
from lib.words.catalogue import text, write_list
from lib.words.names import name_country

ROUTE = "/changes.atom"


@dataclass(frozen=True)
class Entry:
    """A line of `changes.csv`: its record and country ("" where it is no one country's), its day as an ISO date, the
    data version, the code of its reason, what changed, and a title for a reader."""

    record: str
    country: str
    day: str
    version: str
    reason: str
    change: str
    title: str


@dataclass(frozen=True)
class Log:
    """The entries of the countries asked for (all, where none is), and what they are together."""

    title: str
    about: str
    author: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Change:
    """Lines of the log that say the same on one day, and the records that they are about."""

    day: str
    version: str
    reason: str
    change: str
    records: tuple[str, ...]


def write(atlas: Atlas, selection: Selection) -> Log:
    """The Answer to "What was corrected?", for the countries of the view."""
    whose = _find_countries(atlas.dataset)
    wanted = selection.view.country
    lines = list_log(atlas.dataset)
    entries = tuple(_write_entry(line, _find_country(line["record"], whose)) for line in lines)
    names = [name_country(code) for code in wanted]
    about = text("What was corrected in the records of {names}.", names=write_list(names)) if names else ""
    return Log(
        title=text("Station Atlas: corrections"),
        about=about or text("What was corrected, record by record, with the reason."),
        author=text(AUTHOR),
        entries=tuple(entry for entry in entries if not wanted or entry.country in wanted),
    )


def gather(dataset: Dataset, country: str = "") -> tuple[Change, ...]:
    """The log, of one country's records or of all; lines that say the same on one day are one."""
    whose = _find_countries(dataset)
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for line in list_log(dataset):
        if not country or _find_country(line["record"], whose) == country:
            said = (line["date"], line["version"], line["reason"], line["change"])
            alike.setdefault(said, []).append(line["record"])
    return tuple(
        Change(day, version, reason, change, tuple(records))
        for (day, version, reason, change), records in alike.items()
    )


def list_changes(dataset: Dataset) -> Table:
    """The log as a table."""
    columns = (
        Column("date", text("Date")),
        Column("reason", text("Reason")),
        Column("change", text("What changed")),
        Column("record", text("Record")),
    )
    rows = tuple(
        (
            text("{date}, version {version}", date=each.day, version=each.version),
            Coded("changes.reason", each.reason),
            each.change,
            ", ".join(each.records),
        )
        for each in gather(dataset)
    )
    return Table(text("Corrections"), columns, rows, len(rows))


def list_steps(dataset: Dataset) -> Table:
    """For whom a correction changed the furthest step that is drawn: each text names its country."""
    columns = (Column("date", text("Date")), Column("change", text("What changed")))
    rows = tuple((When(each.day), each.change) for each in gather(dataset) if each.reason == "step")
    return Table(text("Countries whose furthest step changed"), columns, rows, len(rows))


def _write_entry(line: Mapping[str, str], country: str) -> Entry:
    reason = text(label("changes.reason", line["reason"]))
    where = f"{name_country(country)}, " if country else ""
    title = f"{where}{line['record']}: {begin_small(reason)}"
    return Entry(line["record"], country, line["date"], line["version"], line["reason"], line["change"], title)


def _find_countries(dataset: Dataset) -> dict[str, str]:
    tables = [getattr(dataset, table) for table in (*RECORDS, "leads")]
    return {record: country for rows in tables for record, country in zip(rows["id"], rows["country"], strict=True)}


def _find_country(record: str, whose: Mapping[str, str]) -> str:
    """The country of a record; of one that left its table, the country with which its id begins."""
    begins = record[:2].upper() if record[2:3] == "-" else ""
    return whose.get(record, begins if countries.is_code(begins) else "")
