"""Addresses are asked politely, and what is kept is what the server did. No test here leaves this machine or waits."""

import csv
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lib.curate import commands as curate
from lib.curate.desk import Desk
from lib.dataset import DATA, Dataset, load
from tests.conftest import find_port

AGENT = "Station Atlas tests (curators@example.org)"
# What a server does with an address, and what is kept of it.
ANSWERS = (
    ("fine", "answered", "200"),
    ("gone-elsewhere", "answered", "200"),
    ("no-head", "answered", "200"),
    ("to-the-front", "moved", "200"),
    ("forbidden", "refused", "403"),
    ("legal", "refused", "451"),
    ("missing", "missing", "404"),
    ("gone", "missing", "410"),
    ("broken", "failed", "500"),
    ("away", "failed", "503"),
    ("teapot", "refused", "418"),
    ("round", "silent", ""),
    ("hangs", "silent", ""),
    ("garbage", "silent", ""),
)
STATUSES = {"forbidden": 403, "legal": 451, "missing": 404, "gone": 410, "broken": 500, "away": 503, "teapot": 418}
LEADS = {"gone-elsewhere": "/fine", "to-the-front": "/", "round": "/round"}


class Server(ThreadingHTTPServer):
    """A server with every answer there is; it notes who asked what, how."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, str]] = []
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        name = self.path.strip("/")
        self.server.asked.append((self.command, name, self.headers["User-Agent"]))
        if name == "hangs":
            self.server.closing.wait()
        elif name == "garbage":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
        elif name == "no-head" and self.command == "HEAD":
            self.send_error(405)
        elif name in LEADS:
            self.send_response(302)
            self.send_header("Location", LEADS[name])
            self.end_headers()
        else:
            self.send_response(STATUSES.get(name, 429 if name.startswith("busy") else 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

    do_GET = do_HEAD  # noqa: N815  # the library's name

    def log_message(self, format: str, *args: object) -> None:
        """A test's output is the tests' own."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.closing.set()
        found.shutdown()


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Lays a data folder of one station entry and one response, with a source for each address, by its id."""

    def lay_addresses(addresses: dict[str, str]) -> Path:
        for path in (*DATA.glob("*.csv"), *DATA.glob("*.json")):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        for table in ("events", "figures", "claims", "leads", "changes"):
            write(tmp_path / f"{table}.csv", read(DATA / f"{table}.csv")[:1], empty=True)
        records = {table: read(DATA / f"{table}.csv")[:1] for table in ("stations", "responses")}
        paper = {**read(DATA / "sources.csv")[0], "kind": "newspaper", "republishes": ""}
        cited = [row["id"] for rows in records.values() for row in rows]
        citation = {"quote": "", "locator": "", "stance": "supports"}
        tables = {
            **records,
            "sources": [{**paper, "id": name, "url": url} for name, url in addresses.items()],
            "citations": [{"record": each, "source": name, **citation} for each in cited for name in addresses],
        }
        for table, rows in tables.items():
            write(tmp_path / f"{table}.csv", rows)
        return tmp_path

    return lay_addresses


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def write(path: Path, rows: list[dict[str, str]], empty: bool = False) -> None:
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([] if empty else rows)


class Table:
    """A desk that hears what is said, on a day of its own, and does not wait long."""

    def __init__(self, day: date = date(2026, 11, 27)) -> None:
        self.said: list[str] = []
        self.desk = Desk(say=self.said.append, today=lambda: day, pause_seconds=0, wait_seconds=(0.5, 0.5))

    def run(self, folder: Path, agent: str = AGENT) -> int:
        return curate.main(["health", "--data", str(folder), "--user-agent", agent], self.desk)


def name_all(server: Server, names: tuple[str, ...]) -> dict[str, str]:
    return {name: f"{server.address}/{name}" for name in names}


def test_what_each_server_did_is_kept_and_read_back(server: Server, lay: Callable[[dict[str, str]], Path]) -> None:
    addresses = name_all(server, tuple(name for name, _, _ in ANSWERS))
    addresses["nobody"] = f"http://127.0.0.1:{find_port()}/page"
    addresses["no-host"] = "http://station-atlas.invalid/page"
    folder, table = lay(addresses), Table()
    assert table.run(folder) == 0
    found = {row["source"]: (row["outcome"], row["status"]) for row in read(folder / "health.csv")}
    assert found == {
        **{name: (outcome, status) for name, outcome, status in ANSWERS},
        "nobody": ("silent", ""),
        "no-host": ("silent", ""),
    }
    assert {row["asked"] for row in read(folder / "health.csv")} == {"2026-11-27"}
    assert "3 sources: answered" in table.said and "5 sources: no server answered" in table.said
    dataset = load(folder)
    assert dataset.problems == ()
    assert dict(zip(dataset.sources["id"], dataset.sources["outcome"], strict=True))["gone"] == "missing"
    assert set(dataset.citations["asked"]) == {"2026-11-27"}


def test_a_server_is_told_who_asks_and_not_asked_twice_for_what_it_answered(
    server: Server, lay: Callable[[dict[str, str]], Path]
) -> None:
    folder = lay(name_all(server, ("fine", "no-head")))
    assert Table().run(folder) == 0
    assert server.asked == [("HEAD", "fine", AGENT), ("HEAD", "no-head", AGENT), ("GET", "no-head", AGENT)]


def test_who_does_not_say_whom_to_write_to_asks_nobody(server: Server, lay: Callable[[dict[str, str]], Path]) -> None:
    folder, table = lay(name_all(server, ("fine",))), Table()
    assert table.run(folder, "python") == 1
    assert server.asked == [] and "whom to write to" in table.said[0]


def test_a_server_that_wants_fewer_questions_is_left_alone(
    server: Server, lay: Callable[[dict[str, str]], Path]
) -> None:
    folder, table = lay(name_all(server, ("busy-1", "busy-2", "fine"))), Table()
    assert table.run(folder) == 1
    assert [name for _, name, _ in server.asked] == ["busy-1"]
    assert [(row["source"], row["outcome"]) for row in read(folder / "health.csv")] == [("busy-1", "refused")]
    assert "2 sources not asked, since their servers asked for fewer questions" in table.said[-1]


def test_who_breaks_off_keeps_what_was_found_and_goes_on_with_the_rest(
    server: Server, lay: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(name_all(server, ("fine", "gone", "missing")))

    def break_off(sources: list[str]) -> Iterator[str]:
        yield sources[0]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("lib.curate.health._show_progress", break_off)
        table = Table(date(2026, 11, 26))
        assert table.run(folder) == 1 and "2 sources not asked, broken off" in table.said[-1]
    assert [row["source"] for row in read(folder / "health.csv")] == ["fine"]
    server.asked.clear()
    assert Table().run(folder) == 0
    # Those that were never asked come first.
    assert [name for method, name, _ in server.asked if method == "HEAD"] == ["gone", "missing", "fine"]
    assert {row["asked"] for row in read(folder / "health.csv")} == {"2026-11-27"}


def test_a_broken_file_is_named_and_not_written_over(server: Server, lay: Callable[[dict[str, str]], Path]) -> None:
    folder, table = lay(name_all(server, ("fine",))), Table()
    text = "source,asked,outcome,status\nfine,2026-11-31,answered,200\n"
    (folder / "health.csv").write_text(text)
    assert table.run(folder) == 1
    assert "health.csv, line 2, asked: '2026-11-31'" in table.said[0]
    assert (folder / "health.csv").read_text() == text and server.asked == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("nobody,2026-11-27,answered,200", "the id of a source in sources.csv"),
        ("seed-001,2026-11-27,answered,", "the server's status, and none where no server answered"),
        ("seed-001,2026-11-27,silent,200", "the server's status, and none where no server answered"),
        ("seed-001,2026-11-27,fine,200", "one of answered, moved, refused, missing, failed, silent"),
    ],
)
def test_a_row_that_cannot_be_is_refused(copy_data: Callable[..., Path], row: str, problem: str) -> None:
    folder = copy_data()
    (folder / "health.csv").write_text(f"source,asked,outcome,status\n{row}\n")
    dataset = load(folder)
    assert [each.expected for each in dataset.problems] == [problem] and dataset.health.empty


def test_a_source_is_gone_and_its_row_is_not_kept(server: Server, lay: Callable[[dict[str, str]], Path]) -> None:
    folder = lay({**name_all(server, ("fine",)), "seed-999": ""})
    (folder / "health.csv").write_text(
        "source,asked,outcome,status\nseed-999,2026-11-20,gone,\n".replace("gone", "silent")
    )
    assert Table().run(folder) == 0
    assert [row["source"] for row in read(folder / "health.csv")] == ["fine"]


def test_nothing_is_said_of_addresses_that_nobody_asked(dataset: Dataset) -> None:
    asked = set(dataset.health["source"])
    assert set(dataset.sources.loc[dataset.sources["outcome"] != "", "id"]) == asked
