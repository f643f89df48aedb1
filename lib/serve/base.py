"""Where on its host the atlas is: at the root, or under the path that `server.baseUrlPath` names ("/atlas").

Inside the server every address begins at the atlas's own root. `UnderBase` takes the path off what is asked, unless a
server in front has done so already; `StreamlitsBase` puts it back for Streamlit, which looks for it; and HTML goes out
through `mount`. In the browser `static/start.js` does the same for links that the dashboard draws.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

OPTION: Final = "server.baseUrlPath"
# Names of folders as an address has them, without a part that leads out (RFC 3986, 2.3).
NAMES: Final = re.compile(r"[\w~-][\w.~-]*(?:/[\w~-][\w.~-]*)*", re.ASCII)
# What leads within the atlas, in HTML of ours: two slashes lead to another host.
_LINK: Final = re.compile(r'\b(href|src|content)="/(?!/)')


@cache
def read_base() -> str:
    """The path of the setting, "/atlas"; "" at the root. Raises ValueError for what is no path."""
    asked = str(config.get_option(OPTION) or "").strip("/")
    if asked and not NAMES.fullmatch(asked):
        raise ValueError(f"{OPTION}: {asked!r} is no path, as atlas or tools/atlas are")
    return f"/{asked}" if asked else ""


def mount(html: str) -> str:
    """A page whose links within the atlas begin where the atlas is."""
    return _LINK.sub(rf'\1="{read_base()}/', html)


class UnderBase:
    """Takes the atlas's own path off what is asked; its bare name is led to its first page (307)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        base, app = read_base(), self.app
        path = scope.get("path", "")
        if base and path == base and scope["type"] == "http":
            query = scope["query_string"].decode("latin-1")
            app = RedirectResponse(f"{base}/?{query}" if query else f"{base}/", status_code=307)
        elif base and path.startswith(f"{base}/"):
            scope = {**scope, "path": path.removeprefix(base)}
        await app(scope, receive, send)


class StreamlitsBase:
    """Asks Streamlit, for what none of our routes answers, under the path that it looks for."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        base = read_base()
        if base and "path" in scope and all(route.matches(scope)[0] == Match.NONE for route in self.routes):
            scope = {**scope, "path": f"{base}{scope['path']}"}
        await self.app(scope, receive, send)
