"""What a page shows around its picture: notices, the sentence and its sources, evidence, tables, the link."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
import streamlit.components.v1 as components

from lib import view as views
from lib.answers import places
from lib.answers.blocks import FIRST_ROWS, Notice, Statement, Table
from lib.dataset import REPORTS, ROOT, Dataset, codes, countries
from lib.render.html import render_table
from lib.show.session import Context, change, read_context
from lib.view.atlas import Atlas
from lib.words import records as evidence
from lib.words import views as words
from lib.words.catalogue import language, write_date
from lib.words.records import escape_markdown

_share = components.declare_component("share", path=str(ROOT / "static" / "share"))
CONTESTED = ":orange-badge[Contested]"
FIRST_PROBLEMS = 8


def show_notices(context: Context) -> None:
    """What of the link cannot be honoured, and what of the data was left out, each named."""
    if context.problems:
        named = [f"- {escape_markdown(problem)}" for problem in context.problems[:FIRST_PROBLEMS]]
        rest = len(context.problems) - len(named)
        more = f"\n\n… and {rest} more." if rest else ""
        st.warning("\n".join(named) + more, icon=":material/link_off:")
    dataset = context.dataset
    if dataset.problems:
        number = dataset.rows_left_out - dataset.citations_left_out
        rows = "1 row of the data was" if number == 1 else f"{number} rows of the data were"
        left_out = f"{rows} kept out of every number by a check" if number else "A check found faults in the data"
        if dataset.citations_left_out:
            cited = "a citation" if dataset.citations_left_out == 1 else f"{dataset.citations_left_out} citations"
            left_out += f", and {cited} with {'it' if number == 1 else 'them'}" if number else f", and left out {cited}"
        with st.expander(left_out, icon=":material/report:"):
            listed = [str(problem) for problem in dataset.problems[:FIRST_ROWS]]
            st.markdown("\n".join(f"- {escape_markdown(text)}" for text in listed))
            if len(dataset.problems) > len(listed):
                st.markdown(f"… and {len(dataset.problems) - len(listed):,} more.")


def show_sentence(context: Context) -> None:
    """The view in one sentence with its denominators, the sources of those numbers, and the link to it."""
    st.header(escape_markdown(words.describe(context.selection)), anchor=False)
    sources, link, _ = st.columns([2, 3, 2], vertical_alignment="center")
    with sources, st.popover("Sources of these numbers", icon=":material/fact_check:"):
        show_denominators(context)
    with link:
        copy_link(context)


def show_denominators(context: Context) -> None:
    """Who said how many stations were reported, and what the sourced number counts."""
    selection = context.selection
    st.markdown(
        f"**{selection.sourced} sourced** is the sum of the station entries of this atlas, by "
        f"{escape_markdown(write_date(selection.asof))}. Each entry’s sources open with its place."
    )
    for report in REPORTS:
        number = context.dataset.figure(report.figure)
        if number is not None and report.published <= selection.asof:
            st.markdown(f"**{number} reported** once {escape_markdown(report.title)} was out:")
            show_evidence(context.dataset, report.figure)


def copy_link(context: Context) -> None:
    """A button that copies the exact link: every part that could drift is written into it."""
    exact = urlencode(views.format(context.view, context.dataset), doseq=True)
    _share(
        label="Copy link to this view", text=f"?{exact}", resolve=True, base=st.context.url, key="share", default=None
    )


def copy_text(label: str, text: str, key: str) -> None:
    """A button that copies a text and says that it did."""
    failed = "Your browser does not let this page copy. The text is selected here: copy it by hand."
    _share(label=label, text=text, done="Copied", failed=failed, key=key, default=None)


def show_evidence(dataset: Dataset, record: str) -> None:
    """Who said it: every citation of a record, supporting before disputing, best kind of source first."""
    cited = dataset.citations_of(record)
    weight = evidence.weigh(cited)
    if weight:
        st.caption(weight)
    st.markdown("\n".join(f"- {evidence.write_citation(citation)}" for citation in cited.to_dict("records")))


def show_place(context: Context) -> None:
    """The open place: its station entries, what the government did, what China says, each with who said it."""
    dataset, selection, code = context.dataset, context.selection, context.view.place
    entries = selection.stations[selection.stations["place"] == code]
    country, _ = places.find_place(dataset, code) or ("", "")
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(places.name_place(dataset, code), anchor=False)
            st.button("Close", icon=":material/close:", on_click=change, kwargs={"place": ""}, key="close-place")
        reported, answered = st.columns(2, gap="large")
        with reported:
            if entries.empty:
                st.info("No station of this place is in the present view. Clear the filters to see all of it.")
            for entry in entries.to_dict("records"):
                st.markdown(evidence.write_station(entry))
                show_evidence(dataset, entry["id"])
        with answered:
            show_standing(context, country)
            show_denial(context, country)


def show_record(dataset: Dataset, record: str, text: str) -> None:
    """A record in words (Markdown), and one click away who said it."""
    number = len(dataset.citations_of(record))
    st.markdown(text)
    with st.expander(f"Says who? {number} source{'' if number == 1 else 's'}"):
        show_evidence(dataset, record)


def show_standing(context: Context, country: str) -> None:
    """What the government did: furthest step, latest response, contested mark, or nothing found as of the date."""
    standing = context.selection.standings.get(country)
    st.markdown(f"**What the government did: {escape_markdown(countries.name(country))}**")
    if standing is None or not standing.latest:
        st.markdown(f"Nothing found as of {write_date(context.selection.asof)}.")
        return
    step = codes("step")[standing.furthest]
    st.markdown(f"Furthest step: **{escape_markdown(step.label)}** ({escape_markdown(step.meaning)})")
    if standing.contested:
        st.markdown(f"{CONTESTED} The record contradicts itself:")
    responses = context.dataset.responses.set_index("id", drop=False)
    for record in dict.fromkeys((standing.first or standing.latest, *standing.contested, standing.latest)):
        role = "**First at this step.** " if record == standing.first else ""
        role += "**Latest response.** " if record == standing.latest else ""
        show_record(context.dataset, record, role + evidence.write_response(responses.loc[record]))


def show_denial(context: Context, country: str = "") -> None:
    """What China said of a country's stations, or of all of them: the denial stands where the claim stands."""
    denial = evidence.choose_denial(context.selection.events, country)
    if denial is not None:
        st.markdown("**What China says**")
        show_record(context.dataset, denial["id"], evidence.write_event(denial))


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


def show_table(frame: pd.DataFrame, label: str, links: Sequence[str] = (), total: int = 0) -> None:
    """Rows as a plain HTML table that scrolls in a focusable region.

    Cells are text, but for the columns in `links`, whose cells are HTML made by `evidence.link_sources`. `total` is
    the number of rows where `frame` holds only the first of them.
    """
    shown = frame.head(FIRST_ROWS)
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in frame.columns)
    columns = [shown[column] if column in links else [escape(str(cell)) for cell in shown[column]] for column in frame]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in zip(*columns, strict=True))
    rest = max(total, len(frame)) - len(shown)
    more = f"<p>{rest:,} more rows are not listed here; narrow the view to see them.</p>" if rest else ""
    st.html(
        f'<div class="atlas-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="atlas"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'
    )
