"""The bench: what it compares with is the same map with the same filter, and its tables say what was met."""

import re

import pytest
from playwright.sync_api import Browser, expect

from bench import floor
from bench.figures import Press, write_presses
from bench.walks import PILLS, walk_filters
from lib import view as views
from lib.answers import places
from lib.dataset import Dataset
from lib.view import View


def count(dataset: Dataset, view: View) -> str:
    """What a page should say of a view."""
    found = [place for place in places.gather(views.apply(view, dataset), dataset.geocache) if place.is_placed]
    return f"{sum(place.count for place in found)} stations in {len(found)} places"


def test_the_static_page_filters_as_the_atlas_does(browser: Browser, dataset: Dataset) -> None:
    page = browser.new_page()
    page.set_content(floor.write_page(floor.tell(dataset)))
    expect(page.get_by_role("heading")).to_contain_text(count(dataset, View()))
    codes = {title: (field, code) for field, code, title in PILLS}
    chosen: dict[str, set[str]] = {}
    for title in walk_filters(dataset, 6):
        page.get_by_role("button", name=title, exact=True).click()
        field, code = codes[title]
        chosen.setdefault(field, set()).symmetric_difference_update({code})
        view = View(response=tuple(chosen.get("response", ())), report=tuple(chosen.get("report", ())))
        expect(page.get_by_role("heading")).to_contain_text(count(dataset, view))
        drawn = page.locator("circle").evaluate_all("all => all.filter(one => one.r.baseVal.value > 0).length")
        assert f"in {drawn} places" in count(dataset, view)
    page.close()


def press(title: str, milliseconds: float, most: float | None = None) -> Press:
    """A page whose presses all took the same time."""
    return Press(title, [milliseconds] * 3, most)


@pytest.mark.parametrize(
    ("milliseconds", "least", "aim"),
    [(180, "yes", "yes"), (200, "yes", "no"), (390, "yes", "no"), (410, "no", "no"), (460, "no", "no")],
)
def test_the_table_of_presses_says_what_was_met(milliseconds: float, least: str, aim: str) -> None:
    """At most four times the empty app and sooner than Altair's; aimed at is 6.5 times the static page."""
    plain = press("static", 28), press("empty", 100), press("Altair", 445)
    row = write_presses(*plain, [press("map", milliseconds, 4.0)]).splitlines()[-1]
    assert [cell for cell in re.split(r"\s*\|\s*", row) if cell in ("yes", "no")] == [least, aim]


def test_a_page_slower_than_altairs_has_not_met_its_goal() -> None:
    plain = press("static", 28), press("empty", 200), press("Altair", 445)
    row = write_presses(*plain, [press("map", 500, 4.0)]).splitlines()[-1]
    assert "2.5×" in row and " no " in row


def test_plain_apps_are_not_judged() -> None:
    table = write_presses(press("static", 28), press("empty", 100), press("Altair", 445), [press("pydeck", 1_600)])
    assert " no " not in table and " yes " not in table
