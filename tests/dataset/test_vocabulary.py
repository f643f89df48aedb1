"""A code is named once, in datapackage.json: no second table of names, and a new code needs no other line."""

import ast
import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib.dataset import ROOT, Dataset, codes
from lib.dataset.vocabulary import _read_vocabularies

SOURCES = sorted((ROOT / "lib").rglob("*.py"))
NAMED = {name: set(found) for name, found in _read_vocabularies().items()}
# Names of ways to look (a colour, an order) and of tables are plain words that headings use too.
COMMON = ("area", "color", "sort", "table")
LABELS = {
    code.label
    for name, found in _read_vocabularies().items()
    for code in found.values()
    if name not in COMMON and " " in code.label
}


def find_tables(tree: ast.AST) -> list[ast.Dict]:
    """Dictionaries from two codes or more of one vocabulary to words (not to other codes, and not to colours)."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        and any(len(found & read_strings(node.keys)) >= 2 for found in NAMED.values())
        and any(" " in text or text[:1].isupper() for text in read_strings(node.values))
    ]


def read_strings(nodes: list[ast.expr | None] | list[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_module_has_a_second_table_of_names(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert [node.lineno for node in find_tables(tree)] == []
    assert [
        (node.lineno, node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in LABELS
    ] == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_module_makes_words_from_a_code(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert ".capitalize()" not in text and 'replace("_", " ")' not in text and ".title()" not in text


def test_a_field_takes_the_codes_that_have_a_name_and_no_other(dataset: Dataset) -> None:
    named = 0
    for table, schema in dataset.schemas.items():
        for field in schema["fields"]:
            if "categories" in field:
                assert list(codes(f"{table}.{field['name']}")) == field["constraints"]["enum"]
                named += 1
    assert named == 24


KIND = "letter_sent"
LABEL = "Letter sent to Beijing"
READ = f"""
from lib.answers import country as briefings
from lib.render import documents
from lib.dataset import load
from lib.view import View
from lib.view.atlas import Atlas
from tests.pages import open_page, read, read_html

dataset = load()
assert not dataset.problems, dataset.problems
for page in ("map", "timeline", "responses", "reports", "sources", "country", "method"):
    at = open_page(page, country="IE")
    assert not at.exception, (page, at.exception)
    said = " ".join([read(at), read_html(at), *(option for radio in at.radio for option in radio.options)])
    if page in ("timeline", "responses", "country", "method"):
        assert {LABEL!r}.lower() in said.lower(), page
assert "1 station" in read(open_page("map", country="IE"))
briefing = documents.render_markdown([briefings.brief(Atlas(dataset), View(), "IE")])
assert {LABEL!r} in briefing
alone = open_page("responses", country="MN")
assert not alone.exception and {LABEL!r} in read_html(alone)
"""


def test_an_unknown_kind_without_a_step_is_on_every_page_under_one_name(tmp_path: Path) -> None:
    copy = copy_tree(tmp_path)
    package = json.loads((copy / "data" / "datapackage.json").read_text(encoding="utf-8"))
    responses = next(each for each in package["resources"] if each["name"] == "responses")
    field = next(each for each in responses["schema"]["fields"] if each["name"] == "kind")
    field["categories"].append({"value": KIND, "label": LABEL, "description": "It writes.", "deed": "sent a letter"})
    (copy / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    # In Ireland it is the latest of several acts; in Mongolia it is all there is.
    for country in ("IE", "MN"):
        row = f"{country.lower()}-2025-01-02-letter"
        cells = [row, country, "2025-01-02", "day", KIND, "", "Ministry", "A letter was sent.", "low"]
        append(copy / "data" / "responses.csv", cells)
        append(copy / "data" / "citations.csv", [row, "seed-000", "", "", "supports"])
    done = subprocess.run([sys.executable, "-c", READ], cwd=copy, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]


def copy_tree(folder: Path) -> Path:
    """A copy of the atlas that can be changed and run."""
    for name in ("lib", "pages", "data", "static", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def append(file: Path, cells: list[str]) -> None:
    with file.open("a", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerow(cells)
