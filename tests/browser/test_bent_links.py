"""A bent link in a browser: it is read as it was meant, its address says so, and Back leaves the atlas."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.conftest import Reader

SLOW = 30_000  # milliseconds


def test_a_bent_link_is_written_as_it_is_meant_without_an_entry_of_its_own(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader()
    page = reader.open("/method")
    entries = page.evaluate("history.length")
    reader.open("/Timeline/?Country=Espa%C3%B1a).&utm_source=mail")
    expect(page).to_have_url(f"{reader.url}/timeline?country=ES", timeout=SLOW)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("9 stations in 4 places in Spain")
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("How this atlas was made", timeout=SLOW)


@pytest.mark.parametrize("bent", ["/timeline.", "/timeline/", "/TIMELINE", "/timeline)", "/timeline%20"])
def test_a_bent_path_leads_to_its_page_with_its_query(open_reader: Callable[..., Reader], bent: str) -> None:
    reader = open_reader()
    page = reader.open(f"{bent}?country=ES")
    expect(page).to_have_url(f"{reader.url}/timeline?country=ES", timeout=SLOW)
    expect(page.get_by_role("heading", level=1)).to_have_text("What happened when")


def test_a_link_whose_only_filter_cannot_be_read_says_so_in_its_headline(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=Atlantis")
    said = page.get_by_role("heading", level=2).first
    expect(said).to_contain_text("The filter of this link could not be read; all that is known is shown: 87 stations")
    page.get_by_role("button", name=re.compile("Closed$")).click()
    expect(said).to_contain_text(re.compile("^29 stations"))


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/?country=IT&country=ES", "Italy and Spain · Map · Station Atlas"),
        ("/timeline", "Timeline · Station Atlas"),
        ("/country?country=NL", "the Netherlands · Countries · Station Atlas"),
    ],
)
def test_each_page_has_its_own_title(open_reader: Callable[..., Reader], address: str, title: str) -> None:
    expect(open_reader().open(address)).to_have_title(title, timeout=SLOW)
