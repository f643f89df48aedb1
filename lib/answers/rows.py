"""The rows of a view by table, as they are: the columns of the data package, and of the places that are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.answers import places, sources
from lib.answers.blocks import Link
from lib.answers.places import Place
from lib.dataset import Dataset
from lib.view import ALWAYS_IN_SIGHT, FILTERS, Selection, View, write_address
from lib.view.atlas import Atlas
from lib.view.parameters import BY_KEY, PARAMETERS, Parameter

# Tables whose rows a view chooses itself; citations are those of the records in view, and
# sources those that the Sources page shows.
CHOSEN = ("stations", "responses", "events", "figures")
TABLES = (*CHOSEN, "places", "sources", "citations")
# Where the rows of a view are for machines, and which of its files a reader is offered.
ROUTE = "/data/v1/"
# By table, the ends of the addresses of its files: for a spreadsheet, for programs.
FILES = ("sheet.csv", "csv", "json", "parquet")
OFFERED = ("stations.csv", "stations.json", "places.geojson", "responses.csv", "sources.csv")
Row = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True)
class Rows:
    """A table: its columns, in order, and its rows as plain values."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def list_parts(table: str) -> tuple[Parameter, ...]:
    """What of a link narrows the rows of a table: the filters, what narrows it alone, the place, the data version."""
    own = tuple(part for part in PARAMETERS if part.table == table)
    return (*FILTERS, *own, BY_KEY["place"], BY_KEY["data"])


def widen(view: View) -> View:
    """A view with no place and nothing else open, which narrow nothing on a page."""
    return replace(view, place="", open="")


def offer_table(view: View, table: str) -> tuple[Link, ...]:
    """The files with the rows of a table in a view."""
    rows = widen(view)
    forms = (*FILES, "geojson") if table == "places" else FILES
    return tuple(Link(f"{table}.{form}", write_address(f"{ROUTE}{table}.{form}", rows)) for form in forms)


def offer(view: View) -> tuple[Link, ...]:
    """The files with the rows of a view."""
    rows = widen(view)
    return tuple(Link(name, write_address(f"{ROUTE}{name}", rows)) for name in OFFERED)


def write(atlas: Atlas, selection: Selection, table: str) -> Rows:
    """The rows of a view (one of TABLES), sorted by id; of places by country and city.

    A place, which narrows nothing on a page, narrows stations to its own, and the rest to its country.
    """
    selection = narrow(selection, atlas.dataset)
    if table == "places":
        columns = tuple(each.name for each in fields(Place))
        found = places.gather(selection, atlas.dataset.geocache)
        return Rows(
            table, columns, tuple(MappingProxyType({name: getattr(each, name) for name in columns}) for each in found)
        )
    return _write(atlas, table, _choose(atlas, selection, table))


def narrow(selection: Selection, dataset: Dataset) -> Selection:
    """A selection of the view's place; the selection itself where it has none."""
    place = selection.view.place
    if not place:
        return selection
    (country,) = dataset.stations.loc[dataset.stations["place"] == place, "country"].unique()
    stations, events = selection.stations, selection.events
    return replace(
        selection,
        stations=stations[stations["place"] == place],
        responses=selection.responses[selection.responses["country"] == country],
        events=events[events["country"].isin({country, *ALWAYS_IN_SIGHT})],
        figures=selection.figures[selection.figures["country"].isin({country, ""})],
    )


def write_table(atlas: Atlas, table: str) -> Rows:
    """All rows of a table of the data package, sorted by its first two columns."""
    return _write(atlas, table, getattr(atlas.dataset, table))


def _write(atlas: Atlas, table: str, frame: pd.DataFrame) -> Rows:
    columns = tuple(field["name"] for field in atlas.dataset.schemas[table]["fields"])
    rows = frame.sort_values(list(columns[:2]))[list(columns)].to_dict("records")
    return Rows(table, columns, tuple(MappingProxyType({name: _plain(row[name]) for name in columns}) for row in rows))


def _choose(atlas: Atlas, selection: Selection, table: str) -> pd.DataFrame:
    if table in CHOSEN:
        return getattr(selection, table)
    if table == "sources":
        return sources.narrow(sources.gather(selection, atlas.dataset), selection.view)
    records = sources.list_records(selection, atlas.dataset)["record"]
    return atlas.dataset.citations[atlas.dataset.citations["record"].isin(records)]


def _plain(value: Any) -> str | int | float | bool | None:
    """A cell as JSON has it: numpy's numbers and missing values do not survive."""
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NaT:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    plain: str | int | float | bool = value.item() if hasattr(value, "item") else value
    return plain
