"""The curator's commands name what is wrong, where, and what was expected, and write all or nothing."""

import csv
import io
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.extra.rate_limiter import RateLimiter
from hypothesis import given
from hypothesis import strategies as st

from lib.curate import commands as curate
from lib.curate.add import insert_row
from lib.curate.desk import Desk
from lib.curate.geocode import GeoNamesGeocoder
from lib.dataset import DATA, TABLES, load

STATION = "es-madrid-fuzhou-1,ES,Madrid,city,2,fuzhou,110-overseas,,,medium,"
ROWS = {
    "sources": ["paper-1,A title,A paper,,en,newspaper,https://example.org/1,,2026-11-22,"],
    "stations": [STATION, "it-prato-unknown-1,IT,Prato,city,1,unknown,110-overseas,,,low,"],
    "responses": ["es-2022-10-01-denied,ES,2022-10-01,day,denied,,A ministry,It denied the reports.,medium"],
    "events": [],
    "figures": [],
    "claims": [],
    "leads": [],
    "changes": [],
    "health": [],
    "citations": [
        "es-2022-10-01-denied,paper-1,,,supports",
        "es-madrid-fuzhou-1,paper-1,,,supports",
        "it-prato-unknown-1,paper-1,,,supports",
    ],
}


class SmallGazetteer(GeoNamesGeocoder):
    """Madrid once, Prato twice."""

    _cities: Mapping[str, dict[str, Any]] = {  # type: ignore[assignment]  # stands in for the 79 MB
        str(number): {
            "geonameid": number,
            "name": name,
            "countrycode": country,
            "latitude": latitude,
            "longitude": longitude,
            "population": population,
            "alternatenames": [],
        }
        for number, name, country, latitude, longitude, population in (
            (3117735, "Madrid", "ES", 40.4165, -3.70256, 3255944),
            (3169911, "Prato", "IT", 46.37356, 13.30669, 423),
            (3169921, "Prato", "IT", 43.8805, 11.0966, 195089),
        )
    }


class Table:
    """A desk that hears what is said and answers from a list; asked for more, the curator has left."""

    def __init__(self, answers: Iterable[str] = ()) -> None:
        self.answers = iter(answers)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.desk = Desk(
            say=self.said.append, ask=self._answer, today=lambda: date(2026, 11, 22), geonames=SmallGazetteer()
        )

    def _answer(self, prompt: str) -> str:
        self.asked.append(prompt)
        try:
            return next(self.answers)
        except StopIteration:
            raise EOFError from None

    def run(self, *arguments: str) -> int:
        return curate.main(arguments, self.desk)

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small data folder without a problem, and nothing placed."""
    shutil.copy(DATA / "datapackage.json", tmp_path)
    fields = {
        resource["name"]: [column["name"] for column in resource["schema"]["fields"]]
        for resource in json.loads((DATA / "datapackage.json").read_text())["resources"]
    }
    for table in TABLES:
        (tmp_path / f"{table}.csv").write_text("\n".join([",".join(fields[table]), *ROWS[table], ""]))
    (tmp_path / "geocache.json").write_text("{}\n")
    return tmp_path


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_real_data_has_no_problem_and_every_place_is_placed() -> None:
    table = Table()
    assert table.run("check") == 0
    assert table.said[-1].startswith("87 stations in 42 countries, ")
    assert table.said[-1].endswith(": no problem")
    assert "warning" not in table.text


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "stations.csv",
            "Madrid,city,2",
            "Madrid,town,2",
            "stations.csv, line 2, precision: 'town'; expected one of city, region, country",
        ),
        (
            "stations.csv",
            "ES,Madrid",
            "XX,Madrid",
            "stations.csv, line 2, country: 'XX'; expected an assigned ISO 3166",
        ),
        (
            "responses.csv",
            "2022-10-01,day",
            "2022-10-01,month",
            "responses.csv, line 2, date_precision: 'month'; expect",
        ),
        (
            "responses.csv",
            ",2022-10-01,day",
            ",2022-02-30,day",
            "responses.csv, line 2, date: '2022-02-30'; expected a",
        ),
        (
            "citations.csv",
            "denied,paper-1",
            "denied,paper-2",
            "citations.csv, line 2, source: 'paper-2'; expected the id",
        ),
        (
            "citations.csv",
            "it-prato-unknown-1,paper-1,",
            f"it-prato-unknown-1,paper-1,{' '.join(['word'] * 26)}",
            "citations.csv, line 4, quote: 'word word",
        ),
        ("sources.csv", "https://example.org/1", "ftp://example.org", "sources.csv, line 2, url: 'ftp://example.org'"),
    ],
)
def test_check_names_file_line_column_value_and_what_was_expected(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    replace_in(folder / file, old, new)
    table = Table()
    assert table.run("check", "--data", str(folder)) == 1
    assert any(line.startswith(said) for line in table.said), table.text
    assert "problem" in table.said[-1]


def test_check_says_which_stations_have_no_place_and_which_places_no_station(folder: Path) -> None:
    entry = {"latitude": 39.474, "longitude": -0.38, "name": "Valencia", "gazetteer_id": "geonames:2509954"}
    origin = {"precision": "city", "geocoder": "geonames", "retrieved": "2026-11-22", "reviewed": False}
    (folder / "geocache.json").write_text(json.dumps({"ES|Valencia": {**entry, **origin}}))
    table = Table()
    assert table.run("check", "--data", str(folder)) == 0
    assert (
        "warning: ES|Madrid: 1 station entry not placed, the place is not in geocache.json; run geocode" in table.said
    )
    assert "warning: ES|Valencia: in geocache.json, but no station names the place" in table.said
    assert table.said[-1] == (
        "3 stations in 2 countries, 1 response, 0 events, 0 figures, 1 source, 3 citations: no problem"
    )


def test_check_finds_a_station_whose_precision_is_not_that_of_its_place(folder: Path) -> None:
    Table().run("geocode", "--data", str(folder))
    replace_in(folder / "stations.csv", "Madrid,city", "Madrid,region")
    table = Table()
    assert table.run("check", "--data", str(folder)) == 1
    assert "stations.csv, line 2, precision: 'region'; expected city, as geocache.json has ES|Madrid" in table.said


def test_check_counts_records_on_a_single_or_republished_source_and_lists_them_when_asked(folder: Path) -> None:
    with (folder / "sources.csv").open("a") as file:
        file.write("copy-1,A copy,A site,,en,republication,https://example.org/2,Reuters,2026-11-22,\n")
        file.write("copy-2,A copy,A site,,en,republication,https://example.org/3,Reuters,2026-11-22,\n")
        file.write("paper-2,A title,Another paper,,en,newspaper,https://example.org/4,,2026-11-22,\n")
    replace_in(folder / "citations.csv", "es-madrid-fuzhou-1,paper-1", "es-madrid-fuzhou-1,copy-1")
    with (folder / "citations.csv").open("a") as file:
        file.write("es-madrid-fuzhou-1,copy-2,,,supports\nit-prato-unknown-1,paper-2,,,supports\n")
        file.write("es-2022-10-01-denied,paper-2,,,disputes\n")
    short, long = Table(), Table()
    assert short.run("check", "--data", str(folder)) == 0
    assert "note: 2 records on a single source or on republications only (list: --weak)" in short.said
    assert long.run("check", "--weak", "--data", str(folder)) == 0
    assert "note: es-2022-10-01-denied: a single source, paper-1" in long.said
    assert "note: es-madrid-fuzhou-1: republications only, copy-1, copy-2" in long.said
    assert "it-prato" not in "\n".join(line for line in long.said if line.startswith("note"))


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("", True),
        ("paper-2,A title,A paper,,en,newspaper,https://example.org/2,,2026-11-22,", True),
        ("wiki-1,A title,A wiki,,en,wiki,https://example.org/2,,2026-11-22,", True),
        ("copy-1,A copy,A site,,en,republication,https://example.org/2,original not named,2026-11-22,", True),
        ("copy-1,A copy,A site,,en,republication,https://example.org/2,Reuters,2026-11-22,", False),
        ("paper-2,A title,Another paper,,en,newspaper,https://example.org/2,,2026-11-22,", False),
        ("court-1,A judgment,A court,,en,court,https://example.org/2,,2026-11-22,", False),
    ],
)
def test_high_confidence_needs_an_official_text_or_two_independent_publishers(
    folder: Path, more: str, fault: bool
) -> None:
    replace_in(folder / "responses.csv", "It denied the reports.,medium", "It denied the reports.,high")
    if more:
        with (folder / "sources.csv").open("a") as sources, (folder / "citations.csv").open("a") as citations:
            sources.write(f"{more}\n")
            citations.write(f"es-2022-10-01-denied,{more.partition(',')[0]},,,supports\n")
    table = Table()
    assert table.run("check", "--data", str(folder)) == fault
    expected = "responses.csv, line 2, confidence: 'high'; expected medium: high needs an official text or two"
    assert any(line.startswith(expected) for line in table.said) == fault


def test_a_citation_older_than_its_act_says_what_it_covers(folder: Path) -> None:
    """The paper of 12 September cannot tell of 1 October, unless it told of it ahead."""
    early = Table()
    replace_in(folder / "sources.csv", "A paper,,en", "A paper,2022-09-12,en")
    assert early.run("check", "--data", str(folder)) == 1
    assert any("citations.csv, locator: ''; expected what paper-1 of 2022-09-12 covers" in line for line in early.said)
    replace_in(folder / "citations.csv", "es-2022-10-01-denied,paper-1,,,", "es-2022-10-01-denied,paper-1,,told ahead,")
    assert Table().run("check", "--data", str(folder)) == 0


@pytest.mark.parametrize("command", ["check", "geocode"])
def test_a_missing_file_is_named_without_a_traceback(folder: Path, command: str) -> None:
    (folder / "events.csv").unlink()
    table = Table()
    assert table.run(command, "--data", str(folder)) == 1
    assert table.said[-1].startswith("events.csv: the file is missing. Put events.csv in the data folder")


def test_geocode_prints_ties_places_the_rest_and_asks_for_a_choice(folder: Path) -> None:
    (folder / "geocache.json").unlink()
    table = Table()
    assert table.run("geocode", "--data", str(folder)) == 1
    assert "ES|Madrid: Madrid, 40.416, -3.703 (geonames:3117735)" in table.said
    assert "geonames:3169921  Prato  population 195,089" in table.text
    assert table.said[-1] == "1 place placed now, 1 of 2 in all"
    assert list(json.loads((folder / "geocache.json").read_text())) == ["ES|Madrid"]


def test_geocode_takes_the_choice_and_a_second_run_looks_nothing_up_and_changes_no_byte(folder: Path) -> None:
    arguments = ("geocode", "--data", str(folder), "--choose", "IT|Prato=3169921")
    assert Table().run(*arguments) == 0
    first = (folder / "geocache.json").read_bytes()
    assert json.loads(first)["IT|Prato"]["reviewed"] is True
    later = Table()
    later.desk = replace(later.desk, geonames=None, today=lambda: date(2027, 1, 1))  # type: ignore[arg-type]
    assert later.run(*arguments) == 0
    assert later.said == ["0 places placed now, 2 of 2 in all"]
    assert (folder / "geocache.json").read_bytes() == first


def test_geocode_refuses_a_choice_for_a_place_without_stations(folder: Path) -> None:
    table = Table()
    assert table.run("geocode", "--data", str(folder), "--choose", "IT|Pratto=3169921") == 1
    assert table.said == ["--choose names IT|Pratto, but no station names that place"]


def test_geocode_refuses_to_lose_an_entry_that_it_cannot_read(folder: Path) -> None:
    (folder / "geocache.json").write_text('{"ES|Madrid": {"latitude": 40.4}}')
    before = contents(folder)
    table = Table()
    assert table.run("geocode", "--data", str(folder)) == 1
    assert "geocache.json" in table.text and "Mend or remove the entry" in table.text
    assert contents(folder) == before


def test_geocode_online_needs_a_user_agent(folder: Path) -> None:
    table = Table()
    assert table.run("geocode", "--data", str(folder), "--online") == 1
    assert "--user-agent" in table.text


def test_geocode_online_keeps_what_it_found_when_the_service_has_enough(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RateLimiter, "_sleep", lambda *_: None)
    ticks = iter(range(10))
    monkeypatch.setattr(RateLimiter, "_clock", lambda _: next(ticks))
    madrid = {"name": "Madrid", "display_name": "Madrid, Spain", "lat": "40.4168", "lon": "-3.7035"}

    class Busy(BaseSyncAdapter):
        """Answers for Madrid; then too many requests."""

        def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
            if "Madrid" in url:
                return [{**madrid, "osm_type": "relation", "osm_id": 5326784}]
            raise AdapterHTTPError("Non-successful status code 429", status_code=429, headers={}, text="")

        def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
            raise AssertionError("Nominatim is asked for JSON")

    table = Table()
    table.desk = replace(table.desk, adapter_factory=lambda **_: Busy(proxies=None, ssl_context=None))
    agent = "Station Atlas tests (curators@example.org)"
    assert table.run("geocode", "--data", str(folder), "--online", "--user-agent", agent) == 1
    assert list(json.loads((folder / "geocache.json").read_text())) == ["ES|Madrid"]
    assert table.said[-2] == "1 place placed now, 1 of 2 in all"
    assert table.said[-1].startswith("Stopped at IT|Prato: GeocoderRateLimited: Non-successful status code 429\n")
    assert "kept in geocache.json. To go on, run the same command again" in table.said[-1]


NEW_STATION = ["es-madrid-qingtian-1", "ES", "Madrid", "city", "1", "qingtian", "110-overseas", "", "", "high", ""]


def test_add_writes_the_row_its_citation_and_its_place_and_touches_no_other_line(folder: Path) -> None:
    before = {name: text.decode().splitlines() for name, text in contents(folder).items()}
    table = Table([*NEW_STATION, "paper-1", "Two stations", "", "supports", ""])
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
    after = {name: text.decode().splitlines() for name, text in contents(folder).items()}
    station = "es-madrid-qingtian-1,ES,Madrid,city,1,qingtian,110-overseas,,,high,"
    citation = "es-madrid-qingtian-1,paper-1,Two stations,,supports"
    assert after["stations.csv"] == [*before["stations.csv"][:2], station, *before["stations.csv"][2:]]
    assert after["citations.csv"] == [*before["citations.csv"][:3], citation, *before["citations.csv"][3:]]
    assert after["sources.csv"] == before["sources.csv"]
    assert list(json.loads((folder / "geocache.json").read_text())) == ["ES|Madrid"]
    assert load(folder).problems == ()


def test_add_takes_a_new_source_field_by_field(folder: Path) -> None:
    source = ["A headline", "An agency", "2022-12-05", "en", "agency", "https://example.org/9", "", "2026-11-22", ""]
    table = Table([*NEW_STATION, "agency-1", *source, "", "headline", "supports", ""])
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
    lines = (folder / "sources.csv").read_text().splitlines()
    assert lines[1] == "agency-1,A headline,An agency,2022-12-05,en,agency,https://example.org/9,,2026-11-22,"
    assert "es-madrid-qingtian-1,agency-1,,headline,supports" in (folder / "citations.csv").read_text()


def test_add_checks_each_answer_as_it_is_given(folder: Path) -> None:
    answers = ["ES Madrid", "es-madrid-fuzhou-1", NEW_STATION[0], "ES", "Madrid", "town", "city", "none", "0", "1"]
    table = Table([*answers, *NEW_STATION[5:], "", "nobody knows", "paper-1", "", "", "supports", ""])
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
    refused = [line for line in table.said if "is not accepted" in line]
    assert [line.split(" is not")[0] for line in refused] == [
        "'ES Madrid'",
        "'es-madrid-fuzhou-1'",
        "'town'",
        "'none'",
        "'0'",
        "''",
        "'nobody knows'",
    ]
    assert "it is taken" in refused[1]


def test_add_asks_again_for_what_the_whole_row_shows_to_be_wrong(folder: Path) -> None:
    response = ["es-2022-11-01-denied", "ES", "2022-11", "day", "denied", "", "A ministry", "It denied it.", "high"]
    table = Table([*response, "paper-1", "", "", "supports", "", "date", "2022-11-01"])
    assert table.run("add", "responses", "--data", str(folder)) == 0, table.text
    assert "responses.csv, line 3, date_precision: 'day'; expected the precision of 2022-11" in table.said
    assert "es-2022-11-01-denied,ES,2022-11-01,day," in (folder / "responses.csv").read_text()


def test_add_says_one_wrong_date_once(folder: Path) -> None:
    response = ["es-2022-11-01-denied", "ES", "2022-13", "month", "denied", "", "A ministry", "It denied it.", "high"]
    source = [
        "paper-2",
        "A denial",
        "A paper",
        "2022-11-02",
        "en",
        "newspaper",
        "https://example.org/2",
        "",
        "2026-11-22",
        "",
    ]
    table = Table([*response, *source, "", "", "supports", "", "", "2022-11"])
    assert table.run("add", "responses", "--data", str(folder)) == 0, table.text
    assert [line for line in table.said if "expected" in line] == [
        "responses.csv, line 3, date: '2022-13'; expected a date that exists"
    ]


def test_add_never_uses_the_id_of_a_withdrawn_record_again(folder: Path) -> None:
    with (folder / "changes.csv").open("a") as log:
        log.write("2026-11-22,2026.11.0,es-madrid-qingtian-1,withdrawal,It had no source.\n")
    table = Table(NEW_STATION[:1])
    assert table.run("add", "stations", "--data", str(folder)) != 0
    assert "'es-madrid-qingtian-1' is not accepted: it is taken" in table.text


def test_add_lets_the_curator_settle_a_tie_or_give_a_point(folder: Path) -> None:
    prato = ["it-prato-wenzhou-1", "IT", "Prato", "city", "1", "wenzhou", "110-overseas", "", "", "high", ""]
    table = Table([*prato, "paper-1", "", "", "supports", "", "that one", "11.1,43.9", "3169921"])
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
    assert "geonames:3169921  Prato  population 195,089" in table.text
    assert "'that one': expected a GeoNames id" in table.text
    assert "probably latitude and longitude are swapped" in table.text
    assert json.loads((folder / "geocache.json").read_text())["IT|Prato"]["latitude"] == 43.88


@pytest.mark.parametrize("answered", [0, 3, len(NEW_STATION), len(NEW_STATION) + 2, len(NEW_STATION) + 4])
def test_add_writes_nothing_when_the_curator_breaks_off(folder: Path, answered: int) -> None:
    before = contents(folder)
    table = Table([*NEW_STATION, "paper-1", "", "", "supports"][:answered])
    assert table.run("add", "stations", "--data", str(folder)) == 1
    assert table.said[-1].strip() == "Broken off: nothing was written."
    assert contents(folder) == before


def test_add_leaves_data_with_problems_alone(folder: Path) -> None:
    replace_in(folder / "stations.csv", "ES,Madrid", "XX,Madrid")
    before = contents(folder)
    table = Table(NEW_STATION)
    assert table.run("add", "stations", "--data", str(folder)) == 1
    assert "run check and mend it" in table.text and table.asked == []
    assert contents(folder) == before


def test_a_row_is_put_in_order_between_records_of_several_lines_and_other_bytes_stay() -> None:
    text = 'id,note\r\na,"two\r\nlines"\r\nc,x\r\n'
    assert insert_row(text, ["b", 'say "so", twice']) == (
        'id,note\r\na,"two\r\nlines"\r\nb,"say ""so"", twice"\r\nc,x\r\n'
    )
    assert insert_row("id,note\n", ["a", ""]) == "id,note\na,\n"
    assert insert_row("id,note\na,", ["b", ""]) == "id,note\na,\nb,\n"


# What can be typed: no terminal hands over a carriage return or a NUL.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))
CELLS = st.lists(TEXT, min_size=3, max_size=3)


@given(rows=st.lists(CELLS, min_size=1, max_size=6, unique_by=lambda cells: cells[0]))
def test_a_row_that_was_inserted_is_read_back_in_order_whatever_it_says(rows: list[list[str]]) -> None:
    text = "id,a,b\n"
    for row in rows:
        text = insert_row(text, row)
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == sorted(rows)


PLACED = {"name": "Prato", "gazetteer_id": "", "precision": "city", "geocoder": "curator", "retrieved": "2026-11-22"}


def test_check_looks_at_the_borders_themselves(folder: Path) -> None:
    # Bern lies in the box around Italy, and in Switzerland.
    bern = {"latitude": 46.948, "longitude": 7.447, **PLACED}
    (folder / "geocache.json").write_text(json.dumps({"IT|Prato": bern}, indent=2))
    assert load(folder).problems == ()
    table = Table()
    assert table.run("check", "--data", str(folder)) == 1
    said = next(line for line in table.said if line.startswith("geocache.json"))
    assert said.startswith("geocache.json, line 2, IT|Prato: '46.948, 7.447'; expected a point in Italy: ")
    assert "lies in Switzerland" in said


@pytest.mark.parametrize("damage", ["\n", "\n\n", "\x00\n", "only,three,cells\n"])
def test_check_names_a_broken_line_without_a_traceback(folder: Path, damage: str) -> None:
    with (folder / "stations.csv").open("a") as file:
        file.write(damage)
    table = Table()
    assert table.run("check", "--data", str(folder)) == 1
    assert any(line.startswith("stations.csv, line 4, row: ") for line in table.said)


class Interrupted(SmallGazetteer):
    """A gazetteer that lets something else happen, once, before it answers."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile: list[Callable[[], object]] = [meanwhile]

    def find(self, geonames_id: str, country_code: str) -> Any:
        while self.meanwhile:
            self.meanwhile.pop()()
        return super().find(geonames_id, country_code)


def test_two_who_choose_at_once_both_keep_their_choice(folder: Path) -> None:
    first, second, told = Table(), Table(), threading.Event()

    def say(line: str) -> None:
        second.said.append(line)
        told.set()

    second.desk = replace(second.desk, say=say)
    other = threading.Thread(
        target=second.run, args=("geocode", "--data", str(folder), "--choose", "ES|Madrid=40.5,-3.7"), daemon=True
    )

    def start() -> None:
        other.start()
        assert told.wait(20)

    first.desk = replace(first.desk, geonames=Interrupted(start))
    assert first.run("geocode", "--data", str(folder), "--choose", "IT|Prato=3169921") == 0, first.text
    other.join(20)
    entries = json.loads((folder / "geocache.json").read_text())
    assert entries["IT|Prato"]["gazetteer_id"] == "geonames:3169921"
    assert entries["ES|Madrid"]["latitude"] == 40.5
    assert second.said[0].startswith("Another command is writing to ")


def test_what_was_added_while_a_curator_answers_is_kept(folder: Path) -> None:
    prato = ["it-prato-wenzhou-1", "IT", "Prato", "city", "1", "wenzhou", "110-overseas", "", "", "high", ""]

    def answer() -> Iterator[str]:
        yield from [*prato, "paper-1", "", "", "supports", ""]
        # Asked which Prato: somebody else adds a station, and its place, from beginning to end.
        assert (
            Table([*NEW_STATION, "paper-1", "", "", "supports", ""]).run("add", "stations", "--data", str(folder)) == 0
        )
        yield "3169921"

    table = Table(answer())
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
    read = load(folder)
    assert read.problems == ()
    assert {"it-prato-wenzhou-1", NEW_STATION[0]} <= set(read.stations["id"])
    assert set(read.geocache) == {"ES|Madrid", "IT|Prato"}


def test_an_id_that_was_taken_while_a_curator_answers_is_told_and_nothing_is_written(folder: Path) -> None:
    def answer() -> Iterator[str]:
        yield from ["it-prato-wenzhou-1", "IT", "Prato", "city", "1", "wenzhou", "110-overseas", "", "", "high", ""]
        yield from ["paper-1", "", "", "supports", ""]
        with (folder / "stations.csv").open("a") as stations, (folder / "citations.csv").open("a") as citations:
            stations.write("it-prato-wenzhou-1,IT,Prato,city,1,wenzhou,110-overseas,,,low,\n")
            citations.write("it-prato-wenzhou-1,paper-1,,,disputes\n")
        before.update(contents(folder))
        yield "3169921"

    before: dict[str, bytes] = {}
    table = Table(answer())
    assert table.run("add", "stations", "--data", str(folder)) == 1
    assert table.said[-1] == "Nothing was written: the data changed while you answered."
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("place", "hostile"),
    [
        *((2, city) for city in ("Mad\u202erid", "Ma\x1bdrid", "Madri\u200bd", "M\u0061\u0301drid", "M\x00adrid")),
        *((4, number) for number in ("1_0", "+1", "1e0", "1.0", "-0", "１", "١")),
        (10, "a note\nof two lines"),
    ],
)
def test_add_neither_takes_nor_writes_what_loading_would_refuse(folder: Path, place: int, hostile: str) -> None:
    answers = [*NEW_STATION[:place], hostile, *NEW_STATION[place:]]
    table = Table([*answers, "paper-1", "", "", "supports", ""])
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
    assert any("is not accepted: expected" in line and line.isprintable() for line in table.said)
    assert load(folder).problems == () and hostile not in (folder / "stations.csv").read_text()


def test_add_reads_only_the_files_of_the_atlas(folder: Path) -> None:
    (folder / ".#stations.csv").symlink_to("curator@desk.1234")
    os.mkfifo(folder / "pipe")
    table = Table([*NEW_STATION, "paper-1", "", "", "supports", ""])
    assert table.run("add", "stations", "--data", str(folder)) == 0, table.text
