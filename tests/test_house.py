"""The house rules that a test can hold: who imports what, how long a page is, what may not stand in a file."""

import ast
import re
from pathlib import Path

import pytest

from lib.answers.pages import PAGES
from lib.dataset import ROOT
from lib.view import PARAMETERS

OUR_PAGES = sorted((ROOT / "pages").glob("*.py"))
SOURCES = [*sorted((ROOT / "lib").rglob("*.py")), *OUR_PAGES, ROOT / "app.py"]


@pytest.mark.parametrize("path", OUR_PAGES, ids=lambda path: path.name)
def test_a_page_is_short_and_opens_with_its_question(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    assert (ast.get_docstring(ast.parse(text)) or "").rstrip().endswith(("?", "."))


def test_every_page_is_in_the_navigation() -> None:
    assert {path.stem for path in OUR_PAGES} == {page.code for page in PAGES}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_public_functions_say_what_they_do(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or path.stat().st_size == 0
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_pinned_and_has_its_reason(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert pins and all(re.match(r"[\w-]+==[\w.]+ +# \w", line) for line in pins)


def test_every_part_of_a_link_and_every_page_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [parameter.key for parameter in PARAMETERS if f"`{parameter.key}`" not in readme] == []
    assert [page.path for page in PAGES if f"`{page.path}`" not in readme] == []


def test_every_room_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "lib").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    assert rooms and [name for name in rooms if f"`lib/{name}/`" not in readme] == []
