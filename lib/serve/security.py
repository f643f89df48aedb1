"""The headers of every answer: what its page may load, who may frame it, and how long it is kept."""

import base64
import hashlib
import re
from functools import cache
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Receive, Scope, Send

from lib.answers.pages import PAGES
from lib.serve.assets import read_index
from lib.serve.hosts import HOST, is_known, list_framing_hosts
from lib.serve.http import ASK_FIRST, HttpLayer, with_headers

INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

# Pages whose figure a newsroom may frame; nothing else may be framed.
_FRAMED: Final = frozenset(page.path for page in PAGES if page.framed)

PERMISSIONS: Final = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=()"
)


def content_security_policy(host: str, path: str, query: str = "") -> str:
    """Return the policy for an answer at `path`; `host` is the request's Host header, used only if it is one."""
    # 'self' covers the websocket in current browsers, but not in Safari before 15.4.
    websocket = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    ancestors = (" ".join(list_framing_hosts()) if is_embedded(path, query) else "") or "'none'"
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {_hash_inline_scripts()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self'{websocket}; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {ancestors}"
    )


class SafeHeaders(HttpLayer):
    """Puts the security headers on every answer; one that an answer sets itself is left alone."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = Headers(scope=scope).get("host", "")
        host = host if is_known(host) else ""

        def add(headers: MutableHeaders) -> None:
            headers.setdefault(
                "Content-Security-Policy",
                content_security_policy(host, scope["path"], scope["query_string"].decode("latin-1")),
            )
            headers.setdefault("Referrer-Policy", "no-referrer")
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Permissions-Policy", PERMISSIONS)
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            # Refusals and redirects say nothing, and what says nothing may be kept for as long as its keeper likes.
            headers.setdefault("Cache-Control", ASK_FIRST)

        await self.app(scope, receive, with_headers(send, add))


def is_embedded(path: str, query: str) -> bool:
    """Whether a page is asked for as a figure to be framed, as Streamlit reads it too."""
    return path in _FRAMED and parse_qs(query).get("embed", [""])[-1] == "true"


@cache
def _hash_inline_scripts() -> str:
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(read_index()))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
