"""`check --fix` takes back what editors do to files, says so, and touches nothing else."""

import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.curate import commands as curate
from lib.curate.desk import Desk
from lib.curate.mend import demand_plain, mend
from lib.dataset import DATA, DatasetError, load
from lib.dataset.schema import read_schemas

SCHEMAS, _ = read_schemas(DATA)
STATIONS = (DATA / "stations.csv").read_text(encoding="utf-8")
ROWS = STATIONS.count("\n")


def fix(folder: Path) -> tuple[int, list[str]]:
    said: list[str] = []
    return curate.main(["check", "--fix", "--data", str(folder)], Desk(say=said.append)), said


def test_released_files_have_nothing_to_mend() -> None:
    assert list(mend(DATA, SCHEMAS)) == []


@pytest.mark.parametrize(
    ("spoil", "done"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), "the byte order mark"),
        (lambda text: text.encode("utf-16"), "UTF-16, now UTF-8"),
        (lambda text: text.replace("\n", "\r\n").encode(), "line ends"),
        (lambda text: text.replace("\n", "\r").encode(), "line ends"),
        (lambda text: text.replace("\nes-", "\n\n \nes-", 1).encode(), "2 empty lines"),
        (lambda text: text.replace(",Madrid,", ",Madrid \u00a0,", 1).encode(), "1 cell with spaces at its ends"),
        (lambda text: unicodedata.normalize("NFD", text).encode(), "cells with accents apart"),
        (lambda text: text.replace(",Madrid,", ',"Madrid",', 1).encode(), "1 line quoted in another way"),
        (lambda text: text.replace("\n", ",,\n").encode(), f"{ROWS} lines with empty cells too many"),
        (lambda text: f"\nsep=,\n{text}".encode(), "2 lines above the header"),
    ],
    ids=["mark", "utf-16", "windows", "macintosh", "empty", "spaces", "accents", "quotes", "tails", "above"],
)
def test_what_is_safe_is_mended_and_said(
    copy_data: Callable[..., Path], spoil: Callable[[str], bytes], done: str
) -> None:
    folder = copy_data()
    (folder / "stations.csv").write_bytes(spoil(STATIONS))
    code, said = fix(folder)
    assert code == 0
    assert said[0].startswith("stations.csv: mended: ") and done in said[0]
    assert (folder / "stations.csv").read_text(encoding="utf-8") == STATIONS
    assert fix(folder)[1][0] == "Nothing to mend in how the files are written."


def test_semicolons_become_commas_and_cells_with_commas_are_quoted(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    header, first = "source;asked;outcome;status", "seed-001;2026-11-27;answered;200"
    (folder / "health.csv").write_text(f"{header}\n{first}\n")
    assert "health.csv: mended: delimiters" in fix(folder)[1]
    assert (folder / "health.csv").read_text() == f"{header}\n{first}\n".replace(";", ",")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b"source;asked;outcome;status\nseed-001;2026-11-27\n",
            "line 2 is no row, so that its delimiters stay",
        ),
        ("source,asked,outcome,status\nseed-001,J\u00fcrgen\n".encode("latin-1"), "it is not UTF-8 throughout"),
        (b"source,asked\nseed-001,2026-11-27\n", "its header is not found"),
        (
            b"seed-001,2026-11-27,answered,200\nsource,asked,outcome,status\n",
            "'seed-001,2026-11-27,answered,200' stands above its header: what it says would be lost",
        ),
        (
            b"Asked by hand\nsource,asked,outcome,status\n",
            "'Asked by hand' stands above its header: what it says would be lost",
        ),
    ],
)
def test_what_cannot_be_mended_safely_is_named_and_stays(
    copy_data: Callable[..., Path], content: bytes, why: str
) -> None:
    folder = copy_data()
    (folder / "health.csv").write_bytes(content)
    code, said = fix(folder)
    assert f"health.csv: not touched, {why}" in said
    # A title is no fault of the data: it is read, and stays.
    assert code == (content[:5] != b"Asked")
    assert (folder / "health.csv").read_bytes() == content


def test_a_line_that_is_no_row_stays_to_the_letter(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    broken = 'seed-001,"2026-11-27,answered , 200'
    (folder / "health.csv").write_bytes(f"source,asked,outcome,status\r\n{broken}\r\n".encode())
    code, said = fix(folder)
    assert code == 1 and "health.csv: mended: line ends" in said
    assert (folder / "health.csv").read_text() == f"source,asked,outcome,status\n{broken}\n"


def test_json_loses_its_mark_alone(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    whole = (folder / "geocache.json").read_bytes()
    (folder / "geocache.json").write_bytes(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"))
    assert fix(folder)[1][0] == "geocache.json: mended: the byte order mark, line ends"
    assert (folder / "geocache.json").read_bytes() == whole


def test_rows_are_added_to_plain_files_alone(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    demand_plain(folder, SCHEMAS)
    (folder / "stations.csv").write_bytes(STATIONS.encode("utf-16"))
    with pytest.raises(DatasetError, match="check --fix"):
        demand_plain(folder, SCHEMAS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("mend") / "data"
    shutil.copytree(DATA, made, ignore=shutil.ignore_patterns("releases"))
    return made


@given(
    st.lists(
        st.tuples(
            st.integers(0, ROWS - 1), st.sampled_from(["", " ", "\t", ",,", '"', "x", "\r", "\u00a0", "e\u0301"])
        ),
        max_size=6,
    )
)
@settings(max_examples=40)
def test_mending_loses_no_row_that_was_read(folder: Path, spoiled: list[tuple[int, str]]) -> None:
    lines = STATIONS.split("\n")
    for index, tail in spoiled:
        lines[index] += tail
    (folder / "stations.csv").write_text("\n".join(lines), encoding="utf-8", newline="")
    try:
        before = set(load(folder).stations["id"])
    except DatasetError:
        return
    fix(folder)
    assert before <= set(load(folder).stations["id"])
