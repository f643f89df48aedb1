"""A reader without a browser: Streamlit's own protocol over a real websocket, as its browser side speaks it.

What a browser does with a message is done here as far as the next press depends on it: the session, the address, the
state of every control that is shown, and the messages that the server sends once and names by their hash later.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 120  # seconds, after which an answer is given up
KEPT_RUNS = 2  # a browser forgets a message that so many runs did not use (global.maxCachedMessageAge)


@dataclass
class Reader:
    """One open page. `query` is what stands after its address's question mark, `title` and `words` what it says."""

    socket: ClientConnection
    address: str
    page: str
    query: str
    title: str = ""
    words: tuple[str, ...] = ()
    page_hash: str = ""
    runs: int = 0
    pills: dict[tuple[str, str], None] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    kept: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)

    async def load(self) -> float:
        """Run the page with the controls as they stand; seconds until its script has finished."""
        state = ClientState(
            query_string=self.query,
            # A cold link has no hash yet: the server finds the page by its name.
            page_script_hash=self.page_hash,
            page_name="" if self.page_hash else self.page,
            cached_message_hashes=self.kept,
        )
        state.widget_states.widgets.extend(self.states.values())
        state.context_info.url = self.address
        state.context_info.timezone = "UTC"
        start = time.perf_counter()
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._read(ForwardMsg.FromString(await self.socket.recv(decode=False))):
                pass
        return time.perf_counter() - start

    async def press(self, label: str) -> float:
        """Press the pill of this label, a count in brackets apart; seconds until the script has finished.

        Raises LookupError where the page shows no such pill, RuntimeError where nothing changed or the page did.
        """
        found = [pill for pill in self.pills if pill[1] == label or pill[1].startswith(f"{label} (")]
        if not found:
            raise LookupError(f"{self.address} shows no pill “{label}”")
        control, content = found[0]
        chosen = self.states[control].string_array_value.data
        if content in chosen:
            chosen.remove(content)
        else:
            chosen.append(content)
        title, words, query = self.title, self.words, self.query
        taken = await self.load()
        # Method says the same of every view: there the address alone changes.
        if (self.words, self.query) == (words, query) or self.title != title:
            raise RuntimeError(f"“{label}” changed nothing on {self.address}, or left it")
        return taken

    def _read(self, message: ForwardMsg) -> bool:
        """Take in one message; whether it says that the script has finished."""
        if message.WhichOneof("type") == "ref_hash":
            message = self.kept[message.ref_hash][1]
        if message.metadata.cacheable:
            self.kept[message.hash] = self.runs, message
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash
            self.pills, self.shown, self.words, self.title = {}, set(), (), ""
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._show(message.delta.new_element)
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.runs += 1
            self.states = {control: self.states[control] for control in self.states if control in self.shown}
            self.kept = {key: (run, kept) for key, (run, kept) in self.kept.items() if run >= self.runs - KEPT_RUNS}
            return True
        return False

    def _show(self, element: Element) -> None:
        kind = str(element.WhichOneof("type"))
        if kind == "exception":
            raise RuntimeError(f"{self.address} failed: {element.exception.message}")
        if kind in ("heading", "markdown", "html"):
            self.words = (*self.words, getattr(element, kind).body)
        if kind == "heading" and element.heading.tag == "h1":
            self.title = element.heading.body
        state = _read_state(element)
        if state is not None:
            self.shown.add(state.id)
            # What the reader chose stands, unless the server says otherwise.
            if getattr(element, kind).set_value or state.id not in self.states:
                self.states[state.id] = state
            if kind == "button_group":
                self.pills |= {(state.id, option.content): None for option in element.button_group.options}


@asynccontextmanager
async def open_page(server: str, page: str, query: str = "") -> AsyncIterator[Reader]:
    """Connect as a browser does that was given the link to a page ("" is the first one), before anything has run."""
    host = urlsplit(server).netloc
    # Without compression, as Streamlit offers none by default; the first subprotocol is its name for its own.
    async with connect(
        f"ws://{host}/_stcore/stream",
        origin=Origin(server),
        subprotocols=[Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")],
        compression=None,
        max_size=None,
        open_timeout=PATIENCE,
        ping_interval=None,
        close_timeout=1,
    ) as socket:
        yield Reader(socket, f"{server}/{page}", page, query)


def _read_state(element: Element) -> WidgetState | None:
    """The state that a browser gives a control when it shows it; None for what is none, or sends it when pressed."""
    kind = str(element.WhichOneof("type"))
    shown: Any = getattr(element, kind, None)
    state = WidgetState(id=getattr(shown, "id", ""))
    match kind:
        case "button_group":
            chosen = shown.raw_values if shown.set_value else [shown.options[at].content for at in shown.default]
            state.string_array_value.data.extend(chosen)
            state.string_array_value.SetInParent()
        case "multiselect":
            chosen = shown.raw_values if shown.set_value else [shown.options[at] for at in shown.default]
            state.string_array_value.data.extend(chosen)
            state.string_array_value.SetInParent()
        case "date_input":
            state.string_array_value.data.extend(shown.value if shown.set_value else shown.default)
            state.string_array_value.SetInParent()
        case "radio" | "selectbox":
            if shown.set_value:
                state.string_value = shown.raw_value
            elif shown.HasField("default"):
                state.string_value = shown.options[shown.default]
        case "checkbox":
            state.bool_value = shown.value if shown.set_value else shown.default
        case "slider":
            state.double_array_value.data.extend(shown.value if shown.set_value else shown.default)
        case _:
            return None
    return state
