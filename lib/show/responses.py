"""The Responses page on screen: the chart of steps, what others counted, the matrix, one country's responses."""

from html import escape

import streamlit as st

from lib.answers.blocks import answer
from lib.answers.responses import Matrix, Record, Responses, write
from lib.answers.steps import Ladder, Others, Steps, Stretch
from lib.dataset import codes, label
from lib.draw.palette import Theme
from lib.draw.responses import draw_steps
from lib.render.html import render_table
from lib.render.responses import render_matrix
from lib.show import blocks as panels
from lib.show.session import Context, bind, change, heed, link_page, read_theme, show
from lib.view import Selection
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words.catalogue import text
from lib.words.records import escape_markdown


def show_steps(context: Context, steps: Steps) -> None:
    """How many countries in view had reached each step, from September 2022 to the as-of date."""
    st.subheader(steps.heading, anchor=False)
    stretch = _choose_stretch(steps)
    spec = context.atlas.recall(_draw, stretch.picture.data, read_theme())
    st.vega_lite_chart(spec=spec, width="stretch", key="steps", alt=stretch.picture.alt)
    st.caption(escape_markdown(stretch.caption))
    with st.expander(steps.opener):
        st.html(render_table(steps.table))


def _draw(atlas: Atlas, ladder: Ladder, theme: Theme) -> dict[str, object]:
    return draw_steps(ladder, theme)


def _choose_stretch(steps: Steps) -> Stretch:
    """How far the chart is drawn: like the map's camera, no part of the link."""
    first, *rest = steps.stretches
    if not rest:
        return first
    whole = st.segmented_control(
        steps.question,
        [True, False],
        format_func=lambda whole: rest[0].title if whole else first.title,
        default=False,
        key="stretch",
    )
    return rest[0] if whole else first


def show_others(others: Others) -> None:
    """What others counted as investigations, each with our own count on that day, why it differs, and who said it."""
    st.subheader(others.heading, anchor=False)
    st.caption(escape_markdown(others.about))
    if others.table:
        with st.container(key="others"):
            panels.show_rows(others.table)


def choose_order(context: Context) -> None:
    """What the ladder is sorted by."""
    order = BY_FIELD["sort"]
    with st.container(key="colors", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.html(f'<span class="tag" aria-hidden="true">{escape(text(order.label))}</span>', width="content")
        st.segmented_control(
            text(order.label),
            list(codes(order.vocabulary)),
            format_func=lambda code: text(label(order.vocabulary, code)),
            label_visibility="collapsed",
            **bind("sort", context.view.sort, lambda code: code or order.default),
        )


def show_matrix(context: Context, matrix: Matrix) -> None:
    """The ladder, countries down and the steps they reached across."""
    st.html(answer(context.atlas, _render, context.view))
    st.html(f'<p class="note">{escape(matrix.note)}</p>')
    if matrix.missing:
        st.info(escape_markdown(matrix.missing.text))


def _render(atlas: Atlas, selection: Selection) -> str:
    return render_matrix(answer(atlas, write, selection.view).matrix)


def open_country(context: Context, responses: Responses) -> None:
    """One country's responses in full, oldest first, each with who said it; a country alone in view is open."""
    by_code = {record.country: record for record in responses.records}
    opened = next(
        (code for code, each in by_code.items() if context.view.open in [said.record for said in each.responses]), None
    )
    kept = st.session_state.get("opened")
    if len(by_code) == 1:
        (opened,) = by_code
    elif opened is None and kept in by_code and not by_code[kept].responses:
        # Where nothing was found there is no record for the link to name.
        opened = kept
    show("opened", opened)

    def open_latest(code: str | None) -> None:
        responded = by_code[code].responses if code else ()
        change(open=responded[-1].record if responded else "")

    chosen = st.selectbox(
        responses.question,
        list(by_code),
        format_func=lambda code: by_code[code].name,
        index=None,
        placeholder=responses.hint,
        key="opened",
        on_change=heed("opened", open_latest),
    )
    if chosen is not None:
        _show_record(context, by_code[chosen])


def _show_record(context: Context, record: Record) -> None:
    st.subheader(escape_markdown(record.name), anchor=False)
    if "country" in context.pages:
        link_page(context, "country", record.link, country=(record.country,))
    if record.nothing:
        st.markdown(escape_markdown(record.nothing))
    for response in record.responses:
        panels.show_record(context, response.record, panels.write_statement(response))
