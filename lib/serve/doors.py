"""The addresses that are open: ours, and those of Streamlit's that a reader's browser needs. All others are shut.

Streamlit also takes uploads, tells its metrics, describes itself to agents and signs readers in. Nothing of that is
for readers of the atlas, and what a later version adds is shut until it is named here.
"""

import re
from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.serve.addresses import MAX_QUERY, cannot_write, not_found, straighten, too_long
from lib.serve.hosts import close_websocket

METHODS: Final = ("GET", "HEAD")
STREAM: Final = "/_stcore/stream"
# Is the server there, and who may frame it; the icon; scripts and styles; downloads.
STREAMLITS: Final = re.compile(
    r"/_stcore/health|/_stcore/host-config|/favicon\.png|/manifest\.json|/static/.+|/media/.+"
)


class Doors:
    """Answers 404 where no door is, 405 where one is not knocked at for reading, 414 to a link that is too long."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http":
            app = self._choose(scope)
        elif scope["type"] == "websocket" and scope["path"] != STREAM:
            app = close_websocket
        await app(scope, receive, send)

    def _choose(self, scope: Scope) -> ASGIApp:
        if len(scope["query_string"]) > MAX_QUERY:
            return too_long(scope["path"], len(scope["query_string"]))
        if not self._is_open(scope):
            return straighten(scope["path"], scope["query_string"].decode("latin-1")) or not_found(scope["path"])
        if scope["method"] not in METHODS:
            return cannot_write(scope["path"], METHODS)
        return self.app

    def _is_open(self, scope: Scope) -> bool:
        path = scope["path"]
        if ".." in re.split(r"[/\\]", path):
            return False
        ours = any(route.matches(scope)[0] != Match.NONE for route in self.routes)
        return ours or STREAMLITS.fullmatch(path) is not None
