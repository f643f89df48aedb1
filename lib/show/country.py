"""The Country page on screen: choosing a country, its briefing, and what a reader takes away."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.answers.blocks import Picture
from lib.answers.country import Choice, Country
from lib.dataset import ROOT
from lib.draw import svg
from lib.render import documents
from lib.render.documents import Image
from lib.show import blocks as panels
from lib.show import filters
from lib.show.session import Context, change, note_options, read_address, read_view
from lib.view import FILTERS, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text
from lib.words.records import escape_markdown


def choose_country(page: Country) -> None:
    """Every country there is, each a button."""
    with st.container(key="countries"):
        for choice in page.choices:
            key, names = f"open-{choice.code}", _name(choice)
            st.pills(choice.label, list(names), format_func=names.__getitem__, key=key, on_change=_open, args=(key,))
            note_options([option.note for option in choice.options], key=key)


def _name(choice: Choice) -> dict[str, str]:
    return {option.code: option.name for option in choice.options}


def _open(key: str) -> None:
    code = st.session_state[key]
    change(country=(code,) if code else ())


def show_title(context: Context, page: Country) -> None:
    """The countries' names and the filters, and a sentence where more are chosen than stand side by side."""
    filters.open_page(context, page.title, page.intro)
    for notice in page.notices:
        st.info(escape_markdown(notice.text))


def choose_neighbour(page: Country) -> None:
    """The countries before and after by name, all of them, and another one beside, each with the rest of the view."""
    with st.container(horizontal=True, vertical_alignment="center", key="neighbours"):
        for option, key in ((page.before, "before"), (page.after, "after")):
            if option:
                st.button(option.name, on_click=change, kwargs={"country": (option.code,)}, key=key)
        st.button(text("All countries"), on_click=change, kwargs={"country": ()})
        if page.beside:
            names = _name(page.beside)
            st.selectbox(
                page.beside.label,
                list(names),
                index=None,
                format_func=names.__getitem__,
                placeholder=page.beside.label,
                label_visibility="collapsed",
                key=page.beside.code,
                on_change=_put_beside,
                width=260,
            )


def _put_beside() -> None:
    code = st.session_state["beside"]
    if code:
        change(country=(*read_view().country, code))


def draw_pictures(context: Context, page: Country) -> tuple[Image | None, ...]:
    """The small map of each briefing, drawn once for all readers."""
    return tuple(context.atlas.recall(_draw, each, language()) if each else None for each in page.pictures)


def _draw(atlas: Atlas, picture: Picture, language: str) -> Image:
    return Image(svg.write_address(svg.draw_map(picture.data)), picture.alt)


def show_narrowing(page: Country) -> None:
    """A way out of filters that leave out stations of these countries."""
    if page.narrowed:
        rest = {each.field: each.default for each in FILTERS if each.narrows and each.kind != "country"}
        st.button(page.narrowed, icon=":material/filter_alt_off:", on_click=change, kwargs=rest)


def take_away(context: Context, page: Country, images: Sequence[Image | None]) -> None:
    """The same briefing as files, the link to it, each country as a sentence, and how to print."""
    # Where the briefings can be read again.
    address = write_address(read_address(), context.view, context.dataset)
    found = page.briefings
    with st.container(key="take-away"):
        row = st.container(horizontal=True, vertical_alignment="center")
        row.download_button(
            text("Download as HTML"),
            partial(documents.render_document, found, images, address),
            f"{page.file}.html",
            "text/html",
            on_click="ignore",
            icon=":material/download:",
        )
        row.download_button(
            text("Download as Markdown"),
            partial(documents.render_markdown, found, address),
            f"{page.file}.md",
            "text/markdown",
            on_click="ignore",
            icon=":material/download:",
        )
        for each in found:
            one, several = text("Copy as a sentence"), text("Copy {country} as a sentence", country=each.name)
            with row:
                panels.copy_text(one if len(found) == 1 else several, each.sentence)
        st.caption(
            text("To print, or to save as PDF, use your browser’s own print: filters and buttons stay off the paper.")
        )


def show_briefings(context: Context, page: Country, images: Sequence[Image | None]) -> None:
    """The briefings side by side on screen, one after another on paper, with the imprint on each printed page."""
    # Where the briefings can be read again.
    address = write_address(read_address(), context.view, context.dataset)
    found = page.briefings
    articles = "".join(
        documents.render_article(each, image, address, level=2, titled=len(found) > 1)
        for each, image in zip(found, images, strict=True)
    )
    st.html(ROOT / "static" / "briefing.css")
    st.html(f"<style>{documents.write_page_footer(found[0], address)}</style>")
    st.html(f'<div class="briefings of-{len(found)}">{articles}</div>')
