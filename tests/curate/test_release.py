"""`release` freezes a version and refuses what would make it lie; `remove` takes a text out of all of them."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lib.curate import commands as curate
from lib.curate.desk import Desk
from lib.dataset import DATA, load, load_release


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def run(said: list[str], tmp_path: Path) -> Callable[..., int]:
    """Runs a command on a copy of data/ with its releases."""
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))

    def run(*arguments: str) -> int:
        said.clear()
        return curate.main([*arguments, "--data", str(folder)], Desk(say=said.append, today=lambda: date(2027, 1, 2)))

    return run


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def next_data(run: Callable[..., int], tmp_path: Path) -> Path:
    """That copy as the next version, which is not released yet."""
    folder = tmp_path / "data"
    version = load(folder).version
    edit(folder / "datapackage.json", f'"version": "{version}"', '"version": "2027.1.0"')
    return folder


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / table).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_version_is_released_once(run: Callable[..., int], said: list[str], next_data: Path) -> None:
    assert run("release") == 0 and "Released 2027.1.0" in said[-1]
    listed = json.loads((next_data / "releases" / "releases.json").read_text(encoding="utf-8"))
    assert list(listed)[-1] == "2027.1.0" and listed["2027.1.0"]["sha256"] in said[-1]
    assert load_release(next_data, load(next_data).releases["2027.1.0"]).version == "2027.1.0"
    assert run("check") == 0
    assert run("release") == 1 and "never changes" in said[-1]


def test_a_change_that_the_log_does_not_tell_is_not_released(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    edit(next_data / "stations.csv", "Barcelona,city,2", "Barcelona,city,1")
    assert run("release") == 1
    assert any(line.startswith("es-barcelona-") and "without a line in changes.csv" in line for line in said)
    assert "2027.1.0" not in load(next_data).releases


def test_data_with_a_problem_are_not_released(run: Callable[..., int], said: list[str], next_data: Path) -> None:
    edit(next_data / "stations.csv", "es-madrid-fuzhou-1,ES,", "es-madrid-fuzhou-1,XX,")
    assert run("release") == 1 and said[-1].startswith("Not released: the data has")


def test_a_released_version_that_goes_on_changing_is_named(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    assert run("release") == 0
    edit(next_data / "stations.csv", "Barcelona,city,2", "Barcelona,city,1")
    assert run("check") == 1
    assert any(line.startswith("stations.csv") and "raise version and created" in line for line in said)


def test_a_release_that_was_changed_or_is_not_listed_is_named(
    run: Callable[..., int], said: list[str], tmp_path: Path
) -> None:
    releases = tmp_path / "data" / "releases"
    edit(releases / "2026.11.0" / "stations.csv", "Madrid,city,2", "Madrid,city,1")
    (releases / "2026.12.0").mkdir()
    assert run("check") == 1
    assert any("2026.11.0" in line and "not those that were released" in line for line in said)
    assert any("'2026.12.0'; expected a version that is listed" in line for line in said)


def test_a_text_is_taken_out_of_every_version_and_logged(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    before = load(next_data)
    note = before.stations.set_index("id").at["ar-buenos-aires-fuzhou-1", "note"]
    assert note and run("remove", "ar-buenos-aires-fuzhou-1", "note", "A note that named somebody.") == 0
    after = load(next_data)
    for data in (after, *(load_release(next_data, each) for each in after.releases.values())):
        row = data.stations.set_index("id").loc["ar-buenos-aires-fuzhou-1"]
        assert row["note"] == "[removed]" and row["count"] == 1 and data.problems == ()
    # Every release has another sum now, and the log says why.
    assert all(after.releases[version] != before.releases[version] for version in before.releases)
    logged = [line for line in read(next_data, "changes.csv") if line["reason"] == "removal"]
    assert [(line["date"], line["record"], line["change"]) for line in logged] == [
        ("2027-01-02", "ar-buenos-aires-fuzhou-1", "A note that named somebody.")
    ]
    assert note not in "".join(path.read_text(encoding="utf-8") for path in next_data.rglob("stations.csv"))


def test_a_quote_and_an_address_are_taken_out_too(run: Callable[..., int], said: list[str], next_data: Path) -> None:
    quoted = next(row for row in read(next_data, "citations.csv") if row["quote"] and row["record"].startswith("gb-"))
    assert (
        run(
            "remove",
            "/".join((quoted["record"], quoted["source"], quoted["stance"])),
            "quote",
            "A quote that named somebody.",
        )
        == 0
    )
    mended = next(row for row in read(next_data, "citations.csv") if {**row, "quote": quoted["quote"]} == quoted)
    assert mended["quote"] == "[removed]"
    source = next(row for row in read(next_data, "sources.csv") if row["url"].count("/") > 3)
    assert run("remove", source["id"], "url", "An address that named somebody.") == 0
    address = next(row["url"] for row in read(next_data, "sources.csv") if row["id"] == source["id"])
    assert source["url"].startswith(address) and address.count("/") == 3
    assert load(next_data).problems == ()


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("gb-london-fuzhou-1", "nothing", "Nothing was removed"),
        ("gb-atlantis-fuzhou-1", "note", "Nothing was removed"),
        ("gb-london-fuzhou-1", "country", "cannot be without it"),
    ],
)
def test_what_cannot_be_taken_out_is_named_and_nothing_is_written(
    run: Callable[..., int], said: list[str], next_data: Path, row: str, column: str, expected: str
) -> None:
    before = {path: path.read_bytes() for path in next_data.rglob("*.*") if path.is_file()}
    assert run("remove", row, column, "Why.") == 1 and expected in said[-1]
    assert {path: path.read_bytes() for path in next_data.rglob("*.*") if path.is_file()} == before


def test_a_text_leaves_no_version_that_is_released_as_it_stands(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    """Its readers are told of lines of later versions alone: the version is raised first."""
    assert run("release") == 0
    assert run("remove", "ar-buenos-aires-fuzhou-1", "note", "Why.") == 1 and "Raise version" in said[-1]


def test_a_removal_does_not_pass_a_changed_release_off_as_right(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    edit(next_data / "releases" / "2026.11.0" / "stations.csv", "Madrid,city,2", "Madrid,city,1")
    before = (next_data / "releases" / "releases.json").read_bytes()
    assert run("remove", "ar-buenos-aires-fuzhou-1", "note", "Why.") == 1
    assert "2026.11.0 are not those that were released" in said[-1]
    assert (next_data / "releases" / "releases.json").read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b",", b";"),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.decode().encode("utf-16"),
    ],
)
def test_a_text_that_could_stay_unseen_in_a_file_is_not_said_to_be_gone(
    run: Callable[..., int], said: list[str], next_data: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = next_data / "stations.csv"
    path.write_bytes(spoil(path.read_bytes()))
    before = path.read_bytes()
    assert run("remove", "ar-buenos-aires-fuzhou-1", "note", "Why.") == 1
    assert "stations.csv" in said[-1] and path.read_bytes() == before


@pytest.mark.parametrize(("version", "expected"), [("draft", "is no version such as"), ("2026.11", "is no version")])
def test_what_is_no_version_is_not_released(
    run: Callable[..., int], said: list[str], tmp_path: Path, version: str, expected: str
) -> None:
    folder = tmp_path / "data"
    edit(folder / "datapackage.json", f'"version": "{load(folder).version}"', f'"version": "{version}"')
    assert run("release") == 1 and expected in said[-1]
    assert sorted(path.name for path in (folder / "releases").iterdir() if path.is_dir()) == sorted(load(DATA).releases)


def test_a_folder_that_is_not_listed_is_not_written_over(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    (next_data / "releases" / "2027.1.0").mkdir()
    assert run("release") == 1 and "is there and not listed" in said[-1]


def test_a_version_that_links_name_and_nobody_released_is_named(
    run: Callable[..., int], said: list[str], next_data: Path
) -> None:
    line = "2027-01-02,2026.12.0,ar-buenos-aires-fuzhou-1,words,Said better.\n"
    with (next_data / "changes.csv").open("a", encoding="utf-8") as file:
        file.write(line)
    assert run("check") == 1
    assert any("'2026.12.0'; expected a version that was released" in each for each in said)
