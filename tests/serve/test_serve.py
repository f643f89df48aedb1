"""What the real server answers: headers on everything, pages that say what they are, files kept and compressed."""

import base64
import gzip
import hashlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path

import brotli
import pytest

from lib.serve.addresses import PAGES
from lib.serve.assets import asset_url, ground_url
from lib.serve.security import content_security_policy

ROOT = Path(__file__).resolve().parents[2]
STREAMLIT = Path(str(find_spec("streamlit").origin)).parent / "static"
BIGGEST_SCRIPT = max(STREAMLIT.glob("static/js/DeckGlJsonChart.*.js"))
SCRIPT_PATH = f"/static/js/{BIGGEST_SCRIPT.name}"
DEEP_PAGE = [*PAGES][-1]
EVERY_KIND = [
    "/",
    f"{DEEP_PAGE}?country=ES",
    "/assets/start.js",
    "/assets/reader.js",
    SCRIPT_PATH,
    "/map",
    "/no-such-page",
    "/_stcore/health",
]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Start the atlas as for readers elsewhere, and ask it for paths exactly as they are written."""
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", "0", "--no-access-log"]
    environment = {**os.environ, "ATLAS_HOSTS": "127.0.0.1, atlas.example, [::1]:8501"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as server:
        log = ""
        while (started := re.search(r"running on http://127\.0\.0\.1:(\d+)", log)) is None:
            line = server.stderr.readline()
            assert line, f"the server ended before it answered:\n{log}"
            log += line
        # A log that nobody reads stops its server once the pipe is full.
        threading.Thread(target=server.stderr.read, daemon=True).start()

        def get(path: str, method: str = "GET", **headers: str) -> Answer:
            connection = HTTPConnection("127.0.0.1", int(started[1]), timeout=20)
            connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
            with connection.getresponse() as response:
                return Answer(response.status, response.headers, response.read())

        get.port = int(started[1])  # type: ignore[attr-defined]
        yield get
        server.terminate()


class Page(HTMLParser):
    """The parts of a page that a reader without scripts, a search engine or a link preview is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.scripts: list[str] = []
        self.lang = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given["lang"]
        elif tag == "meta":
            self.meta[given.get("name", given.get("property", ""))] = given.get("content", "")
        elif tag == "script":
            self.scripts.append(given.get("src", ""))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.remove(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.texts[tag] = self.texts.get(tag, "") + data


@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_answer_carries_the_security_headers(ask: Ask, path: str) -> None:
    headers = ask(path).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not any(
        "unsafe-inline" in part or "unsafe-eval'" in part.replace("wasm-unsafe-eval", "")
        for part in policy
        if part.startswith(("default-src", "script-src"))
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", [*EVERY_KIND, "/assets/..", f"/?country={'ES,' * 4000}"])
def test_no_answer_names_another_host(ask: Ask, path: str) -> None:
    answer = ask(path, Host="atlas.example")
    is_html = "text/html" in answer.headers.get("Content-Type", "")
    # Streamlit's page holds its licence in a comment, which nobody's browser follows; a source is followed by readers.
    shown = re.sub(r'<!--.*?-->|<a [^>]*>|xmlns="[^"]*"', "", answer.text, flags=re.DOTALL) if is_html else ""
    everything = "\n".join([*answer.headers.values(), shown])
    assert set(re.findall(r"//([^/\s\"';]+)", everything)) <= {"atlas.example"}


def test_the_policy_allows_the_inline_script_of_the_installed_streamlit_and_no_other(ask: Ask) -> None:
    for page in ((STREAMLIT / "index.html").read_text(), ask("/").text, ask(DEEP_PAGE).text):
        inline = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
        hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline}
        assert hashes == set(re.findall(r"'sha256-([^']+)'", ask("/").headers["Content-Security-Policy"]))


@pytest.mark.parametrize("host", ["atlas.example", "localhost:8501", "127.0.0.1", "[::1]:8501"])
def test_the_policy_names_the_websocket_of_the_readers_own_host(host: str) -> None:
    assert f"connect-src 'self' ws://{host} wss://{host};" in content_security_policy(host, "/")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "*",
        "a; script-src *",
        "a b",
        "a,b",
        "a/b",
        "user@a",
        "a:b",
        "a:999999",
        "-a",
        "a\n",
        "é",
        "'none'",
        "a." * 200,
    ],
)
def test_a_host_that_is_none_leaves_no_trace_in_the_policy(host: str) -> None:
    assert content_security_policy(host, "/") == content_security_policy("", "/")
    assert "connect-src 'self';" in content_security_policy(host, "/")


def test_a_hostile_host_is_reflected_nowhere(ask: Ask) -> None:
    for path in ("/", "/map?country=ES", "/no-such-page", "/timeline/"):
        answer = ask(path, Host="evil.example; script-src *")
        assert answer.status == 400
        assert "evil" not in answer.text + str(answer.headers.values())


def test_only_a_figure_that_asks_for_it_may_be_framed_and_only_by_named_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_FRAMES", raising=False)
    assert "frame-ancestors 'none'" in content_security_policy("", "/", "embed=true")
    monkeypatch.setenv("ATLAS_FRAMES", "news.example.org, *.Example.com")
    for path in ("/", "/timeline"):
        assert content_security_policy("", path, "country=ES&embed=true").endswith(
            "frame-ancestors news.example.org *.example.com"
        )
    for path, query in (
        ("/", "country=ES"),
        ("/", "embed=false"),
        ("/", "embed=true&embed=false"),
        ("/method", "embed=true"),
        ("/v/map", "embed=true"),
        ("/data/v1/stations.csv", "embed=true"),
    ):
        assert "frame-ancestors 'none'" in content_security_policy("", path, query), (path, query)


@pytest.mark.parametrize("named", ["news.example.org; script-src *", "https://news.example.org", "*", "a b"])
def test_a_site_that_is_no_host_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("ATLAS_FRAMES", named)
    with pytest.raises(ValueError, match="ATLAS_FRAMES"):
        content_security_policy("", "/", "embed=true")


def test_every_page_of_the_folder_has_an_address() -> None:
    names = {file.stem for file in (ROOT / "pages").glob("*.py")} - {"__init__"}
    assert set(PAGES) == {"/" if name == "map" else f"/{name}" for name in names}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_what_it_is_before_any_script_runs(ask: Ask, path: str) -> None:
    answer = ask(f"{path}?country=ES&asof=2022-11-30")
    page = Page(answer.text)
    title = page.texts["title"].strip()
    assert (answer.status, page.lang) == (200, "en")
    assert "Station Atlas" in title and (path == "/" or PAGES[path] in title)
    assert page.meta["og:title"].startswith("Spain: 9 reported stations; ")
    for description in (page.meta["description"], page.meta["og:description"], page.texts["main"]):
        # What is shown, and not the site's name alone.
        assert "9 stations in 4 places in Spain, of 52 sourced and 54 reported" in description
        assert "China denies that they are police stations." in description
    assert "needs JavaScript" in page.texts["noscript"]
    assert "two reports of 2022" in page.texts["noscript"]
    assert title.startswith("Spain · ")
    twin = "map" if path == "/" else path.strip("/")
    assert f'href="/v/{twin}?country=ES&amp;asof=2022-11-30"' in answer.text
    assert "Reported Chinese overseas police service stations" in Page(ask(path).text).meta["description"]


def test_no_two_pages_share_a_title(ask: Ask) -> None:
    assert len({Page(ask(path).text).texts["title"] for path in PAGES}) == len(PAGES)


def test_streamlit_learns_its_address_before_it_starts(ask: Ask) -> None:
    scripts = [src for src in Page(ask(DEEP_PAGE).text).scripts if src]
    assert scripts[0] == asset_url("start.js")
    assert scripts[1] == asset_url("reader.js")
    # Streamlit's own is begun by ours, when what is shown first has been painted.
    assert len(scripts) == 2 and not any("static/js" in script for script in scripts)
    (entry,) = re.findall(r'data-entry="\./(static/js/index\.[^"]*\.js)"', ask(DEEP_PAGE).text)
    assert ask(f"/{entry}").status == 200


def test_a_page_is_asked_for_each_time_and_sent_only_when_changed(ask: Ask) -> None:
    first = ask(DEEP_PAGE)
    assert first.headers["Cache-Control"] == "no-cache"
    again = ask(DEEP_PAGE, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", DEEP_PAGE])
def test_a_page_is_the_same_compressed_once_or_plain(ask: Ask, path: str) -> None:
    plain, gzipped, smallest = ask(path), ask(path, Accept_Encoding="gzip"), ask(path, Accept_Encoding="gzip, br")
    assert "Content-Encoding" not in plain.headers
    assert (gzipped.headers["Content-Encoding"], smallest.headers["Content-Encoding"]) == ("gzip", "br")
    assert gzip.decompress(gzipped.body) == brotli.decompress(smallest.body) == plain.body
    for answer in (plain, gzipped, smallest):
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/", DEEP_PAGE, "/assets/start.js", SCRIPT_PATH])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_head_has_the_headers_of_get_and_no_body(ask: Ask, path: str, encoding: str) -> None:
    head, get = ask(path, "HEAD", Accept_Encoding=encoding), ask(path, Accept_Encoding=encoding)
    assert (head.status, head.body) == (200, b"")
    ignored = {"date", "etag", "last-modified"}
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored
    }


@pytest.mark.parametrize(
    "query", ["", "?country=ES&country=IT", "?country=ES%2CIT&place=x%0d%0aSet-Cookie:a", "?a=//b"]
)
def test_the_old_address_of_the_map_leads_to_it_with_the_query_intact(ask: Ask, query: str) -> None:
    answer = ask(f"/map{query}")
    assert answer.status == 307
    assert answer.headers["Location"] == f"/{query}"


def test_an_address_ending_in_a_slash_leads_to_its_page_with_the_query_intact(ask: Ask) -> None:
    answer = ask("/timeline/?country=ES")
    assert (answer.status, answer.headers["Location"]) == (307, "/timeline?country=ES")


def test_our_files_have_an_address_that_changes_with_their_content(ask: Ask) -> None:
    content = (ROOT / "static" / "start.js").read_bytes()
    address = asset_url("start.js")
    assert address == f"/assets/start.js?v={hashlib.sha256(content).hexdigest()[:10]}"
    answer = ask(address)
    assert answer.body == content
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789"])
def test_a_file_asked_for_by_another_address_is_not_kept(ask: Ask, query: str) -> None:
    answer = ask(f"/assets/start.js{query}")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("name", ["far.geojson", "near-4-2.geojson", "close-0-5.geojson"])
def test_the_basemap_is_sent_once_compressed_and_as_geojson(ask: Ask, name: str) -> None:
    address = f"{ground_url()}/{name}"
    answer = ask(address, Accept_Encoding="gzip")
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(answer.body) == (ROOT / "static" / "ground" / name).read_bytes()
    assert ask(address, If_None_Match=answer.headers["ETag"]).status == 304
    # The address of another edition's file is answered with today's, which is not to be kept under it.
    assert ask(f"/assets/ground/0123456789/{name}").headers["Cache-Control"] == "no-cache"


UNREACHABLE = [
    "/assets",
    "/assets/nothing.js",
    "/assets/countries.json",
    "/assets/ground/0123456789/nothing.geojson",
    "/assets/ground/0123456789/..%2f..%2fapp.py",
    "/assets/ground",
    "/assets/../app.py",
    "/assets/%2e%2e/app.py",
    "/assets/..%2fapp.py",
    "/assets/..%5capp.py",
    "/assets/%252e%252e",
    "/assets/app.py",
    "/assets/%2Fetc%2Fpasswd",
    "/../../etc/passwd",
    "/static/../app.py",
    "/static/../../../x.js",
    "/app.py",
    "/lib/serve/pages.py",
    "/data/stations.csv",
    "/.streamlit/config.toml",
    "/.git/config",
    "/no-such-page",
]


@pytest.mark.parametrize("path", [*UNREACHABLE, f"/assets/{'a' * 300}.js"])
def test_nothing_else_has_an_address(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    assert not re.search(r"import|root:|\[core\]|gatherUsageStats", answer.text)


def test_a_file_without_an_address_is_an_error_that_names_it() -> None:
    for name in ("nothing.js", "../app.py", "countries.json"):
        with pytest.raises(FileNotFoundError, match=re.escape(name)):
            asset_url(name)


def test_an_unknown_address_is_answered_with_the_pages_there_are(ask: Ask) -> None:
    answer = ask("/no-such-page?country=ES")
    assert answer.status == 404
    for path, title in PAGES.items():
        assert f'<a href="{path}">{title}</a>' in answer.text
    assert "<script" not in answer.text


def test_streamlits_scripts_come_compressed_to_those_who_can_read_it(ask: Ask) -> None:
    compressed = ask(SCRIPT_PATH, Accept_Encoding="gzip, deflate")
    assert gzip.decompress(compressed.body) == BIGGEST_SCRIPT.read_bytes()
    smallest = ask(SCRIPT_PATH, Accept_Encoding="gzip, deflate, br")
    assert brotli.decompress(smallest.body) == BIGGEST_SCRIPT.read_bytes()
    assert len(smallest.body) < 0.9 * len(compressed.body)
    assert len(compressed.body) < BIGGEST_SCRIPT.stat().st_size / 3
    assert compressed.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in compressed.headers["Cache-Control"]
    for refused in ("identity", "deflate", "gzip;q=0", "gzip; q=0.0, br;q=0"):
        plain = ask(SCRIPT_PATH, Accept_Encoding=refused)
        assert plain.body == BIGGEST_SCRIPT.read_bytes()
        assert plain.headers["Vary"] == compressed.headers["Vary"] == "Accept-Encoding"


def test_a_range_of_a_script_is_a_range_of_the_plain_file(ask: Ask) -> None:
    answer = ask(SCRIPT_PATH, Accept_Encoding="gzip", Range="bytes=10-19")
    assert answer.status == 206
    assert answer.body == BIGGEST_SCRIPT.read_bytes()[10:20]
    assert "Content-Encoding" not in answer.headers


def test_a_link_of_8192_characters_is_read_and_a_longer_one_refused_in_plain_words(ask: Ask) -> None:
    assert ask(f"/?{'a' * 8192}").status == 200
    answer = ask(f"{DEEP_PAGE}?{'a' * 8193}")
    assert answer.status == 414
    assert "8,193 characters" in answer.text and "8,192 at most" in answer.text
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_path_that_no_file_system_has_is_refused(ask: Ask) -> None:
    assert ask("/assets/%00.js").status == 400


def test_another_method_than_reading_is_refused(ask: Ask) -> None:
    for path in ("/", DEEP_PAGE, "/assets/start.js", "/map", SCRIPT_PATH, "/_stcore/health"):
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            answer = ask(path, method)
            assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


# Doors of Streamlit's that are open, as its routes are written; its static folder is mounted at "".
NEEDED = {
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/media/{file_id:path}",
    "",
}
LIST_ROUTES = """
import app
served = app.app._build_starlette_app()
print(*sorted({route.path for route in served.routes[len(app.app._user_routes):]}), sep="\\n")
"""


def test_every_door_of_the_installed_streamlit_is_shut_but_those_a_reader_needs(ask: Ask) -> None:
    """Where this fails after an update: Streamlit has a new door. It is shut; say here whether a reader needs it."""
    listed = subprocess.run([sys.executable, "-c", LIST_ROUTES], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = set(listed.stdout.split("\n")[:-1])
    assert paths >= NEEDED
    shut = {re.sub(r"\{.*?\}", "x", path) for path in paths - NEEDED}
    assert {"/_stcore/metrics", "/_stcore/upload_file/x/x", "/auth/login", "/_stcore/agent/openapi.json"} <= shut
    for path in shut:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            assert ask(path, method).status == 404, f"{method} {path} is open"


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/favicon.png"])
def test_what_a_browser_asks_of_streamlit_is_answered(ask: Ask, path: str) -> None:
    assert ask(path).status == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=1.0, gzip;q=0.001", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip, br", "br"),
        ("*", "gzip"),
        ("*;q=0.5, br", "br"),
        ("br;q=0, *", "gzip"),
        ("x-gzip", "gzip"),
        ("identity;q=0.5, gzip", "gzip"),
        ("", None),
        ("br", "br"),
        ("gzip;q=0, br", "br"),
        ("identity, br;q=0.9", None),
        ("gzip;q=0", None),
        ("gzip; q=0.000", None),
        ("gzip;Q=0", None),
        ("*;q=0", None),
        ("gzip;q=0, *", None),
        ("identity, gzip;q=0.5", None),
        ("gzipped", None),
        ("brotli", None),
        ("gzip;q=2", None),
        ("gzip;q=-1", None),
        ("gzip;quality=0", None),
        ("not gzip", None),
    ],
)
def test_who_asks_chooses_how_it_comes(ask: Ask, accepted: str, coding: str | None) -> None:
    for path in ("/", asset_url("basemap.geojson"), SCRIPT_PATH):
        answer = ask(path, Accept_Encoding=accepted)
        assert answer.headers.get("Content-Encoding") == coding
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("*", 304),
        ("W/{tag}", 304),
        ("{tag}", 304),
        ('"other", W/{tag}', 304),
        ('W/{tag} , "a,b"', 304),
        ('"a,b",{tag}', 304),
        (",, {tag},", 304),
        ("{bare}", 200),
        ('"{bare}0"', 200),
        ('"x{bare}"', 200),
        ('"x", {bare}', 200),
        ("{tag} {tag}", 200),
        ("{tag}x", 200),
        ("w/{tag}", 200),
        ('*, "other"', 200),
        ('"*"', 200),
        ('"', 200),
        ("", 200),
    ],
)
def test_what_a_browser_holds_is_compared_whole(ask: Ask, held: str, status: int) -> None:
    for path in (DEEP_PAGE, asset_url("start.js")):
        tag = ask(path).headers["ETag"].removeprefix("W/")
        answer = ask(path, If_None_Match=held.replace("{tag}", tag).replace("{bare}", tag.strip('"')))
        assert answer.status == status
        assert (answer.body == b"") == (status == 304)
        assert answer.headers["ETag"] == f"W/{tag}"


@pytest.mark.parametrize(
    ("path", "method", "host", "status"),
    [
        ("/no-such-page", "GET", "127.0.0.1", 404),
        ("/assets/nothing.js", "GET", "127.0.0.1", 404),
        ("/_stcore/metrics", "GET", "127.0.0.1", 404),
        ("/", "POST", "127.0.0.1", 405),
        (f"/?{'a' * 8193}", "GET", "127.0.0.1", 414),
        ("/map?country=ES", "GET", "127.0.0.1", 307),
        ("/timeline/", "GET", "127.0.0.1", 307),
        ("/assets/%00.js", "GET", "127.0.0.1", 400),
        ("/", "GET", "evil.example", 400),
    ],
)
def test_no_refusal_and_no_redirect_is_kept(ask: Ask, path: str, method: str, host: str, status: int) -> None:
    answer = ask(path, method, Host=host)
    assert (answer.status, answer.headers["Cache-Control"]) == (status, "no-cache")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:80", "atlas.example", "ATLAS.example:8443", "[::1]:8501"])
def test_the_named_hosts_are_served(ask: Ask, host: str) -> None:
    assert ask("/", Host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "evil.example",
        "atlas.example.evil.example",
        "notatlas.example",
        "[::1]",
        "[::1]:80",
        "atlas.example:x",
        "user@atlas.example",
        "",
    ],
)
def test_no_other_host_is_served(ask: Ask, host: str) -> None:
    for path in ("/", asset_url("start.js"), "/_stcore/health", "/no-such-page"):
        answer = ask(path, Host=host)
        assert answer.status == 400
        assert "ATLAS_HOSTS" in answer.text
        assert "evil" not in answer.text + str(answer.headers.values())


def dial(ask: Ask, origin: str | None, host: str | None = None, path: str = "/_stcore/stream") -> int:
    """The status that a websocket's handshake is answered with."""
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", **key}
    headers |= {"Origin": origin} if origin is not None else {}
    headers |= {"Host": host} if host is not None else {}
    connection = HTTPConnection("127.0.0.1", ask.port, timeout=20)  # type: ignore[attr-defined]
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_websocket_is_opened_to_pages_of_its_own_named_host_alone(ask: Ask) -> None:
    own = f"127.0.0.1:{ask.port}"  # type: ignore[attr-defined]
    assert dial(ask, f"http://{own}") == 101
    assert dial(ask, "https://atlas.example", "atlas.example") == 101
    for origin in (
        "http://localhost:3000",
        "http://127.0.0.1:3000",
        "https://atlas.example",
        "null",
        f"http://{own}.a",
    ):
        assert dial(ask, origin) == 403, origin
    for host in ("localhost:8501", "evil.example"):
        assert dial(ask, f"http://{host}", host) == 403, host
        assert dial(ask, None, host) == 403, host


def test_no_other_address_opens_a_websocket(ask: Ask) -> None:
    for path in ("/", "/stream", "/_stcore/health", "/timeline/_stcore/stream"):
        assert dial(ask, f"http://127.0.0.1:{ask.port}", path=path) == 403  # type: ignore[attr-defined]


@pytest.mark.parametrize("setting", ["https://atlas.example", "atlas.example, *", "a b", "atlas.example:x", ","])
def test_a_setting_that_names_no_host_ends_the_server_before_it_serves(setting: str) -> None:
    environment = {**os.environ, "ATLAS_HOSTS": setting}
    command = [sys.executable, "-c", "from lib import serve; serve.middleware()"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode != 0
    assert "ATLAS_HOSTS" in ended.stderr and "is no name of a host" in ended.stderr
