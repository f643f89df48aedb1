"""What is done once, before the first reader comes."""

import gc
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from stat import S_ISSOCK
from typing import Final

OPEN_FILES: Final = Path("/dev/fd")


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Make the server ready, and let it serve."""
    send_at_once()
    yield


def settle() -> None:
    """Leave what is loaded by now out of every later garbage collection: it stays, and going through it takes long."""
    gc.collect()
    gc.freeze()


def send_at_once() -> None:
    """Have every answer sent when it is written, not 40 ms later when the one before has been acknowledged.

    `streamlit run` listens on a socket of its own making, for whose connections asyncio leaves this undone. They
    inherit it. Where a system does not list its open files, answers stay late.
    """
    with suppress(FileNotFoundError):
        for number in [int(name) for name in os.listdir(OPEN_FILES)]:
            with suppress(OSError):  # closed meanwhile
                if S_ISSOCK(os.fstat(number).st_mode):
                    _send_at_once(number)


def _send_at_once(number: int) -> None:
    with socket.socket(fileno=os.dup(number)) as opened:
        is_internet = opened.family in (socket.AF_INET, socket.AF_INET6)
        if is_internet and opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
