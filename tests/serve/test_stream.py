"""What the served atlas does with what comes over its websocket, and how many readers at once are served."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from bench.readers import Reader, open_page
from bench.servers import serve
from lib.dataset import ROOT
from lib.serve.messages import ALLOWED, MAX_CONTROLS, MAX_MESSAGE, judge

T = TypeVar("T")
KINDS = [kind.name for kind in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
HEADING = "Where Chinese overseas police stations were reported"


def run(asked: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: where a browser's tests have run before, this one has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


def visit(server: str, act: Callable[[Reader], Awaitable[None]]) -> None:
    """Open the map, let `act` use its websocket, and see that the session still answers."""

    async def read() -> None:
        async with open_page(server, "") as reader:
            await reader.load()
            await act(reader)
            await reader.press("Closed")
            assert reader.title == HEADING
            assert reader.query == "response=closed"

    run(read())


def make(kind: str) -> bytes:
    """A message of a kind, as its own browser would send it."""
    message = BackMsg()
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if field.message_type is None:
        setattr(message, kind, True)
    else:
        getattr(message, kind).SetInParent()
    return message.SerializeToString()


async def hear(reader: Reader) -> list[str]:
    """The kinds of the messages that come until the server answers that it is there."""
    await reader.socket.send(BackMsg(app_heartbeat=True).SerializeToString())
    heard = [""]
    while heard[-1] != "heartbeat_ack":
        message = ForwardMsg.FromString(await asyncio.wait_for(reader.socket.recv(decode=False), 20))
        heard.append(str(message.WhichOneof("type")))
    return heard[1:-1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALLOWED])
def test_no_other_message_is_answered_and_none_harms_its_session(server_url: str, kind: str) -> None:
    async def send(reader: Reader) -> None:
        # What still comes after a run.
        await hear(reader)
        await reader.socket.send(make(kind))
        # Twice: some answers are made beside those that are made in turn.
        assert [*await hear(reader), *await hear(reader)] == []

    visit(server_url, send)


APP = """
import streamlit as st
from lib import serve
app = st.App("page.py", routes=serve.routes(), middleware=serve.middleware())
"""
PAGE = """
import time
import streamlit as st

@st.cache_resource
def make() -> int:
    return time.time_ns()

st.markdown(f"made at {make()}")
"""


def test_no_readers_message_empties_the_cache_that_all_share(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(PAGE, encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")

    async def read(server: str) -> None:
        async with open_page(server, "") as reader:
            await reader.load()
            made = reader.words
            assert "made at" in made[0]
            await reader.socket.send(BackMsg(clear_cache=True).SerializeToString())
            await hear(reader)
            await reader.load()
            assert reader.words == made

    with serve(tmp_path / "app.py") as server:
        run(read(server))


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\x00" * (MAX_MESSAGE + 1), 1009),
        (BackMsg(rerun_script={"query_string": "a" * 8193}).SerializeToString(), 1009),
        (
            BackMsg(
                rerun_script={"widget_states": {"widgets": [{"id": "a"}] * (MAX_CONTROLS + 1)}}
            ).SerializeToString(),
            1009,
        ),
        (b"\xff\xff", 1002),
        ("a text", 1003),
    ],
    ids=["large", "long link", "many controls", "broken", "text"],
)
def test_who_sends_what_no_browser_sends_is_disconnected_and_nobody_else(
    server_url: str, sent: bytes | str, code: int
) -> None:
    async def send(other: Reader) -> None:
        async with open_page(server_url, "timeline") as reader:
            await reader.load()
            await reader.socket.send(sent)
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await asyncio.wait_for(reader.socket.recv(), 20)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == code

    visit(server_url, send)


def test_what_a_page_with_all_its_filters_sends_is_a_tenth_of_what_is_taken(server_url: str) -> None:
    async def fill(reader: Reader) -> None:
        for control, content in reader.pills:
            reader.states[control].string_array_value.data.append(content)
        states = [state.SerializeToString() for state in reader.states.values()]
        assert len(states) < MAX_CONTROLS / 10
        assert sum(map(len, states)) < MAX_MESSAGE / 10
        for state in reader.states.values():
            state.string_array_value.ClearField("data")

    for page in ("", "timeline", "responses", "reports", "sources", "country", "method"):

        async def read(page: str = page) -> None:
            async with open_page(server_url, page) as reader:
                await reader.load()
                await fill(reader)

        run(read())


READERS = 8


def press_at_once(server: str, leaving: int = 0) -> list[float]:
    """Seconds that each of eight readers waits who press at the same moment; `leaving` others have gone meanwhile."""

    async def read() -> list[float]:
        opened = [open_page(server, "") for _ in range(READERS + leaving)]
        readers = [await each.__aenter__() for each in opened]
        for reader in readers:
            await reader.load()
        for reader in readers[READERS:]:
            await reader.socket.send(BackMsg(rerun_script={"query_string": reader.query}).SerializeToString())
            await reader.socket.close()
        taken = await asyncio.gather(*(reader.press("Closed") for reader in readers[:READERS]))
        for each in opened:
            await each.__aexit__(None, None, None)
        return taken

    return run(read())


SLOW_PAGE = """
import time
import streamlit as st
from lib.serve.turns import SCRIPTS

@SCRIPTS.in_turn
def show() -> None:
    st.title("Slow")
    chosen = st.pills("Answer", ["Closed", "Open"])
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        pass
    st.markdown(f"chosen {chosen}")

show()
"""


def test_readers_who_press_at_once_are_served_one_after_the_other(tmp_path: Path) -> None:
    """All at once they all wait for the last: the first is done when nearly everybody is."""
    (tmp_path / "page.py").write_text(SLOW_PAGE, encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    with serve(tmp_path / "app.py") as server:
        taken = sorted(press_at_once(server))
    assert taken[0] < taken[-1] / 2
    assert median(taken) < taken[-1] * 0.8


def test_who_leaves_while_waiting_holds_nobody_up(server_url: str) -> None:
    press_at_once(server_url, leaving=4)
    started = time.monotonic()
    press_at_once(server_url)
    assert time.monotonic() - started < 10


def test_a_small_answer_does_not_wait_to_be_acknowledged(server_url: str) -> None:
    """`streamlit run` sends the end of an answer only when its beginning was acknowledged: 40 ms late, every time."""
    host = urlsplit(server_url)
    connection = HTTPConnection(str(host.hostname), host.port, timeout=20)
    taken = []
    for _ in range(40):
        started = time.monotonic()
        connection.request("GET", "/_stcore/health")
        assert connection.getresponse().read() == b"ok"
        taken.append(time.monotonic() - started)
    connection.close()
    # The first answers are acknowledged at once, by the kernel's own choice.
    assert min(taken[20:]) < 0.02 and median(taken[20:]) < 0.035


COUNT = """
import gc
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.web import bootstrap
bootstrap.load_config_options({})
print(config.get_option("runner.postScriptGC"))
at = AppTest.from_file("lib/show/frame.py", default_timeout=60).run()
assert not at.exception
print(gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_a_run_collects_no_garbage_of_what_stays_loaded() -> None:
    """The dataset and the libraries are left out of collections, and no run ends with a full one."""
    counted = subprocess.run([sys.executable, "-c", COUNT], cwd=ROOT, capture_output=True, text=True, check=True)
    after_each_run, frozen, others = counted.stdout.split()
    # AppTest leaves that collection out by itself, so its setting is what can be asked.
    assert after_each_run == "False"
    assert int(frozen) > 3 * int(others)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (BackMsg(backend_operation_request={"deferred_file": {"file_id": "a"}}), "deferred_file"),
        (BackMsg(backend_operation_request={"install_skills": {}}), "install_skills"),
        (BackMsg(backend_operation_request={}), ""),
        (BackMsg(clear_cache=True), "clear_cache"),
    ],
    ids=["a download", "skills", "nothing", "the cache"],
)
def test_of_operations_a_download_alone_passes(message: BackMsg, kind: str) -> None:
    judged, fault = judge(message.SerializeToString())
    assert (judged, fault) == (kind, None)
    assert (judged in ALLOWED) == (kind == "deferred_file")
