"""What every control shares: the run's context, the View in the session, and its way to and from the address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib import view as views
from lib.answers.pages import Page
from lib.answers.play import Play
from lib.dataset import Dataset
from lib.draw.palette import DARK, LIGHT, Theme
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.view.link import Problem, is_bent


@dataclass(frozen=True, eq=False)
class Context:
    """What a page reads: the atlas, the view's selection of it, and what the link asked for in vain."""

    atlas: Atlas
    selection: Selection
    problems: tuple[Problem, ...]
    page: Page
    pages: Mapping[str, st.Page]

    @property
    def dataset(self) -> Dataset:
        """The data that are shown."""
        return self.atlas.dataset

    @property
    def view(self) -> View:
        """The view that is on screen."""
        return self.selection.view


@dataclass
class Aim:
    """What the reader did to the camera: a frame (a code of the vocabulary "frame", "" follows the view), doublings
    closer, how often it was pressed, and the view that it was pressed in."""

    frame: str = ""
    zoom: int = 0
    presses: int = 0
    followed: tuple[object, ...] = ()


@dataclass
class Brush:
    """The timeline's brush: how often it was drawn afresh, the stretch that was brushed last, and what it was drawn
    with: the bars, and the stretch of the link."""

    mounts: int = 0
    stretch: tuple[date | None, date | None] = (None, None)
    drawn: tuple[object, ...] = ()
    seed: tuple[date | None, date | None] = (None, None)


@dataclass
class Session:
    """What is known of one reader between two runs, beside the values of the controls.

    view: what is looked at; changed: a control has just changed it; page, script, query: where the reader was, as last
    seen or written; heard: the browser's controls are known; context: of the present run; aim: the camera; play:
    through time; brush, mounts: the timeline's overview, and how often its chart was drawn afresh; placed: the page
    that each control stood on; moved: what controls showed before we moved them, as long as the browser has not sent
    another value of theirs; doubted: what such controls would write; pressed: something else was.
    """

    view: View | None = None
    changed: bool = False
    page: str | None = None
    script: str = ""
    query: Mapping[str, Sequence[str]] | None = None
    heard: bool = False
    context: Context | None = None
    aim: Aim = field(default_factory=Aim)
    play: Play = field(default_factory=Play)
    brush: Brush = field(default_factory=Brush)
    mounts: int = 0
    placed: dict[str, str] = field(default_factory=dict)
    moved: dict[str, list[Any]] = field(default_factory=dict)
    doubted: list[Callable[[], None]] = field(default_factory=list)
    pressed: bool = False


def read_session() -> Session:
    """The session of the reader whose run this is."""
    session: Session = st.session_state.setdefault("session", Session())
    return session


def read_context() -> Context:
    """The context of this run, set by the frame before the page runs."""
    context = read_session().context
    if context is None:
        raise RuntimeError("a page runs inside the frame only: lib/show/frame.py")
    return context


def read_view() -> View:
    """The view as the last control left it."""
    return read_session().view or View()


def sync_view(atlas: Atlas, page: str) -> tuple[View, tuple[Problem, ...]]:
    """The View of this run, after reading the address or writing it; and what in the address cannot be honoured.

    Where a control has just changed the View, it wins: the browser may not have been told the last address yet. Back
    and Forward are about the address alone: what comes with them is what the controls showed on the page that is left.
    """
    session = read_session()
    # Where nothing else was pressed, it was this control.
    doubted, session.doubted = session.doubted, []
    for write in doubted if not session.pressed else ():
        write()
    session.pressed = False
    # What sends another value has been told.
    session.moved = {key: old for key, old in session.moved.items() if st.session_state.get(key) in old}
    run = get_script_run_ctx()
    went = run is not None and run.is_history_navigation
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    moved = session.page not in (None, page)
    asked, unread = views.parse(query)
    asked, unmet = views.check(asked, atlas.of(asked).dataset)
    visited = query != session.query and not (moved and not query)
    if session.view is None or went or (visited and not session.changed):
        session.view = asked
    elif moved and session.view.open:
        # What was open on the page that is left stays there.
        session.view = replace(session.view, open="")
    session.changed = False
    view = session.view
    # A link that was bent on its way, and could be read, is written as it is meant.
    if view != asked or (not (unread or unmet) and is_bent(query, view)):
        query = views.format(view)
        st.query_params.from_dict(query)
    session.page, session.query = page, query
    session.script = run.page_script_hash if run else ""
    return view, (*unread, *unmet) if view == asked else ()


def change(**changes: Any) -> None:
    """Put other values into the View of this session, if a link could say them; the address follows at the next run.

    What comes with the way to another page is no press: a control that the browser has just put up, or not yet been
    told the value of, sends the value it would have by itself, and a filter would be lost.
    """
    session, run = read_session(), get_script_run_ctx()
    if run is not None and session.script not in ("", run.page_script_hash):
        return
    view = views.change(read_view(), read_context().dataset, **changes)
    # Controls that the browser has just put up send what is so already: that is no press.
    session.pressed = session.pressed or view != session.view
    session.view, session.changed = view, True


def read_address() -> str:
    """Where this page is, without its query; "" where no browser says so."""
    address = (st.context.url or "").partition("?")[0]
    return address if not address or urlsplit(address).path else f"{address}/"


def is_phone() -> bool:
    """Whether the reader's browser says that it is on a phone; Python cannot see how wide a window is."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def read_scheme() -> str:
    """The reader's theme, as a style sheet names it: dark or light."""
    return "dark" if st.context.theme.type == "dark" else "light"


def read_theme() -> Theme:
    """The colours of the reader's theme."""
    return DARK if read_scheme() == "dark" else LIGHT


def show(key: str, value: Any) -> None:
    """Make the control `key` show a value. One that shows it already is left alone: its reader may be ahead of us.

    On another page it is another control to Streamlit, though it has the same key, and has to be told.
    """
    session, run = read_session(), get_script_run_ctx()
    page = run.page_script_hash if run else ""
    if key not in st.session_state or st.session_state[key] != value or session.placed.get(key) != page:
        if key in st.session_state and st.session_state[key] != value:
            session.moved.setdefault(key, []).append(st.session_state[key])
        st.session_state[key] = value
    session.placed[key] = page


def heed(key: str, write: Callable[[Any], None]) -> Callable[[], None]:
    """The callback of a control that `show` moves: `write` what its reader chose.

    A browser sends all controls along with every press. One that has not been told yet of a run sends what a control
    showed before that run moved it: written, it would undo the press that had moved it. So where another control was
    pressed with it, it is not heard.
    """

    def hear() -> None:
        session, chosen = read_session(), st.session_state[key]
        if chosen in session.moved.get(key, ()):
            session.doubted.append(lambda: write(chosen))
        else:
            write(chosen)

    return hear


def note_options(notes: Iterable[str], key: str = "", label: str = "", side: str = "after") -> None:
    """Write a note such as " (9)" beside each option of a control: pills and radio buttons by key, a list by label.

    `side` is "after" or "before".

    Outside of the option's own label, which the browser holds as what was chosen: one that changed with each run would
    come back as a value that nobody knows. A note is digits and words of ours; it is read aloud with its option.
    """
    each = (
        f'[role="listbox"][aria-label="{label}"] [data-key="{{at}}"] [data-item-hl]'
        if label
        else f".st-key-{key} :is([role=toolbar], [role=radiogroup]) > :nth-child({{nth}}) p"
    )
    rules = (
        f'{each.format(at=at, nth=at + 1)}::{side} {{ content: "{note}"; white-space: pre; }}'
        for at, note in enumerate(notes)
        if note
    )
    st.html(f"<style>{' '.join(rules)}</style>")


def link_page(context: Context, page: str, label: str, **changes: Any) -> None:
    """A link to another page (a key of `Context.pages`) with this view, but for `changes`."""
    query = views.format(replace(context.view, **changes))
    st.page_link(context.pages[page], label=label, query_params=[(key, each) for key in query for each in query[key]])


def bind(key: str, value: Any, read: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """Arguments that make a control show `value` and write its own value to the View's field of that name."""
    show(key, value)

    def write(chosen: Any) -> None:
        change(**{key: read(chosen) if read else chosen})

    return {"key": key, "on_change": heed(key, write)}
