"""The log of corrections, one entry a record: what changed, when, and whose record it is; newest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.dataset import RECORDS, Dataset, begin_small, countries, label
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


def write(atlas: Atlas, selection: Selection) -> Log:
    """The Answer to "What was corrected?", for the countries of the view."""
    whose = _find_countries(atlas.dataset)
    wanted = selection.view.country
    lines = atlas.dataset.changes.sort_values("date", ascending=False, kind="stable").to_dict("records")
    entries = tuple(_write_entry(line, _find_country(str(line["record"]), whose)) for line in lines)
    names = [name_country(code) for code in wanted]
    about = text("What was corrected in the records of {names}.", names=write_list(names)) if names else ""
    return Log(
        title=text("Station Atlas: corrections"),
        about=about or text("What was corrected, record by record, with the reason."),
        author=text("Station Atlas contributors"),
        entries=tuple(entry for entry in entries if not wanted or entry.country in wanted),
    )


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
