"""Released versions: frozen, checked by their sums, read as their own day allowed, and compared with today's."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lib.dataset import DATA, Dataset, DatasetError, load, load_release
from lib.dataset.changes import compare, list_lines
from lib.dataset.releases import number
from lib.view import View, check
from lib.view.atlas import Atlas
from lib.words.views import write_problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/ with its releases."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_the_first_two_versions_are_released(dataset: Dataset) -> None:
    days = {version: each.released for version, each in dataset.releases.items()}
    assert days["2026.11.0"] == date(2026, 11, 22) and days["2026.11.1"] == date(2026, 11, 27)
    # In the order of their numbers.
    assert list(days) == sorted(days, key=number) and number("2026.11.10") > number("2026.11.9")


def test_a_release_is_read_as_it_was(dataset: Dataset) -> None:
    first = load_release(DATA, dataset.releases["2026.11.0"])
    assert (first.version, first.created, first.problems) == ("2026.11.0", date(2026, 11, 22), ())
    assert int(first.stations["count"].sum()) == 87
    # Leads had no need of a source then, and whether addresses answer was not asked.
    assert (first.leads["source"] == "").sum() == 10 and first.health.empty
    assert load_release(DATA, dataset.releases["2026.11.1"]).problems == ()


def test_a_release_that_is_not_as_it_was_is_refused(folder: Path, dataset: Dataset) -> None:
    path = folder / "releases" / "2026.11.0" / "stations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Madrid,city,2", "Madrid,city,3"), encoding="utf-8")
    with pytest.raises(DatasetError, match="not those that were released"):
        load_release(folder, dataset.releases["2026.11.0"])
    shutil.rmtree(path.parent)
    with pytest.raises(DatasetError, match="folder is missing"):
        load_release(folder, dataset.releases["2026.11.0"])


def test_a_link_to_a_release_that_is_not_as_it_was_is_told_so(folder: Path) -> None:
    path = folder / "releases" / "2026.11.0" / "stations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Madrid,city,2", "Madrid,city,3"), encoding="utf-8")
    atlas = Atlas(load(folder), folder)
    said = {}
    for version in ("2026.11.0", "2026.10.9"):
        asked = View(data=version)
        view, (problem,) = check(asked, atlas.of(asked).dataset)
        assert view.data == ""
        said[version] = write_problem(problem)
    assert "2026.11.0, whose files here are not those that were released; you see" in said["2026.11.0"]
    assert "2026.10.9, which the atlas does not have; you see" in said["2026.10.9"]


@pytest.mark.parametrize(
    ("version", "entry", "expected"),
    [
        ("../../etc", {"released": "2026-11-22", "sha256": "0"}, "a version such as"),
        ("2026.11", {"released": "2026-11-22", "sha256": "0"}, "a version such as"),
        # Python reads no number of 5,000 digits, and a disk has no folder of 300 letters.
        (f"2026.11.{'1' * 5_000}", {"released": "2026-11-22", "sha256": "0"}, "a version such as"),
        (f"{'1' * 300}.1.1", {"released": "2026-11-22", "sha256": "0"}, "a version such as"),
        ("２０２６.11.0", {"released": "2026-11-22", "sha256": "0"}, "a version such as"),
        ("2026.11.7", {"released": "2026-11-31", "sha256": "0"}, "a date that exists"),
        ("2026.11.7", {"released": "2026-11", "sha256": "0"}, "a day and a checksum"),
        ("2026.11.7", {"released": 20261122, "sha256": "0"}, "a day and a checksum"),
        ("2026.11.7", {"released": "2026-11-22"}, "released and sha256"),
        ("2026.11.7", ["2026-11-22"], "released and sha256"),
    ],
)
def test_a_list_that_is_none_is_named_and_the_rest_of_it_read(
    folder: Path, version: str, entry: object, expected: str
) -> None:
    path = folder / "releases" / "releases.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), version: entry}), encoding="utf-8")
    data = load(folder)
    assert "2026.11.0" in data.releases and version not in data.releases
    assert [problem.file for problem in data.problems] == ["releases/releases.json"]
    assert expected in data.problems[0].expected


def test_a_folder_without_releases_has_none_and_no_problem(copy_data: Callable[..., Path]) -> None:
    data = load(copy_data())
    assert (dict(data.releases), data.problems) == ({}, ())


def test_what_became_of_each_record_is_told(dataset: Dataset) -> None:
    stations = dataset.stations
    then = replace(
        dataset,
        version="2026.1.0",
        stations=stations[stations["id"] != "es-madrid-fuzhou-1"].assign(
            note=stations["note"].mask(stations["id"] == "gb-london-fuzhou-1", "Another note.")
        ),
        changes=dataset.changes.iloc[:0],
    )
    now = replace(dataset, version="2026.2.0", changes=dataset.changes.iloc[:0])
    assert compare(then, now) == {"es-madrid-fuzhou-1": "added", "gb-london-fuzhou-1": "corrected"}
    assert compare(now, then) == {"es-madrid-fuzhou-1": "withdrawn", "gb-london-fuzhou-1": "corrected"}
    assert compare(now, now) == {}


def test_a_record_is_corrected_where_a_quote_of_it_or_the_point_of_its_place_is_another_one(dataset: Dataset) -> None:
    then = replace(dataset, version="2026.1.0", changes=dataset.changes.iloc[:0])
    cited = dataset.citations
    mine = (cited["record"] == "gb-2023-06-06-closure-ordered") & (cited["quote"] != "")
    assert mine.any()
    quoted = replace(then, version="2026.2.0", citations=cited.assign(quote=cited["quote"].mask(mine, "Other words")))
    assert compare(then, quoted) == {"gb-2023-06-06-closure-ordered": "corrected"}
    key = "ES|Santiago de Compostela"
    moved = dict(dataset.geocache) | {key: replace(dataset.geocache[key], latitude=42.1)}
    there = dataset.stations.loc[dataset.stations["place_key"] == key, "id"]
    assert compare(then, replace(then, version="2026.2.0", geocache=moved)) == dict.fromkeys(there, "corrected")
    fewer = replace(then, version="2026.2.0", leads=dataset.leads.iloc[1:])
    assert compare(then, fewer) == {dataset.leads.iloc[0]["id"]: "withdrawn"}


def test_every_change_since_each_version_has_its_line(dataset: Dataset) -> None:
    for version in dataset.releases.values():
        then = load_release(DATA, version)
        told = {line["record"] for line in list_lines(then, dataset)}
        assert set(compare(then, dataset)) <= told


def test_a_release_that_comes_after_its_list_is_found_without_a_restart(folder: Path) -> None:
    """Who deploys the list first and the folder then keeps nobody from it."""
    place = folder / "releases" / "2026.11.0"
    away = place.rename(folder / "away")
    atlas = Atlas(load(folder), folder)
    assert atlas.of(View(data="2026.11.0")) is atlas
    away.rename(place)
    assert atlas.of(View(data="2026.11.0")).dataset.version == "2026.11.0"
