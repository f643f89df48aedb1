"""The Data page on screen: its tables, what their columns say, their files, how to cite, how programs ask."""

from urllib.parse import urljoin

import pandas as pd
import streamlit as st

from lib.answers.data import Data, Listing
from lib.show import blocks as panels
from lib.show.session import Context, read_address
from lib.words.records import escape_markdown

# Pixels of a table that scrolls within, which one does that has more rows than stand in it by itself.
HEIGHT, ROWS = 480, 10


def show_tables(data: Data) -> None:
    """A tab for each table; what is in it is sent when it is open."""
    tabs = st.tabs([listing.label for listing in data.listings], key="tables", on_change="rerun")
    for listing, tab in zip(data.listings, tabs, strict=True):
        if tab.open:
            with tab:
                _show_table(data, listing)


def _show_table(data: Data, listing: Listing) -> None:
    meanings = {row[0]: str(row[2]) for row in listing.columns.rows}
    st.dataframe(
        pd.DataFrame([dict(row) for row in listing.rows.rows], columns=list(listing.rows.columns)),
        column_config={
            column.code: st.column_config.Column(column.title, help=meanings[column.code])
            for column in listing.first.columns
        },
        hide_index=True,
        height=HEIGHT if len(listing.rows.rows) > ROWS else "auto",
        alt=listing.label,
    )
    # What is drawn on a canvas is cut off on paper.
    with st.container(key="paper"):
        panels.show_rows(listing.first)
    files = " · ".join(f"[{escape_markdown(file.text)}]({file.address})" for file in listing.files)
    st.markdown(f"{escape_markdown(data.take)} {files}")
    with st.expander(escape_markdown(data.explained)):
        panels.show_rows(listing.columns)


def show_citing(context: Context, data: Data) -> None:
    """The view as it is cited, each way with a button that copies it."""
    st.header(escape_markdown(data.cite_heading), anchor=False)
    st.markdown(escape_markdown(data.cite))
    panels.show_pieces(context, ("citation", "bibtex", "csl"))


def show_programs(data: Data) -> None:
    """How a program asks, with examples that answer."""
    st.header(escape_markdown(data.programs_heading), anchor=False)
    st.markdown(" ".join(panels.write_statement(statement) for statement in data.programs))
    for table in (data.routes, data.parts):
        with st.expander(escape_markdown(table.label)):
            panels.show_rows(table)
    st.subheader(escape_markdown(data.examples_heading), anchor=False)
    ways = [
        f"- {escape_markdown(each.text)} [{escape_markdown(each.address)}]({each.address})" for each in data.examples
    ]
    st.markdown("\n".join(ways))
    st.code(f"curl '{urljoin(read_address(), data.examples[0].address)}'", language="bash", wrap_lines=True)
