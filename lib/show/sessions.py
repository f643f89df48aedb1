"""A reader's session: what the browser says first is heard, and what it says that cannot be read breaks nothing.

Streamlit has no door for either, so this leans on its inside as the pinned version has it; tests/show/test_sessions.py
fails where that moves.
"""

from collections.abc import Callable

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state.session_state import Serialized, WStates

from lib.show.session import read_session


def guard() -> None:
    """Close two holes of Streamlit, once for the whole server.

    A value that a control cannot read raises at every later run, before the script: the session is lost for good. Here
    it counts as not sent. And a press in a fragment that the server does not know is dropped: right after a restart
    that is every fragment of the page on screen. Here it runs the page.
    """
    read, ask = WStates.__getitem__, AppSession.request_rerun

    def read_or_pass(self: WStates, key: str) -> object:
        try:
            return read(self, key)
        except KeyError:
            raise
        except Exception as error:
            raise KeyError(key) from error

    def ask_for_the_page(self: AppSession, client_state: ClientState | None) -> None:
        if client_state is not None and client_state.fragment_id and not _is_heard(self):
            client_state.fragment_id = ""
        ask(self, client_state)

    WStates.__getitem__ = read_or_pass  # type: ignore[method-assign]
    AppSession.request_rerun = ask_for_the_page  # type: ignore[method-assign]


def _is_heard(session: AppSession) -> bool:
    """Whether the controls of a session are known, so that a press can be told from what was there."""
    known = session.session_state
    return "session" in known and bool(known["session"].heard)


def run(script: Callable[[], None]) -> None:
    """Run the script; where a browser brings its controls to a session that does not know them, hear them.

    After a restart of the server, or when a session has expired, the page stays on screen and the first press comes
    with the values of all its controls. Streamlit calls back for none of them, and a script that shows its own values
    overwrites the press. So the script runs once unseen, by the address alone, and is then run again with what the
    browser sent, as if the page had been here all along: what differs was pressed.
    """
    context = get_script_run_ctx()
    first = _take_first(context) if context is not None else None
    if context is None or first is None:
        script()
        return
    changed = read_session().changed
    send, context._enqueue = context._enqueue, lambda message: None
    try:
        script()
    finally:
        context._enqueue = send
    session = read_session()
    session.heard, session.changed = True, changed
    raise RerunException(
        RerunData(
            query_string=context.query_string,
            page_script_hash=context.page_script_hash,
            widget_states=first,
            cached_message_hashes=context.cached_message_hashes,
            context_info=context.context_info,
        )
    )


def _take_first(context: ScriptRunContext) -> WidgetStates | None:
    """The controls' values of a session's first message, taken out of the session; None where there are none."""
    if read_session().heard:
        return None
    sent = context.session_state._state._new_widget_state.states
    first = [state.value for state in sent.values() if isinstance(state, Serialized)]
    sent.clear()
    # Back and Forward bring controls of the page that is left: there the address says what is wanted.
    if first and not context.is_history_navigation:
        return WidgetStates(widgets=first)
    read_session().heard = True
    return None
