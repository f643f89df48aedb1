"""What a reader does, in a real Chromium. Every window also counts console errors and requests to other hosts."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from lib import view as views
from lib.answers import places
from lib.answers.map import PLATE
from lib.answers.pages import PAGES
from lib.dataset import Dataset
from lib.draw import camera as cameras
from lib.draw.camera import TILE, Camera, mercator
from lib.show import map as mapping
from lib.view import View
from tests.conftest import Reader, choose, wait_until
from tests.versions import CREATED, VERSION

SLOW = 30_000  # milliseconds: a first map without a graphics card


def address(page: str) -> str:
    """The path of a page."""
    return "/" if page == "map" else f"/{page}"


def sentence(page: Page) -> Locator:
    """The view in one sentence."""
    return page.get_by_role("heading", level=2).first


def find_canvas(page: Page) -> Locator:
    """The map, once it has drawn."""
    canvas = page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    expect(canvas).to_be_visible(timeout=SLOW)
    return canvas


def show_more(page: Page) -> None:
    """Open the filters that have no place of their own in the row."""
    page.get_by_role("button", name="More filters").click()


@pytest.mark.parametrize("page", [page.code for page in PAGES])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_opens_cold_and_asks_no_other_host(
    open_reader: Callable[..., Reader], page: str, scheme: str
) -> None:
    reader = open_reader(color_scheme=scheme)
    opened = reader.open(f"{address(page)}?country=NL")
    expect(opened.get_by_text("This page asks no other host")).to_be_visible(timeout=SLOW)
    expect(opened.get_by_test_id("stException")).to_have_count(0)
    if page == "map":
        find_canvas(opened)


def test_a_cold_link_gives_its_view_and_the_address_keeps_it(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=ES&report=110-overseas&place=es-madrid")
    expect(sentence(page)).to_contain_text("9 stations in 4 places in Spain")
    expect(page.get_by_role("heading", name="Madrid, Spain")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?country=ES&report=110-overseas&place=es-madrid$"))


def test_filtering_writes_the_link_and_back_and_forward_work(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/")
    expect(sentence(page)).to_contain_text("87 stations in 68 places in 42 countries")
    choose(page, page.get_by_role("combobox", name=re.compile("^Country")), "Nether", re.compile("Netherlands"))
    page.keyboard.press("Escape")
    expect(sentence(page)).to_contain_text("2 stations in 2 places in the Netherlands")
    expect(page).to_have_url(re.compile(r"\?country=NL$"))
    page.get_by_role("button", name=re.compile("Closed$")).click()
    expect(page).to_have_url(re.compile(r"\?country=NL&response=closed$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?country=NL$"))
    expect(sentence(page)).not_to_contain_text("closed")
    page.go_back()
    expect(sentence(page)).to_contain_text("87 stations in 68 places in 42 countries")
    page.go_forward()
    expect(sentence(page)).to_contain_text("2 stations in 2 places in the Netherlands")


def test_an_empty_result_says_why_and_has_a_way_back(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL&response=closed&asof=2022-10-15")
    expect(page.get_by_text("No response by the Netherlands was found as of 15 October 2022")).to_be_visible()
    page.get_by_role("button", name="Drop “As of”").click()
    expect(sentence(page)).to_contain_text("2 stations in 2 places in the Netherlands")


def test_a_part_that_cannot_be_honoured_is_named_and_stays_in_the_address(
    open_reader: Callable[..., Reader],
) -> None:
    page = open_reader().open("/?country=XX&country=ES")
    expect(page.get_by_text("This link asks for country “XX”, which the atlas does not know")).to_be_visible()
    expect(sentence(page)).to_contain_text("9 stations in 4 places in Spain")


def frame_netherlands(dataset: Dataset) -> Camera:
    """Where the map looks from where the Netherlands are chosen."""
    return cameras.frame(("NL",), places.locate(dataset, ("NL",)), None, *mapping.SCREEN)


def frame_plate(_: Dataset) -> Camera:
    """Where the plate of Europe looks from."""
    return cameras.frame_bounds(PLATE, *mapping.INSET)


@pytest.mark.parametrize(
    ("link", "drawn", "frame", "city", "name"),
    [
        ("/?country=NL", "map-main", frame_netherlands, "Rotterdam", "Rotterdam, Netherlands"),
        ("/", "map-inset", frame_plate, "Madrid", "Madrid, Spain"),
    ],
)
def test_choosing_on_the_map_or_its_plate_opens_the_place(
    open_reader: Callable[..., Reader],
    dataset: Dataset,
    link: str,
    drawn: str,
    frame: Callable[[Dataset], Camera],
    city: str,
    name: str,
) -> None:
    page = open_reader().open(link)
    found = places.gather(views.apply(View(), dataset), dataset.geocache)
    chosen = next(place for place in found if place.city == city)
    camera = frame(dataset)
    scale = TILE * 2**camera.zoom
    find_canvas(page)
    canvas = page.locator(f".st-key-{drawn} [data-testid=stDeckGlJsonChart] canvas").first
    assert chosen.longitude is not None and chosen.latitude is not None
    right = (chosen.longitude - camera.longitude) / 360 * scale
    up = (mercator(chosen.latitude) - mercator(camera.latitude)) * scale

    def points() -> bool:
        box = canvas.bounding_box()
        if box is None:
            return False
        page.mouse.move(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 - up)
        return city in " ".join(page.locator(".deck-tooltip").all_inner_texts())

    # The canvas is there before its marks can be picked; a second press would let the place go again.
    wait_until(page, points, f"the mark of {city} does not say what it is")
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(f"place={chosen.code}"), timeout=30_000)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile(f"^{city}, "))).to_be_checked()


def test_choosing_in_the_list_by_keyboard_alone_opens_the_place(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL")
    page.get_by_role("radio", name=re.compile("^Amsterdam, ")).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Amsterdam, Netherlands")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="Rotterdam, Netherlands")).to_be_visible()
    expect(page).to_have_url(re.compile("place=nl-rotterdam"))
    page.get_by_role("button", name="Close", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rotterdam, Netherlands")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?country=NL$"))


def test_quick_choices_leave_the_address_and_the_screen_agreed(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=ES")
    page.get_by_role("radio", name=re.compile("^Barcelona, ")).focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowDown", delay=60)
    chosen = page.locator("input[type=radio]:checked")
    expect(page).to_have_url(re.compile("place=es-valencia"))
    expect(page.get_by_role("heading", name="Valencia, Spain")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("^Valencia, "))).to_be_checked()
    expect(chosen).to_have_count(1)


def test_every_control_of_the_map_page_is_reached_by_tab(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL")
    find_canvas(page)
    wanted = {"More filters", "As of today", "Clear", "Says who?", "Response", "Closer", "Wider", "All 2 places"}
    reached: set[str] = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement?.innerText || ''")
        reached |= {name for name in wanted if name in text}
    assert reached == wanted


def test_the_link_is_copied_exactly_and_opens_the_same_for_a_colleague(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader(permissions=["clipboard-read", "clipboard-write"])
    page = reader.open("/?country=ES&report=110-overseas")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("body > [role=status]")).to_have_text("Link copied")
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in (
        "country=ES",
        "report=110-overseas",
        f"asof={CREATED}",
        "color=step",
        "from=2022-01-01",
        f"data={VERSION}",
    ):
        assert part in copied
    colleague = open_reader()
    opened = colleague.open(copied.removeprefix(colleague.url))
    expect(sentence(opened)).to_contain_text("9 stations in 4 places in Spain")


def test_going_between_pages_keeps_the_view(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL&asof=2022-11-30")
    for each in PAGES[1:]:
        left = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("link", name=each.title, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(left, timeout=SLOW)
        expect(page).to_have_url(re.compile(rf"{each.path}\?country=NL&asof=2022-11-30"), timeout=SLOW)
        expect(page.get_by_text("30 November 2022").first).to_be_visible()


def test_the_bars_links_carry_the_view_to_a_new_tab(open_reader: Callable[..., Reader]) -> None:
    reader = open_reader()
    page = reader.open("/timeline?country=ES&open=ev-2022-12-22-china-no-police-posts")
    link = page.get_by_role("link", name="Reports", exact=True)
    # What is open stays on its page.
    expect(link).to_have_attribute("href", f"{reader.url}/reports?country=ES")
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    tab = opened.value
    expect(sentence(tab)).to_contain_text("9 stations in 4 places in Spain", timeout=SLOW)
    tab.close()
    with page.context.expect_page() as opened:
        link.click(button="middle")
    expect(sentence(opened.value)).to_contain_text("9 stations in 4 places in Spain", timeout=SLOW)
    expect(page).to_have_url(re.compile("/timeline"))
    choose(page, page.get_by_role("combobox", name=re.compile("^Country")), "Ita", re.compile("Italy"))
    page.keyboard.press("Escape")
    expect(link).to_have_attribute("href", f"{reader.url}/reports?country=ES&country=IT", timeout=SLOW)


@pytest.fixture
def load() -> Iterator[None]:
    """Two other processes that take all they can get."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for process in busy:
        process.kill()


def test_sixty_hurried_changes_of_page_keep_the_view_and_make_sixty_entries(
    open_reader: Callable[..., Reader], load: None
) -> None:
    page = open_reader().open("/?country=NL")
    before = page.evaluate("history.length")
    # Browsers keep no more than fifty entries, and so their number would hide one made twice.
    page.evaluate(
        """() => {
            const push = history.pushState
            window.pushed = 0
            history.pushState = function (...entry) { window.pushed += 1; return push.apply(this, entry) }
        }"""
    )
    walked = [PAGES[step % len(PAGES)] for step in range(1, 61)]
    for each in walked:
        page.get_by_role("link", name=each.title, exact=True).first.click()
        expect(page).to_have_url(re.compile(rf":\d+{each.path}\?country=NL$"), timeout=SLOW)
    assert page.evaluate("pushed") == len(walked)
    assert page.evaluate("history.length") == min(50, before + len(walked))
    # Seven at a time, through all that the browser keeps: one entry too many anywhere, and another page would stand.
    for each in walked[-8::-7][:6]:
        page.evaluate("history.go(-7)")
        expect(page).to_have_url(re.compile(rf":\d+{each.path}\?country=NL$"), timeout=SLOW)


def test_the_old_address_of_the_map_leads_to_it(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/map?country=NL")
    expect(sentence(page)).to_contain_text("2 stations in 2 places in the Netherlands")
    expect(page).to_have_url(re.compile(r"/\?country=NL$"))


def test_the_sources_of_the_denominators_are_one_click_away(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/")
    page.get_by_role("button", name="Says who?").first.click()
    expect(page.get_by_text("102 reported").last).to_be_visible()
    link = page.get_by_test_id("stPopoverBody").get_by_role("link").first
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(link).to_have_attribute("href", re.compile("^https?://"))


def look(page: Page) -> bytes:
    """What the map shows once it has stopped changing: two looks in a row that are alike."""
    canvas, seen, end = find_canvas(page), b"", time.monotonic() + SLOW / 1000
    while (now := canvas.screenshot()) != seen:
        assert time.monotonic() < end, "the map goes on changing"
        seen = now
    return seen


def test_the_camera_is_set_afresh_without_touching_the_link(open_reader: Callable[..., Reader]) -> None:
    page = open_reader().open("/?country=NL")
    before, end = look(page), time.monotonic() + SLOW / 1000
    page.get_by_role("radio", name="World").click()
    # The press is answered when another frame is drawn, however long the server takes.
    while find_canvas(page).screenshot() == before:
        assert time.monotonic() < end, "the camera did not move"
    expect(page).to_have_url(re.compile(r"\?country=NL$"))


@pytest.mark.parametrize("page", [page.code for page in PAGES])
@pytest.mark.parametrize("widths", [(390, 320), (1280, 820)], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_window(
    open_reader: Callable[..., Reader], page: str, widths: tuple[int, int]
) -> None:
    phone = {"user_agent": "Mozilla/5.0 (Linux; Android 15) Mobi"} if widths[0] < 500 else {}
    opened = open_reader(viewport={"width": widths[0], "height": 844}, **phone).open(address(page))
    expect(opened.get_by_text("This page asks no other host")).to_be_attached(timeout=SLOW)
    expect(opened.get_by_test_id("stSkeleton")).to_have_count(0, timeout=SLOW)
    for width in widths:
        opened.set_viewport_size({"width": width, "height": 844})
        # Not the document: Streamlit's page scrolls in its main part. A chart takes a moment to shrink.
        opened.wait_for_function(
            """width => innerWidth === width && [...document.querySelectorAll("html, [data-testid=stMain]")]
                .every(part => part.scrollWidth <= part.clientWidth)""",
            arg=width,
            timeout=SLOW,
        )


def test_the_filters_are_within_reach_on_a_phone(open_reader: Callable[..., Reader]) -> None:
    page = open_reader(viewport={"width": 390, "height": 844}).open("/")
    show_more(page)
    page.get_by_role("button", name=re.compile("^Wenzhou")).click()
    expect(page).to_have_url(re.compile(r"\?bureau=wenzhou$"))
