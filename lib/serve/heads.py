"""What other programs read of a page: its title, what it says and where it is; and what they may walk over."""

import os
import re
from collections.abc import Iterator
from html import escape
from typing import Final
from xml.sax.saxutils import escape as escape_xml

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lib.answers.changes import ROUTE
from lib.answers.frame import NAME
from lib.dataset import DatasetError
from lib.draw.figure import HEIGHT, WIDTH
from lib.serve.addresses import PAGES, no_data, not_found
from lib.serve.assets import asset_url
from lib.serve.base import read_base
from lib.serve.hosts import SETTING
from lib.serve.http import ASK_FIRST, Asset, answer, make_asset
from lib.view import View, write_address
from lib.view.atlas import Atlas

DENIAL: Final = "China denies that they are police stations."
# The page that is about one country, and so has an entry for each.
COUNTRY: Final = "/country"
# https://www.sitemaps.org/protocol.html
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_head(title: str, summary: str, address: str, origin: str, shared: str = "") -> str:
    """The title of a page, its summary and its address, for readers' tabs, search engines and chats, which take
    `shared` for the title where there is one; `origin` as `find_origin` has it."""
    path, _, query = address.partition("?")
    picture = escape(f"{origin}/v/{path.strip('/') or 'map'}.preview.png{f'?{query}' if query else ''}")
    return (
        f'<title>{escape(title)}</title>\n    <meta name="description" content="{escape(summary)}">'
        f'\n    <meta property="og:title" content="{escape(shared or title)}">'
        f'\n    <meta property="og:description" content="{escape(summary)}">'
        f'\n    <meta property="og:site_name" content="{NAME}">\n    <meta property="og:type" content="website">'
        f'\n    <meta property="og:url" content="{escape(origin + address)}">'
        f'\n    <meta property="og:image" content="{picture}">'
        f'\n    <meta property="og:image:width" content="{WIDTH}">'
        f'\n    <meta property="og:image:height" content="{HEIGHT}">'
        f'\n    <meta property="og:image:alt" content="{escape(summary)}">'
        f'\n    <meta name="twitter:card" content="summary_large_image">'
        f'\n    <link rel="canonical" href="{escape(origin + address)}">'
        f'\n    <link rel="alternate" type="application/atom+xml" title="Corrections" href="{ROUTE}">'
        f'\n    <link rel="icon" type="image/svg+xml" href="{asset_url("icon.svg")}">'
    )


def find_origin() -> str:
    """Where this server is reached, for addresses that other programs read; "" where the operator named no host."""
    names = (name.strip() for name in os.environ.get(SETTING, "").split(","))
    # Other programs know no address of this machine's own network.
    public = next((name for name in names if re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(:\d+)?", name, re.I)), "")
    return f"https://{public}{read_base()}" if public else ""


async def answer_robots(request: Request) -> Response:
    """Answer what programs may walk over (RFC 9309): all but Streamlit's own addresses."""
    origin = find_origin()
    lines = ["User-agent: *", "Disallow: /_stcore/", *([f"Sitemap: {origin}/sitemap.xml"] if origin else [])]
    return answer(request, make_asset("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8"), ASK_FIRST)


async def answer_sitemap(request: Request) -> Response:
    """Answer each page and each country's briefing, with the day of the data; 404 where the operator named no host."""
    return await run_in_threadpool(_answer_sitemap, request)


def _answer_sitemap(request: Request) -> Response:
    origin = find_origin()
    if not origin:
        return not_found()
    try:
        atlas = Atlas.open()
    except DatasetError as error:
        return no_data(request.scope["path"], error)
    return answer(request, atlas.recall(_make_sitemap, origin), ASK_FIRST)


def _make_sitemap(atlas: Atlas, origin: str) -> Asset:
    changed = atlas.dataset.created.isoformat()
    entries = "".join(
        f"<url><loc>{escape_xml(origin + address)}</loc><lastmod>{changed}</lastmod></url>\n"
        for address in _list_addresses(atlas)
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">\n{entries}</urlset>\n'
    return make_asset(body.encode(), "application/xml")


def _list_addresses(atlas: Atlas) -> Iterator[str]:
    yield from PAGES
    dataset = atlas.dataset
    for code in sorted({*dataset.stations["country"], *dataset.responses["country"]}):
        yield write_address(COUNTRY, View(country=(code,)))
