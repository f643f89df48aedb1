"""The README's recipes, walked on a copy of the atlas: what each says is added, and found on the page."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.dataset import ROOT

RECIPES = ("A filter", "A kind of response", "A page", "A table", "A chart", "A language")
_BLOCK = re.compile(r"^In `([\w./]+)`[^\n]*:\n\n((?:```\w+\n.*?^```\n+)+)", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What a reader of the copy gets, as JSON.
READ = """
import json, os, sys
from starlette.applications import Starlette
from starlette.testclient import TestClient
from lib import serve
from tests.pages import open_page, read, read_html, read_notes

def show(page, **query):
    at = open_page(page, **query)
    charts = [chart.proto.spec for chart in at.get("vega_lite_chart") + at.get("arrow_vega_lite_chart")]
    return {"errors": [str(error.value) for error in at.exception], "said": read(at), "html": read_html(at),
            "charts": charts, "labels": [each.label for each in at.button_group],
            "notes": read_notes(at, "precision")}

os.environ["ATLAS_HOSTS"] = "atlas.example.org"
client = TestClient(Starlette(routes=serve.routes()))
print(json.dumps({
    "twin": {"errors": [], "html": client.get("/v/bureaus?country=ES").text},
    "preview": {"errors": [], "html": client.get("/v/bureaus.preview.svg?country=ES").text},
    "evidence": {"errors": [], "html": client.get("/v/bureaus.evidence.html?country=ES").text},
    "sitemap": {"errors": [], "html": client.get("/sitemap.xml").text},
    "filter": show("map", precision="region"),
    "kind": show("responses", country="MN"),
    "page": show("bureaus", country="ES"),
    "language": show("map"),
}))
"""


def read_recipe(title: str) -> list[tuple[str, str]]:
    """The blocks of a recipe: each file, and what stands in it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, rest = readme.partition(f"\n### {title}\n")
    recipe = re.split(r"\n##", rest)[0]
    return [(file, block) for file, blocks in _BLOCK.findall(recipe) for block in _FENCED.findall(blocks)]


def add(file: Path, block: str) -> None:
    """Write a block as a new file, after those of its lines that the file has already, or at the file's end."""
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(block, encoding="utf-8")
        return
    text, lines = file.read_text(encoding="utf-8"), block.splitlines(keepends=True)
    known = max(n for n in range(len(lines) + 1) if "".join(lines[:n]) in text)
    before, new = "".join(lines[:known]), "".join(lines[known:])
    assert new, f"{file.name} has all of the block already"
    if not before.strip():
        text, before = text + block, ""
    else:
        assert text.count(before) == 1, f"{file.name}: where is\n{before}"
        text = text.replace(before, before + new)
    file.write_text(text, encoding="utf-8")


def append(file: Path, cells: list[str]) -> None:
    with file.open("a", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerow(cells)


def run(copy: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What readers of a copy find on which every recipe was followed."""
    copy = tmp_path_factory.mktemp("recipes")
    for name in ("lib", "pages", "data", "static", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for title in RECIPES[:-1]:
        for file, block in read_recipe(title):
            add(copy / file, block)
    act = ["mn-2025-01-02-letter", "MN", "2025-01-02", "day", "letter_sent", "", "Ministry", "It wrote to them.", "low"]
    append(copy / "data" / "responses.csv", act)
    append(copy / "data" / "citations.csv", [act[0], "seed-000", "", "", "supports"])
    run(copy, "-m", "lib.words.messages", "fr")
    ((file, entry),) = read_recipe("A language")
    message = entry.splitlines()[0]
    catalogue = (copy / file).read_text(encoding="utf-8")
    assert catalogue.count(f'{message}\nmsgstr ""\n') == 1
    (copy / file).write_text(catalogue.replace(f'{message}\nmsgstr ""\n', entry), encoding="utf-8")
    read: dict[str, Any] = json.loads(run(copy, "-c", READ, ATLAS_LANGUAGE="fr").splitlines()[-1])
    assert [page for page, each in read.items() if each["errors"]] == []
    return read


def test_the_readme_has_a_recipe_for_each() -> None:
    assert all(read_recipe(title) for title in RECIPES)


def test_a_filter_is_one_row(found: dict[str, Any]) -> None:
    assert len(read_recipe("A filter")) == 1
    said = found["filter"]
    assert "placed in a region" in said["said"] and "Precision of the place" in said["labels"]
    assert said["notes"] == [" (63)", " (3)", " (21)"]


def test_a_kind_of_response_is_two_entries(found: dict[str, Any]) -> None:
    assert len(read_recipe("A kind of response")) == 2
    assert "Letter sent" in found["kind"]["html"] and "It wrote to them." in found["kind"]["said"]


def test_a_page_is_its_modules_and_a_row(found: dict[str, Any]) -> None:
    assert [file for file, _ in read_recipe("A page")][-1] == "lib/answers/pages.py"
    assert "Who is said to run them" in found["page"]["said"]
    # No further line for its twin, its files, its preview, its evidence file and its entry in the sitemap.
    assert "Who is said to run them" in found["twin"]["html"]
    assert "/data/v1/stations.csv?country=ES" in found["twin"]["html"]
    assert ">Santiago de Compostela</text>" in found["preview"]["html"]
    assert "Who is said to run them" in found["evidence"]["html"]
    assert "<loc>https://atlas.example.org/bureaus</loc>" in found["sitemap"]["html"]


def test_a_table_is_a_part_of_its_answer(found: dict[str, Any]) -> None:
    numbers = re.findall(r'<td class="col-stations">(\d+)</td>', found["page"]["html"])
    assert sum(map(int, numbers)) == 9


def test_a_chart_is_a_picture_of_its_answer(found: dict[str, Any]) -> None:
    (spec,) = map(json.loads, found["page"]["charts"])
    (layer,) = spec["layer"]
    assert sum(row["stations"] for row in layer["data"]["values"]) == 9


def test_a_language_is_one_file(found: dict[str, Any]) -> None:
    assert "Où des postes ont été signalés" in found["language"]["said"]
    assert "22 novembre 2026" in found["language"]["html"]
