"""What a page shows around its picture: notices, the sentence and its sources, evidence, tables, the link."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from lib.answers import frame as frames
from lib.answers import share
from lib.answers.blocks import Notice, Statement, Table, answer
from lib.answers.frame import Faults, Frame, write_headline
from lib.answers.place import Sheet
from lib.answers.standing import Account, write_denial, write_standing
from lib.render.html import render_table
from lib.render.share import Told, render_copy, render_pieces
from lib.render.sources import render_citations
from lib.serve.exhibits import read_today
from lib.serve.hosts import list_framing_hosts
from lib.show.session import Context, change, heed, link_page, read_address, read_context, show
from lib.view import write_address
from lib.view.atlas import Atlas
from lib.words import records as evidence
from lib.words.catalogue import language
from lib.words.records import escape_markdown
from lib.words.views import write_problem

FIRST_PROBLEMS = 8


def read_frame(context: Context) -> Frame:
    """What stands around the page."""
    return answer(context.atlas, frames.write, context.view)


def show_notices(context: Context) -> None:
    """What of the link cannot be honoured, and what of the data was left out, each named."""
    if context.problems:
        named = list(map(write_problem, context.problems))
        st.warning(_write_faults(frames.list_faults("", named, FIRST_PROBLEMS)), icon=":material/link_off:")
    unopened = frames.explain_unopened(context.selection, context.dataset, context.page)
    if unopened:
        with st.container(border=True, key="unopened"):
            st.markdown(escape_markdown(unopened.text))
            link_page(context, unopened.page, unopened.label, **vars(unopened.view))
    _show_since(context)
    left_out = read_frame(context).left_out
    if left_out:
        with st.expander(escape_markdown(left_out.title), icon=":material/report:"):
            st.markdown(_write_faults(left_out))


def _show_since(context: Context) -> None:
    """That an older data version is on screen, what became of its rows since, and the way to today's."""
    since = read_frame(context).since
    if since:
        with st.container(border=True, key="since"):
            st.markdown(escape_markdown(since.shown))
            link_page(context, context.page.code, since.today, **vars(since.view))
            if since.rows:
                with st.expander(escape_markdown(since.heading)):
                    show_rows(since.rows)


def _write_faults(faults: Faults) -> str:
    listed = "\n".join(f"- {escape_markdown(fault)}" for fault in faults.first)
    return "\n\n".join(filter(None, (listed, escape_markdown(faults.more))))


def show_sentence(context: Context) -> None:
    """The view in one sentence with its denominators, and one click away who gave those numbers."""
    frame = read_frame(context)
    with st.container(key="numbers", horizontal=True, vertical_alignment="center", gap="small", width="content"):
        headline = write_headline(frame, context.view, context.problems)
        st.header(escape_markdown(headline), anchor=False, width="content")
        with st.popover(escape_markdown(frame.ask), type="tertiary", key="says-who"):
            for denominator in frame.denominators:
                st.markdown(write_statement(denominator))
                if denominator.record:
                    show_evidence(context, denominator.record)
    if frame.clock:
        st.caption(escape_markdown(frame.clock), width="content")


def copy_link(context: Context) -> None:
    """A button that copies the exact link: every part that could drift is written into it."""
    frame = read_frame(context)
    with st.container(key="copy-link", width="content"):
        link = write_address(read_address(), context.view, context.dataset)
        st.html(render_copy(frame.copy, link, Told(frame.linked, frame.failed)))


def copy_text(label: str, text: str) -> None:
    """A button that copies a text and says that it did."""
    frame = read_frame(read_context())
    st.html(render_copy(label, text, Told(frame.copied, frame.failed)))


def show_share(context: Context) -> None:
    """What of the view can be taken along as text, each with a button that copies it."""
    with st.popover(_write_share(context).label, icon=":material/share:", key="share"):
        show_pieces(context)


def show_pieces(context: Context, codes: Sequence[str] = ()) -> None:
    """Texts of the view, each with a button that copies it: those of some codes, or all."""
    frame, found = read_frame(context), _write_share(context)
    pieces = tuple(piece for piece in found.pieces if not codes or piece.code in codes)
    st.html(render_pieces(replace(found, pieces=pieces), Told(frame.copied, frame.failed)))


def _write_share(context: Context) -> share.Share:
    framed = "yes" if context.page.framed and list_framing_hosts() else ""
    return answer(context.atlas, share.write, context.view, context.page.code, read_address(), read_today(), framed)


def show_evidence(context: Context, record: str) -> None:
    """Who said it: every citation of a record, supporting before disputing, best kind of source first."""
    weight, listed = context.atlas.recall(_write_evidence, record, language())
    if weight:
        st.caption(escape_markdown(weight))
    st.html(listed)


def _write_evidence(atlas: Atlas, record: str, _language: str) -> tuple[str, str]:
    cited = atlas.dataset.citations_of(record)
    return evidence.weigh(cited), render_citations(cited.to_dict("records"))


def show_sheet(context: Context, sheet: Sheet) -> None:
    """What is chosen, beside the figure: its stations, what the government did, what China says, who said each."""
    with st.container(key="sheet"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(escape_markdown(sheet.heading), anchor=False)
            if sheet.close:
                st.button(
                    sheet.close,
                    icon=":material/close:",
                    on_click=change,
                    kwargs={"place": ""},
                    key="close-place",
                    type="tertiary",
                )
        show_notice(sheet.empty)
        if sheet.lead:
            st.markdown(write_statement(sheet.lead))
        for entry in sheet.entries:
            show_record(context, entry.record, escape_markdown(entry.text))
        if sheet.lacks:
            # No caption: those stay off the paper.
            st.html(f'<p class="note">{escape(sheet.lacks)}</p>')
        for account in sheet.accounts:
            show_account(context, account)
        if sheet.about:
            link_page(context, "country", sheet.about, country=(sheet.country,), place="")


def show_account(context: Context, account: Account) -> None:
    """One side's account: its heading, its statements, and who said each."""
    st.subheader(escape_markdown(account.heading), anchor=False)
    if account.step:
        step = account.step
        swatch = f'<i style="background:var(--step-{step.code})" aria-hidden="true"></i>'
        st.html(f'<p class="verdict">{swatch}<b>{escape(step.title)}</b> {escape(step.meaning)}</p>')
    for statement in account.statements:
        if statement.record:
            show_record(context, statement.record, write_statement(statement))
        else:
            st.markdown(write_statement(statement))


def show_record(context: Context, record: str, text: str) -> None:
    """A record in words (Markdown), and one click away who said it."""
    st.markdown(text)
    with st.expander(escape_markdown(evidence.count_sources(len(context.dataset.citations_of(record))))):
        show_evidence(context, record)


def open_panel(context: Context, label: str, records: tuple[str, ...], opened: bool = False) -> ExpanderContainer:
    """What is filled only when it is open (its `open`): the page would have ten times as many elements.

    It opens where the link opens one of its records, and opening it writes the first of them into the link.
    """
    key = f"panel-{records[0]}-{opened}"
    if context.view.open in records or key not in st.session_state:
        show(key, opened or context.view.open in records)

    def write(is_open: bool) -> None:
        if is_open or context.view.open in records:
            change(open=records[0] if is_open else "")

    return st.expander(label, key=key, on_change=heed(key, write))


def show_standing(context: Context, country: str) -> None:
    """What the government did: furthest step, latest response, contested mark, or nothing found as of the date."""
    show_account(context, answer(context.atlas, write_standing, context.view, country))


def show_denial(context: Context, country: str = "") -> None:
    """What China said of a country's stations, or of all of them: the denial stands where the claim stands."""
    denial = answer(context.atlas, write_denial, context.view, country)
    if denial:
        show_account(context, denial)


def show_rows(table: Table) -> None:
    """A table of typed cells as plain HTML, written once for all readers."""
    st.html(read_context().atlas.recall(_render, table, language()))


def _render(_atlas: Atlas, table: Table, _language: str) -> str:
    return render_table(table)


def show_notice(notice: Notice | None) -> None:
    """Something a reader must know; nothing where there is nothing."""
    if notice is not None:
        (st.warning if notice.tone == "warning" else st.info)(escape_markdown(notice.text))


def write_statement(statement: Statement) -> str:
    """A statement as Markdown: its lead, its text, its marks as badges."""
    lead = f"**{escape_markdown(statement.lead)}** " if statement.lead else ""
    marks = "".join(f" :orange-badge[{escape_markdown(mark)}]" for mark in statement.marks)
    return f"{lead}{escape_markdown(statement.text)}{marks}"
