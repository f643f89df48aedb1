"""Stations → places, with counts, precision and coordinates: what a map draws and a list names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.answers.blocks import Picture
from lib.dataset import Dataset, Location
from lib.view import Selection
from lib.words.catalogue import text
from lib.words.names import name_country

# City scale: about 150 m a pixel at the equator. Sharper would suggest addresses, which the atlas does not have.
MAX_ZOOM = 9.0
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
        return write_place(self.city, name_country(self.country))

    @property
    def is_placed(self) -> bool:
        """Whether the geocache has a point for it."""
        return self.latitude is not None


@dataclass(frozen=True)
class PlaceMap:
    """What a drawn map shows: the countries it follows (none: the world), its places, all placed, and what a mark's
    colour says (a code of "color")."""

    countries: tuple[str, ...]
    places: tuple[Place, ...]
    color: str


def draw(found: Sequence[Place], selection: Selection, alt: str) -> Picture | None:
    """The map of a selection's places as a picture, said by `alt`; None where none of them is placed."""
    placed = tuple(place for place in found if place.is_placed)
    view = selection.view
    return Picture("places", alt, PlaceMap(view.country, placed, view.color)) if placed else None


def gather(selection: Selection, geocache: Mapping[str, Location]) -> tuple[Place, ...]:
    """One Place for each place of the selected stations, by country name and then by city."""
    stations = selection.stations
    counts = selection.count_by("place", "report", "bureau")
    parts: dict[str, list[tuple[str, str, int]]] = {}
    for (code, report, bureau), count in counts.items():
        parts.setdefault(code, []).append((report, bureau, count))
    read = ["place", "country", "city", "precision", "place_key"]
    rows = stations.loc[~stations["place"].duplicated(), read].to_dict("records")
    found = [_make(row, parts[row["place"]], selection, geocache.get(row["place_key"])) for row in rows]
    return tuple(sorted(found, key=lambda place: (name_country(place.country), not place.city, place.city)))


def _make(
    row: Mapping[str, Any], parts: Sequence[tuple[str, str, int]], selection: Selection, location: Location | None
) -> Place:
    """`row` is any station entry of the place; `parts` are its reports and bureaus, each with its stations."""
    standing = selection.standings[row["country"]]
    reports, bureaus, counts = zip(*parts, strict=True)
    return Place(
        code=row["place"],
        country=row["country"],
        city=row["city"],
        precision=row["precision"],
        count=int(sum(counts)),
        report=reports[0] if len(set(reports)) == 1 else BOTH,
        bureau=bureaus[0] if len(set(bureaus)) == 1 else SEVERAL,
        step=standing.furthest,
        contested=bool(standing.contested),
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
    )


def find_place(dataset: Dataset, code: str) -> tuple[str, str] | None:
    """The country and city of a place's code; None where no station has it."""
    rows = dataset.stations.loc[dataset.stations["place"] == code, ["country", "city"]]
    return None if rows.empty else (str(rows["country"].iloc[0]), str(rows["city"].iloc[0]))


def locate(dataset: Dataset, chosen: Collection[str]) -> list[tuple[float, float]]:
    """Longitude and latitude of every place of some countries, whatever else narrows the view."""
    if not chosen:
        return []
    keys = dataset.stations.loc[dataset.stations["country"].isin(chosen), "place_key"].unique()
    found = [dataset.geocache[key] for key in keys if key in dataset.geocache]
    return [(location.longitude, location.latitude) for location in found]


def name_place(dataset: Dataset, code: str) -> str:
    """A place's name by its code: "Madrid, Spain"; "Brazil, no city named"."""
    country, city = find_place(dataset, code) or ("", code)
    return write_place(city, name_country(country))


def write_place(city: str, country: str) -> str:
    """A place with its country (both names): "Madrid, Spain"; "Brazil, no city named" where no city is."""
    if not city:
        return text("{country}, no city named", country=country)
    return text("{city}, {country}", city=city, country=country)
