"""The Sources page on screen: filters by kind, language and publisher, one source opened, the table, what rests on
what."""

import streamlit as st

from lib.answers.blocks import Table, answer
from lib.answers.sources import FILTERS, Choice, Sources, open_source
from lib.render.sources import render_bibliography, render_opened
from lib.show import blocks as panels
from lib.show.filters import bind_list, write_note
from lib.show.session import Context, bind, change, note_options
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD, MAX_WORDS
from lib.words.catalogue import language, text
from lib.words.records import escape_markdown


def choose_sources(context: Context, sources: Sources) -> None:
    """Words to look for, and filters by language, publisher and kind, each option with its number under the others."""
    kinds, *lists = sources.choices
    found, *columns = st.columns(1 + len(lists))
    with found:
        _find_words(context)
    for column, choice in zip(columns, lists, strict=True):
        column.multiselect(
            choice.label,
            [code for code, _, _ in choice.options],
            format_func=_name_options(choice).__getitem__,
            placeholder=choice.hint,
            **bind_list(choice.field, getattr(context.view, choice.field)),
        )
        note_options([write_note(number) for _, _, number in choice.options], label=choice.label)
    st.pills(
        kinds.label,
        [code for code, _, _ in kinds.options],
        selection_mode="multi",
        format_func=_name_options(kinds).__getitem__,
        **bind(kinds.field, list(getattr(context.view, kinds.field)), tuple),
    )
    note_options([write_note(number) for _, _, number in kinds.options], key=kinds.field)


def _find_words(context: Context) -> None:
    """Words to look for in publishers and titles; Enter looks."""
    st.text_input(
        text(BY_FIELD["find"].label),
        placeholder=text("Publisher or title"),
        max_chars=MAX_WORDS,
        **bind("find", context.view.find, str),
    )


def show_bibliography(context: Context, sources: Sources) -> None:
    """The sources, one below the other, as a bibliography has them."""
    st.html(context.atlas.recall(_render, sources.table, language()))


def _render(_atlas: Atlas, table: Table, _language: str) -> str:
    return render_bibliography(table)


def _name_options(choice: Choice) -> dict[str, str]:
    return {code: name for code, name, _ in choice.options}


def show_none(sources: Sources) -> None:
    """Why no source matches, and a way back."""
    panels.show_notice(sources.empty)
    if sources.release:
        st.button(
            sources.release,
            on_click=change,
            kwargs={**{field: () for field in FILTERS}, "find": ""},
            key="all-sources",
            type="primary",
        )


def show_opened(context: Context, sources: Sources) -> None:
    """Choose a source and read what it says of each record in view, in its own words where they are known."""
    names = dict(sources.options)
    chosen = st.selectbox(
        sources.question,
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder=sources.hint,
        **bind("open", context.view.open if context.view.open in names else None, lambda source: source or ""),
    )
    opened = answer(context.atlas, open_source, context.view, chosen) if chosen else None
    if opened:
        with st.container(border=True):
            st.html(render_opened(opened))


def show_rest(sources: Sources) -> None:
    """What rests on what: how many records have a single source or republications alone, and whose texts those are."""
    st.header(sources.rest_heading, anchor=False)
    st.markdown(escape_markdown(sources.rest))
    if sources.originals:
        panels.show_rows(sources.originals)
