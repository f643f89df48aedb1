"""The first answer of each page: a title, a description, a text for readers without JavaScript, Streamlit's scripts."""

import os
import re
from functools import cache
from html import escape
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from lib.serve.addresses import NAME, PAGES, not_found
from lib.serve.assets import asset_url, read_index
from lib.serve.hosts import SETTING
from lib.serve.http import ASK_FIRST, Asset, HttpLayer, answer, make_asset

SUMMARY: Final = (
    "Reported Chinese overseas police service stations, what governments did, and who said so. "
    "China denies that they are police stations."
)
SCOPE: Final = (
    "The atlas covers the stations listed in two reports of 2022 by the organisation Safeguard Defenders, as far as a"
    " source could be found for each, and what host governments are reported to have done about them. Places are"
    " shown by city at most, every statement names its source, and what was not found is said to be not found."
)


async def redirect_map(request: Request) -> Response:
    """Lead from the map's old address to its new one."""
    # Not request.url: that is put together from the Host header.
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(f"/?{query}" if query else "/", status_code=307)


async def answer_page(request: Request) -> Response:
    """Answer the page of this address as it is before any script runs."""
    return answer(request, _make_page(request.scope["path"]), ASK_FIRST)


class UnknownPages(HttpLayer):
    """Answers 404 in plain words where Streamlit would answer any address at all with its bare page."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_or_replace(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_bare_page(scope, message):
                replaced = True
                await not_found()(scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, send_or_replace)


def _is_bare_page(scope: Scope, start: Message) -> bool:
    # The router has set the endpoint by now; Streamlit's static folder holds one HTML file, its bare page.
    is_html = Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
    return is_html and isinstance(scope.get("endpoint"), StaticFiles)


@cache
def _make_page(path: str) -> Asset:
    title = f"{NAME}: reported Chinese overseas police service stations" if path == "/" else f"{PAGES[path]} · {NAME}"
    head = (
        f'<title>{escape(title)}</title>\n    <meta name="description" content="{escape(SUMMARY)}" />'
        f'\n    <meta property="og:title" content="{escape(title)}" />'
        f'\n    <meta property="og:description" content="{escape(SUMMARY)}" />'
        f'\n    <meta property="og:site_name" content="{NAME}" />\n    <meta property="og:type" content="website" />'
        f'\n    <meta property="og:image" content="{_find_origin()}{asset_url("preview.png")}" />'
        # Streamlit reads what this sets, so it stands before Streamlit's own scripts.
        f'\n    <script src="{asset_url("start.js")}"></script>'
    )
    without_script = (
        f"<noscript><main><h1>{escape(title)}</h1><p>{escape(SUMMARY)}</p><p>{escape(SCOPE)}</p>"
        "<p>The atlas is interactive and needs JavaScript: please turn it on and load this page again. It loads"
        " nothing from any other server.</p></main></noscript>"
    )
    html = _replace_once(read_index(), "<html[^>]*>", '<html lang="en">')
    icon = f'<link rel="icon" type="image/svg+xml" href="{asset_url("icon.svg")}" />'
    html = _replace_once(html, '<link rel="shortcut icon"[^>]*>', icon)
    html = _replace_once(html, "<title>.*?</title>", head)
    html = _replace_once(html, "<noscript>.*?</noscript>", without_script)
    return make_asset(html.encode(), "text/html")


def _find_origin() -> str:
    """Where this server is reached, for addresses that other programs read; "" where the operator named no host."""
    names = (name.strip() for name in os.environ.get(SETTING, "").split(","))
    # Other programs know no address of this machine's own network.
    public = next((name for name in names if re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(:\d+)?", name, re.I)), "")
    return f"https://{public}" if public else ""


def _replace_once(html: str, pattern: str, new: str) -> str:
    html, found = re.subn(pattern, lambda _: new, html, flags=re.DOTALL)
    if found != 1:
        raise RuntimeError(
            f"Streamlit's index.html has {found} of {pattern}, not 1: fit lib/serve/pages.py to this version"
        )
    return html
