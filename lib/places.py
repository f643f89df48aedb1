"""Stations → places to draw, with counts, precision and coordinates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import countries, evidence
from lib.dataset import REPORTS, Dataset, Location
from lib.view import Selection

# What a place is drawn as when its stations differ: listed by both reports, run by several bureaus.
BOTH, SEVERAL = "both", "several"


@dataclass(frozen=True)
class Place:
    """A city, region or country that stations are reported in. Latitude and longitude in degrees; None: not placed."""

    code: str
    country: str
    city: str
    precision: str
    count: int
    report: str
    bureau: str
    step: str
    contested: bool
    latitude: float | None
    longitude: float | None

    @property
    def name(self) -> str:
        """ "Madrid, Spain"; "Brazil, no city named"."""
        country = countries.name(self.country)
        return f"{self.city}, {country}" if self.city else f"{country}, no city named"

    @property
    def is_placed(self) -> bool:
        """Whether the geocache has a point for it."""
        return self.latitude is not None


def gather(selection: Selection, geocache: Mapping[str, Location]) -> tuple[Place, ...]:
    """One Place for each place of the selected stations, by country name and then by city."""
    groups = selection.stations.groupby("place", sort=False).agg(
        country=("country", "first"),
        city=("city", "first"),
        precision=("precision", "first"),
        key=("place_key", "first"),
        count=("count", "sum"),
        report=("report", "first"),
        reports=("report", "nunique"),
        bureau=("bureau", "first"),
        bureaus=("bureau", "nunique"),
    )
    found = [_make(code, row, selection, geocache.get(row["key"])) for code, row in groups.to_dict("index").items()]
    return tuple(sorted(found, key=lambda place: (countries.name(place.country), not place.city, place.city)))


def _make(code: Any, row: Mapping[str, Any], selection: Selection, location: Location | None) -> Place:
    standing = selection.standings[row["country"]]
    return Place(
        code=str(code),
        country=row["country"],
        city=row["city"],
        precision=row["precision"],
        count=int(row["count"]),
        report=row["report"] if row["reports"] == 1 else BOTH,
        bureau=row["bureau"] if row["bureaus"] == 1 else SEVERAL,
        step=standing.furthest,
        contested=bool(standing.contested),
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
    )


def find_place(dataset: Dataset, code: str) -> tuple[str, str] | None:
    """The country and city of a place's code; None where no station has it."""
    rows = dataset.stations.loc[dataset.stations["place"] == code, ["country", "city"]]
    return None if rows.empty else (str(rows["country"].iloc[0]), str(rows["city"].iloc[0]))


def list_entries(selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """The selected station entries as a table for reading, in the order of the places.

    Columns: Country, Place, Stations, Bureau, First listed by, Opened, Confidence, Note, Sources (HTML links), Id.
    """
    rows = selection.stations.assign(name=selection.stations["country"].map(countries.name))
    rows = rows.sort_values(["name", "city", "id"], kind="stable")
    cited = dataset.citations[dataset.citations["record"].isin(rows["id"])]
    sources = {record: evidence.link_sources(group) for record, group in cited.groupby("record", sort=False)}
    return pd.DataFrame(
        {
            "Country": rows["name"],
            "Place": rows["city"].where(rows["city"] != "", "no city named"),
            "Stations": rows["count"],
            "Bureau": rows["bureau"].str.capitalize(),
            "First listed by": rows["report"].map({report.code: report.title for report in REPORTS}),
            "Opened": rows["opened"],
            "Confidence": rows["confidence"],
            "Note": rows["note"],
            "Sources": rows["id"].map(sources),
            "Id": rows["id"],
        }
    )


def name_place(dataset: Dataset, code: str) -> str:
    """A place's name for a heading: "Madrid, Spain", or the country alone."""
    country, city = find_place(dataset, code) or ("", code)
    return f"{city}, {countries.name(country)}" if city else countries.name(country)
