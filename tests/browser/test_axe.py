"""axe-core over every page: light, dark × wide, narrow × plain, filtered, a row open, nothing found."""

import tomllib
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from lib.answers import pages as answers
from lib.answers.pages import PAGES
from lib.draw.palette import DARK, LIGHT, Theme
from tests.conftest import Reader

Scheme = Literal["light", "dark"]
OPEN = {
    "timeline": "country=NL&open=nl-2022-11-01-closure-ordered",
    "responses": "country=NL&open=nl-2022-11-01-closure-ordered",
    "reports": "open=country-it",
    "sources": "open=seed-000",
    "country": "country=IT&country=ES",
}
WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 320, "height": 900}
THEMES: dict[Scheme, Theme] = {"light": LIGHT, "dark": DARK}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KNOWN = tomllib.loads(Path(__file__).with_name("streamlits_own.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_axe_finds_nothing_but_what_is_streamlits_own(open_reader: Callable[..., Reader], page: answers.Page) -> None:
    reader = open_reader(viewport=WIDE)
    for query in ("", "country=IT", OPEN.get(page.code, "place=gb-london"), "country=ES&response=closed"):
        opened = reader.open(f"{page.path}?{query}")
        expect(opened.get_by_test_id("stSkeleton")).to_have_count(0, timeout=30_000)
        opened.evaluate(AXE_SCRIPT)
        for size, scheme in product((WIDE, NARROW), THEMES):
            opened.set_viewport_size(size)
            opened.emulate_media(color_scheme=scheme)
            expect(opened.get_by_test_id("stApp")).to_have_css("background-color", _write_rgb(THEMES[scheme].paper))
            # What fades in or out has other colours meanwhile.
            opened.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
            # What passes is not told: of ten thousand elements that takes longer than to look at them.
            options = {"runOnly": RULES, "resultTypes": ["violations"]}
            found = opened.evaluate("options => axe.run(options)", options)["violations"]
            ours = [
                (violation["id"], node["html"][:200], node["failureSummary"])
                for violation in found
                for node in violation["nodes"]
                if not _is_known(opened.locator(node["target"][0]).first.evaluate, violation["id"])
            ]
            assert ours == [], (query, size, scheme)


def _write_rgb(color: str) -> str:
    return f"rgb({', '.join(map(str, bytes.fromhex(color[1:])))})"


def _is_known(evaluate: Callable[[str, str], object], rule: str) -> bool:
    """Whether a finding is in the file, by its rule and by where it stands."""
    return rule in KNOWN and bool(evaluate("(element, where) => element.matches(where)", KNOWN[rule]["where"]))
