"""What every answer of ours shares: bytes that are compressed once, how long they are kept, a layer around the app."""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_EVER: Final = "public, max-age=31536000, immutable"
# Keep a copy, and ask each time whether it still holds.
ASK_FIRST: Final = "no-cache"

ACCEPTS_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.I)


@dataclass(frozen=True)
class Asset:
    """Something we serve: its bytes, the same gzipped, its type, and ten hex digits of its SHA-256."""

    plain: bytes
    gzipped: bytes
    media_type: str
    digest: str


class HttpLayer:
    """A middleware that answers HTTP requests, and lets the websocket and the server's own messages pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.answer if scope["type"] == "http" else self.app
        await answer(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError


def make_asset(plain: bytes, media_type: str) -> Asset:
    """Compress and name what is to be served."""
    return Asset(plain, gzip.compress(plain, mtime=0), media_type, hashlib.sha256(plain).hexdigest()[:10])


def with_headers(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    """A `send` that lets `change` at the headers of the answer before they go out."""

    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return send_changed


def accepts_gzip(headers: Headers) -> bool:
    """Whether who asks can read gzip."""
    return ACCEPTS_GZIP.search(headers.get("accept-encoding", "")) is not None


def answer(request: Request, asset: Asset, cache_control: str) -> Response:
    """Answer an asset: gzipped or plain, or 304 where who asks has it."""
    headers = {"Cache-Control": cache_control, "ETag": f'W/"{asset.digest}"', "Vary": "Accept-Encoding"}
    if asset.digest in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if accepts_gzip(request.headers):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.gzipped, headers=headers, media_type=asset.media_type)
    return Response(asset.plain, headers=headers, media_type=asset.media_type)
