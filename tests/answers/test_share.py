"""What of a view is taken along: links that open the same, and citations that other programs read."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import view as views
from lib.answers import exhibit
from lib.answers.blocks import answer
from lib.answers.pages import PAGES
from lib.answers.share import Piece, write
from lib.view import View
from lib.view.atlas import Atlas
from tests.strategies import views as any_view
from tests.versions import VERSION

BASE = "https://atlas.example/timeline"


def take(atlas: Atlas, view: View, page: str = "timeline", framed: str = "") -> dict[str, Piece]:
    """The texts of a view, by code."""
    found = answer(atlas.of(view), write, view, page, BASE, "2026-11-28", framed)
    return {piece.code: piece for piece in found.pieces}


def read(link: str) -> View:
    view, problems = views.parse(parse_qs(urlsplit(link).query))
    assert problems == ()
    return view


@given(any_view)
def test_both_links_open_the_view_and_one_of_them_for_good(atlas: Atlas, view: View) -> None:
    view, _ = views.check(view, atlas.dataset)
    pieces = take(atlas, view)
    exact, short = read(pieces["exact"].text), read(pieces["short"].text)
    assert exact.data == atlas.dataset.version and exact.asof == (view.asof or atlas.dataset.created)
    assert short.data == "" and short.asof == (None if view.asof == atlas.dataset.created else view.asof)
    assert views.keep_filters(exact) == views.keep_filters(View(**{**vars(view), "asof": exact.asof}))
    assert pieces["exact"].text in pieces["citation"].text


def test_spain_is_cited_with_its_version_and_the_day_of_access(atlas: Atlas) -> None:
    old = View(country=("ES",), data="2026.11.0")
    pieces = take(atlas, old, "map")
    sentence = "9 stations in 4 places in Spain, of 87 sourced and 102 reported; as of 22 November 2026."
    assert pieces["sentence"].text == sentence
    assert pieces["citation"].text == (
        f"Station Atlas contributors. “Map: {sentence}” Station Atlas, data version 2026.11.0, 22 November 2026. "
        f"{pieces['exact'].text} (read on 28 November 2026)."
    )
    (item,) = json.loads(pieces["csl"].text)
    assert (item["type"], item["version"], item["URL"]) == ("dataset", "2026.11.0", pieces["exact"].text)
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]} and item["accessed"] == {"date-parts": [[2026, 11, 28]]}


def test_what_may_still_change_is_not_promised_for_good(atlas: Atlas, tmp_path: Path) -> None:
    released = {piece.code: piece for piece in answer(atlas, write, View(), "map", BASE, "2026-11-28", "").pieces}
    assert released["exact"].about == f"It shows these rows of data version {VERSION} for good."
    draft = Atlas(replace(atlas.dataset, version="2099.1.0"), atlas.folder)
    pieces = {piece.code: piece for piece in answer(draft, write, View(), "map", BASE, "2026-11-28", "").pieces}
    assert "2099.1.0" in pieces["exact"].about and "not released yet" in pieces["exact"].about
    said = answer(draft, exhibit.write, View(), "2026-11-28").made
    assert "not released yet" in said and "sha256sum" not in said
    (tmp_path / "leads.csv").mkdir()
    broken = Atlas(replace(atlas.dataset, version="2099.1.0"), tmp_path)
    assert "could not be added up: " in answer(broken, exhibit.write, View(), "2026-11-28").made


@given(
    find=st.text(alphabet=r"ab\{}%&$#_~^ ", min_size=1, max_size=20),
    asof=st.dates(date(2022, 9, 12), date(2026, 11, 1)),
)
def test_bibtex_is_an_entry_whatever_the_link_says(atlas: Atlas, find: str, asof: date) -> None:
    view, _ = views.parse({"find": [find], "asof": [asof.isoformat()]})
    entry = take(atlas, view, "sources")["bibtex"].text
    # What BibTeX counts: braces that are not written as characters.
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", entry):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0 and entry.startswith("@misc{station-atlas-") and entry.count("\n") == 7
    assert re.search(r"urldate = \{2026-11-28\}", entry)


def test_words_of_a_title_are_no_commands_of_latex(atlas: Atlas) -> None:
    # The bureau's sentence has none of them; a page's title in another language may.
    entry = take(atlas, View(bureau=("unknown",)), "map")["bibtex"].text
    title = next(line for line in entry.splitlines() if line.lstrip().startswith("title"))
    assert not re.search(r"(?<!\\)[&%$#_~^]", title)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_what_may_be_framed_has_its_code(atlas: Atlas, page: object) -> None:
    code, framed = getattr(page, "code", ""), bool(getattr(page, "framed", False))
    pieces = take(atlas, View(country=("IT",)), code, "yes" if framed else "")
    assert ("embed" in pieces) == framed == (code in ("map", "timeline"))
    if framed:
        assert (
            "&amp;embed=true" in pieces["embed"].text
            and 'title="11 stations in 8 places in Italy' in pieces["embed"].text
        )
