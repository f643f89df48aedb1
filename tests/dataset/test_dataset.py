"""The curated data, and what happens to data that are wrong."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import dataset as datasets
from lib.dataset import DATA, TABLES, Dataset, DatasetError, Problem, tables
from lib.dataset.schema import COLUMNS, VOCABULARIES, read_schemas
from tests.dataset.damage import Damage
from tests.versions import CREATED

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
        ({"report": "patrol-and-persuade", "bureau": "wenzhou"}, 9),
        ({"report": "patrol-and-persuade", "bureau": "qingtian"}, 3),
        ({"report": "patrol-and-persuade", "bureau": "unknown"}, 13),
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
    ordered = dataset.responses.set_index("id").loc["cz-2022-11-statement-of-concern"]
    assert ordered["date"] == "2022-11"
    assert ordered["first_day"] == pd.Timestamp("2022-11-01")
    assert ordered["counts_from"] == pd.Timestamp("2022-11-30")


def test_a_span_counts_from_its_first_day_and_a_statistic_from_its_end(dataset: Dataset) -> None:
    spans = dataset.events[dataset.events["end_date"] != ""]
    statistics = spans[spans["kind"] == "statistic"]
    assert (statistics["counts_from"] == statistics["last_day"]).all()
    others = spans[spans["kind"] != "statistic"]
    assert len(others) and (others["counts_from"] == others["first_day"]).all()


MADRID = "es-madrid-fuzhou-1,ES,Madrid,city,1,fuzhou,110-overseas,,,low"


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        (MADRID, MADRID.replace(",1,fuzhou", ",one,fuzhou"), "count", "one"),
        (MADRID, MADRID.replace("city,1", "town,1"), "precision", "town"),
        (MADRID, MADRID.replace("city,1", "city,0"), "count", "0"),
        (MADRID, MADRID.replace("city,1", "country,1"), "precision", "country"),
        (MADRID, MADRID.replace("ES,Madrid", "XX,Madrid"), "country", "XX"),
        (MADRID, MADRID.replace("ES,Madrid", "IT,Madrid"), "id", "es-madrid-fuzhou-1"),
        (MADRID, MADRID.replace(",,,low", ",2022-02-30,day,low"), "opened", "2022-02-30"),
        (MADRID, MADRID.replace(",,,low", ",2022-02,day,low"), "opened_precision", "day"),
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
        sources.write("nobody-cites-me,Title,Publisher,,en,other,https://example.org/,,2026-11-22,\n")
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
    folder = copy_data(
        datapackage_json=(
            '{\n                "value": "region",',
            '{"value": "town", "label": "Town"}, {"value": "region",',
        )
    )
    text = (folder / "stations.csv").read_text(encoding="utf-8")
    (folder / "stations.csv").write_text(text.replace("Madrid,city", "Madrid,town", 1), encoding="utf-8")
    assert any(problem.value == "town" for problem in datasets.load(folder).problems)


def test_a_table_beyond_the_limit_is_cut_and_says_so(
    copy_data: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 900)
    problems = datasets.load(copy_data()).problems
    cut = next(problem for problem in problems if "at most 900 rows" in problem.expected)
    assert (cut.file, cut.line) == ("citations.csv", 902)
    assert cut.lines == (DATA / "citations.csv").read_text(encoding="utf-8").count("\n") - 901


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


def save_as(path: Path, delimiter: str = ",", above: str = "", tail: str = "", encoding: str = "utf-8") -> None:
    """Save a table as a spreadsheet does: its delimiter, lines above the header, the tail of each row, an encoding."""
    header, *rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    draft = io.StringIO()
    writer = csv.writer(draft, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([*row, *[""] * len(tail)] for row in rows)
    path.write_bytes((above + draft.getvalue()).encode(encoding))


SAVED: Mapping[str, dict[str, str]] = {
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t"},
    "sep=;": {"delimiter": ";", "above": "sep=;\r\n"},
    "a title": {"above": "Stations as of today\r\n"},
    "a title and an empty line": {"above": "Stations,,,\r\n\r\n"},
    "empty columns": {"tail": ",,"},
    "UTF-16": {"encoding": "utf-16", "delimiter": "\t"},
    "a mark": {"encoding": "utf-8-sig", "delimiter": ";"},
}


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("table", ["stations", "responses", "citations", "changes"])
def test_a_table_is_read_as_a_spreadsheet_saved_it(copy_data: Callable[..., Path], saved: str, table: str) -> None:
    folder = copy_data()
    save_as(folder / f"{table}.csv", **SAVED[saved])
    found, whole = datasets.load(folder), datasets.load()
    assert found.problems == ()
    pd.testing.assert_frame_equal(
        getattr(found, table).drop(columns="line", errors="ignore"),
        getattr(whole, table).drop(columns="line", errors="ignore"),
    )


def test_a_row_that_was_sorted_above_the_header_is_named(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    rewrite(folder / "stations.csv", lambda lines: [lines[1], lines[0], *lines[2:]])
    problems = name_problems(folder)
    assert [(line, column, expected) for line, column, _, expected in problems] == [
        (1, "row", "nothing but a title above the header")
    ]
    assert datasets.load(folder).rows_left_out == 1 + datasets.load(folder).citations_left_out


def test_a_quote_that_is_not_closed_costs_its_own_row_alone(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    rewrite(
        folder / "citations.csv",
        lambda lines: [line.replace('"', "", 1) if number == 5 else line for number, line in enumerate(lines)],
    )
    whole, found = datasets.load(), datasets.load(folder)
    assert len(whole.citations) - len(found.citations) <= 1


# Every column of dates there is, by its table.
DATED = [
    (table, field["name"])
    for table, schema in read_schemas(DATA)[0].items()
    for field in schema["fields"]
    if field.get("constraints", {}).get("pattern", "").startswith("^[0-9]{4}")
]


def test_the_columns_of_dates_are_these() -> None:
    assert len(DATED) == 11 and {table for table, _ in DATED} >= {"stations", "responses", "events", "sources"}


@pytest.mark.parametrize(("table", "column"), DATED)
@pytest.mark.parametrize("day", ["05/12/2022", "12/5/22", "05-Dec-22", "44900", "2022-12-05 00:00:00"])
def test_a_date_that_a_spreadsheet_made_its_own_is_named(
    copy_data: Callable[..., Path], table: str, column: str, day: str
) -> None:
    folder = copy_data()
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    draft, rows = io.StringIO(), rows or [[""] * len(header)]
    rows[0][header.index(column)] = day
    csv.writer(draft, lineterminator="\n").writerows([header, *rows])
    path.write_text(draft.getvalue(), encoding="utf-8")
    (problem, *_) = [each for each in name_problems(folder, path.name) if each[1] == column]
    assert problem[0] == 2 and problem[2] == day and "YYYY" in problem[3]


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


def name_problems(folder: Path, file: str = "stations.csv") -> list[tuple[int | None, str, str, str]]:
    """Line, column, value and expectation of each problem of a file."""
    return [
        (problem.line, problem.column, problem.value, problem.expected)
        for problem in datasets.load(folder).problems
        if problem.file == file
    ]


def rewrite(path: Path, change: Callable[[list[str]], list[str]]) -> Path:
    """Change the lines of a file in place; returns its folder."""
    path.write_text("".join(change(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")
    return path.parent


@pytest.mark.parametrize("blank", ["\n", "  \n"])
@pytest.mark.parametrize("line", [2, 40, 80])
def test_an_empty_line_anywhere_is_named_and_moves_no_other_line(
    copy_data: Callable[..., Path], line: int, blank: str
) -> None:
    folder = rewrite(copy_data() / "stations.csv", lambda lines: [*lines[: line - 1], blank, *lines[line - 1 :]])
    assert name_problems(folder) == [(line, "row", blank[:-1], "a row, or no line at all")]
    assert count(datasets.load(folder)) == 87


@pytest.mark.parametrize("number", ["1_0", "+3", "1e2", "102.9", "1.0", "-0", "01", "３", "٣", " 3", "0x3", "9" * 400])
def test_a_count_is_plain_digits(copy_data: Callable[..., Path], number: str) -> None:
    folder = copy_data(stations_csv=(MADRID, MADRID.replace("city,1,", f"city,{number},")))
    assert [(column, value) for _, column, value, _ in name_problems(folder)] == [("count", number)]
    assert count(datasets.load(folder)) == 86


@pytest.mark.parametrize(
    "number", ["Infinity", "-inf", "NaN", "1e400", "1_0", "+3", "-0", "-0.0", "１", "٣", "9" * 400]
)
def test_a_figure_is_plain_digits(copy_data: Callable[..., Path], number: str) -> None:
    folder = copy_data(figures_csv=(",54,", f",{number},"))
    assert [(column, value) for _, column, value, _ in name_problems(folder, "figures.csv")] == [("value", number)]


@pytest.mark.parametrize(
    "city", ["Barcelona\u200b", "\u202eaidM", "M\x00adrid", "\x1b[31mMadrid", "Mad\u00adrid", "M\u3164"]
)
def test_what_nobody_sees_is_refused_and_written_out(copy_data: Callable[..., Path], city: str) -> None:
    broken = datasets.load(copy_data(stations_csv=(MADRID, MADRID.replace("Madrid", city))))
    said = str(broken.problems[0])
    hidden = next(character for character in city if not character.isprintable() or character == "\u3164")
    assert f"[U+{ord(hidden):04X}]" in said and f"text without U+{ord(hidden):04X}" in said
    assert said.isprintable() and hidden not in said
    assert count(broken) == 86


@pytest.mark.parametrize(
    "city", ["Madrid ", " Madrid", "M\u0061\u0301drid", "\u00a0Madrid", "San  Juan", "San\u00a0Juan"]
)
def test_a_city_that_only_looks_like_another_does_not_leave_the_map_in_silence(
    copy_data: Callable[..., Path], city: str
) -> None:
    folder = copy_data(stations_csv=(MADRID, MADRID.replace("Madrid", city)))
    assert [column for _, column, *_ in name_problems(folder)] == ["city"]


def test_a_line_break_in_a_cell_is_named_and_later_lines_keep_their_numbers(copy_data: Callable[..., Path]) -> None:
    def change(lines: list[str]) -> list[str]:
        lines[9] = lines[9].replace(",1,", ",many,", 1)
        return [
            *lines[:3],
            'es-madrid-fuzhou-8,ES,Madrid,city,1,fuzhou,110-overseas,,,low,"one\n',
            'two"\n',
            *lines[3:],
        ]

    found = name_problems(rewrite(copy_data() / "stations.csv", change))
    assert [(line, column) for line, column, *_ in found] == [(4, "row"), (5, "row"), (12, "count")]


def test_a_lost_quote_costs_its_own_line_alone(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    text = (folder / "citations.csv").read_text(encoding="utf-8")
    (folder / "citations.csv").write_text(text.replace('",', ",", 1), encoding="utf-8")
    read = datasets.load(folder)
    assert [problem.expected for problem in read.problems] == ["a row on one line, with every quote closed"]


def test_a_file_that_ends_within_a_row_is_named(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    whole = (folder / "stations.csv").read_bytes()
    (folder / "stations.csv").write_bytes(whole[:-3])
    lines = whole.count(b"\n")
    found = name_problems(folder)
    assert [(line, column) for line, column, *_ in found] == [(lines, "row")] and "cut off" in found[0][3]


def test_lines_read_and_lines_named_are_the_lines_there_citations_included(copy_data: Callable[..., Path]) -> None:
    folder = copy_data(stations_csv=(MADRID, MADRID.replace(",ES,", ",XX,")))
    cited = (folder / "citations.csv").read_text(encoding="utf-8").count("\nes-madrid-fuzhou-1,")
    broken, whole = datasets.load(folder), datasets.load()
    following = [problem for problem in broken.problems if problem.file == "citations.csv"]
    assert cited and len(following) == cited == broken.citations_left_out
    assert {problem.expected for problem in following} == {"a record that is shown: this one was left out, see there"}
    assert len(broken.citations) == len(whole.citations) - cited
    assert broken.rows_left_out == cited + 1


@pytest.mark.parametrize("table", ["figures", "claims", "leads", "changes"])
@pytest.mark.parametrize("content", [None, b"", b"id,value\n", b"\xff\xfe\x00"])
def test_a_table_that_the_atlas_can_do_without_is_empty_and_named(
    copy_data: Callable[..., Path], table: str, content: bytes | None
) -> None:
    folder = copy_data()
    (folder / f"{table}.csv").unlink() if content is None else (folder / f"{table}.csv").write_bytes(content)
    read = datasets.load(folder)
    assert getattr(read, table).empty and count(read) == 87
    assert f"{table}.csv" in {problem.file for problem in read.problems}


@pytest.mark.parametrize("table", ["sources", "stations", "responses", "citations"])
def test_a_table_without_a_row_is_an_error_where_it_would_say_what_is_not_so(
    copy_data: Callable[..., Path], table: str
) -> None:
    folder = rewrite(copy_data() / f"{table}.csv", lambda lines: lines[:1])
    with pytest.raises(DatasetError, match=f"{table}.csv: the file has no row"):
        datasets.load(folder)


DUBAI = '"latitude": 25.077,\n    "longitude": 55.309'


@pytest.mark.parametrize(
    ("new", "column", "said"),
    [
        ('"latitude": 48.857,\n    "longitude": 2.352', "point", "a point in the United Arab Emirates"),
        ('"latitude": 0,\n    "longitude": 0.0', "point", "0, 0 is in the sea"),
        ('"latitude": 55.309,\n    "longitude": 25.077', "point", "seem to be swapped"),
        ('"latitude": 25.077123456789012,\n    "longitude": 55.309', "latitude", "at most 3 decimals"),
        ('"latitude": 25.077,\n    "longitude": 1e400', "longitude", "decimal degrees in ±180"),
        ('"latitude": Infinity,\n    "longitude": 55.309', "latitude", "decimal degrees in ±90"),
        ('"latitude": NaN,\n    "longitude": 55.309', "latitude", "decimal degrees in ±90"),
        ('"latitude": "25.077",\n    "longitude": 55.309', "latitude", "decimal degrees in ±90"),
        ('"latitude": true,\n    "longitude": 55.309', "latitude", "decimal degrees in ±90"),
        ('"latitude": 25.077,\n    "latitude": 25.1,\n    "longitude": 55.309', "latitude", "given once"),
    ],
)
def test_a_point_that_cannot_be_right_is_named_and_not_drawn(
    copy_data: Callable[..., Path], new: str, column: str, said: str
) -> None:
    read = datasets.load(copy_data(geocache_json=(DUBAI, new)))
    assert [(problem.file, problem.line, problem.column) for problem in read.problems] == [
        ("geocache.json", 2, f"AE|Dubai, {column}")
    ]
    assert said in read.problems[0].expected
    assert "AE|Dubai" not in read.geocache and len(read.geocache) == len(datasets.load().geocache) - 1


@pytest.mark.parametrize(
    ("key", "line", "expected"),
    [
        ("AE|Dubai", 12, "a key that no other entry has"),
        ("Buenos Aires", 12, "a country's code"),
        ("XX|Nowhere", 12, "a country's code"),
        ("AR|Buenos Aires ", 12, "a country's code"),
        ("AR|Buenos\\u202eAires", 12, "text without U+202E"),
    ],
)
def test_a_key_that_names_no_place_or_one_twice_is_named(
    copy_data: Callable[..., Path], key: str, line: int, expected: str
) -> None:
    folder = copy_data(geocache_json=('"AR|Buenos Aires"', f'"{key}"'))
    found = [problem for problem in datasets.load(folder).problems if problem.file == "geocache.json"]
    assert len(found) == 1 and expected in found[0].expected
    assert found[0].line == (line if "\\" not in key else found[0].line)


@pytest.mark.parametrize("made", ["pipe", "folder", "dangling", "circle", "deep", "endless", "missing"])
def test_a_geocache_that_cannot_be_read_leaves_the_list_without_points(
    copy_data: Callable[..., Path], made: str
) -> None:
    folder = copy_data(geocache_json=None)
    path = folder / "geocache.json"
    if made == "deep":
        path.write_text('{"a":' * 100_000)
    elif made != "missing":
        Damage("geocache.json", made, 0, 0, "").do(folder)
    read = datasets.load(folder)
    assert [(problem.file, problem.column) for problem in read.problems] == [("geocache.json", "file")]
    assert not read.geocache and count(read) == 87


@pytest.mark.parametrize("created", ["9999-12-31", "0001-01-01", "2026-02-30", "2026", "yesterday", ""])
def test_a_date_of_the_data_that_cannot_be_is_an_error(copy_data: Callable[..., Path], created: str) -> None:
    folder = copy_data(datapackage_json=(f"{CREATED}T00:00:00Z", created))
    with pytest.raises(DatasetError, match=r"datapackage.json: created is"):
        datasets.load(folder)


def test_files_that_the_atlas_does_not_read_are_nobodys_business(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    (folder / ".#stations.csv").symlink_to("curator@desk.1234")
    (folder / ".stations.csv.draft").write_text("half a")
    before = datasets.read_stamp(folder)
    assert not datasets.load(folder).problems
    (folder / ".stations.csv.draft").unlink()
    assert datasets.read_stamp(folder) == before


def test_an_older_file_in_place_of_a_newer_one_is_seen_and_so_is_one_that_went(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    stamps = [datasets.read_stamp(folder)]
    draft = folder / "draft"
    draft.write_bytes((folder / "leads.csv").read_bytes())
    os.utime(draft, (1_000_000_000, 1_000_000_000))
    draft.replace(folder / "leads.csv")
    stamps.append(datasets.read_stamp(folder))
    (folder / "leads.csv").unlink()
    stamps.append(datasets.read_stamp(folder))
    assert len(set(stamps)) == 3


own_parts = st.lists(st.integers(0, 30), min_size=1, max_size=7)


@given(path=own_parts, instead=st.sampled_from([None, "", 7, [], {}, "(", "string", True]))
@settings(max_examples=120)
def test_our_own_package_with_a_part_missing_is_used_or_is_an_error(path: list[int], instead: object) -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    holder, key = package, ""
    for step in path:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = keys[step % len(keys)]
        if not isinstance(holder[key], dict | list) or not holder[key]:
            break
        holder, inner = holder[key], holder
    else:
        holder = inner
    if instead is None:
        del holder[key]
    else:
        holder[key] = instead
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        try:
            schemas, _ = read_schemas(Path(made))
        except DatasetError as error:
            assert error.file == "datapackage.json" and error.reason and error.remedy
        else:
            assert set(schemas) == set(TABLES)


def test_the_columns_and_vocabularies_that_the_code_knows_are_those_of_the_package(dataset: Dataset) -> None:
    for table, columns in COLUMNS.items():
        assert columns == tuple(field["name"] for field in dataset.schemas[table]["fields"])
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert tuple(package["vocabularies"]) == VOCABULARIES
