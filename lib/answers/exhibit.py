"""The evidence file: a view as one file that is kept, of which data it is made, and who said each of its records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lib.answers.blocks import Column, Table
from lib.answers.releases import find_release
from lib.answers.sources import SAY, find_rows
from lib.dataset import CITED, DatasetError, begin_large, codes
from lib.dataset.releases import add_up
from lib.view import PARAMETERS, Selection, format
from lib.view.atlas import Atlas
from lib.words.catalogue import text, write_date, write_list, write_when

# A record in words, and its citations.
Cited = tuple[str, tuple[Mapping[str, Any], ...]]


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What the file says beside its page: `made` of what it is made; the parts of its link as a table; and under a
    heading for each table its records, each in words, with its citations (rows of `Dataset.citations`)."""

    made: str
    parts: Table
    heading: str
    records: tuple[tuple[str, tuple[Cited, ...]], ...]


def write(atlas: Atlas, selection: Selection, taken: str) -> Exhibit:
    """The evidence of a view, taken on a day (ISO 8601)."""
    dataset = atlas.dataset
    made = text(
        "Taken on {taken} from {atlas}, data version {version} of {day}, {licence}.",
        taken=write_when(taken),
        atlas=dataset.title,
        version=dataset.version,
        day=write_date(dataset.created),
        licence=dataset.licence,
    )
    return Exhibit(
        made=f"{made} {atlas.recall(_write_sum)}",
        parts=_list_parts(atlas, selection),
        heading=text("Who said it"),
        records=tuple(_list_records(atlas, selection)),
    )


def _write_sum(atlas: Atlas) -> str:
    released = find_release(atlas)
    if released:
        return text(
            "Checksum of that version’s files (SHA-256, as sha256sum * | sha256sum in their folder has it): {sum}.",
            sum=released.sha256,
        )
    try:
        added = add_up(atlas.folder)
    except DatasetError as error:
        return text("Its files could not be added up: {reason}.", reason=str(error).rstrip("."))
    return text("This version is not released yet. Checksum of its files as they are (SHA-256): {sum}.", sum=added)


def _list_parts(atlas: Atlas, selection: Selection) -> Table:
    """Every part of the exact link, as it stands there."""
    query = format(selection.view, atlas.dataset)
    labels = {parameter.key: parameter.label or parameter.title or parameter.key for parameter in PARAMETERS}
    columns = (
        Column("part", text("Part of the link")),
        Column("said", text("What it is")),
        Column("value", text("Value")),
    )
    rows = tuple((key, text(labels[key]), write_list(values)) for key, values in query.items())
    return Table(text("What this view is"), columns, rows, len(rows))


def _list_records(atlas: Atlas, selection: Selection) -> Iterator[tuple[str, tuple[Cited, ...]]]:
    for table in CITED:
        rows = find_rows(selection, atlas.dataset, table).to_dict("records")
        said = tuple((SAY[table](row), tuple(atlas.dataset.citations_of(row["id"]).to_dict("records"))) for row in rows)
        if said:
            yield begin_large(text(codes("table")[table].many)), said
