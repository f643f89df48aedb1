"""What every answer of ours shares: bytes that are compressed once, how long they are kept, a layer around the app."""

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.view import View
from lib.view.atlas import Atlas

FOR_EVER: Final = "public, max-age=31536000, immutable"
# What a release says changes only where somebody must be protected: a copy is kept for a week, and not for ever.
RELEASED: Final = "public, max-age=604800, immutable"
# Keep a copy, and ask each time whether it still holds.
ASK_FIRST: Final = "no-cache"
# The codings that we send, the smallest first.
CODINGS: Final = ("br", "gzip")

# RFC 9110: a coding and its quality (12.4.2, 12.5.3), and entity tags (8.8.3).
QUALITY: Final = r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?"
CODING: Final = re.compile(rf"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*q=({QUALITY})\s*)?", re.ASCII)
OPAQUE: Final = r"[\x21\x23-\x7e\x80-\xff]*"
TAGS: Final = re.compile(rf'(?:\s*(?:W/)?"{OPAQUE}"\s*(?:,|$)|\s*,)+')
TAG: Final = re.compile(rf'"({OPAQUE})"')


# How hard brotli tries: for what is made for a reader who waits, and for what is compressed once and kept for ever.
QUICK, THOROUGH = 5, 9


@dataclass(frozen=True)
class Asset:
    """Something we serve: its bytes, the same by each of CODINGS that makes them fewer, its type, and ten hex digits of
    its SHA-256."""

    plain: bytes
    coded: Mapping[str, bytes]
    media_type: str
    digest: str

    @property
    def size(self) -> int:
        """Bytes that it takes while it is kept."""
        return len(self.plain) + sum(map(len, self.coded.values()))


class HttpLayer:
    """A middleware that answers HTTP requests, and lets the websocket and the server's own messages pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.answer if scope["type"] == "http" else self.app
        await answer(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError


class ChosenEncoding(HttpLayer):
    """Puts what was chosen in the place of Accept-Encoding, so that all that answers chooses the same.

    Streamlit's own compression looks for the letters "gzip", and would compress for who refuses it.
    """

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        codings = list_codings(Headers(scope=scope))
        # Streamlit knows gzip alone, where we have something better.
        chosen = ", ".join(codings if codings[:1] == ["br"] else codings[:1]).encode() or b"identity"
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": [*headers, (b"accept-encoding", chosen)]}, receive, send)


def make_asset(plain: bytes, media_type: str, quality: int = QUICK) -> Asset:
    """Compress and name what is to be served."""
    coded = {coding: compress(plain, coding, quality) for coding in CODINGS}
    # What is compressed already, as zips are, may grow.
    fewer = {coding: content for coding, content in coded.items() if len(content) < len(plain)}
    return Asset(plain, MappingProxyType(fewer), media_type, hashlib.sha256(plain).hexdigest()[:10])


def compress(plain: bytes, coding: str, quality: int) -> bytes:
    """Bytes by a coding of HTTP: "br" (RFC 7932), of a quality, or "gzip"."""
    if coding == "br":
        coded: bytes = brotli.compress(plain, quality=quality)
        return coded
    return gzip.compress(plain, mtime=0)


def with_headers(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    """A `send` that lets `change` at the headers of the answer before they go out."""

    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return send_changed


def list_codings(headers: Headers) -> list[str]:
    """Our codings that who asks reads at least as gladly as the plain bytes, the best first; a part of what is asked
    that cannot be read is left out, and "any" is one that everybody reads."""
    parts = ",".join(headers.getlist("accept-encoding")).lower().split(",")
    asked = {match[1]: float(match[2] or 1) for match in map(CODING.fullmatch, parts) if match}
    liked = {"br": asked.get("br", 0.0), "gzip": asked.get("gzip", asked.get("x-gzip", asked.get("*", 0.0)))}
    found = [coding for coding in CODINGS if liked[coding] > 0 and liked[coding] >= asked.get("identity", 0.0)]
    return sorted(found, key=lambda coding: -liked[coding])


def keep(atlas: Atlas, view: View) -> str:
    """How long an answer to a view is kept: one of a released version stays as it is."""
    return RELEASED if view.data and view.data in atlas.dataset.releases else ASK_FIRST


def is_held(headers: Headers, digest: str) -> bool:
    """Whether who asks holds what has this digest, by If-None-Match: any, or a list of tags, weak or strong."""
    held = ",".join(headers.getlist("if-none-match")).strip()
    return held == "*" or (TAGS.fullmatch(held) is not None and digest in TAG.findall(held))


def answer(request: Request, asset: Asset, cache_control: str) -> Response:
    """Answer an asset: compressed or plain, or 304 where who asks has it."""
    headers = {"Cache-Control": cache_control, "ETag": f'W/"{asset.digest}"', "Vary": "Accept-Encoding"}
    if is_held(request.headers, asset.digest):
        return Response(status_code=304, headers=headers)
    for coding in [each for each in list_codings(request.headers) if each in asset.coded][:1]:
        headers["Content-Encoding"] = coding
        return Response(asset.coded[coding], headers=headers, media_type=asset.media_type)
    return Response(asset.plain, headers=headers, media_type=asset.media_type)
