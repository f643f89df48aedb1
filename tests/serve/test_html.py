"""What is sent as HTML is HTML: read as the standard has it, with every fault named."""

import html5lib
import pytest
from hypothesis import given, settings
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib import view as views
from lib.answers.pages import PAGES, Page
from lib.dataset import Dataset
from lib.view import View, write_address
from tests.strategies import views as any_view

CLIENT = TestClient(Starlette(routes=serve.routes()))


def list_faults(address: str) -> list[object]:
    parser = html5lib.HTMLParser()
    answer = CLIENT.get(address)
    assert answer.status_code == 200
    parser.parse(answer.text)
    return list(parser.errors)


@pytest.mark.parametrize("query", ["?country=NL&country=GB", "?response=charged&country=ES&data=2026.11.0"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_pages_twins_and_evidence_files_are_without_a_fault(page: Page, query: str) -> None:
    for address in (f"{page.path}{query}", f"/v/{page.code}{query}", f"/v/{page.code}.evidence.html{query}"):
        assert list_faults(address) == [], address


@settings(max_examples=10)
@given(view=any_view)
def test_the_twin_of_any_view_is_without_a_fault(dataset: Dataset, view: View) -> None:
    view, _ = views.check(view, dataset)
    for page in PAGES:
        assert list_faults(write_address(f"/v/{page.code}", view)) == []
