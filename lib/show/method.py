"""What stands under the sections of the Method page: claims with who made them, tables, the data dictionary."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from lib.answers import method
from lib.dataset import codes, label
from lib.show import blocks as panels
from lib.show.session import Context
from lib.words.records import escape_markdown


def show_contents(sections: tuple[method.Section, ...]) -> None:
    """Links to the sections."""
    with st.container(key="contents"):
        st.markdown("**On this page**")
        st.markdown("\n".join(f"- [{escape_markdown(section.title)}](#{section.anchor})" for section in sections))


def show_section(context: Context, section: method.Section) -> None:
    """A section: its heading, its text, and what is shown under it."""
    with st.container(key=f"method-{section.anchor}"):
        st.header(section.title, anchor=section.anchor)
        st.markdown(section.text)
        show = _BELOW.get(section.anchor)
        if show:
            show(context)


def _show_said(context: Context) -> None:
    columns = st.columns(len(codes("claims.speaker")), gap="large")
    for column, speaker in zip(columns, codes("claims.speaker").values(), strict=True):
        with column:
            st.subheader(f"According to {speaker.named}", anchor=False)
            claims = method.list_claims(context.selection, context.dataset, speaker.code)
            if not claims:
                st.markdown("Nothing was said by the date you look from.")
            for claim in claims:
                text = f"**{escape_markdown(claim['title'])}.** {escape_markdown(claim['text'])}"
                panels.show_record(context.dataset, claim["id"], text)
    said = method.list_statements(context.selection, context.dataset)
    with st.expander(f"China’s statements, one by one: {len(said)}"):
        panels.show_table(said, label("lane", "china"), links=["Sources"])


def _show_precision(context: Context) -> None:
    panels.show_table(method.count_precision(context.selection, context.dataset), "How exact the rows are")


def _show_status(context: Context) -> None:
    panels.show_table(method.list_ladder(context.dataset), "The ladder of steps")


def _show_words(context: Context) -> None:
    panels.show_table(method.list_words(context.dataset), "Words")
    st.subheader("Kinds of response", anchor=False)
    panels.show_table(method.list_kinds(context.dataset), "Kinds of response")


def _show_leads(context: Context) -> None:
    for kind in codes("leads.kind").values():
        leads = method.list_leads(context.selection, context.dataset, kind.code)
        st.subheader(f"{kind.many}: {len(leads)}", anchor=False)
        if kind.code == "number":
            st.markdown(method.NUMBERS)
        if not leads.empty:
            panels.show_table(leads, kind.many, links=[column for column in leads if column == "Source"])


def _show_licences(context: Context) -> None:
    st.markdown(method.read_licence())


def _show_dictionary(context: Context) -> None:
    dataset = context.dataset
    panels.show_table(method.count_rows(dataset), "Tables of the data")
    for table in method.DICTIONARY:
        with st.expander(f"{dataset.schemas[table]['title']} ({table}.csv)"):
            panels.show_table(method.list_fields(dataset, table), f"Fields of {table}.csv")
            for name, codes in method.list_explained(dataset, table).items():
                st.markdown(f"Codes of **{escape_markdown(name)}**")
                panels.show_table(codes, f"Codes of {name} in {table}.csv")


def _show_corrections(context: Context) -> None:
    panels.show_table(method.list_changes(context.dataset), "Corrections")


_BELOW: Mapping[str, Callable[[Context], None]] = MappingProxyType(
    {
        "said": _show_said,
        "precision": _show_precision,
        "status": _show_status,
        "words": _show_words,
        "leads": _show_leads,
        "licences": _show_licences,
        "dictionary": _show_dictionary,
        "corrections": _show_corrections,
    }
)
