"""The map page: places to draw and to choose from, the legend, the station entries, what cannot be placed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd

from lib.answers import places
from lib.answers.blocks import FIRST_ROWS, Cell, Coded, Column, Country, Link, Notice, Picture, Table, When
from lib.answers.evidence import link_by_record
from lib.answers.place import Sheet
from lib.answers.place import write as write_sheet
from lib.answers.places import BOTH, SEVERAL, Place
from lib.dataset import REPORTS, Dataset, codes, label, place_code
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, STEPS, UNRANKED, Standing
from lib.words import views as words
from lib.words.catalogue import count_stations, plural, text, write_date, write_number
from lib.words.names import name_country

# The plate beside the world: its frame (a code of "frame"), and what of it is drawn, in degrees.
INSET, PLATE = "europe", (-13.0, 35.5, 33.0, 60.5)
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
    """An entry of the legend: what it explains, as a code, and in words with its numbers; `meaning` where it has one.

    kind: color (of the marks: a code of the palette that colours them), shape (a precision), area (a step), size.
    """

    kind: str
    code: str
    text: str
    number: int = 0
    meaning: str = ""


@dataclass(frozen=True)
class Legend:
    """The legend: groups of keys under a title, and a note."""

    groups: tuple[tuple[str, tuple[Key, ...]], ...]
    note: str


@dataclass(frozen=True)
class Help:
    """How the map is read: a title, and what there is to see, each with what it means; a kind of Key draws it."""

    title: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Map:
    """What the map page says.

    picture: the map as a page without scripts draws it, None where nothing is placed; sheet: of the place that is open,
    or the one country that is chosen; areas: the step of each country
    that is filled, None where none is; inset: the places of the plate beside the world, none where the map follows what
    is chosen; plate, plate_note: its name and its number of stations; opened: what the map follows (a place, a
    country), "" where that is the world.
    """

    title: str
    standfirst: str
    places: tuple[Place, ...]
    prompt: str
    choices: tuple[Choice, ...]
    alt: str
    picture: Picture | None
    sheet: Sheet | None
    legend: Legend
    help: Help
    areas: Mapping[str, str] | None
    inset: tuple[Place, ...]
    plate: str
    plate_note: str
    opened: str
    colors: str
    hint: str
    listed: str
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
    inset = _gather_inset(found, selection)
    alt = describe(found, words.describe(selection))
    return Map(
        title=text("Where Chinese overseas police stations were reported"),
        standfirst=_write_claim(selection, dataset),
        places=found,
        prompt=plural("{n} place, with its stations", "{n} places, with their stations", len(found)),
        choices=_list_choices(found, selection, dataset),
        alt=alt,
        picture=places.draw(found, selection, alt),
        sheet=write_sheet(atlas, selection) if found and _is_one(selection.view) else None,
        legend=_explain(found, selection.view.color, areas),
        help=_write_help(selection.view.color),
        areas=areas,
        inset=inset,
        plate=text(label("frame", INSET)),
        plate_note=count_stations(sum(place.count for place in inset)),
        opened=_name_opened(selection, dataset),
        colors=text("Colour"),
        hint=text("Choose a place to open it beside the map. Numbers are its stations."),
        listed=plural("All {n} place", "All {n} places", len(found)),
        subtitle=text("Station entries ({n})", n=write_number(len(selection.stations))),
        entries=list_entries(selection, dataset, FIRST_ROWS),
        not_placed=_list_not_placed(found),
    )


def _is_one(view: View) -> bool:
    """Whether one thing is chosen, that can be told in full beside the map."""
    return bool(view.place) or len(view.country) == 1


def _write_help(color: str) -> Help:
    if color == "report":
        said = text("A colour says which report is said to have listed the stations of a place first.")
    elif color == "bureau":
        said = text("A colour says which police bureau in China is said to run the stations of a place.")
    else:
        said = text("A colour says how far the country’s government went, the furthest step that was found.")
    return Help(
        title=text("How to read this map"),
        parts=(
            ("color", said),
            ("size", text("A mark is a place. The more stations were reported there, the larger it is.")),
            (
                "shape",
                text("A disc is a city, a ring a region, a diamond a country of which no source names a city."),
            ),
        ),
    )


def _write_claim(selection: Selection, dataset: Dataset) -> str:
    """The claim, the denial, and what of it is shown here; before a report's day the sentence leaves its number out."""
    out = [report for report in REPORTS if report.published <= selection.asof]
    stations, countries = (dataset.figure(out[-1].figure), dataset.figure(out[-1].countries)) if out else (None, None)
    if stations is None or countries is None:
        claim = text(
            "By {day} no report of “overseas police service stations” was out. **China denies that there are police "
            "stations** and speaks of service centres run by volunteers.",
            day=write_date(selection.asof),
        )
    else:
        claim = text(
            "In 2022 the human-rights group Safeguard Defenders reported {stations} “overseas police service stations” "
            "in {countries} countries. **China denies that they are police stations** and speaks of service centres "
            "run by volunteers.",
            stations=write_number(stations),
            countries=write_number(countries),
        )
    shown = plural(
        "This atlas shows the {n} that a source could be found for, who said so, and what each government did.",
        "This atlas shows the {n} that a source could be found for, who said so, and what each government did.",
        selection.sourced,
    )
    return f"{claim} {shown}" if selection.sourced else claim


def _list_choices(found: Sequence[Place], selection: Selection, dataset: Dataset) -> tuple[Choice, ...]:
    contested = text(" · contested")
    choices = [Choice(place.code, place.name, f" · {place.count}{contested * place.contested}") for place in found]
    opened = selection.view.place
    if opened and opened not in {choice.code for choice in choices}:
        choices.insert(0, Choice(opened, places.name_place(dataset, opened), text(" · outside this view")))
    return tuple(choices)


def _gather_inset(found: Sequence[Place], selection: Selection) -> tuple[Place, ...]:
    """The places that the plate draws: where half of all stations stand is too small to read on a map of the world."""
    if selection.view.place or selection.view.country:
        return ()
    return tuple(place for place in found if place.is_placed and _is_inside(place, PLATE))


def _is_inside(place: Place, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west <= (place.longitude or 0.0) <= east and south <= (place.latitude or 0.0) <= north


def _name_opened(selection: Selection, dataset: Dataset) -> str:
    """What the map follows: the open place, else the country that is chosen, or how many are."""
    if selection.view.place:
        return places.name_place(dataset, selection.view.place).split(",")[0]
    chosen = selection.view.country
    if len(chosen) == 1:
        return name_country(chosen[0])
    return plural("{n} country", "{n} countries", len(chosen)) if chosen else ""


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


def _explain_color(color: str, code: str) -> str:
    return text(codes("step")[code].meaning) if color == "step" else ""


def list_colors(color: str) -> tuple[str, ...]:
    """The codes that marks can be coloured by, in the legend's order."""
    if color == "step":
        return (*STEPS, COLLATERAL, UNRANKED)
    vocabulary, mixed = _ORDER[color]
    return (*codes(vocabulary), mixed)


def _explain(found: Sequence[Place], color: str, areas: Mapping[str, str] | None) -> Legend:
    """Every colour, shape and fill on the map with its number of stations; what is not drawn is left out."""
    colors = [
        Key("color", code, name_color(color, code), sum(place.count for place in drawn), _explain_color(color, code))
        for code in list_colors(color)
        if (drawn := [place for place in found if getattr(place, color) == code])
    ]
    shapes = [
        Key("shape", precision.code, text(precision.named), sum(place.count for place in drawn))
        for precision in codes("stations.precision").values()
        if (drawn := [place for place in found if place.precision == precision.code])
    ]
    filled = Counter((areas or {}).values())
    steps = [Key("area", code, text(label("step", code)), filled[code]) for code in list_colors("step") if filled[code]]
    most = max((place.count for place in found), default=1)
    sizes = [Key("size", str(number), write_number(number), 0) for number in dict.fromkeys((1, most))]
    groups = (
        (text(codes("color")[color].meaning), colors),
        (text("Placed by"), shapes),
        (text("Stations at a mark"), sizes),
        (text("Countries by furthest step"), steps),
    )
    return Legend(
        tuple((title, tuple(keys)) for title, keys in groups if keys),
        text(
            "Marks stand at a city’s centre or inside a region or country, never at an address. The map is moved by "
            "its buttons, by dragging, with two fingers, or with Ctrl and the wheel."
        ),
    )


def describe(found: Sequence[Place], sentence: str) -> str:
    """The map's accessible name: the view's sentence and the places with most stations."""
    most = sorted(found, key=lambda place: (-place.count, place.name))[:5]
    if not most:
        return sentence
    listed = "; ".join(f"{place.name}: {place.count}" for place in most)
    said = "Map. {sentence} Most stations: {places}. The list of places beside it has them all."
    return text(said, sentence=sentence, places=listed)


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
