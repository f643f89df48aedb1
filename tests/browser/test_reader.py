"""What static/reader.js owes a reader: words where nothing can be shown, a change said aloud, notes, the wheel."""

import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import Reader, press, serve, wait_until

SLOW = 60_000  # milliseconds that a busy machine may take
# Milliseconds of the page's own clock within which a reader is told, however busy the machine is.
SOON = 10_000
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def alone(browser: Browser, server_url: str) -> Iterator[Callable[..., Reader]]:
    """Opens readers whose browser may complain."""
    readers: list[Reader] = []

    def make() -> Reader:
        readers.append(Reader(browser, server_url))
        return readers[-1]

    yield make
    for reader in readers:
        reader.context.close()


@pytest.mark.parametrize("page", ["map", "country"])
def test_a_refused_websocket_is_told_and_the_page_without_scripts_is_offered(
    alone: Callable[..., Reader], page: str
) -> None:
    reader = alone()
    reader.page.route_web_socket("**/_stcore/stream*", lambda socket: socket.close())
    reader.page.clock.install(time=0)
    reader.page.clock.pause_at(1_000)
    reader.page.goto(f"{reader.url}/{page.replace('map', '')}?country=ES")
    alert = reader.page.get_by_role("alert")
    expect(alert).to_have_count(0)
    reader.page.clock.run_for(SOON)
    expect(alert).to_contain_text("This page has not come up")
    reader.page.clock.resume()
    alert.get_by_role("link", name="The same view as a plain page").click()
    expect(reader.page).to_have_url(f"{reader.url}/v/{page}?country=ES")
    expect(reader.page.get_by_role("heading", level=1)).to_be_visible()


def test_a_server_that_went_away_is_told_in_words_for_readers_and_unsaid_when_it_is_back(browser: Browser) -> None:
    serving = serve()
    url = next(serving)
    # A server's first answer takes a while on a busy machine: it reads the data.
    urllib.request.urlopen(f"{url}/v/map?country=ES").close()
    reader = Reader(browser, url)
    with closing(reader.context):
        page = reader.page
        page.clock.install()
        reader.open("/?country=ES")
        serving.close()
        connected = page.locator("[data-test-connection-state=CONNECTED]")
        expect(connected).to_have_count(0, timeout=SLOW)
        page.clock.run_for(SOON)
        # Beside it Streamlit may say of a part of the page that it had not come yet.
        apart = page.locator("#apart")
        expect(apart).to_contain_text("The connection to the atlas is lost")
        expect(apart).to_have_attribute("role", "alert")
        expect(page.get_by_text("streamlit run")).to_have_count(0)
        expect(page.get_by_role("heading", level=2).first).to_contain_text("9 stations in 4 places in Spain")
        with closing(serve(int(url.rpartition(":")[2]))) as again:
            next(again)
            expect(apart).to_have_count(0, timeout=120_000)


def test_without_webgl_the_map_says_so_and_everything_else_works(alone: Callable[..., Reader]) -> None:
    reader = alone()
    reader.context.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return /webgl/.test(kind) ? null : get.call(this, kind, ...rest)
        }"""
    )
    page = reader.open("/?country=ES")
    expect(page.get_by_role("alert")).to_contain_text("Your browser cannot draw the map", timeout=SOON)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    press(page, "Valencia", "place=es-valencia")
    expect(page.get_by_role("heading", name="Valencia, Spain")).to_be_visible()
    page.get_by_role("button", name="Play through time").click()
    # Beside it Streamlit may say something of its own.
    told = page.locator(".st-key-play-maps").get_by_role("alert")
    expect(told).to_contain_text("Your browser cannot draw the map", timeout=SLOW)


def test_a_download_says_that_it_began_and_one_that_is_made_first_that_it_is(alone: Callable[..., Reader]) -> None:
    page = alone().open("/?country=ES")
    status = page.locator("body > [role=status]")
    footer = page.locator(".st-key-footer")
    with page.expect_download() as table:
        footer.get_by_role("link", name="stations.csv").click()
    expect(status).to_have_text("The download has begun.")
    assert table.value.suggested_filename == "stations.csv"

    held: list[Route] = []
    page.route("**/v/map.evidence.html?*", lambda route: held.append(route))
    link = footer.get_by_role("link", name="Download as evidence")
    link.click()
    # As long as the server makes it.
    expect(footer.get_by_text("The file is being made.")).to_be_visible()
    expect(status).to_have_text("The file is being made.")
    expect(link).to_have_attribute("aria-busy", "true")
    wait_until(page, lambda: bool(held))
    with page.expect_download() as evidence:
        held[0].continue_()
    assert re.fullmatch(r"station-atlas-map-es-[\d.]+\.html", evidence.value.suggested_filename)
    expect(status).to_have_text("The file has been downloaded.")
    expect(link).not_to_have_attribute("aria-busy", "true")
    assert "9 stations in 4 places in Spain" in Path(evidence.value.path()).read_text(encoding="utf-8")

    page.unroute("**/v/map.evidence.html?*")
    page.route("**/v/map.evidence.html?*", lambda route: route.fulfill(status=503, body="busy"))
    link.click()
    expect(status).to_have_text("The file could not be made; try again in a while.")


def test_the_keyboard_goes_on_where_it_was_when_what_it_was_on_has_gone(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL")
    amsterdam = page.get_by_role("radio", name=re.compile("^Amsterdam, "))
    amsterdam.focus()
    page.keyboard.press("Space")
    close = page.get_by_role("button", name="Close", exact=True)
    expect(close).to_be_visible()
    close.focus()
    page.keyboard.press("Enter")
    expect(amsterdam).to_be_focused(timeout=SLOW)
    expect(amsterdam).not_to_be_checked()

    page = open_reader().open("/?country=NL&response=closed&asof=2022-10-15")
    page.get_by_role("button", name="Drop “As of”").focus()
    page.keyboard.press("Enter")
    said = page.get_by_role("heading", level=2).first
    expect(said).to_contain_text("2 stations in 2 places in the Netherlands")
    expect(said).to_be_focused(timeout=SLOW)
    # It is read where the keyboard is, and not a second time.
    expect(page.locator("body > [role=status]")).not_to_contain_text("2 stations")


def test_a_change_of_the_view_is_said_aloud_once_and_the_first_view_is_not(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/")
    status = page.locator("body > [role=status]")
    expect(status).to_have_text("")
    page.get_by_role("button", name=re.compile("Closed$")).click()
    expect(status).to_have_text(re.compile("^29 stations in 21 places in 8 countries"))
    page.get_by_test_id("stTopNavLink").filter(has_text="Timeline").click()
    expect(status).to_have_text("What happened when")


def test_what_of_a_link_cannot_be_read_is_an_alert(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=Atlantis")
    expect(page.get_by_role("alert")).to_contain_text("Atlantis")


def test_an_address_with_a_fragment_arrives_at_its_note_on_a_cold_visit(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/country?country=NL#note-NL-3")
    note = page.locator(".briefing :target")
    expect(note).to_have_id("note-NL-3")
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    # It says what it is called from.
    expect(note.get_by_role("link", name="Back to the first mark of note 3")).to_be_attached()
    assert page.url.endswith("/country?country=NL#note-NL-3")


@pytest.mark.parametrize("fragment", ["%", "no-such-note", "%E4"])
def test_a_fragment_that_leads_nowhere_breaks_nothing(open_reader: Callable[..., Reader], fragment: str) -> None:
    page = open_reader().open(f"/country?country=NL#{fragment}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Netherlands")


def find_middle(page: Page) -> tuple[float, float]:
    """The middle of the map's upper part, when it has come to stand there."""
    canvas = page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 3


def test_the_wheel_over_the_map_moves_the_page(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport={"width": 1400, "height": 700}).open("/")
    expect(page.get_by_text("with Ctrl and the wheel")).to_be_attached()

    def scroll() -> bool:
        page.mouse.move(*find_middle(page))
        page.mouse.wheel(0, 60)
        return bool(page.evaluate(SCROLLED) >= 200)

    wait_until(page, scroll)


def test_one_finger_over_the_map_moves_the_page(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = reader.open("/")
    hand = reader.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def swipe() -> bool:
        x, y = find_middle(page)
        touch("touchStart", (x, y))
        for step in range(1, 11):
            touch("touchMove", (x, y - 20 * step))
        touch("touchEnd")
        return bool(page.evaluate(SCROLLED) >= 100)

    wait_until(page, swipe)
