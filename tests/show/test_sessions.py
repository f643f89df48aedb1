"""A session that does not know the page on screen: after a restart of the server the first press counts."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Reader, choose, find_port, serve

SLOW = 30_000  # milliseconds: eight pages come back at once

# What is open when the server restarts, the first press after it, and what the address then says.
Press = Callable[[Page], None]


def press(name: str, role: Literal["button", "radio"] = "button") -> Press:
    """A press on what has that name; one of several that exclude each other is a radio button."""
    return lambda page: page.get_by_role(role, name=re.compile(f"^{name}")).first.click()


def press_more(name: str) -> Press:
    """A press on a filter that has no place of its own in the row."""

    def act(page: Page) -> None:
        page.get_by_role("button", name=re.compile("^More filters")).click()
        press(name)(page)

    return act


def press_asof(page: Page) -> None:
    page.get_by_role("button", name="As of today").click()
    press("First report", "radio")(page)


def choose_country(page: Page) -> None:
    choose(page, page.get_by_role("combobox", name=re.compile("^Country")), "Nether", re.compile("Netherlands"))


def press_contested(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^More filters")).click()
    page.get_by_text("Only countries whose record contradicts itself").click()


def choose_rotterdam(page: Page) -> None:
    page.get_by_role("radio", name=re.compile("^Rotterdam, ")).focus()
    page.keyboard.press("Space")


def choose_entries(page: Page) -> None:
    choose(page, page.get_by_role("combobox", name=re.compile("^Says who")), "Ital", re.compile("^Italy"))


FIRST: dict[str, tuple[str, Press, str]] = {
    "pill": ("/method?country=IT", press_more("110 Overseas"), "/method?country=IT&report=110-overseas"),
    "multiselect": ("/method?bureau=fuzhou", choose_country, "/method?country=NL&bureau=fuzhou"),
    "toggle": ("/method?country=IT", press_contested, "/method?country=IT&contested=yes"),
    "as of": ("/method?country=IT", press_asof, "/method?country=IT&asof=2022-09-12"),
    "radio": ("/?country=NL", choose_rotterdam, "/?country=NL&place=nl-rotterdam"),
    "segmented control": ("/responses?country=NL", press("Stations", "radio"), "/responses?country=NL&sort=stations"),
    "select": ("/reports?country=IT", choose_entries, "/reports?country=IT&open=country-it"),
    "button": ("/method?country=IT&bureau=fuzhou", press("Clear$"), "/method"),
}


@pytest.fixture(scope="module")
def restarted(browser: Browser) -> Iterator[dict[str, Page]]:
    """A page for each kind of control, open since before the server restarted."""
    port = find_port()
    server = serve(port)
    url = next(server)
    readers = {kind: Reader(browser, url) for kind in FIRST}
    for kind, reader in readers.items():
        reader.open(FIRST[kind][0])
    server.close()
    for reader in readers.values():
        expect(reader.page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0, timeout=SLOW)
    server = serve(port)
    next(server)
    yield {kind: reader.page for kind, reader in readers.items()}
    for reader in readers.values():
        reader.context.close()
    server.close()


@pytest.mark.parametrize("kind", list(FIRST))
def test_the_first_press_after_a_restart_counts(restarted: dict[str, Page], kind: str) -> None:
    _, first, address = FIRST[kind]
    page = restarted[kind]
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=SLOW)
    before = page.url
    first(page)
    expect(page).not_to_have_url(before)
    assert page.url.endswith(address)
    if kind == "select":
        expect(page.get_by_text("Rome, Italy").first).to_be_visible(timeout=SLOW)
    if kind == "pill":
        expect(page.get_by_role("button", name=re.compile("^110 Overseas"))).to_have_attribute("aria-pressed", "true")
