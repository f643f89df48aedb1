"""The first answer of each page: a title, a description, a text for readers without JavaScript, Streamlit's scripts."""

import json
import re
from functools import cache
from html import escape
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from lib.answers import frame as frames
from lib.answers import pages as registry
from lib.answers.blocks import answer as ask
from lib.answers.frame import NAME, name_tab, write_headline
from lib.dataset import DatasetError
from lib.serve.addresses import PAGES, not_found, read_query
from lib.serve.assets import asset_url, read_index
from lib.serve.heads import DENIAL, find_origin, write_head
from lib.serve.http import ASK_FIRST, Asset, HttpLayer, answer, make_asset
from lib.view import Problem, View, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import text

SUMMARY: Final = f"Reported Chinese overseas police service stations, what governments did, and who said so. {DENIAL}"
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
    """Answer the page of this address as it is before any script runs: its title and tags say what its view shows."""
    asked = bool(request.scope["query_string"])
    asset = await run_in_threadpool(_make_view, request) if asked else _make_page(request.scope["path"], find_origin())
    return answer(request, asset, ASK_FIRST)


def _make_view(request: Request) -> Asset:
    """The first answer of a view, made once for all who ask the same; the page's own where there are no data."""
    path, origin = request.scope["path"], find_origin()
    try:
        atlas = Atlas.open()
    except DatasetError:
        return _make_page(path, origin)
    asked = read_query(request, atlas)
    return asked.atlas.recall(_tell, path, asked.view, asked.problems, origin)


def _tell(atlas: Atlas, path: str, view: View, problems: tuple[Problem, ...], origin: str) -> Asset:
    frame = ask(atlas, frames.write, view)
    page = next(each for each in registry.PAGES if each.path == path)
    summary = f"{write_headline(frame, view, problems)} {DENIAL}"
    return _compose(path, name_tab(frame, page), summary, write_address("", view), origin)


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
def _make_page(path: str, origin: str) -> Asset:
    title = f"{NAME}: reported Chinese overseas police service stations" if path == "/" else f"{PAGES[path]} · {NAME}"
    return _compose(path, title, SUMMARY, "", origin)


def _compose(path: str, title: str, summary: str, tail: str, origin: str) -> Asset:
    """Streamlit's page with a title, a summary, and for who has no script a way to the twin of this view."""
    twin = f"/v/{path.strip('/') or 'map'}{tail}"
    # Streamlit reads what this sets, so it stands before Streamlit's own scripts.
    head = (
        f'{write_head(title, summary, path + tail, origin)}\n    <script src="{asset_url("start.js")}"></script>'
        f'\n    <script src="{asset_url("reader.js")}" data-words="{escape(json.dumps(_list_words()))}"></script>'
    )
    without_script = (
        f"<noscript><main><h1>{escape(title)}</h1><p>{escape(summary)}</p><p>{escape(SCOPE)}</p>"
        f'<p>The dashboard needs JavaScript. <a href="{escape(twin)}">The same view without it</a> has its rows and '
        "sources. It loads nothing from any other server.</p></main></noscript>"
    )
    html = _replace_once(read_index(), "<html[^>]*>", '<html lang="en">')
    html = _replace_once(html, '<link rel="shortcut icon"[^>]*>', "")
    html = _replace_once(html, "<title>.*?</title>", head)
    html = _replace_once(html, "<noscript>.*?</noscript>", without_script)
    return make_asset(html.encode(), "text/html")


def _list_words() -> dict[str, str]:
    """What static/reader.js says where the page cannot."""
    return {
        "twin": text("The same view as a plain page, with its rows and sources"),
        "refused": text(
            "This page has not come up. The server may be away, or something between it and your browser lets no "
            "lasting connection (a websocket) through. It is tried again by itself. What still works:"
        ),
        "lost": text(
            "The connection to the atlas is lost. What you see is as it last was, and nothing that you press is "
            "answered until it is back; it is tried again by itself. What still works, if the server is there:"
        ),
        "undrawn": text(
            "Your browser cannot draw the map, which needs WebGL 2. Every place stands in the list and in the table "
            "below, and every filter works."
        ),
    }


def _replace_once(html: str, pattern: str, new: str) -> str:
    html, found = re.subn(pattern, lambda _: new, html, flags=re.DOTALL)
    if found != 1:
        raise RuntimeError(
            f"Streamlit's index.html has {found} of {pattern}, not 1: fit lib/serve/pages.py to this version"
        )
    return html
