"""The atlas under a path of its host: served so itself, and behind a proxy that takes the path off."""

import asyncio
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import Reader, find_port, serve

BASE = "/tools/atlas"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The host of an atlas that knows its path."""
    yield from serve(STREAMLIT_SERVER_BASE_URL_PATH=BASE.strip("/"))


@pytest.fixture(scope="module")
def proxy(server: str) -> Iterator[str]:
    """The host of a proxy that answers under the path alone, and asks the atlas without it."""
    port, behind = find_port(), urlsplit(server).port
    stands, ends = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, whole: bool) -> None:
        # Requests without a body one after the other, or what a websocket says.
        try:
            while not whole:
                head = await reader.readuntil(b"\r\n\r\n")
                method, path, rest = head.split(b" ", 2)
                inner = path.removeprefix(BASE.encode()) if path.startswith(f"{BASE}/".encode()) else b"/outside"
                writer.write(b" ".join((method, inner, rest)))
                whole = b"upgrade: websocket" in head.lower()
            while data := await reader.read(65_536):
                writer.write(data)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # one of the two is gone
        finally:
            writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, asks = await asyncio.open_connection("localhost", behind)
        with suppress(asyncio.CancelledError):
            await asyncio.gather(pass_on(reader, asks, False), pass_on(answers, writer, True))

    async def stand() -> None:
        async with await asyncio.start_server(meet, "localhost", port):
            loops.append(asyncio.get_running_loop())
            stands.set()
            await ends.wait()

    # In a thread of its own: the browser's side runs a loop in this one.
    thread = threading.Thread(target=lambda: asyncio.run(stand()))
    thread.start()
    assert stands.wait(30)
    yield f"http://localhost:{port}"
    loops[0].call_soon_threadsafe(ends.set)
    thread.join()


class Links(HTMLParser):
    """What a page leads to and loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # What only a program for agents asks for has no door (lib/serve/doors.py).
        for name, value in attrs:
            if name in ("href", "src") and value and "/_stcore/" not in value:
                self.found.add(value)


def fetch(address: str) -> tuple[int, str, str]:
    """The status of an address, where it led to, and its text."""
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.url, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        return refused.code, address, refused.read().decode("utf-8", "replace")


@pytest.mark.parametrize("page", ["/?country=ES", "/data", "/v/map?country=ES", "/v/data", "/v/country", "/none/such"])
def test_what_a_page_under_a_path_leads_to_is_there(server: str, page: str) -> None:
    address = f"{server}{BASE}{page}"
    status, _, html = fetch(address)
    assert status == (404 if "none" in page else 200)
    led = {urljoin(address, link) for link in Links(html).found if not link.startswith(("#", "data:"))}
    within = {link for link in led if link.startswith(server)}
    assert len(within) > 5 and all(link.startswith(f"{server}{BASE}/") for link in within)
    # Pages of other files than Streamlit's scripts, which are many and alike.
    asked = sorted(link for link in within if "/static/js/" not in link)[:60]
    assert {fetch(link)[0] for link in asked} == {200}


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("", "/"),
        ("?country=ES", "/?country=ES"),
        ("/Timeline?country=ES", "/timeline?country=ES"),
        ("/timeline/?country=ES", "/timeline?country=ES"),
        ("/map?country=ES", "/?country=ES"),
    ],
)
def test_an_address_that_is_bent_is_led_to_its_page_under_the_path(server: str, asked: str, led: str) -> None:
    assert fetch(f"{server}{BASE}{asked}")[:2] == (200, f"{server}{BASE}{led}")


def test_the_path_is_in_what_programs_read(server: str) -> None:
    assert f'"url": "{BASE}/data/v1"' in fetch(f"{server}{BASE}/data/v1/openapi.json")[2]
    assert f"{BASE}/changes.atom?country=IE" in fetch(f"{server}{BASE}/changes.atom?country=IE")[2]
    assert f"The tables are {BASE}/data/v1/" in fetch(f"{server}{BASE}/data/v1/nothing.csv")[2]
    assert f'href="{server}{BASE}/?country=ES' in fetch(f"{server}{BASE}/v/map.evidence.html?country=ES")[2]


@pytest.mark.parametrize("way", ["server", "proxy"])
def test_a_reader_under_a_path_filters_goes_on_and_takes_along(
    browser: Browser, request: pytest.FixtureRequest, way: str
) -> None:
    root = f"{request.getfixturevalue(way)}{BASE}"
    reader = Reader(browser, root)
    grounds: list[int] = []
    reader.page.on("response", lambda got: grounds.append(got.status) if "/assets/ground/" in got.url else None)
    page = reader.open("/?country=ES")
    expect(page.locator("[data-testid=stDeckGlJsonChart] canvas").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^More filters")).click()
    page.get_by_role("button", name=re.compile("^110 Overseas")).click()
    expect(page).to_have_url(f"{root}/?country=ES&report=110-overseas")
    page.get_by_role("link", name="Timeline").first.click()
    expect(page).to_have_url(f"{root}/timeline?country=ES&report=110-overseas")
    expect(page.get_by_role("heading", level=1)).to_have_text("What happened when")
    expect(page.get_by_role("link", name="stations.csv")).to_have_attribute(
        "href", f"{BASE}/data/v1/stations.csv?country=ES&report=110-overseas"
    )
    with reader.context.expect_page() as opened:
        page.get_by_role("link", name="Countries").first.click(modifiers=["Control"])
    expect(opened.value).to_have_url(f"{root}/country?country=ES&report=110-overseas")
    page.go_back()
    expect(page).to_have_url(f"{root}/?country=ES&report=110-overseas")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where Chinese overseas police stations")
    assert grounds and set(grounds) <= {200, 304}
    assert reader.errors == [] and reader.foreign == []
    reader.context.close()
