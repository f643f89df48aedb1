"""Whatever happens to a data folder: a dataset and what is wrong with it, or one error that says so, and no more."""

import re
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.dataset import DATA, TABLES, Dataset, DatasetError, load
from lib.dataset.characters import find_fault
from lib.dataset.files import MAX_BYTES
from lib.registry import PAGES, Page
from tests.damage import Damage, damages
from tests.pages import open_page, read

SECONDS = 10  # for what takes a tenth of one


def count_lines(path: Path) -> int | None:
    """Lines after the first; None where there is no file of ours to count in."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    lines = re.split(rb"\r\n|\r|\n", path.read_bytes())
    return max(len(lines) - (lines[-1] == b"") - 1, 0)


def count_named(dataset: Dataset, file: str) -> int:
    """Lines after the first of which a problem speaks."""
    found = [problem for problem in dataset.problems if problem.file == file and problem.line is not None]
    named = {line for problem in found for line in range(problem.line or 0, (problem.line or 0) + problem.lines)}
    return len(named - {1})


def look_at(folder: Path) -> Dataset | None:
    """Load a folder and hold what must be true of it; None where it cannot be shown."""
    begun = time.monotonic()
    try:
        dataset = load(folder)
    except DatasetError as error:
        assert error.file and error.reason and error.remedy
        assert not find_fault(error.reason.strip()) and not find_fault(error.remedy.strip())
        return None
    finally:
        assert time.monotonic() - begun < SECONDS
    for table in TABLES:
        frame = getattr(dataset, table)
        there = count_lines(folder / f"{table}.csv")
        if there is None:
            assert any(problem.file == f"{table}.csv" for problem in dataset.problems)
            assert frame.empty
        else:
            assert len(frame) + count_named(dataset, f"{table}.csv") == there, table
        texts = {text for column in frame.select_dtypes("str") for text in frame[column].unique()}
        assert [text for text in texts if find_fault(text)] == []
    for problem in dataset.problems:
        assert not find_fault(str(problem)), problem
    assert set(dataset.citations["record"]) <= {
        *dataset.stations["id"],
        *dataset.responses["id"],
        *dataset.events["id"],
        *dataset.figures["id"],
        *dataset.claims["id"],
    }
    return dataset


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of data/ with what editors leave beside files."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    shutil.copytree(DATA, folder)
    (folder / ".#stations.csv").symlink_to("curator@desk.1234")
    (folder / ".stations.csv.draft").write_text("half a")
    return folder


def copy_damaged(whole: Path, made: str, done: list[Damage]) -> Path:
    """A copy of the whole folder with damage done to it."""
    folder = Path(made) / "data"
    shutil.copytree(whole, folder, symlinks=True)
    for damage in done:
        damage.do(folder)
    return folder


@given(done=damages)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_gives_a_dataset_with_its_problems_or_one_error(whole: Path, done: list[Damage]) -> None:
    with tempfile.TemporaryDirectory() as made:
        look_at(copy_damaged(whole, made, done))


@given(done=damages, page=st.sampled_from(PAGES), country=st.sampled_from(("", "ES", "DE", "KP")))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_page_opens_on_any_damage(whole: Path, done: list[Damage], page: Page, country: str) -> None:
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        folder = copy_damaged(whole, made, done)
        patch.setenv("ATLAS_DATA", str(folder))
        at = open_page(page.code, **({"country": country} if country else {}))
        assert not at.exception
        shown = look_at(folder)
        assert (at.title[0].value == "The atlas cannot show its data") == (shown is None)
        hostile = [fault for text in read(at).splitlines() if (fault := find_fault(text.strip()))]
        assert hostile == []
