"""The sheet of what is chosen: its stations, what the government did, what China says, each with who said it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.answers import places
from lib.answers.blocks import Notice, Statement
from lib.answers.standing import Account, write_denial, write_standing
from lib.dataset import Dataset, count_publishers, countries
from lib.view import Selection
from lib.view.atlas import Atlas
from lib.words.catalogue import count_stations, plural, text, write_list
from lib.words.names import name_country, place_country
from lib.words.records import say_station


@dataclass(frozen=True)
class Sheet:
    """An open place, or the one country that is chosen.

    heading: what it is of; close: what closes a place, "" for a country; empty: why there is no entry in the view;
    lead: how many stations, and the denial; entries: of a place; lacks: what no source that is held says of them, ""
    where nothing is missing; accounts: the government's and China's; about: what leads to the country's page.
    """

    country: str
    heading: str
    close: str
    empty: Notice | None
    lead: Statement | None
    entries: tuple[Statement, ...]
    lacks: str
    accounts: tuple[Account, ...]
    about: str


def write(atlas: Atlas, selection: Selection) -> Sheet:
    """The place that a view opens (`View.place`, a place of the atlas), else its one country."""
    view, stations = selection.view, selection.stations
    if view.place:
        country, _ = places.find_place(atlas.dataset, view.place) or ("", "")
        found = stations[stations["place"] == view.place]
    else:
        (country,) = view.country
        found = stations[stations["country"] == country]
    entries = found.to_dict("records") if view.place else []
    number = int(found["count"].sum())
    denial = write_denial(atlas, selection, country)
    denied = plural("China denies that it is a police station.", "China denies that they are police stations.", number)
    where = "" if view.place else plural(" in {n} place", " in {n} places", found["place"].nunique())
    lead = text("{stations} reported", stations=count_stations(number)) + ("." if view.place else "")
    none = text("No station of this place is in the present view. Clear the filters to see all of it.")
    return Sheet(
        country=country,
        heading=places.name_place(atlas.dataset, view.place) if view.place else name_country(country),
        close=text("Close") if view.place else "",
        empty=None if number else Notice(none),
        lead=Statement(f"{where}{'.' if where else ''} {denied}".strip(), lead=lead) if number else None,
        entries=tuple(Statement(say_station(entry), entry["id"]) for entry in entries),
        lacks=_write_gaps(atlas.dataset, country, entries),
        accounts=(write_standing(atlas, selection, country), *([denial] if denial else [])),
        about=text("Everything about {country}, with sources, to print", country=place_country(country)),
    )


def _write_gaps(dataset: Dataset, country: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """What a reader would want to know of the entries of a place, and no source that is held says, as a sentence."""
    lacking = [
        tuple(_find_gaps(entry, dataset.citations_of(entry["id"]), countries.list_languages(country)))
        for entry in entries
    ]
    gaps = []
    for gap in dict.fromkeys(gap for found in lacking for gap in found):
        number = sum(gap in found for found in lacking)
        some = text(" ({n} of {all} entries)", n=number, all=len(entries)) if number < len(entries) else ""
        gaps.append(f"{gap}{some}")
    return text("Not found for this record: {gaps}.", gaps=write_list(gaps)) if gaps else ""


def _find_gaps(entry: Mapping[str, Any], cited: pd.DataFrame, languages: Collection[str]) -> Iterator[str]:
    supporting = cited[cited["stance"] == "supports"]
    if count_publishers(cited).get(entry["id"], 0) < 2:
        yield text("a second publisher that does not repeat the first")
    if not supporting["language"].isin(languages).any():
        yield text("a source in a language of the country")
    if not supporting["quote"].any():
        yield text("a source’s own words")
    if entry["precision"] == "country":
        yield text("the city")
    if entry["bureau"] == "unknown":
        yield text("the bureau that is said to run it")
    if not entry["opened"]:
        yield text("when it is said to have opened")
