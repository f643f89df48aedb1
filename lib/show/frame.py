"""The frame every page stands in: navigation, filters, notices, footer."""

import streamlit as st

from lib.answers.pages import PAGES
from lib.dataset import ROOT, Dataset, DatasetError
from lib.serve.start import settle
from lib.serve.turns import SCRIPTS
from lib.show import blocks as panels
from lib.show import filters, sessions
from lib.show.session import Context, read_session, sync_view
from lib.view.atlas import Atlas
from lib.words.catalogue import write_date
from lib.words.records import escape_markdown


@SCRIPTS.in_turn
def show_atlas() -> None:
    """Run the page that the address names, inside the frame, when it is this reader's turn."""
    st.set_page_config(page_title="Station Atlas", layout="wide")
    for style in ("atlas.css", "print.css"):
        st.html(ROOT / "static" / style)
    pages = {
        page.code: st.Page(
            ROOT / "pages" / f"{page.code}.py", title=page.title, url_path=page.code, default=page.path == "/"
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
    view, problems = sync_view(atlas.dataset, page.url_path)
    context = Context(atlas, atlas.select(view), problems, pages)
    read_session().context = context
    with st.sidebar:
        filters.choose_filters(context)
    panels.show_notices(context)
    page.run()
    _show_footer(atlas.dataset)


def _settle(atlas: Atlas) -> None:
    """Leave what is loaded out of every later garbage collection, once for every change of the data."""
    settle()


def _show_error(error: DatasetError) -> None:
    st.title("The atlas cannot show its data")
    st.error(f"**{escape_markdown(error.file)}**: {escape_markdown(error.reason)}.")
    st.markdown(escape_markdown(error.remedy))


def _show_footer(dataset: Dataset) -> None:
    st.divider()
    st.caption(
        f"Station Atlas, data version {escape_markdown(dataset.version)} of "
        f"{write_date(dataset.created)}, {escape_markdown(dataset.licence)}. "
        "Inclusion means that a source reported a station, not that one exists; China denies that these are police "
        "stations. Basemap: Natural Earth, whose borders are those held in fact and no statement by this atlas. "
        "This page asks no other host for anything."
    )


if __name__ == "__main__":
    sessions.run(show_atlas)
