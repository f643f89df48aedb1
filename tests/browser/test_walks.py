"""Random walks over all controls of all pages: after each press the address, read cold, says what is on screen."""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib import view as views
from lib.answers import frame, places, reports, sources, timeline
from lib.answers.blocks import answer
from lib.answers.pages import PAGES
from lib.dataset import REPORTS, countries, label
from lib.view import FILTERS, PARAMETERS, Selection, View
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words.names import name_language
from lib.words.views import describe
from tests.conftest import Reader, wait_for_frame

STEPS_A_WALK = 50
COLD = 20  # so often the address is opened in a second window as well
PATIENCE = 20  # seconds until the screen and the address agree
WIDE = {"width": 1100, "height": 800}
# The controls whose options are codes, by the View's field; those of filters have a number behind each option.
CODED = [each.field for each in PARAMETERS if each.kind == "code" and each.field != "areas"]
COUNTED = [each.field for each in FILTERS if each.kind == "code"]

Holds = Callable[[Mapping[str, Any]], bool]

# What is on screen, as a reader sees it: the headline, and of each control what is chosen, and the number behind it.
READ = """([coded, counted]) => {
    const find = selector => [...document.querySelectorAll(selector)].filter(each => each.offsetParent);
    const split = element => {
        const [before, after] = ["::before", "::after"].map(side => getComputedStyle(element, side).content)
            .map(said => said === "none" ? "" : JSON.parse(said));
        // A key figure stands above its words.
        const text = element.innerText + (before ? ` (${before})` : after);
        const [, words, number] = text.trim().match(/^(.*?)(?: \\((\\d+)\\).*| · .*)?$/s);
        return {label: words, number: number === undefined ? null : +number};
    };
    const of = (key, selector) => find(`.st-key-${key}`).slice(0, 1).map(
        control => [...control.querySelectorAll(selector)])[0];
    const chosen = key => of(key, "button[data-variant]")?.filter(
        each => each.dataset.selected === "true").map(each => split(each.querySelector("p")).label);
    const numbers = key => of(key, "button[data-variant] p")?.map(split);
    const tags = key => of(key, "[data-tag]")?.map(each => each.innerText.trim().replace(/ \\(\\d+\\)$/, ""));
    const on = key => of(key, "input")?.[0]?.checked;
    const day = key => of(key, "[role=spinbutton]")?.map(each => each.innerText).join("-");
    const radio = key => of(key, "label:has(input:checked) p")?.map(each => split(each).label);
    const picked = key => of(key, "input")?.map(each => each.value).filter(value => value);
    const screen = {
        address: location.href,
        failed: find("[data-testid=stException]").length,
        headline: find("h2").map(each => each.innerText)[0],
        country: tags("country"), language: tags("language"), publisher: tags("publisher"),
        contested: on("contested"), areas: on("areas"),
        asof_day: day("asof_day"), start: day("day-start"), end: day("day-end"),
        place: radio("place"), open: of("open", "input[type=radio]")?.length ? radio("open") : picked("open"),
    };
    for (const key of [...coded, "asof_name"])
        screen[key] = chosen(key);
    for (const key of counted)
        screen[`${key}_numbers`] = numbers(key);
    return Object.fromEntries(Object.entries(screen).filter(([, value]) => value !== undefined));
}"""

# Everything on the page that can be pressed, each under a number, with what it is and whether it is chosen.
FIND = """() => {
    const kinds = {
        pill: ".stButtonGroup button[data-variant]:not(:disabled)",
        toggle: "[data-testid=stCheckbox] label",
        radio: "[data-testid=stRadioOption]:not(:has(input:checked))",
        button: "[data-testid=stButton] button:not(:disabled)",
        list: "[data-testid=stMultiSelect] input",
        tag: "[data-tag] button",
        select: "[data-testid=stSelectbox] input:not(:disabled)",
        link: "[data-testid=stTopNavLink]:not([aria-current=page]), [data-testid=stPageLink] a",
        panel: "[class*=st-key-panel-] summary",
        popover: "[data-testid=stPopoverButton]",
        tab: "[role=tab]:not([aria-selected=true])",
        day: ".st-key-asof_day [role=spinbutton]:first-child",
    };
    const found = [];
    document.querySelectorAll("[data-walk]").forEach(each => delete each.dataset.walk);
    for (const [kind, selector] of Object.entries(kinds))
        for (const each of document.querySelectorAll(selector)) {
            const box = each.getBoundingClientRect();
            const control = each.closest("[class*=st-key-]")?.className.match(/st-key-(\\S+)/)[1] || "";
            // What plays goes on by itself.
            if (!each.offsetParent || !box.width || control === "play") continue;
            each.dataset.walk = found.length;
            const text = (each.innerText || each.getAttribute("aria-label") || "").trim();
            const inside = each.closest("[data-testid=stPopoverBody]") !== null;
            found.push({kind, control, text, inside, chosen: each.dataset.selected === "true"});
        }
    return found;
}"""

# Whether an open popover lies over the middle of an element.
COVERED = """element => {
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return Boolean(top?.closest("[data-testid=stPopoverBody]")) && !element.contains(top);
}"""


@dataclass
class Window:
    """A reader's page that knows which runs it has asked for, and whether the last of them has come back."""

    page: Page
    asked: int = 0
    running: bool = False
    pressed: list[str] = field(default_factory=list)
    first: str = ""
    socket: WebSocket | None = None

    def __post_init__(self) -> None:
        self.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        self.socket = socket
        socket.on("framesent", self._ask)
        socket.on("framereceived", self._hear)

    def _ask(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked, self.running = self.asked + 1, True

    def _hear(self, frame: bytes | str) -> None:
        # What says that a run has finished is short.
        if isinstance(frame, bytes) and len(frame) < 200:
            message = ForwardMsg.FromString(frame)
            early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if message.WhichOneof("type") == "script_finished" and message.script_finished != early:
                self.running = False

    def settle(self, asked: int) -> None:
        """Wait until a run asked for since then has come back."""
        if not self._is_settled(asked):
            assert self.socket is not None
            try:
                # What is heard is heard by `_hear` first.
                self.socket.wait_for_event("framereceived", lambda _: self._is_settled(asked), timeout=PATIENCE * 1_000)
            except TimeoutError:
                raise AssertionError(f"no answer: {self.pressed}") from None

    def _is_settled(self, asked: int) -> bool:
        return self.asked > asked and not self.running


def read_address(address: str, atlas: Atlas) -> tuple[str, Selection]:
    """The page and the selection that an address gives when it is opened cold."""
    url = urlsplit(address)
    view, unread = views.parse(parse_qs(url.query))
    view, unmet = views.check(view, atlas.dataset)
    assert (unread, unmet) == ((), ()), address
    return url.path, atlas.select(view)


def expect_screen(address: str, atlas: Atlas) -> Mapping[str, Any]:
    """What an address must show: the headline where the page has one, and what is chosen in every control."""
    path, selection = read_address(address, atlas)
    view, dataset = selection.view, atlas.dataset
    named = {"First report": REPORTS[0].published, "Second report": REPORTS[1].published, "Today": dataset.created}
    publishers = sources.name_publishers(dataset)
    drawn = answer(atlas, timeline.write, view).drawn if path == "/timeline" else None
    screen: dict[str, Any] = {
        "failed": 0,
        "country": [countries.name(code) for code in view.country],
        "contested": view.contested,
        "asof_name": [title for title, day in named.items() if day == selection.asof],
        "asof_day": str(selection.asof),
        "areas": bool(view.areas),
        "place": [places.name_place(dataset, view.place)] if view.place else [],
        "language": [name_language(code) for code in view.language],
        "publisher": [publishers[code] for code in view.publisher],
        **({"start": str(drawn.shown[0]), "end": str(drawn.shown[1])} if drawn else {}),
        **_expect_open(path, view, atlas),
        "strip": path in ("/", "/responses"),
    }
    for part in map(BY_FIELD.__getitem__, CODED):
        # No lane named means every lane.
        chosen = part.chosen(view) or (part.codes if part.field == "lane" else ())
        screen[part.field] = [label(part.vocabulary, code) for code in chosen]
    strip = dict(answer(atlas, frame.write, view).strip.countries)
    for part in map(BY_FIELD.__getitem__, COUNTED):
        # The strip of steps counts countries, a filter in the row stations.
        numbers = strip if part.field == "response" and path in ("/", "/responses") else selection.facets[part.field]
        screen[f"{part.field}_numbers"] = [
            {"label": label(part.vocabulary, code), "number": numbers.get(code, 0)} for code in part.codes
        ]
    if path != "/method" and not (path == "/country" and view.country):
        screen["headline"] = describe(selection)
    return screen


def _expect_open(path: str, view: View, atlas: Atlas) -> dict[str, list[str]]:
    """What is open, by its name, on the pages that have a control for it."""
    names: dict[str, str] = {}
    if path == "/timeline":
        drawn = answer(atlas, timeline.write, view).drawn
        names = {code: bare(name) for code, name in drawn.names} if drawn else {}
    elif path == "/sources":
        names = dict(answer(atlas, sources.write, view).options)
    elif path == "/reports":
        sums = answer(atlas, reports.write, view).sums
        names = {group.code: group.name for group in sums.groups} if sums else {}
    return {"open": [names[view.open]] if view.open in names else []}


def compare(screen: Mapping[str, Any], atlas: Atlas) -> list[str]:
    """Where what is on screen is not what the address says."""
    expected = expect_screen(screen["address"], atlas)
    missing = [key for key in ("country", *(("response",) if expected["strip"] else ())) if key not in screen]
    return [f"{key} is not on screen" for key in missing] + [
        f"{key}: {screen[key]!r} on screen, {value!r} in the address"
        for key, value in expected.items()
        if key in screen and _sort(screen[key]) != _sort(value)
    ]


def _sort(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else value


def agree(window: Window, atlas: Atlas, holds: Holds) -> Mapping[str, Any]:
    """Wait until the screen is what its address says, and what was pressed holds; returns the screen.

    What holds is known in Python, so it is asked again at each frame that is drawn, as `wait_until` does.
    """
    end = time.monotonic() + PATIENCE
    while True:
        screen: Mapping[str, Any] = window.page.evaluate(READ, [CODED, COUNTED])
        unlike = compare(screen, atlas)
        if not unlike and holds(screen):
            return screen
        assert time.monotonic() < end, f"{window.pressed} → {screen['address']}: {unlike or 'the press is lost'}"
        wait_for_frame(window.page)


def _click(target: Locator) -> bool:
    """Press; False where a popover lies over the target, wherever that is scrolled to."""
    try:
        target.click(timeout=5_000)
    except TimeoutError:
        return False
    return True


def press(window: Window, choice: random.Random) -> Holds | None:
    """Press something at random; returns what must hold on screen then, None where nothing was asked for."""
    page = window.page
    if choice.random() < 0.05 and page.url != window.first:
        window.pressed.append("back")
        page.evaluate("history.back()")
        return lambda screen: True
    found = list(enumerate(page.evaluate(FIND)))
    # What is open over the page is there to be pressed.
    over = [each for each in found if each[1]["inside"]]
    found = over if over and choice.random() < 0.8 else found
    kinds = sorted({each["kind"] for _, each in found})
    weights = {"pill": 6, "list": 4, "radio": 3, "button": 3, "link": 2, "select": 2, "popover": 3}
    kind = choice.choices(kinds, [weights.get(kind, 1) for kind in kinds])[0]
    # First a control, then one of its options: a list of seventy places is one control.
    control = choice.choice(sorted({each["control"] for _, each in found if each["kind"] == kind}))
    at, what = choice.choice([(n, each) for n, each in found if (each["kind"], each["control"]) == (kind, control)])
    window.pressed.append(f"{kind} {control} {what['text']}")
    target = page.locator(f'[data-walk="{at}"]')
    name = bare(what["text"])
    if kind == "day":
        day = choice.choice([each for each in ("20221001", "20230615", "20240229") if each[:4] != what["text"]])
        target.click()
        page.keyboard.type(day)
        # Past the button of the calendar: a date applies when its field is left.
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        return lambda screen: screen["asof_day"].replace("-", "") == day
    if kind in ("list", "select"):
        return _choose(window, choice, control, target, many=kind == "list")
    target.scroll_into_view_if_needed()
    if target.evaluate(COVERED) or not _click(target):
        # What lies under an open popover is pressed after that is closed, unless it has closed meanwhile.
        with suppress(TimeoutError):
            page.locator("[data-testid=stPopoverButton][aria-expanded=true]").click(timeout=3_000)
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
        target.click()
    if kind == "popover":
        return None
    if kind == "toggle":
        return lambda screen: True
    if kind == "tag":
        removed = name.removeprefix("Remove ")
        return lambda screen: removed not in screen[control]
    if kind == "radio" and control == "place":
        return lambda screen: screen["place"] == [name]
    if kind == "pill" and control in (*COUNTED, "kind"):
        return lambda screen: control not in screen or (name in screen[control]) != what["chosen"]
    return lambda screen: True


def bare(text: str) -> str:
    """An option's words without the number behind them."""
    return re.sub(r" \(\d+\).*$| · .*$", "", text.strip())


def _read(window: Window, focused: Locator) -> str:
    """The option that the keyboard is at. A list that is drawn afresh is closed by it, and is opened again."""
    for _ in range(10):
        with suppress(TimeoutError):
            return bare(focused.inner_text(timeout=1_000))
        window.page.keyboard.press("ArrowDown")
    held = window.page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"{window.pressed}: the list does not stay open, the keyboard is at {held}")


def _choose(window: Window, choice: random.Random, control: str, target: Locator, many: bool) -> Holds | None:
    """Open a list by keyboard and choose one of its first options; None where it has but one, and that is chosen."""
    down, focused = choice.randrange(8), window.page.locator("[role=option][data-focused]")
    target.focus()
    window.page.keyboard.press("ArrowDown")
    _read(window, focused)
    for _ in range(down):
        window.page.keyboard.press("ArrowDown")
    name, chosen = _read(window, focused), bare(target.input_value())
    # What is chosen already asks for nothing.
    if name == chosen:
        window.page.keyboard.press("ArrowUp" if down else "ArrowDown")
        name = _read(window, focused)
    if name == chosen:
        window.page.keyboard.press("Escape")
        return None
    window.pressed[-1] += name
    # Typed, the list stays at its name when it is drawn afresh under the hand.
    target.fill(name)
    named = focused.filter(has_text=re.compile(rf"^\s*{re.escape(name)}( \(\d+\).*| · .*)?$"))
    for _ in range(10):
        with suppress(TimeoutError):
            named.wait_for(timeout=500)
            break
        window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("Enter")
    # A list of many stays open, and takes the next press to be let go. Escape clears one that is closed.
    if many:
        window.page.keyboard.press("Escape")
    expect(window.page.get_by_role("listbox")).to_have_count(0)
    return lambda screen: name in screen.get(control, [name])


@pytest.fixture
def windows(browser: Browser, server_url: str) -> Iterator[Callable[[], tuple[Reader, Window]]]:
    """Opens readers whose map draws no land: what is walked over here are the controls."""
    readers: list[Reader] = []

    def make() -> tuple[Reader, Window]:
        reader = Reader(browser, server_url, viewport=WIDE)
        reader.context.route(
            "**/*.geojson", lambda route: route.fulfill(json={"type": "FeatureCollection", "features": []})
        )
        readers.append(reader)
        return reader, Window(reader.page)

    yield make
    for reader in readers:
        reader.context.close()


@pytest.mark.parametrize("seed", range(4))
def test_after_each_press_the_address_says_what_is_on_screen(
    windows: Callable[[], tuple[Reader, Window]], atlas: Atlas, seed: int
) -> None:
    choice = random.Random(seed)
    (reader, window), (colleague, second) = windows(), windows()
    reader.open(PAGES[seed % len(PAGES)].path + "?country=IT")
    window.settle(0)
    window.first = window.page.url
    for step in range(STEPS_A_WALK):
        asked = window.asked
        holds = press(window, choice)
        if holds is None:
            # A popover that was pressed opens or closes without a run.
            continue
        window.settle(asked)
        screen = agree(window, atlas, holds)
        if step % COLD == COLD - 1:
            colleague.open(screen["address"].removeprefix(reader.url))
            # What stands in a popover is there where it is open.
            always = screen.keys() & {"headline", "country"}
            cold = agree(second, atlas, lambda cold, always=always: cold.keys() >= always)
            both = screen.keys() & cold.keys()
            assert {key: cold[key] for key in both} == {key: screen[key] for key in both}
    assert reader.errors == []
