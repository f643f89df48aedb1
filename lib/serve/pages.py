"""The first answer of each page: a title, a description, a text for readers without JavaScript, Streamlit's scripts."""

import json
import re
from functools import cache
from html import escape
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from lib.answers import frame as frames
from lib.answers import pages as registry
from lib.answers.blocks import answer as ask
from lib.answers.frame import NAME, name_link, name_tab, write_headline
from lib.answers.pages import Page
from lib.dataset import DatasetError
from lib.serve.addresses import PAGES, lead, not_found, read_query
from lib.serve.assets import asset_url, name_fonts, read_index
from lib.serve.base import mount
from lib.serve.first import BESIDE, write_first
from lib.serve.heads import DENIAL, find_origin, write_head
from lib.serve.http import ASK_FIRST, Asset, HttpLayer, answer, make_asset
from lib.serve.security import is_embedded
from lib.serve.shelf import read_shelf
from lib.view import Problem, View, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text

SUMMARY: Final = f"Reported Chinese overseas police service stations, what governments did, and who said so. {DENIAL}"
# Where Streamlit's page begins to run.
ENTRY: Final = r'<script type="module" crossorigin src="([^"]*)"></script>'
SCOPE: Final = (
    "The atlas covers the stations listed in two reports of 2022 by the organisation Safeguard Defenders, as far as a"
    " source could be found for each, and what host governments are reported to have done about them. Places are"
    " shown by city at most, every statement names its source, and what was not found is said to be not found."
)


async def redirect_map(request: Request) -> Response:
    """Lead from the map's old address to its new one."""
    query = request.scope["query_string"].decode("latin-1")
    return lead("/", query)


async def answer_page(request: Request) -> Response:
    """Answer the page of this address as it is before any script runs: its title and tags say what its view shows."""
    return answer(request, await run_in_threadpool(_make_view, request), ASK_FIRST)


def _make_view(request: Request) -> Asset:
    """The first answer of a view, made once for all who ask the same; the page's own where there are no data."""
    path, origin = request.scope["path"], find_origin()
    try:
        atlas = Atlas.open()
    except DatasetError:
        return _make_page(path, origin)
    asked = read_query(request, atlas)
    page = next(each for each in registry.PAGES if each.path == path)
    embedded = is_embedded(path, request.scope["query_string"].decode("latin-1"))
    is_plain = not request.scope["query_string"]
    key = (asked.atlas, page, asked.view, asked.problems, is_plain, embedded, language(), origin)
    return read_shelf(asked.atlas).get(_tell, *key)


def _tell(
    atlas: Atlas,
    page: Page,
    view: View,
    problems: tuple[Problem, ...],
    is_plain: bool,
    embedded: bool,
    _language: str,
    origin: str,
) -> Asset:
    frame = ask(atlas, frames.write, view)
    title, summary, shared = _name_page(page.path), SUMMARY, ""
    if not is_plain:
        shared = name_link(frame, page, view, problems)
        title, summary = name_tab(frame, page), f"{write_headline(frame, view, problems)} {DENIAL}"
    tail = write_address("", view)
    head = f"{write_head(title, summary, page.path + tail, origin, shared)}\n    {BESIDE}"
    shown = write_first(atlas, page, view, problems, _say_without_script(page.path, tail), embedded)
    return _compose(head, shown)


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
    title = _name_page(path)
    shown = f"<main><h1>{escape(title)}</h1><p>{escape(SUMMARY)}</p>{_say_without_script(path, '')}</main>"
    return _compose(write_head(title, SUMMARY, path, origin), f"<noscript>{shown}</noscript>")


def _name_page(path: str) -> str:
    return f"{NAME}: reported Chinese overseas police service stations" if path == "/" else f"{PAGES[path]} · {NAME}"


def _say_without_script(path: str, tail: str) -> str:
    """What the atlas is, and where its twin is that needs no script."""
    twin = f"/v/{path.strip('/') or 'map'}{tail}"
    return (
        f'<p>{escape(SCOPE)}</p><p>The dashboard needs JavaScript. <a href="{escape(twin)}">The same view without '
        "it</a> has its rows and sources. It loads nothing from any other server.</p>"
    )


def _compose(head: str, shown: str) -> Asset:
    """Streamlit's page with a head, and what is shown before its scripts have run (both HTML)."""
    bare = name_fonts(read_index())
    # Streamlit reads what our script sets, which starts it when what is shown first has been painted.
    (entry,) = re.findall(ENTRY, bare)
    head = (
        f'{head}\n    <script src="{asset_url("start.js")}" data-entry="{entry}"></script>'
        f'\n    <script defer src="{asset_url("reader.js")}" data-words="{escape(json.dumps(_list_words()))}"></script>'
    )
    html = _replace_once(bare, "<html[^>]*>", '<html lang="en">')
    html = _replace_once(html, ENTRY, "")
    html = _replace_once(html, '<link rel="shortcut icon"[^>]*>', "")
    html = _replace_once(html, "<title>.*?</title>", head)
    # What is shown first waits for no style of Streamlit's, and for no script but the one that knows the theme.
    styles = re.findall('<link rel="stylesheet"[^>]*>', html)
    html = _replace_once(html, '<link rel="stylesheet"[^>]*>', "")
    html = _replace_once(html, '<div id="root">', f'{"".join(styles)}<div id="root">')
    html = _replace_once(html, "<noscript>.*?</noscript>", shown)
    return make_asset(mount(html).encode(), "text/html")


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
        "begun": text("The download has begun."),
        "making": text("The file is being made."),
        "made": text("The file has been downloaded."),
        "unmade": text("The file could not be made; try again in a while."),
    }


def _replace_once(html: str, pattern: str, new: str) -> str:
    html, found = re.subn(pattern, lambda _: new, html, flags=re.DOTALL)
    if found != 1:
        raise RuntimeError(
            f"Streamlit's index.html has {found} of {pattern}, not 1: fit lib/serve/pages.py to this version"
        )
    return html
