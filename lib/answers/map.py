"""The map page: places to draw and to choose from, the legend, the station entries, what cannot be placed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd

from lib.answers import places
from lib.answers.blocks import FIRST_ROWS, Cell, Coded, Column, Country, Link, Notice, Statement, Table, When
from lib.answers.evidence import link_by_record
from lib.answers.places import BOTH, SEVERAL, Place
from lib.dataset import Dataset, codes, label, place_code
from lib.view import Selection
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, Standing
from lib.words import views as words
from lib.words.catalogue import count_stations, plural, text
from lib.words.names import name_country

# What a colour of the marks stands for, in the legend's order, by what colours them.
_ORDER: Mapping[str, tuple[str, ...]] = {
    "report": ("stations.report", BOTH),
    "bureau": ("stations.bureau", SEVERAL),
}


@dataclass(frozen=True)
class Choice:
    """A place to choose: its code, its name, and what stands behind the name (" · 3 · contested")."""

    code: str
    name: str
    note: str


@dataclass(frozen=True)
class Key:
    """An entry of the legend: what it explains, as a code, and in words with its numbers.

    kind: color (of the marks: a code of the palette that colours them), shape (a precision), area (a step).
    """

    kind: str
    code: str
    text: str


@dataclass(frozen=True)
class Legend:
    """The legend: groups of keys under a title, and a note."""

    groups: tuple[tuple[str, tuple[Key, ...]], ...]
    note: str


@dataclass(frozen=True)
class Opened:
    """The place that is open: its code and country, its name, a line on it, and where the rest stands."""

    code: str
    country: str
    name: str
    summary: Statement
    below: str


@dataclass(frozen=True, eq=False)
class Map:
    """What the map page says. `areas`: the step of each country that is filled, None where none is."""

    title: str
    places: tuple[Place, ...]
    prompt: str
    choices: tuple[Choice, ...]
    alt: str
    legend: Legend
    areas: Mapping[str, str] | None
    opened: Opened | None
    subtitle: str
    entries: Table
    not_placed: Notice | None

    @property
    def is_empty(self) -> bool:
        """Whether no station matches."""
        return not self.places


def write(atlas: Atlas, selection: Selection) -> Map:
    """The map page of a selection."""
    dataset = atlas.dataset
    found = places.gather(selection, dataset.geocache)
    areas = _fill(selection)
    return Map(
        title=text("Where stations were reported"),
        places=found,
        prompt=plural("{n} place, with its stations", "{n} places, with their stations", len(found)),
        choices=_list_choices(found, selection, dataset),
        alt=describe(found, words.describe(selection)),
        legend=_explain(found, selection.view.color, areas),
        areas=areas,
        opened=_open(selection, dataset),
        subtitle=text("The same rows as a table"),
        entries=list_entries(selection, dataset, FIRST_ROWS),
        not_placed=_list_not_placed(found),
    )


def _list_choices(found: Sequence[Place], selection: Selection, dataset: Dataset) -> tuple[Choice, ...]:
    contested = text(" · contested")
    choices = [Choice(place.code, place.name, f" · {place.count}{contested * place.contested}") for place in found]
    opened = selection.view.place
    if opened and opened not in {choice.code for choice in choices}:
        choices.insert(0, Choice(opened, places.name_place(dataset, opened), text(" · outside this view")))
    return tuple(choices)


def _fill(selection: Selection) -> Mapping[str, str] | None:
    """The step of each country of the view, where the reader wants countries filled."""
    if not selection.view.areas:
        return None
    standings: Mapping[str, Standing] = selection.standings
    return {code: standings[code].furthest for code in selection.countries if code in standings}


def name_color(color: str, code: str) -> str:
    """What a colour of the marks stands for: "Only from 110 Overseas", "Fuzhou bureau only", "Charged"."""
    if code in (BOTH, SEVERAL):
        return text(label("mix", code))
    if color == "report":
        return text("Only from {report}", report=label("stations.report", code))
    if color == "bureau" and code != "unknown":
        return text("{bureau} bureau only", bureau=label("stations.bureau", code))
    return text(label("stations.bureau" if color == "bureau" else color, code))


def list_colors(color: str) -> tuple[str, ...]:
    """The codes that marks can be coloured by, in the legend's order."""
    if color == "step":
        return (*STEPS, COLLATERAL, UNRANKED)
    vocabulary, mixed = _ORDER[color]
    return (*codes(vocabulary), mixed)


def _explain(found: Sequence[Place], color: str, areas: Mapping[str, str] | None) -> Legend:
    """Every colour, shape and fill on the map with its counts; what is not drawn is left out."""
    colors = [
        Key("color", code, _count_color(color, code, drawn))
        for code in list_colors(color)
        if (drawn := [place for place in found if getattr(place, color) == code])
    ]
    shapes = [
        Key("shape", precision.code, f"{text(precision.named)}: {count_stations(sum(place.count for place in drawn))}")
        for precision in codes("stations.precision").values()
        if (drawn := [place for place in found if place.precision == precision.code])
    ]
    filled = Counter((areas or {}).values())
    steps = [
        Key("area", code, f"{text(label('step', code))}: {plural('{n} country', '{n} countries', filled[code])}")
        for code in list_colors("step")
        if filled[code]
    ]
    groups = ((text("Marks"), colors), (text("Shapes"), shapes), (text("Countries by furthest step"), steps))
    return Legend(
        tuple((title, tuple(keys)) for title, keys in groups if keys),
        text(
            "A mark’s area grows with its number of stations. Marks stand at a city’s centre, or inside a region or "
            "country: never at an address."
        ),
    )


def _count_color(color: str, code: str, drawn: Sequence[Place]) -> str:
    stations = count_stations(sum(place.count for place in drawn))
    number = plural("{n} place", "{n} places", len(drawn))
    return text("{color}: {stations} in {places}", color=name_color(color, code), stations=stations, places=number)


def describe(found: Sequence[Place], sentence: str) -> str:
    """The map's accessible name: the view's sentence and the places with most stations."""
    most = sorted(found, key=lambda place: (-place.count, place.name))[:5]
    if not most:
        return sentence
    listed = "; ".join(f"{place.name}: {place.count}" for place in most)
    said = "Map. {sentence} Most stations: {places}. The list of places beside it has them all."
    return text(said, sentence=sentence, places=listed)


def _open(selection: Selection, dataset: Dataset) -> Opened | None:
    """The open place in a line, so that choosing is answered where the reader looks."""
    code = selection.view.place
    country, _ = places.find_place(dataset, code) or ("", "")
    if not code or not country:
        return None
    entries = selection.stations[selection.stations["place"] == code]
    standing = selection.standings.get(country)
    step = text(codes("step")[standing.furthest if standing else STEPS[-1]].small)
    return Opened(
        code=code,
        country=country,
        name=places.name_place(dataset, code),
        summary=Statement(
            text(
                "{stations} reported. Government: {step}.",
                stations=count_stations(int(entries["count"].sum())),
                step=step,
            ),
            marks=(text("Contested"),) if standing and standing.contested else (),
        ),
        below=text("Station entries, responses and who said so: below the map."),
    )


def _list_not_placed(found: Iterable[Place]) -> Notice | None:
    """Places the map cannot draw, since the geocache has no point for them: counted and listed."""
    missing = [place for place in found if not place.is_placed]
    if not missing:
        return None
    total = count_stations(sum(place.count for place in missing))
    names = "; ".join(f"{place.name} ({place.count})" for place in missing)
    said = "Not placed on the map, but counted and listed: {stations}. {places}."
    return Notice(text(said, stations=total, places=names), "warning")


def list_entries(selection: Selection, dataset: Dataset, first: int) -> Table:
    """The `first` selected station entries, by country and then by city."""
    read = ["id", "country", "city", "count", "bureau", "report", "opened", "confidence", "note"]
    entries = _cut(selection.stations, first)[read].to_dict("records")
    entries.sort(key=lambda entry: (name_country(entry["country"]), entry["city"], entry["id"]))
    entries = entries[:first]
    cited = dataset.citations[dataset.citations["record"].isin({entry["id"] for entry in entries})]
    sources = link_by_record(cited)
    columns = (
        Column("country", text("Country")),
        Column("place", text("Place")),
        Column("stations", text("Stations")),
        Column("bureau", text("Bureau")),
        Column("report", text("First listed by")),
        Column("opened", text("Opened")),
        Column("step", text(label("sort", "step"))),
        Column("sources", text("Sources")),
        Column("confidence", text("Confidence")),
        Column("note", text("Note")),
        Column("id", text("Id")),
    )
    rows = tuple(_list_entry(entry, selection.standings[entry["country"]], sources) for entry in entries)
    return Table(text("Station entries"), columns, rows, total=len(selection.stations))


def _list_entry(
    entry: Mapping[str, Any], standing: Standing, sources: Mapping[str, tuple[Link, ...]]
) -> tuple[Cell, ...]:
    return (
        Country(entry["country"]),
        entry["city"] or text("no city named"),
        int(entry["count"]),
        Coded("stations.bureau", entry["bureau"]),
        Coded("stations.report", entry["report"]),
        When(entry["opened"]),
        Coded("step", standing.furthest, text("contested") if standing.contested else ""),
        sources.get(entry["id"], ()),
        Coded("stations.confidence", entry["confidence"]),
        entry["note"],
        entry["id"],
    )


def _cut(stations: pd.DataFrame, first: int) -> pd.DataFrame:
    """The entries of the places that the `first` rows by country and city reach; sorting 100,000 is slow."""
    if len(stations) <= first:
        return stations
    sizes = stations.groupby(["country", "city"], sort=False).size().to_dict()
    ordered = sorted(sizes, key=lambda place: (name_country(place[0]), place[1]))
    before = accumulate((sizes[place] for place in ordered), initial=0)
    reached = [place_code(*place) for place, rows in zip(ordered, before, strict=False) if rows < first]
    return stations[stations["place"].isin(reached)]
