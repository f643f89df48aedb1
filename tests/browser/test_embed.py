"""A figure in a page of a newsroom: it fits, says its source and leads to the atlas; nobody else may frame anything."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import serve, wait_until


class _Newsroom(BaseHTTPRequestHandler):
    """Any page of it frames the address that its query is."""

    def do_GET(self) -> None:
        address = unquote(self.path.partition("?")[2])
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{address}" width="900" height="720" style="border:0"></iframe>'.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def newsroom() -> Iterator[int]:
    """The port of a newsroom on this machine: a browser lets no page from elsewhere frame one of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Newsroom)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def framing_url(newsroom: int) -> Iterator[str]:
    """The atlas with one newsroom that may frame its figures."""
    yield from serve(ATLAS_FRAMES=f"127.0.0.1:{newsroom}")


@pytest.mark.parametrize("path", ["/", "/timeline"])
@pytest.mark.browser
def test_a_figure_fits_its_frame_with_its_source_and_a_link_back(
    browser: Browser, framing_url: str, newsroom: int, path: str
) -> None:
    page = browser.new_context(viewport={"width": 1000, "height": 800}).new_page()
    page.goto(f"http://127.0.0.1:{newsroom}/?{framing_url}{path}?country=ES%26country=IT%26embed=true")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=2).first).to_contain_text("20 stations in 12 places", timeout=60_000)
    figure = ".st-key-map-main canvas" if path == "/" else "svg.marks"
    expect(inside.locator(figure).first).to_be_visible(timeout=60_000)
    source = inside.locator(".st-key-source")
    expect(source).to_contain_text("China denies that these are police stations")
    link = source.get_by_role("link")
    expect(link).to_have_attribute("href", f"{framing_url}{path}?country=ES&country=IT")
    expect(link).to_have_attribute("target", "_blank")
    # The source line stands within the frame, and nothing is cut off at its side.
    child = page.frames[1]
    wait_until(page, lambda: (source.bounding_box() or {"y": 9_999, "height": 0})["y"] < 720)
    wait_until(page, lambda: child.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 900)
    # No filter and no way to another page within the frame.
    for key in ("bar", "masthead", "listings"):
        expect(inside.locator(f".st-key-{key}")).to_be_hidden()
    expect(inside.locator("[data-testid=stTopNavLink]").first).to_be_hidden()
    page.context.close()


@pytest.mark.browser
def test_every_text_to_take_along_is_copied_as_it_stands(browser: Browser, framing_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{framing_url}/?country=IT")
    page.get_by_role("button", name="Share", exact=True).click(timeout=60_000)
    pieces = page.locator(".pieces section")
    expect(pieces).to_have_count(7)
    for piece in pieces.all():
        shown = piece.locator("pre").text_content()
        piece.get_by_role("button").click()
        expect(piece.get_by_role("button")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == shown
    code = pieces.last.locator("pre").inner_text()
    assert code.startswith("<iframe src=") and code.endswith("</iframe>") and "embed=true" in code
    context.close()


@pytest.mark.parametrize(
    ("site", "query"), [("localhost", "?embed=true"), ("127.0.0.1", ""), ("127.0.0.1", "?embed=false")]
)
@pytest.mark.browser
def test_nothing_else_is_framed(browser: Browser, framing_url: str, newsroom: int, site: str, query: str) -> None:
    page = browser.new_context().new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"http://{site}:{newsroom}/?{framing_url}/{query}")
    wait_until(page, lambda: any("frame-ancestors" in text for text in refused))
    page.context.close()
