"""The names this server answers to: one setting, for pages and websockets alike.

`ATLAS_HOSTS` names them, separated by commas ("atlas.example.org, www.example.org:8443"); a name without a port is
meant at any. Unset, they are this machine's own names, for whoever tries the atlas out.

A page of another site cannot open a websocket here: its origin must be the very host that it asks. So a server in
front of this one has to pass the reader's Host header on.
"""

import os
import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HOST: Final = re.compile(
    r"(?P<name>[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?", re.I
)
SETTING: Final = "ATLAS_HOSTS"
# The sites that may frame a figure: their hosts, "*.example.org" for all of a domain.
FRAMES: Final = "ATLAS_FRAMES"
OWN_NAMES: Final = "localhost, 127.0.0.1, [::1]"


class KnownHosts:
    """Refuses what is asked of another name (400), and websockets from pages of another host (403)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            known = all(is_known(host) for host in headers.getlist("host")) and "host" in headers
            if not known and scope["type"] == "http":
                app = _refuse
            elif not known or not _is_same_origin(headers):
                app = close_websocket
        await app(scope, receive, send)


def is_known(host: str) -> bool:
    """Whether a Host header, with or without a port, names this server."""
    found = HOST.fullmatch(host)
    return found is not None and not {host.lower(), found["name"].lower()}.isdisjoint(read_hosts())


@cache
def read_hosts() -> frozenset[str]:
    """The names of the setting, in lower case. Raises ValueError for what is no name of a host."""
    asked = os.environ.get(SETTING, "").strip() or OWN_NAMES
    names = [name.strip().lower() for name in asked.split(",")]
    for name in names:
        if not HOST.fullmatch(name):
            raise ValueError(f"{SETTING}: {name!r} is no name of a host, as atlas.example.org or localhost:8501 are")
    return frozenset(names)


def list_framing_hosts() -> tuple[str, ...]:
    """The hosts whose pages may frame a figure, as a policy names them; none where the operator names none.

    Raises ValueError for what is no name of a host.
    """
    names = [name.strip().lower() for name in os.environ.get(FRAMES, "").split(",") if name.strip()]
    for name in names:
        if not HOST.fullmatch(name.removeprefix("*.")):
            raise ValueError(f"{FRAMES}: {name!r} is no name of a host, as news.example.org or *.example.org are")
    return tuple(names)


async def close_websocket(_scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a websocket before it is open: its browser is answered 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _is_same_origin(headers: Headers) -> bool:
    # Only browsers name an origin, and every browser does; whoever writes the header himself needs no page for it.
    return all(urlsplit(origin).netloc.lower() == headers["host"].lower() for origin in headers.getlist("origin"))


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    text = f"This server does not answer to the name it was asked by. Whoever runs it names its hosts in {SETTING}.\n"
    await PlainTextResponse(text, status_code=400)(scope, receive, send)
