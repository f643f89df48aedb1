"""The Method page on screen: its contents, its sections, and what is listed below each."""

import streamlit as st

from lib.answers.blocks import Table
from lib.answers.method import Heading, Method, Part, Section, Side, Sides
from lib.show import blocks as panels
from lib.show.session import Context
from lib.words.records import escape_markdown


def show_contents(method: Method) -> None:
    """Links to the sections."""
    with st.container(key="contents"):
        st.markdown(f"**{escape_markdown(method.contents)}**")
        st.markdown(
            "\n".join(f"- [{escape_markdown(section.title)}](#{section.anchor})" for section in method.sections)
        )


def show_section(context: Context, section: Section) -> None:
    """A section: its heading, its text, and what is shown under it."""
    with st.container(key=f"method-{section.anchor}"):
        st.header(section.title, anchor=section.anchor)
        st.markdown(section.text)
        for part in section.parts:
            _show_part(context, part)


def _show_part(context: Context, part: Part) -> None:
    if isinstance(part, Table):
        panels.show_rows(part)
    elif isinstance(part, Heading):
        st.subheader(escape_markdown(part.text), anchor=False)
        if part.about:
            st.markdown(escape_markdown(part.about))
    elif isinstance(part, Sides):
        for column, side in zip(st.columns(len(part.sides), gap="large"), part.sides, strict=True):
            with column:
                _show_side(context, side)
    else:
        with st.expander(escape_markdown(part.title)):
            for table in part.parts:
                st.markdown(f"**{escape_markdown(table.label)}**")
                panels.show_rows(table)


def _show_side(context: Context, side: Side) -> None:
    st.subheader(escape_markdown(side.heading), anchor=False)
    if not side.claims:
        st.markdown(escape_markdown(side.nothing))
    for claim in side.claims:
        panels.show_record(context, claim.record, panels.write_statement(claim))
