"""The curated data, and what happens to data that are wrong."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from lib import dataset as datasets
from lib.dataset import Dataset, DatasetError, Problem, tables

EUROPE = ["ES", "IT", "FR", "PT", "GB", "NL", "CZ", "HU", "IE", "SK", "DE", "GR", "SE", "AT", "UA", "RS", "HR", "RO"]
SOUTH_AMERICA = ["AR", "BR", "CL", "CO", "EC", "PE"]
AMERICAS = [*SOUTH_AMERICA, "CA", "US", "CU", "PA"]


def count(dataset: Dataset, **where: object) -> int:
    """Stations of the rows whose columns equal, or are among, the values given."""
    rows = dataset.stations
    for column, value in where.items():
        rows = rows[rows[column].isin(value if isinstance(value, list) else [value])]
    return int(rows["count"].sum())


def test_the_curated_data_have_no_problem(dataset: Dataset) -> None:
    assert [str(problem) for problem in dataset.problems] == []


def test_there_are_87_stations_in_42_countries(dataset: Dataset) -> None:
    assert count(dataset) == 87
    assert dataset.stations["country"].nunique() == 42
    assert count(dataset, report="110-overseas") == 52
    assert count(dataset, report="patrol-and-persuade") == 35
    assert dataset.stations.loc[dataset.stations["report"] == "110-overseas", "country"].nunique() == 28


@pytest.mark.parametrize(
    ("where", "stations"),
    [
        ({"report": "110-overseas", "country": EUROPE}, 36),
        ({"country": "ES"}, 9),
        ({"country": "ES", "city": "Madrid"}, 3),
        ({"country": "ES", "city": "Barcelona", "bureau": "fuzhou"}, 2),
        ({"country": "ES", "city": "Barcelona", "bureau": "qingtian"}, 1),
        ({"country": "ES", "city": "Valencia"}, 2),
        ({"country": "ES", "city": "Santiago de Compostela"}, 1),
        ({"country": "NL"}, 2),
        ({"country": "NL", "city": "Amsterdam"}, 1),
        ({"country": "NL", "city": "Rotterdam"}, 1),
        ({"country": "IT", "report": "110-overseas"}, 4),
        ({"country": "IT"}, 11),
        ({"country": "IT", "precision": "country"}, 2),
        ({"city": "London"}, 2),
        ({"city": "Glasgow"}, 1),
        ({"country": "FR", "report": "110-overseas"}, 3),
        ({"country": "FR"}, 4),
        ({"country": "CA", "report": "110-overseas"}, 3),
        ({"country": "CA"}, 5),
        ({"country": "US", "report": "110-overseas"}, 1),
        ({"country": "US"}, 4),
        ({"country": AMERICAS}, 22),
        ({"country": SOUTH_AMERICA}, 11),
        ({"report": "patrol-and-persuade", "bureau": "nantong"}, 10),
        ({"report": "patrol-and-persuade", "bureau": "wenzhou"}, 8),
        ({"report": "patrol-and-persuade", "bureau": "qingtian"}, 2),
        ({"report": "patrol-and-persuade", "bureau": "unknown"}, 15),
    ],
)
def test_the_data_add_up_as_the_sources_do(dataset: Dataset, where: dict[str, object], stations: int) -> None:
    assert count(dataset, **where) == stations


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("fig-stations-first-report-54", 54),
        ("fig-stations-reported-102", 102),
        ("fig-countries-reported-53", 53),
        ("fig-countries-first-report-30", 30),
        ("fig-countries-first-report-21", 21),
    ],
)
def test_the_denominators_are_figures_with_sources(dataset: Dataset, figure: str, value: int) -> None:
    assert dataset.figure(figure) == value
    assert (dataset.citations_of(figure)["stance"] == "supports").any()


def test_every_seed_is_cited(dataset: Dataset) -> None:
    seeds = {source for source in dataset.citations["source"] if source.startswith("seed-")}
    assert seeds == {"seed-000", "seed-001", "seed-002", "seed-003", "seed-004"}
    madrid = dataset.stations.loc[dataset.stations["city"] == "Madrid", "id"]
    assert all((dataset.citations_of(entry)["source"] == "seed-001").any() for entry in madrid)


def test_every_place_but_none_is_in_the_geocache(dataset: Dataset) -> None:
    assert set(dataset.stations["place_key"]) - set(dataset.geocache) == set()


@pytest.mark.parametrize(
    ("key", "latitude", "longitude"),
    [
        ("ES|Madrid", 40.4, -3.7),
        ("ES|Barcelona", 41.4, 2.2),
        ("ES|Valencia", 39.5, -0.4),
        ("ES|Santiago de Compostela", 42.9, -8.5),
        ("NL|Amsterdam", 52.4, 4.9),
        ("NL|Rotterdam", 51.9, 4.5),
        ("IT|Rome", 41.9, 12.5),
        ("IT|Milan", 45.5, 9.2),
        ("IT|Prato", 43.9, 11.1),
        ("GB|London", 51.5, -0.1),
    ],
)
def test_the_first_cities_stand_where_they_are(dataset: Dataset, key: str, latitude: float, longitude: float) -> None:
    location = dataset.geocache[key]
    assert (location.latitude, location.longitude) == pytest.approx((latitude, longitude), abs=0.15)


def test_frames_keep_partial_dates_as_they_are_and_count_from_the_last_day(dataset: Dataset) -> None:
    ordered = dataset.responses.set_index("id").loc["de-2022-11-closure-ordered"]
    assert ordered["date"] == "2022-11"
    assert ordered["first_day"] == pd.Timestamp("2022-11-01")
    assert ordered["counts_from"] == pd.Timestamp("2022-11-30")


def test_a_span_counts_from_its_first_day_and_a_statistic_from_its_end(dataset: Dataset) -> None:
    spans = dataset.events[dataset.events["end_date"] != ""]
    statistics = spans[spans["kind"] == "statistic"]
    assert (statistics["counts_from"] == statistics["last_day"]).all()
    others = spans[spans["kind"] != "statistic"]
    assert len(others) and (others["counts_from"] == others["first_day"]).all()


MADRID = "es-madrid-fuzhou-1,ES,Madrid,city,1,fuzhou,110-overseas,,,medium"


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        (MADRID, MADRID.replace(",1,fuzhou", ",one,fuzhou"), "count", "one"),
        (MADRID, MADRID.replace("city,1", "town,1"), "precision", "town"),
        (MADRID, MADRID.replace("city,1", "city,0"), "count", "0"),
        (MADRID, MADRID.replace("city,1", "country,1"), "precision", "country"),
        (MADRID, MADRID.replace("ES,Madrid", "XX,Madrid"), "country", "XX"),
        (MADRID, MADRID.replace("ES,Madrid", "IT,Madrid"), "id", "es-madrid-fuzhou-1"),
        (MADRID, MADRID.replace(",,,medium", ",2022-02-30,day,medium"), "opened", "2022-02-30"),
        (MADRID, MADRID.replace(",,,medium", ",2022-02,day,medium"), "opened_precision", "day"),
        (MADRID, MADRID.replace("es-madrid-fuzhou-1", "Madrid 1"), "id", "Madrid 1"),
        (MADRID, MADRID.replace("es-madrid-fuzhou-1", "es-madrid-fuzhou-9"), "id", "es-madrid-fuzhou-9"),
    ],
)
def test_a_bad_station_is_kept_out_and_named(
    copy_data: Callable[..., Path], old: str, new: str, column: str, value: str
) -> None:
    broken = datasets.load(copy_data(stations_csv=(old, new)))
    found = [problem for problem in broken.problems if problem.file == "stations.csv"]
    assert [(problem.column, problem.value) for problem in found][:1] == [(column, value)]
    assert found[0].line is not None and found[0].expected
    assert broken.stations["count"].sum() == 86
    assert broken.rows_left_out >= 1


def test_a_long_quote_an_unknown_source_and_an_unused_source_are_named(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    lines = (folder / "citations.csv").read_text(encoding="utf-8").splitlines()
    lines.append(f"es-madrid-fuzhou-1,no-such-source,{'word ' * 26},,supports")
    (folder / "citations.csv").write_text("\n".join(lines), encoding="utf-8")
    with (folder / "sources.csv").open("a", encoding="utf-8") as sources:
        sources.write("nobody-cites-me,Title,Publisher,,en,other,https://example.org/,\n")
    expected = {(problem.file, problem.column) for problem in datasets.load(folder).problems}
    assert expected == {("citations.csv", "quote"), ("sources.csv", "id")}


def test_an_address_that_is_not_http_is_refused(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    text = (folder / "sources.csv").read_text(encoding="utf-8")
    (folder / "sources.csv").write_text(text.replace("https://", "javascript:", 1), encoding="utf-8")
    problems = datasets.load(folder).problems
    assert ("sources.csv", "url") in {(problem.file, problem.column) for problem in problems}


@pytest.mark.parametrize("file", ["stations.csv", "responses.csv", "events.csv", "citations.csv", "datapackage.json"])
def test_a_missing_file_is_named_with_what_to_do(copy_data: Callable[..., Path], file: str) -> None:
    folder = copy_data(**{file.replace(".", "_"): None})
    with pytest.raises(DatasetError) as raised:
        datasets.load(folder)
    assert raised.value.file == file
    assert "missing" in raised.value.reason and file in raised.value.remedy


@pytest.mark.parametrize("content", [b"\xff\xfe\x00broken", b"id,country\nes-1,ES\n", b"", b'"unclosed'])
def test_an_unreadable_table_is_named(copy_data: Callable[..., Path], content: bytes) -> None:
    folder = copy_data()
    (folder / "stations.csv").write_bytes(content)
    with pytest.raises(DatasetError) as raised:
        datasets.load(folder)
    assert raised.value.file == "stations.csv" and raised.value.remedy


def test_a_folder_cannot_redefine_the_fields(copy_data: Callable[..., Path]) -> None:
    folder = copy_data(datapackage_json=('"region",', '"region", "town",'))
    text = (folder / "stations.csv").read_text(encoding="utf-8")
    (folder / "stations.csv").write_text(text.replace("Madrid,city", "Madrid,town", 1), encoding="utf-8")
    assert any(problem.value == "town" for problem in datasets.load(folder).problems)


def test_a_table_beyond_the_limit_is_cut_and_says_so(
    copy_data: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 300)
    problems = datasets.load(copy_data()).problems
    assert any(problem.file == "citations.csv" and "at most 300 rows" in problem.expected for problem in problems)


def test_a_problem_says_file_line_column_value_and_what_was_expected() -> None:
    said = str(Problem("stations.csv", 7, "count", "x" * 100, "a number"))
    assert said.startswith("stations.csv, line 7, count: 'xxx") and said.endswith("expected a number")
    assert len(said) < 160


@pytest.mark.parametrize(("text", "words"), [("two words", 2), ("", 0), ("海外警務服務站", 4), ("one 海外", 3)])
def test_words_are_counted_in_scripts_without_spaces_too(text: str, words: int) -> None:
    assert datasets.count_words(text) == words


def test_a_stray_byte_is_a_fault_and_does_not_garble_the_other_rows(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    with (folder / "stations.csv").open("ab") as stations:
        stations.write(
            "xx-d\xfcsseldorf-unknown-1,DE,D\xfcsseldorf,city,1,unknown,110-overseas,,,low,\n".encode("latin-1")
        )
    read = datasets.load(folder)
    assert [(problem.line, problem.expected) for problem in read.problems] == [(80, "text in UTF-8")]
    assert "D\\xfcsseldorf" in read.problems[0].value
    assert count(read) == 87


def test_semicolons_are_not_guessed_to_be_commas(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    text = (folder / "stations.csv").read_text(encoding="utf-8")
    (folder / "stations.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    with pytest.raises(DatasetError) as raised:
        datasets.load(folder)
    assert "the columns are" in raised.value.reason


@pytest.mark.parametrize("city", ["</script><img onerror=x>", '=HYPERLINK("x")', "Main Street 5", "@home"])
def test_a_city_is_letters(copy_data: Callable[..., Path], city: str) -> None:
    quoted = '"' + city.replace('"', '""') + '"'
    problems = datasets.load(copy_data(stations_csv=(",Madrid,city", f",{quoted},city"))).problems
    assert ("stations.csv", "city", city) in {(problem.file, problem.column, problem.value) for problem in problems}


def test_a_row_with_too_few_cells_is_one_problem(copy_data: Callable[..., Path]) -> None:
    problems = datasets.load(copy_data(stations_csv=(MADRID, "es-madrid-fuzhou-1,ES,Madrid"))).problems
    short = [problem for problem in problems if problem.file == "stations.csv"]
    assert len(short) == 1 and short[0].expected == "11 cells, as in the header"


def test_what_was_expected_is_said_in_a_curators_words(copy_data: Callable[..., Path]) -> None:
    broken = MADRID.replace("city,1,fuzhou", "town,0,putian")
    said = {
        problem.column: problem.expected for problem in datasets.load(copy_data(stations_csv=(MADRID, broken))).problems
    }
    assert said["precision"] == "one of city, region, country"
    assert said["count"] == "at least 1"
    assert said["bureau"].startswith("one of fuzhou, qingtian")
