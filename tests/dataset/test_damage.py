"""Whatever happens to a data folder: a dataset and what is wrong with it, or one error that says so, and no more."""

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.answers.pages import PAGES, Page
from lib.dataset import DATA, TABLES, Dataset, DatasetError, load
from lib.dataset.characters import find_fault
from lib.dataset.files import MAX_BYTES, decode_marked
from lib.dataset.schema import COLUMNS
from lib.dataset.vocabulary import forget
from tests.dataset.damage import Damage, damages
from tests.pages import open_page, read

SECONDS = 10  # of the processor, for what takes a tenth of one


def read_texts(path: Path) -> list[str] | None:
    """A file's lines; None where there is no file of ours to read."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    content = decode_marked(path.read_bytes())
    texts = [line.decode(errors="backslashreplace") for line in re.split(rb"\r\n|\r|\n", content)]
    return texts[:-1] if texts[-1] == "" else texts


def find_first(texts: list[str], table: str) -> int:
    """The line of the header (from 1): below a title or empty lines, where a spreadsheet put them, else the first."""
    columns = COLUMNS[table]
    for number, text in enumerate(texts[:6], start=1):
        cells = re.split(r"[,;\t]", text.replace('"', ""))
        if tuple(cells[: len(columns)]) == columns and not any(cells[len(columns) :]):
            return number
    return 1


def count_rows(texts: list[str], table: str) -> int:
    """Lines but for the header and what stands above it in one cell at most."""
    first = find_first(texts, table)
    titles = [text for text in texts[: first - 1] if sum(map(bool, re.split(r"[,;\t]", text))) < 2]
    return max(len(texts) - 1 - len(titles), 0)


def count_named(dataset: Dataset, file: str, header: int) -> int:
    """Lines of which a problem speaks, the header apart."""
    found = [problem for problem in dataset.problems if problem.file == file and problem.line is not None]
    named = {line for problem in found for line in range(problem.line or 0, (problem.line or 0) + problem.lines)}
    return len(named - {header})


def look_at(folder: Path) -> Dataset | None:
    """Load a folder and hold what must be true of it; None where it cannot be shown."""
    begun = time.thread_time()
    try:
        dataset = load(folder)
    except DatasetError as error:
        assert error.file and error.reason and error.remedy
        assert not find_fault(error.reason.strip()) and not find_fault(error.remedy.strip())
        return None
    finally:
        assert time.thread_time() - begun < SECONDS
    for table in TABLES:
        frame = getattr(dataset, table)
        texts = read_texts(folder / f"{table}.csv")
        if texts is None:
            assert any(problem.file == f"{table}.csv" for problem in dataset.problems)
            assert frame.empty
        else:
            named = count_named(dataset, f"{table}.csv", find_first(texts, table))
            assert len(frame) + named == count_rows(texts, table), table
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
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("releases"))
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
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_gives_a_dataset_with_its_problems_or_one_error(whole: Path, done: list[Damage]) -> None:
    with tempfile.TemporaryDirectory() as made:
        look_at(copy_damaged(whole, made, done))


@given(done=damages, page=st.sampled_from(PAGES), country=st.sampled_from(("", "ES", "DE", "KP")))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_page_opens_on_any_damage(whole: Path, done: list[Damage], page: Page, country: str) -> None:
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        folder = copy_damaged(whole, made, done)
        patch.setenv("ATLAS_DATA", str(folder))
        at = open_page(page.code, **({"country": country} if country else {}))
        assert not at.exception
        shown = look_at(folder)
        assert (at.title[0].value == "The atlas cannot show its data") == (shown is None)
        # Escaping breaks addresses up with word joiners, so that Markdown makes no link of them.
        said = read(at).replace("\u2060", "")
        hostile = [fault for text in said.splitlines() if (fault := find_fault(text.strip()))]
        assert hostile == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"licenses"', '"licences"'),
        ('"vocabularies"', '"vocabulary"'),
        ('"resources"', '"sources"'),
        ('"name": "responses"', '"name": "answers"'),
        ('"value": "closed"', '"value": "shut"'),
        ('"label": "Closure ordered"', '"label": 7'),
        ('"label": "Closure ordered",', ""),
        ('"pattern": "^[A-Z]{2}$"', '"pattern": "^[A-Z"'),
        ('"pattern": "^[A-Z]{2}$"', '"pattern": 2'),
        ('"type": "integer"', '"type": "whole"'),
        ('"primaryKey": "id"', '"primaryKey": "ident"'),
        ('"maximum": 100', '"maximum": "many"'),
        ('"name": "city"', '"name": "town"'),
        ('"title": "City",', ""),
    ],
)
def test_our_own_package_with_a_part_broken_is_a_page_that_says_so(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    text = (DATA / "datapackage.json").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "datapackage.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    for module in ("files", "load", "vocabulary"):
        monkeypatch.setattr(sys.modules[f"lib.dataset.{module}"], "DATA", tmp_path)
    monkeypatch.setenv("ATLAS_DATA", str(whole))
    try:
        at = open_page("responses")
    finally:
        forget()
    assert not at.exception
    if new != '"value": "shut"':
        assert at.title[0].value == "The atlas cannot show its data"
        assert "datapackage.json" in read(at)
