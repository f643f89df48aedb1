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


SCREENS = [path for room in ("show", "draw", "render") for path in sorted((ROOT / "lib" / room).rglob("*.py"))]
# Two words of small letters, or one that begins large and ends the text: what a reader would read.
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}|^[A-Z][a-z]{2,}( [a-z]+)*[.:]?$")
# Names in markup, of our own classes, and of a browser's header are nobody's language.
NAMES = re.compile(r"<|^act top$|class=|rel=|border|\"$|^sans-serif$|^(Camera|Mobi|Point|Feature)$")


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_a_reader_reads_passes_through_the_catalogue(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said: set[ast.AST] = set()
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
        if called in ("text", "plural", "mark") or isinstance(node, ast.Raise | ast.Assert):
            said |= set(ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(node.value)
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said
    ]
    assert [each for each in texts if ENGLISH.search(each) and not NAMES.search(each)] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_file_is_longer_than_one_can_hold_in_mind(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
