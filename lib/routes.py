"""What is served around the dashboard: our files, the first answer of each page, and the headers.

Streamlit answers every address with one bare page titled "Streamlit", sets no Content-Security-Policy and sends its
8 MB of scripts uncompressed. Here each page of the atlas gets a title, a description and a text for readers without
JavaScript; an unknown address gets a plain 404; scripts go out gzipped; and nothing may be loaded from another host.

    app = st.App("lib/dashboard.py", routes=routes.routes(), middleware=routes.middleware())

The atlas is served at the root of its host: the addresses below begin with "/".
"""

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOT: Final = Path(__file__).resolve().parents[1]
STATIC: Final = ROOT / "static"
STREAMLIT: Final = Path(str(distribution("streamlit").locate_file("streamlit/static")))

# The only kinds of file in static/ that have an address; anything else there is a 404.
ASSET_TYPES: Final = {".geojson": "application/geo+json", ".js": "text/javascript"}
SCRIPT_TYPES: Final = {".css": "text/css", ".js": "text/javascript"}
# Below this a gzip header costs more than it saves (bytes).
WORTH_COMPRESSING: Final = 1_000
MAX_QUERY: Final = 8_192

FOR_EVER: Final = "public, max-age=31536000, immutable"
# Keep a copy, and ask each time whether it still holds.
ASK_FIRST: Final = "no-cache"

NAME: Final = "Station Atlas"
SUMMARY: Final = (
    "Reported Chinese overseas police service stations, what governments did, and who said so. "
    "China denies that they are police stations."
)
SCOPE: Final = (
    "The atlas covers the stations listed in two reports of 2022 by the organisation Safeguard Defenders, as far as a"
    " source could be found for each, and what host governments are reported to have done about them. Places are"
    " shown by city at most, every statement names its source, and what was not found is said to be not found."
)
# The address and title of each page there is, in the order a reader is shown them.
PAGES: Final = {
    "/" if name == "map" else f"/{name}": name.capitalize()
    for name in ("map", "timeline", "responses", "reports", "country", "sources", "data", "method")
    if (ROOT / "pages" / f"{name}.py").is_file()
}

HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.I)
INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ACCEPTS_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.I)

PERMISSIONS: Final = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=()"
)


@dataclass(frozen=True)
class Asset:
    """Something we serve: its bytes, the same gzipped, its type, and ten hex digits of its SHA-256."""

    plain: bytes
    gzipped: bytes
    media_type: str
    digest: str


def routes() -> list[BaseRoute]:
    """Return our routes: each page's first answer, `/map`, and `/assets/NAME`."""
    pages = [Route(path, _answer_page) for path in PAGES]
    return [*pages, Route("/map", _redirect_map), Route("/assets/{name}", _answer_asset)]


def middleware() -> list[Middleware]:
    """Return our middleware, outermost first; the headers come first so that refusals carry them too."""
    return [Middleware(layer) for layer in (SafeHeaders, Refusals, CompressedScripts, UnknownPages)]


def asset_url(name: str) -> str:
    """Return the address of a file in static/, with its digest, so that it can be kept for ever.

    `asset_url("basemap.geojson")` is "/assets/basemap.geojson?v=" and ten hex digits. Raises FileNotFoundError for a
    file that is missing or has no address.
    """
    return f"/assets/{name}?v={_load_asset(name).digest}"


def content_security_policy(host: str, path: str) -> str:
    """Return the policy for an answer at `path`; `host` is the request's Host header, used only if it is one."""
    # 'self' covers the websocket in current browsers, but not in Safari before 15.4.
    websocket = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    # Streamlit puts each custom component into a frame of its own page; nothing else may be framed.
    ancestors = "'self'" if path.startswith("/component/") else "'none'"
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {_hash_inline_scripts()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self'{websocket}; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {ancestors}"
    )


class HttpLayer:
    """A middleware that answers HTTP requests, and lets the websocket and the server's own messages pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.answer if scope["type"] == "http" else self.app
        await answer(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError


class SafeHeaders(HttpLayer):
    """Puts the security headers on every answer; one that an answer sets itself is left alone."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = Headers(scope=scope).get("host", "")

        def add(headers: MutableHeaders) -> None:
            headers.setdefault("Content-Security-Policy", content_security_policy(host, scope["path"]))
            headers.setdefault("Referrer-Policy", "no-referrer")
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Permissions-Policy", PERMISSIONS)
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")

        await self.app(scope, receive, _with_headers(send, add))


class Refusals(HttpLayer):
    """Refuses what no reader's link contains: a very long query (414) and a path with ".." in it (404)."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if len(scope["query_string"]) > MAX_QUERY:
            app = _too_long(len(scope["query_string"]))
        elif ".." in re.split(r"[/\\]", scope["path"]):
            app = _not_found()
        await app(scope, receive, send)


class CompressedScripts(HttpLayer):
    """Sends Streamlit's scripts and styles gzipped, each compressed once; their names change with their content."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        script = _find_scripts().get(scope["path"])
        headers = Headers(scope=scope)
        if script is None or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        # A range counts bytes of the plain file, so it is left to Streamlit.
        elif "range" in headers or not _accepts_gzip(headers):
            await self.app(scope, receive, _with_headers(send, lambda h: h.add_vary_header("Accept-Encoding")))
        else:
            body = await run_in_threadpool(_compress, script)
            kept = {"Cache-Control": FOR_EVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            await Response(body, headers=kept, media_type=SCRIPT_TYPES[script.suffix])(scope, receive, send)


class UnknownPages(HttpLayer):
    """Answers 404 in plain words where Streamlit would answer any address at all with its bare page."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_or_replace(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_bare_page(scope, message):
                replaced = True
                await _not_found()(scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, send_or_replace)


def _with_headers(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return send_changed


def _is_bare_page(scope: Scope, start: Message) -> bool:
    # The router has set the endpoint by now; Streamlit's static folder holds one HTML file, its bare page.
    is_html = Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
    return is_html and isinstance(scope.get("endpoint"), StaticFiles)


def _accepts_gzip(headers: Headers) -> bool:
    return ACCEPTS_GZIP.search(headers.get("accept-encoding", "")) is not None


async def _redirect_map(request: Request) -> Response:
    # Not request.url: that is put together from the Host header.
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(f"/?{query}" if query else "/", status_code=307)


async def _answer_page(request: Request) -> Response:
    return _answer(request, _make_page(request.scope["path"]), ASK_FIRST)


async def _answer_asset(request: Request) -> Response:
    try:
        asset = _load_asset(request.path_params["name"])
    except FileNotFoundError:
        return _not_found()
    is_current = request.query_params.get("v") == asset.digest
    return _answer(request, asset, FOR_EVER if is_current else ASK_FIRST)


def _answer(request: Request, asset: Asset, cache_control: str) -> Response:
    headers = {"Cache-Control": cache_control, "ETag": f'W/"{asset.digest}"', "Vary": "Accept-Encoding"}
    if asset.digest in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if _accepts_gzip(request.headers):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.gzipped, headers=headers, media_type=asset.media_type)
    return Response(asset.plain, headers=headers, media_type=asset.media_type)


def _too_long(length: int) -> Response:
    text = (
        f"This link is too long: what stands after its question mark has {length:,} characters, and the atlas reads"
        f" {MAX_QUERY:,} at most.\nThe link may have been damaged on its way. The whole atlas is at / on this server.\n"
    )
    return PlainTextResponse(text, status_code=414)


def _not_found() -> Response:
    links = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in PAGES.items())
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Not found · {NAME}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
        f"<body><main><h1>There is nothing at this address</h1><p>The pages of the {NAME} are:</p><ul>{links}</ul>"
        "</main></body></html>"
    )
    return HTMLResponse(html, status_code=404)


@cache
def _find_scripts() -> dict[str, Path]:
    files = (file for file in STREAMLIT.rglob("*") if file.suffix in SCRIPT_TYPES)
    return {f"/{f.relative_to(STREAMLIT).as_posix()}": f for f in files if f.stat().st_size >= WORTH_COMPRESSING}


@cache
def _compress(script: Path) -> bytes:
    return gzip.compress(script.read_bytes(), mtime=0)


def _make_asset(plain: bytes, media_type: str) -> Asset:
    return Asset(plain, gzip.compress(plain, mtime=0), media_type, hashlib.sha256(plain).hexdigest()[:10])


# Bounded, as names come from the address; a name that is refused raises and is not kept.
@lru_cache(maxsize=16)
def _load_asset(name: str) -> Asset:
    # Looked for in the folder's own list, so that no name, however it is written, leads out of it.
    file = next((file for file in STATIC.iterdir() if file.name == name and file.suffix in ASSET_TYPES), None)
    if file is None:
        raise FileNotFoundError(f"no file {name!r} to serve in {STATIC.name}/")
    return _make_asset(file.read_bytes(), ASSET_TYPES[file.suffix])


@cache
def _read_index() -> str:
    return (STREAMLIT / "index.html").read_text(encoding="utf-8")


@cache
def _hash_inline_scripts() -> str:
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(_read_index()))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


@cache
def _make_page(path: str) -> Asset:
    title = f"{NAME}: reported Chinese overseas police service stations" if path == "/" else f"{PAGES[path]} · {NAME}"
    head = (
        f'<title>{escape(title)}</title>\n    <meta name="description" content="{escape(SUMMARY)}" />'
        f'\n    <meta property="og:title" content="{escape(title)}" />'
        f'\n    <meta property="og:description" content="{escape(SUMMARY)}" />'
        f'\n    <meta property="og:site_name" content="{NAME}" />\n    <meta property="og:type" content="website" />'
        # Streamlit reads what this sets, so it stands before Streamlit's own scripts.
        f'\n    <script src="{asset_url("start.js")}"></script>'
    )
    without_script = (
        f"<noscript><main><h1>{escape(title)}</h1><p>{escape(SUMMARY)}</p><p>{escape(SCOPE)}</p>"
        "<p>The atlas is interactive and needs JavaScript: please turn it on and load this page again. It loads"
        " nothing from any other server.</p></main></noscript>"
    )
    html = _replace_once(_read_index(), "<html[^>]*>", '<html lang="en">')
    html = _replace_once(html, "<title>.*?</title>", head)
    html = _replace_once(html, "<noscript>.*?</noscript>", without_script)
    return _make_asset(html.encode(), "text/html")


def _replace_once(html: str, pattern: str, new: str) -> str:
    html, found = re.subn(pattern, lambda _: new, html, flags=re.DOTALL)
    if found != 1:
        raise RuntimeError(f"Streamlit's index.html has {found} of {pattern}, not 1: fit lib/routes.py to this version")
    return html
