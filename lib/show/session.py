"""What every control shares: the run's context, the View in the session, and its way to and from the address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lib import view as views
from lib.dataset import Dataset
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.words import views as words


@dataclass(frozen=True, eq=False)
class Context:
    """What a page reads: the atlas, the view's selection of it, and what the link asked for in vain."""

    atlas: Atlas
    selection: Selection
    problems: tuple[str, ...]
    pages: Mapping[str, st.Page]

    @property
    def dataset(self) -> Dataset:
        """The data that are shown."""
        return self.atlas.dataset

    @property
    def view(self) -> View:
        """The view that is on screen."""
        return self.selection.view


def read_context() -> Context:
    """The context of this run, set by the dashboard before the page runs."""
    context: Context = st.session_state["context"]
    return context


def sync_view(dataset: Dataset, page: str) -> tuple[View, tuple[str, ...]]:
    """The View of this run, after reading the address or writing it; and what in the address cannot be honoured.

    Where a control has just changed the View, it wins: the browser may not have been told the last address yet.
    """
    state = st.session_state
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    moved = state.get("page") not in (None, page)
    asked, unread = views.parse(query)
    asked, unmet = views.check(asked, dataset)
    visited = query != state.get("query") and not (moved and not query)
    if "view" not in state or (visited and not state.get("changed")):
        state["view"] = asked
    state["changed"] = False
    view: View = state["view"]
    if view != asked:
        query = views.format(view)
        st.query_params.from_dict(query)
    state["page"], state["query"] = page, query
    return view, tuple(map(words.write_problem, (*unread, *unmet))) if view == asked else ()


def change(**changes: Any) -> None:
    """Put other values into the View of this session, if a link could say them; the address follows at the next run."""
    state = st.session_state
    state["view"] = views.change(state["view"], read_context().dataset, **changes)
    state["changed"] = True


def is_phone() -> bool:
    """Whether the reader's browser says that it is on a phone; Python cannot see how wide a window is."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def show(key: str, value: Any) -> None:
    """Make the control `key` show a value. One that shows it already is left alone: its reader may be ahead of us."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def note_options(notes: Iterable[str], key: str = "", label: str = "") -> None:
    """Write a note such as " (9)" behind each option of a control: pills and radio buttons by key, a list by label.

    Outside of the option's own label, which the browser holds as what was chosen: one that changed with each run would
    come back as a value that nobody knows. A note is digits and words of ours; it is read aloud with its option.
    """
    each = (
        f'[role="listbox"][aria-label="{label}"] [data-key="{{at}}"] [data-item-hl]'
        if label
        else f".st-key-{key} :is([role=toolbar], [role=radiogroup]) > :nth-child({{nth}}) p"
    )
    rules = (
        f'{each.format(at=at, nth=at + 1)}::after {{ content: "{note}"; white-space: pre; }}'
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

    def write() -> None:
        chosen = st.session_state[key]
        change(**{key: read(chosen) if read else chosen})

    return {"key": key, "on_change": write}
