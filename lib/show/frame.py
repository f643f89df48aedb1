"""The frame every page stands in: navigation, filters, notices, footer."""

import os
from html import escape
from typing import Final

import streamlit as st

from lib.answers import objection
from lib.answers.blocks import Link, answer
from lib.answers.frame import NAME, explain_error, name_tab
from lib.answers.pages import PAGES
from lib.dataset import ROOT, DatasetError
from lib.draw.palette import write_tokens
from lib.serve.figures import FORMS, offer
from lib.serve.start import settle
from lib.serve.turns import SCRIPTS
from lib.show import blocks as panels
from lib.show import sessions
from lib.show.session import Context, read_address, read_scheme, read_session, sync_view
from lib.view import write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import text
from lib.words.records import escape_markdown

# Where the operator is reached: an address that readers see.
CONTACT: Final = "ATLAS_CONTACT"


@SCRIPTS.in_turn
def show_atlas() -> None:
    """Run the page that the address names, inside the frame, when it is this reader's turn."""
    st.set_page_config(page_title=text(NAME), layout="wide")
    # What Streamlit lays over its page, popovers for one, stands outside of what it gives the theme to.
    st.html(f"<style>{write_tokens()} :root {{ color-scheme: {read_scheme()}; }}</style>")
    for style in ("atlas.css", "ladder.css", "print.css"):
        st.html(ROOT / "static" / style)
    pages = {
        page.code: st.Page(
            ROOT / "pages" / f"{page.code}.py", title=text(page.title), url_path=page.code, default=page.path == "/"
        )
        for page in PAGES
    }
    page = st.navigation(list(pages.values()), position="top")
    try:
        atlas = Atlas.open()
    except DatasetError as error:
        _show_error(error)
        return
    atlas.recall(_settle)
    view, problems = sync_view(atlas, page.url_path)
    atlas = atlas.of(view)
    shown = next(each for each in PAGES if each.path == f"/{page.url_path}")
    context = Context(atlas, atlas.select(view), problems, shown, pages)
    read_session().context = context
    st.set_page_config(page_title=name_tab(panels.read_frame(context), shown))
    panels.show_notices(context)
    embedded = shown.framed and st.context.is_embedded
    if embedded:
        st.html(ROOT / "static" / "embed.css")
    page.run()
    (_show_source if embedded else _show_footer)(context)


def _settle(atlas: Atlas) -> None:
    """Leave what is loaded out of every later garbage collection, once for every change of the data."""
    settle()


def _show_error(error: DatasetError) -> None:
    title, reason, remedy = explain_error(error)
    st.title(title)
    st.error(panels.write_statement(reason))
    st.markdown(escape_markdown(remedy))


def _show_source(context: Context) -> None:
    """Where a figure in a page of another site is from, and the way to it."""
    frame, address = panels.read_frame(context), write_address(read_address(), context.view)
    with st.container(key="source"):
        link = f'<a href="{escape(address)}" target="_blank">{escape(frame.whole)}</a>'
        st.html(f"<p>{escape(frame.footer)} {link}</p>")


def _show_footer(context: Context) -> None:
    with st.container(key="footer"):
        _show_objection(context)
        frame = panels.read_frame(context)
        twin = Link(frame.twin, write_address(f"/v/{context.page.code}", context.view))
        pictures = [Link(f"{context.page.code}.{form}", offer(context.page, context.view, form)) for form in FORMS]
        evidence = Link(frame.evidence, offer(context.page, context.view, "evidence.html"))
        links = (*frame.files, *pictures, twin, evidence)
        files = " · ".join(f"[{escape_markdown(each.text)}]({each.address})" for each in links)
        st.caption(f"{escape_markdown(frame.take)} {files}")
        st.caption(escape_markdown(frame.footer))


def _show_objection(context: Context) -> None:
    """A text with which a reader objects to the record that is open."""
    said = answer(context.atlas, objection.write, context.view, os.environ.get(CONTACT, "").strip())
    if said:
        address = write_address(read_address(), context.view, context.dataset)
        with st.popover(said.label, icon=":material/flag:", key="objection", type="tertiary"):
            st.html(f"<p>{escape(said.about)}</p>")  # plain, so that an address is copied as it is
            st.code(said.letter.replace("{link}", address), language=None, wrap_lines=True)


if __name__ == "__main__":
    sessions.run(show_atlas)
