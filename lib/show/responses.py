"""The matrix of responses, the chart of steps above it, what others counted, and one country's responses in full."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from lib.answers import responses as matrix
from lib.answers.responses import Comparison, Row
from lib.dataset import codes, countries, label
from lib.draw import timeline as charts
from lib.render import responses
from lib.show import blocks as panels
from lib.show import timeline as timing
from lib.show.session import Context, bind, link_page, read_view
from lib.view import View, is_narrowed
from lib.words import records as evidence
from lib.words.catalogue import write_date
from lib.words.records import escape_markdown

# Most of what is known happened in these months; on a longer axis they are a sliver.
FIRST_MONTHS = date(2023, 6, 30)


def show_steps(context: Context, rows: Sequence[Row], others: Sequence[Comparison]) -> None:
    """How many countries in view had reached each step, from September 2022 to the as-of date."""
    asof = context.selection.asof
    counts = matrix.count_steps(context.selection.responses, [row.country for row in rows], asof)
    until = _choose_stretch(asof)
    narrowed = is_narrowed(context.view)
    st.altair_chart(
        charts.draw_steps(counts, until, () if narrowed else others, timing.read_theme()),
        key="steps",
        alt=matrix.describe_steps(counts, until),
    )
    diamonds = "" if narrowed else " Diamonds are what others counted."
    st.caption(
        f"Countries by {write_date(until)}, of {len(rows)} in view; a country counts in every step it reached, "
        f"from the day it first did. All bands have one scale. Collateral cases reach no step.{diamonds}"
    )
    with st.expander("The chart as a table"):
        panels.show_table(matrix.list_steps(counts), "Days on which countries first reached a step")


def _choose_stretch(asof: date) -> date:
    """How far the chart is drawn: like the map's camera, no part of the link."""
    if asof <= FIRST_MONTHS:
        return max(asof, matrix.START)
    whole = st.segmented_control(
        "Chart drawn until",
        [True, False],
        format_func=lambda whole: "As-of date" if whole else write_date(FIRST_MONTHS),
        default=False,
        key="stretch",
    )
    return asof if whole else FIRST_MONTHS


def compare_counts(context: Context, others: Sequence[Comparison]) -> None:
    """What others counted as investigations, each with our own count on that day, why it differs, and who said it."""
    st.subheader("What others counted", anchor=False)
    if not others:
        st.markdown(f"By {write_date(context.selection.asof)} no published count of investigations is known here.")
        return
    st.caption(
        "Countries or governments said to be investigating; “here” is this atlas’s count on the same day, or from the "
        "first to the last day of a month or a year, whatever the filters: an investigation, a search or other "
        "enforcement, or existence confirmed. Each opens why the two differ, and who said it."
    )
    with st.container(key="others", gap="small"):
        for other in others:
            said = f"{other.when}: **{other.said}**, here **{other.here}** · {escape_markdown(other.author)}"
            with st.popover(said, key=f"other-{other.figure}", width="stretch"):
                st.markdown(escape_markdown(other.reading))
                st.markdown(escape_markdown(other.why))
                panels.show_evidence(context.dataset, other.figure)


def choose_order() -> None:
    """What the matrix is sorted by."""
    st.segmented_control(
        "Sort by",
        list(codes("sort")),
        format_func=lambda code: label("sort", code),
        **bind("sort", read_view().sort, lambda code: code or View().sort),
    )


def show_matrix(context: Context, rows: Sequence[Row]) -> None:
    """The matrix: countries down, kinds of response across."""
    st.caption(responses.explain_empty(context.selection.asof))
    st.html(responses.render_matrix(rows, context.selection.asof))
    missing = [code for code in context.view.country if code not in context.selection.standings]
    if missing:
        st.info(
            f"No station and no response is known here for {escape_markdown(countries.name_list(missing))} "
            f"by {write_date(context.selection.asof)}."
        )


def open_country(context: Context, rows: Sequence[Row]) -> None:
    """One country's responses in full, oldest first, each with who said it; a country alone in view is open."""
    by_code = {row.country: row for row in rows}
    if len(rows) == 1:
        st.session_state["opened"] = rows[0].country
    elif st.session_state.get("opened") not in by_code:
        st.session_state["opened"] = None
    chosen = st.selectbox(
        "Open a country’s responses, with who said so",
        sorted(by_code, key=lambda code: by_code[code].name),
        format_func=lambda code: by_code[code].name,
        index=None,
        placeholder="Choose a country",
        key="opened",
    )
    if chosen is None:
        return
    row = by_code[chosen]
    st.subheader(row.name, anchor=False)
    if "country" in context.pages:
        link_page(context, "country", f"Everything about {row.name}", country=(chosen,))
    if row.latest is None:
        st.markdown(f"Nothing found as of {write_date(context.selection.asof)}.")
    for response in matrix.list_responses(context.selection, chosen).to_dict("records"):
        contested = " :orange-badge[Contested]" if response["id"] in row.standing.contested else ""
        collateral = (
            f" :gray-badge[{label('responses.basis', 'collateral')}]" if response["basis"] == "collateral" else ""
        )
        text = f"{evidence.write_response(response)} Confidence: {response['confidence']}."
        title = f"**{label('responses.kind', response['kind'])}**{contested}{collateral}"
        panels.show_record(context.dataset, response["id"], f"{title} · {text}")
