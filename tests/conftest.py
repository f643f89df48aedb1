"""What several test files share: the curated dataset, broken copies of it, a served atlas and a browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    TimeoutError,
    expect,
    sync_playwright,
)

from lib import dataset as datasets
from lib.dataset import DATA, ROOT, Dataset
from lib.view.atlas import Atlas

# What is asked of a property is whether it holds, not how fast: a busy machine must not end a run red.
settings.register_profile("atlas", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("atlas")

# Software rendering, and none of the browser's own calls to other hosts.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=swiftshader",
    "--enable-unsafe-swiftshader",
]


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The curated data, read once; nothing may change its frames."""
    return datasets.load()


@pytest.fixture(scope="session")
def atlas(dataset: Dataset) -> Atlas:
    """The atlas of the curated data, whose Answers tests share as readers do."""
    return Atlas(dataset)


@pytest.fixture
def copy_data(tmp_path: Path) -> Callable[..., Path]:
    """Copies data/ and applies edits: file name → (old text, new text), or None to delete the file."""

    def copy(**edits: tuple[str, str] | None) -> Path:
        folder = tmp_path / "data"
        # A copy is data that are being worked on: nothing of it is released.
        shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("releases"))
        for name, edit in edits.items():
            path = folder / name.replace("_json", ".json").replace("_csv", ".csv")
            if edit is None:
                path.unlink()
                continue
            text = path.read_text(encoding="utf-8")
            assert edit[0] in text, f"{edit[0]!r} is not in {path.name}"
            path.write_text(text.replace(edit[0], edit[1], 1), encoding="utf-8")
        return folder

    return copy


def find_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def serve(port: int = 0, **environment: str) -> Iterator[str]:
    """Serve the atlas on a port, else on a free one, until the generator is closed; yields its address."""
    port = port or find_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "URL:" in line:
                break
        else:
            raise RuntimeError("the server ended before it served")
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health") as answer:
            assert answer.status == 200
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The atlas as readers get it."""
    yield from serve()


def find_chromium() -> str:
    """The installed Chromium; `make test` installs it, and without one the browser tests fail."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise RuntimeError("The browser tests need Chromium: on Debian or Ubuntu, sudo apt-get install chromium")


# Waits end as soon as what they wait for is there; this bounds them on a busy machine (milliseconds).
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests; each test opens its own context."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a browser or a server: two of those side by side on two cores would wait for each other."""
    for item in items:
        if {"browser", "server_url", "server"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say beside a test that failed what its readers had on screen: a page is gone with its test."""
    report = yield
    # Tests import this file by its folder's name, pytest by its own: their readers are those of the other copy.
    from tests.conftest import Reader

    for reader in Reader.windows if report.failed else ():
        with suppress(Error):  # the browser itself is gone
            report.sections.append(("on screen", reader.describe()))
    return report


class Reader:
    """A reader's browser window, which remembers every console error and every request to another host; `windows` are
    those that are open."""

    windows: ClassVar[list["Reader"]] = []

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.url = url
        self.context = browser.new_context(**{"viewport": {"width": 1400, "height": 1000}, **options})
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.context.on("request", self._note)
        self.context.on("close", lambda _: Reader.windows.remove(self))
        Reader.windows.append(self)

    def describe(self) -> str:
        """What is on screen, for who reads of a test that failed."""
        # Asked first what it says, within a time: a page that hangs answers nothing.
        said = self.page.locator("body").inner_text(timeout=5_000)
        state = self.page.evaluate("() => document.querySelector('.stApp')?.dataset.testConnectionState")
        return f"{self.page.url} ({state})\n{said[:1500]}\n{self.errors[-5:]}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", self.url.replace("http", "ws", 1))):
            self.foreign.append(request.url)

    def open(self, address: str) -> Page:
        """Visit a link cold and wait for the page's last words: what is still being drawn may lose a press."""
        self.page.goto(self.url + address)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
        expect(self.page.get_by_text("This page asks no other host")).to_be_attached(timeout=30_000)
        expect(self.page.locator("#first")).not_to_be_attached(timeout=30_000)
        return self.page


def wait_until(page: Page, holds: Callable[[], bool], said: str = "") -> None:
    """Wait until it holds, asked anew at each frame that is drawn: a page is still being laid out when it opens.

    Raises AssertionError with `said` where it does not within 30 seconds.
    """
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, said
        wait_for_frame(page)


def wait_for_frame(page: Page) -> None:
    """Let the page go on until it has drawn once more."""
    page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")


def choose(page: Page, control: Locator, typed: str, option: re.Pattern[str]) -> None:
    """Choose from a list: type into its control, and press the option.

    A list that is drawn afresh while it opens, or scrolled to, is closed again: then it is opened once more. The press
    has counted when the control itself shows the choice, which may be so although the option was gone before its end.
    """
    own = page.locator("[data-testid=stMultiSelect], [data-testid=stSelectbox]").filter(has=control)
    shows = """([own, option]) => [own.querySelector('input').value, ...[...own.querySelectorAll('[data-tag]')].map(
        each => each.innerText)].some(each => new RegExp(option).test(each))"""
    for _ in range(10):
        control.fill("")
        control.fill(typed)
        with suppress(TimeoutError):
            page.get_by_role("option", name=option).click(timeout=3_000)
        with suppress(TimeoutError):
            page.wait_for_function(shows, arg=[own.element_handle(), option.pattern], timeout=3_000)
            return
    raise AssertionError(f"the list does not stay open for {option.pattern}")


def press(page: Page, option: str, address: str) -> None:
    """Press the option of a list of radio buttons whose text begins so, until the address has what it leads to."""
    label = page.locator("label").filter(has_text=re.compile(f"^{option}")).first

    def lead() -> bool:
        label.click()
        with suppress(AssertionError):
            expect(page).to_have_url(re.compile(address), timeout=3_000)
            return True
        return False

    wait_until(page, lead, f"{option} does not lead to {address}")


@pytest.fixture
def open_reader(browser: Browser, server_url: str) -> Iterator[Callable[..., Reader]]:
    """Opens readers; at the end none of them has seen a console error or asked another host."""
    readers: list[Reader] = []

    def make(**options: Any) -> Reader:
        readers.append(Reader(browser, server_url, **options))
        return readers[-1]

    yield make
    for reader in readers:
        reader.context.close()
        assert reader.foreign == []
        assert reader.errors == []
