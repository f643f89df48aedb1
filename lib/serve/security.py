"""The headers of every answer, and the refusal of what no reader's link contains."""

import base64
import hashlib
import re
from functools import cache
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Receive, Scope, Send

from lib.serve.addresses import MAX_QUERY, not_found, too_long
from lib.serve.assets import read_index
from lib.serve.http import HttpLayer, with_headers

HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.I)
INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

PERMISSIONS: Final = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=()"
)


def content_security_policy(host: str, path: str) -> str:
    """Return the policy for an answer at `path`; `host` is the request's Host header, used only if it is one."""
    # 'self' covers the websocket in current browsers, but not in Safari before 15.4.
    websocket = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    # Streamlit puts each custom component into a frame of its own page; nothing else may be framed.
    ancestors = "'self'" if path.startswith("/component/") else "'none'"
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

        def add(headers: MutableHeaders) -> None:
            headers.setdefault("Content-Security-Policy", content_security_policy(host, scope["path"]))
            headers.setdefault("Referrer-Policy", "no-referrer")
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Permissions-Policy", PERMISSIONS)
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")

        await self.app(scope, receive, with_headers(send, add))


class Refusals(HttpLayer):
    """Refuses what no reader's link contains: a very long query (414) and a path with ".." in it (404)."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if len(scope["query_string"]) > MAX_QUERY:
            app = too_long(len(scope["query_string"]))
        elif ".." in re.split(r"[/\\]", scope["path"]):
            app = not_found()
        await app(scope, receive, send)


@cache
def _hash_inline_scripts() -> str:
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(read_index()))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
