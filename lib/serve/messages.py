"""What a browser may say over the websocket: run the page, stop it, make a download. All else is dropped unread.

Any browser may send any of Streamlit's messages, those of its developer's menu too: one would empty the cache that all
readers share. Whoever sends what no browser of a reader sends, or too much of it, is disconnected.
"""

from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from lib.serve.addresses import MAX_QUERY

# A download is made when it is asked for, and asking is an operation: the only one of four that a reader needs.
ALLOWED: Final = ("rerun_script", "stop_script", "app_heartbeat", "deferred_file")
MAX_MESSAGE: Final = 131_072  # bytes; a page with all its filters in use sends some 5,000
MAX_CONTROLS: Final = 500  # of a page; the longest list has some 150
# RFC 6455, 7.4.1
BROKEN, NOT_BYTES, TOO_BIG = 1002, 1003, 1009


class Messages:
    """Lets only those messages pass to Streamlit that a reader's browser sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_allowed() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                kind, fault = judge(message.get("bytes"))
                if fault is not None:
                    await send({"type": "websocket.close", "code": fault})
                    return {"type": "websocket.disconnect", "code": fault}
                if kind in ALLOWED:
                    return message

        await self.app(scope, receive_allowed if scope["type"] == "websocket" else receive, send)


def judge(data: bytes | None) -> tuple[str, int | None]:
    """The kind of a message, and the code to disconnect its sender with if it is none that a browser sends."""
    if data is None:
        return "", NOT_BYTES
    if len(data) > MAX_MESSAGE:
        return "", TOO_BIG
    try:
        message = BackMsg.FromString(data)
    except DecodeError:
        return "", BROKEN
    state = message.rerun_script
    # Counted in bytes, as for a link that is opened.
    if len(state.query_string.encode()) > MAX_QUERY or len(state.widget_states.widgets) > MAX_CONTROLS:
        return "", TOO_BIG
    kind = message.WhichOneof("type") or ""
    if kind == "backend_operation_request":
        kind = message.backend_operation_request.WhichOneof("payload") or ""
    return kind, None
