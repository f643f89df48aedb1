"""The data versions: which one is on screen where it is not today's, and what became of its rows since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lib.answers.blocks import FIRST_ROWS, Column, Table
from lib.answers.sources import SAY
from lib.dataset import RECORDS, Dataset, Release
from lib.dataset.changes import ADDED, CORRECTED, WITHDRAWN, compare, list_lines
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.words.catalogue import mark, plural, text, write_date, write_list, write_when

_BECAME: Mapping[str, str] = {
    ADDED: mark("Added"),
    CORRECTED: mark("Corrected"),
    WITHDRAWN: mark("Withdrawn"),
}


@dataclass(frozen=True)
class Since:
    """An older version is on screen.

    shown: which one, and what became of its rows since; heading: what opens `rows`: what changed, record by record
    (None where nothing did); today: what the way to `view`, the same with today's data, is called.
    """

    shown: str
    heading: str
    rows: Table | None
    today: str
    view: View


def write(atlas: Atlas, selection: Selection) -> Since | None:
    """What a reader of an older version must know; None where the current data are on screen."""
    latest, view = atlas.latest, selection.view
    if latest is atlas:
        return None
    today = return_today(view, atlas.dataset)
    then, now = _list_rows(selection), _list_rows(latest.select(today))
    became = {
        record: what
        for record, what in latest.recall(_compare, atlas.dataset.version).items()
        if record in {**then, **now}
    }
    rows = _list_changes(became, {**then, **now}, list_lines(atlas.dataset, latest.dataset))
    return Since(
        shown=" ".join((_name(atlas.dataset), _count(became.values()))),
        heading=text("What changed"),
        rows=rows if became else None,
        today=text("The same view with today’s data, version {version}", version=latest.dataset.version),
        view=today,
    )


def find_release(atlas: Atlas) -> Release | None:
    """The release that the data on screen are; None of data that may still change."""
    return atlas.latest.dataset.releases.get(atlas.dataset.version)


def promise(atlas: Atlas) -> str:
    """What becomes of an exact link."""
    version = atlas.dataset.version
    if find_release(atlas):
        return text("It shows these rows of data version {version} for good.", version=version)
    return text(
        "It names data version {version}, whose rows may still change: it is not released yet.", version=version
    )


def return_today(view: View, dataset: Dataset) -> View:
    """A view of a version as one of the current data; what was today then is today again."""
    return replace(view, data="", asof=None if view.asof == dataset.created else view.asof)


def _compare(latest: Atlas, version: str) -> Mapping[str, str]:
    return compare(latest.of(View(data=version)).dataset, latest.dataset)


def _name(dataset: Dataset) -> str:
    return text(
        "You see data version {version} of {day}, which this link asks for.",
        version=dataset.version,
        day=write_date(dataset.created),
    )


def _count(became: Iterable[str]) -> str:
    whats = list(became)
    counts = [
        plural("{n} record was added", "{n} records were added", whats.count(ADDED)),
        plural("{n} was corrected", "{n} were corrected", whats.count(CORRECTED)),
        plural("{n} was withdrawn", "{n} were withdrawn", whats.count(WITHDRAWN)),
    ]
    told = [count for count, what in zip(counts, _BECAME, strict=True) if what in whats]
    if not told:
        return text("Nothing that it shows has changed since.")
    return text("Since then, of what this view shows: {counts}.", counts=write_list(told))


def _list_rows(selection: Selection) -> dict[str, str]:
    """The records of a view in words, by id."""
    return {row["id"]: SAY[table](row) for table in RECORDS for row in getattr(selection, table).to_dict("records")}


def _list_changes(became: Mapping[str, str], said: Mapping[str, str], lines: Iterable[Mapping[str, Any]]) -> Table:
    told: dict[str, list[str]] = {}
    for line in lines:
        told.setdefault(line["record"], []).append(
            text("{change} ({day})", change=line["change"], day=write_when(line["date"]))
        )
    order = sorted(became, key=lambda record: (list(_BECAME).index(became[record]), record))
    rows = tuple(
        (text(_BECAME[became[record]]), said[record], " ".join(told.get(record, ())), record) for record in order
    )
    columns = (
        Column("became", text("What became of it")),
        Column("said", text("The record")),
        Column("change", text("What changed")),
        Column("record", text("Id")),
    )
    return Table(text("What changed since"), columns, rows[:FIRST_ROWS], len(rows))


def list_releases(dataset: Dataset) -> Table:
    """The versions that were released, newest first."""
    columns = (
        Column("version", text("Version")),
        Column("released", text("Data of")),
        Column("sha256", text("Checksum (SHA-256) of its files")),
    )
    rows = tuple(map(_write_release, reversed(list(dataset.releases.values()))))
    return Table(text("Released versions"), columns, rows, len(rows))


def _write_release(release: Release) -> tuple[str, str, str]:
    return release.version, write_date(release.released), release.sha256
