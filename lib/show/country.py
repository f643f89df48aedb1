"""The Country page: choosing a country, its briefing on screen, and what a reader takes away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from lib import view as views
from lib.answers import country as briefings
from lib.answers import places
from lib.answers.country import Briefing
from lib.answers.story import CHINA
from lib.dataset import ROOT, countries
from lib.draw import svg as pictures
from lib.render import documents
from lib.show import blocks as panels
from lib.show.session import Context, change, note_options, read_view
from lib.words.records import escape_markdown

MOST = 4  # briefings side by side; more would be too narrow to read


def choose_country(context: Context) -> None:
    """Every country in view with its stations and its contested mark; apart, those of which only something else is."""
    numbers = context.selection.count_by("country")
    standings = context.selection.standings

    def note(code: str) -> str:
        number = f" ({numbers[code]})" if code in numbers else ""
        return number + (" · contested" if code in standings and standings[code].contested else "")

    hosts = briefings.choose_countries(context.selection)
    others = sorted({*hosts, CHINA} - set(numbers), key=countries.name)
    for label, codes, key in (
        ("Choose a country", [code for code in hosts if code in numbers], "open-country"),
        ("No station in this view, but responses or events", others, "open-other"),
    ):
        if codes:
            st.pills(label, codes, format_func=countries.name, key=key, on_change=_open_country, args=(key,))
            note_options([note(code) for code in codes], key=key)


def _open_country(key: str) -> None:
    code = st.session_state[key]
    change(country=(code,) if code else ())


def write_briefings(context: Context) -> tuple[Briefing, ...]:
    """The briefings of the first countries of the view, each with the address of this page."""
    query = urlencode(views.format(context.view, context.dataset), doseq=True)
    address = f"{(st.context.url or '').partition('?')[0]}?{query}"
    chosen = context.view.country[:MOST]
    return tuple(briefings.write(context.selection, context.dataset, code, address) for code in chosen)


def show_title(context: Context, found: Sequence[Briefing]) -> None:
    """The countries' names, and a sentence where more are chosen than stand side by side."""
    names = countries.name_list([each.country for each in found])
    st.title(found[0].name if len(found) == 1 else f"{names[0].upper()}{names[1:]}, side by side", anchor=False)
    left_out = context.view.country[MOST:]
    if left_out:
        st.info(
            escape_markdown(
                f"{len(context.view.country)} countries are chosen; the first {MOST} stand side by side. "
                f"Left out here: {countries.name_list(left_out)}."
            )
        )


def choose_neighbour(context: Context) -> None:
    """The countries before and after by name, all of them, and another one beside, each with the rest of the view."""
    everywhere = views.apply(replace(context.view, country=()), context.dataset)
    order = briefings.choose_countries(everywhere)
    chosen = context.view.country
    with st.container(horizontal=True, vertical_alignment="center", key="neighbours"):
        if len(chosen) == 1:
            name = countries.name(chosen[0])
            before = [code for code in order if countries.name(code) < name][-1:]
            after = [code for code in order if countries.name(code) > name][:1]
            for label, codes in (("Previous", before), ("Next", after)):
                for code in codes:
                    title = f"{label}: {countries.name(code)}"
                    st.button(title, on_click=change, kwargs={"country": (code,)}, key=label)
        st.button("All countries", on_click=change, kwargs={"country": ()})
        if len(chosen) < MOST:
            st.selectbox(
                "Put another country beside",
                [code for code in order if code not in chosen],
                index=None,
                format_func=countries.name,
                placeholder="Put another country beside",
                label_visibility="collapsed",
                key="beside",
                on_change=_put_beside,
                width=260,
            )


def _put_beside() -> None:
    code = st.session_state["beside"]
    if code:
        change(country=(*read_view().country, code))


def draw_pictures(context: Context, found: Sequence[Briefing]) -> Mapping[str, str]:
    """A small map of each country that has a place to mark, as the address of an image."""
    drawn = {}
    everywhere = places.gather(context.selection, context.dataset.geocache)
    for country in (each.country for each in found):
        own = [place for place in everywhere if place.country == country and place.is_placed]
        if own:
            svg = pictures.draw_map(country, own, context.view.color)
            drawn[country] = pictures.write_address(svg)
    return drawn


def show_narrowing(found: Sequence[Briefing]) -> None:
    """A way out of filters that leave out stations of these countries."""
    if any(each.count != each.sourced for each in found):
        st.button(
            "Show all their stations" if len(found) > 1 else "Show all its stations",
            icon=":material/filter_alt_off:",
            on_click=change,
            kwargs={"report": (), "bureau": (), "response": (), "contested": False},
        )


def take_away(context: Context, found: Sequence[Briefing], drawn: Mapping[str, str]) -> None:
    """The same briefing as files, the link to it, each country as a sentence, and how to print."""
    name = f"briefing-{'-'.join(each.country.lower() for each in found)}"
    with st.container(key="take-away"):
        page, text, link, alone = st.columns(4)
        page.download_button(
            "Download as HTML",
            partial(documents.render_document, found, drawn),
            f"{name}.html",
            "text/html",
            on_click="ignore",
            icon=":material/download:",
        )
        text.download_button(
            "Download as Markdown",
            partial(documents.render_markdown, found),
            f"{name}.md",
            "text/markdown",
            on_click="ignore",
            icon=":material/download:",
        )
        with link:
            panels.copy_link(context)
        for each, column in zip(found, [alone] if len(found) == 1 else st.columns(len(found)), strict=True):
            label = "Copy as a sentence" if len(found) == 1 else f"Copy {each.name} as a sentence"
            with column:
                panels.copy_text(label, each.sentence, f"sentence-{each.country}")
        st.caption("To print, or to save as PDF, use your browser’s own print: filters and buttons stay off the paper.")


def show_briefings(found: Sequence[Briefing], drawn: Mapping[str, str]) -> None:
    """The briefings side by side on screen, one after another on paper, with the imprint on each printed page."""
    alone = len(found) == 1
    articles = "".join(
        documents.render_article(each, drawn.get(each.country, ""), level=2, titled=not alone) for each in found
    )
    st.html(ROOT / "static" / "briefing.css")
    st.html(f"<style>{documents.write_page_footer(found[0])}</style>")
    st.html(f'<div class="briefings of-{len(found)}">{articles}</div>')
