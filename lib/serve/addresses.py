"""The pages that have an address, and what is said at an address that has none."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from lib import view as views
from lib.answers import pages as registry
from lib.answers.frame import NAME
from lib.answers.rows import ROUTE
from lib.dataset import DatasetError
from lib.serve.base import mount, read_base
from lib.view import Problem, View
from lib.view.atlas import Atlas

MAX_QUERY: Final = 8_192
# Anybody's page may read what anybody may read.
SHARED: Final = {"Access-Control-Allow-Origin": "*"}
# The address and title of each page there is, in the order a reader is shown them.
PAGES: Final = {page.path: page.title for page in registry.PAGES}


@dataclass(frozen=True)
class Asked:
    """What a query asks for: the atlas of its data version, its view, and what in it cannot be honoured."""

    atlas: Atlas
    view: View
    problems: tuple[Problem, ...]


def find_page(code: str) -> registry.Page | None:
    """The page of a code; None where there is none."""
    return next((page for page in registry.PAGES if page.code == code), None)


def read_view(request: Request) -> Asked | Response:
    """What the query of a request asks for; 503 where there are no data."""
    try:
        atlas = Atlas.open()
    except DatasetError as error:
        return no_data(request.scope["path"], error)
    return read_query(request, atlas)


def read_query(request: Request, atlas: Atlas) -> Asked:
    """What the query of a request asks for of an atlas."""
    query = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    view, unread = views.parse(query)
    asked = atlas.of(view)
    view, unmet = views.check(view, asked.dataset)
    return Asked(asked, view, (*unread, *unmet))


def no_data(path: str, error: DatasetError) -> Response:
    """Say that a folder has nothing to show, and why (503)."""
    title = "The atlas has no data to show"
    if _is_for_machines(path):
        return refuse_data(503, title, str(error))
    return PlainTextResponse(f"{title}: {error}\n", status_code=503)


def too_long(path: str, length: int) -> Response:
    """Refuse a query of `length` characters (414)."""
    text = (
        f"This link is too long: what stands after its question mark has {length:,} characters, and the atlas reads"
        f" {MAX_QUERY:,} at most.\nThe link may have been damaged on its way. The whole atlas is at {read_base()}/ on"
        " this server.\n"
    )
    if _is_for_machines(path):
        return refuse_data(
            414, "The query is too long", f"It has {length:,} characters; {MAX_QUERY:,} are read at most"
        )
    return PlainTextResponse(text, status_code=414)


def straighten(path: str, query: str) -> Response | None:
    """Lead from an address that was bent on its way ("/Timeline", "/timeline.", "/timeline/") to its page (307)."""
    plain = path.rstrip("/.,;:!?)>]}\"' ").casefold() or "/"
    if plain == path or plain not in PAGES:
        return None
    return lead(plain, query)


def lead(path: str, query: str) -> Response:
    """Lead to an address of the atlas, the query kept (307)."""
    # Not request.url: that is put together from the Host header.
    return RedirectResponse(f"{read_base()}{path}?{query}" if query else f"{read_base()}{path}", status_code=307)


def not_found(path: str = "") -> Response:
    """Answer an address that has nothing, with the pages there are, or for machines as RFC 9457 has it (404)."""
    if _is_for_machines(path):
        return refuse_data(
            404, "There are no data at this address", f"The tables are {read_base()}{ROUTE}NAME.csv and .json"
        )
    links = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in PAGES.items())
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Not found · {NAME}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
        f"<body><main><h1>There is nothing at this address</h1><p>The pages of the {NAME} are:</p><ul>{links}</ul>"
        "</main></body></html>"
    )
    return HTMLResponse(mount(html), status_code=404)


def cannot_write(path: str, methods: Sequence[str]) -> Response:
    """Refuse what is asked with another method than those that read (405)."""
    headers = {"Allow": ", ".join(methods)}
    if _is_for_machines(path):
        return refuse_data(405, "This address can only be read", headers=headers)
    return PlainTextResponse("This address can only be read.\n", status_code=405, headers=headers)


def _is_for_machines(path: str) -> bool:
    return path.startswith(("/data/", "/changes"))


def refuse_data(
    status: int,
    title: str,
    detail: str = "",
    parts: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Say to a machine what is wrong, as RFC 9457 has it, each part of the query by its name."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        **({"detail": detail} if detail else {}),
        **({"parts": list(parts)} if parts else {}),
    }
    return Response(
        json.dumps(body, ensure_ascii=False),
        status_code=status,
        headers={**SHARED, "Cache-Control": "no-cache", **headers},
        media_type="application/problem+json",
    )
