"""The Reports page on screen: the sum, the chart, the tables, the entries behind a number, numbers that disagree."""

from html import escape

import streamlit as st

from lib.answers.batch import Batch
from lib.answers.blocks import Statement, answer
from lib.answers.cards import Card
from lib.answers.reports import Contest, Dumbbells, Panel, Panels, Reports, Sums, find_group, write_entries
from lib.draw.palette import Theme
from lib.draw.reports import COLORS, draw_tallies
from lib.draw.spec import Spec
from lib.show import blocks as panels
from lib.show.session import Context, bind, note_options, read_theme
from lib.view import close
from lib.view.atlas import Atlas
from lib.words.records import escape_markdown

CARD = 288  # pixels: three side by side on a small screen, one on a phone
# What each mark of the chart looks like, in the order of its meanings.
_MARKS = (
    f"border-radius:50%;background:{COLORS[0]}",
    f"border-radius:50%;border:0.2rem solid {COLORS[1]}",
    f"transform:rotate(45deg) scale(0.8);border:0.2rem solid {COLORS[2]}",
)


def show_sum(context: Context, reports: Reports) -> None:
    """From 54 to 102 as one sentence that adds up, the countries as another, and who said each number."""
    figures = "".join(f"<div><b>{escape(number)}</b> {escape(what)}</div>" for number, what in reports.equation)
    if figures:
        st.html(f'<div class="equation">{figures}</div>')
    st.markdown(panels.write_statement(reports.sum))
    if reports.narrowed:
        st.markdown(escape_markdown(reports.narrowed))
    if reports.given:
        with st.popover(escape_markdown(reports.says_who), type="tertiary", key="sum-says-who"):
            for statement in reports.given:
                st.markdown(panels.write_statement(statement))
                panels.show_evidence(context, statement.record)


def show_chart(context: Context, sums: Sums) -> None:
    """Each country from the first report to both, what is not sourced as a gap, and what the marks mean."""
    shown: Dumbbells = sums.picture.data
    meanings = list(zip(_MARKS, shown.names, strict=True))
    marks = "".join(
        f'<li><span class="atlas-mark" style="{style}" aria-hidden="true"></span> {escape(meaning)}</li>'
        for style, meaning in (meanings if shown.second_out else (meanings[0], meanings[2]))
    )
    st.html(f'<div class="legend"><ul>{marks}</ul></div>')
    spec = context.atlas.recall(_draw, shown, read_theme())
    st.vega_lite_chart(spec=spec, width="stretch", key="tallies", alt=sums.picture.alt)
    for sentence in sums.rest:
        st.markdown(escape_markdown(sentence))


def _draw(_atlas: Atlas, shown: Dumbbells, theme: Theme) -> Spec:
    return draw_tallies(shown, theme)


def show_tables(sums: Sums) -> None:
    """Stations by country and by bureau, as reported and as sourced."""
    with st.container(key="reports-tables"):
        panels.show_rows(sums.countries)
        st.header(escape_markdown(sums.bureaus_heading), anchor=False)
        panels.show_rows(sums.bureaus)
    st.caption(escape_markdown(sums.bureaus_note))


def open_entries(context: Context, sums: Sums) -> None:
    """Choose a country or a bureau and read the station entries behind its number and its marks, and who said each."""
    names = {group.code: group.name for group in sums.groups}
    chosen = st.selectbox(
        sums.question,
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=sums.hint,
        **bind("open", find_group(context.view.open, sums), lambda group: group or ""),
    )
    note_options([group.note for group in sums.groups], label=sums.question)
    if chosen is None:
        return
    # What is open changes nothing of what is shown of it.
    entries = answer(context.atlas, write_entries, close(context.view), chosen)
    with st.container(border=True):
        for entry in entries.statements:
            st.markdown(panels.write_statement(entry))
            panels.show_evidence(context, entry.record)
        if entries.more:
            st.caption(escape_markdown(entries.more))


def show_batch(context: Context, batch: Batch) -> None:
    """21 against 30: Fuzhou's first batch beside the whole first report, each number with who gave it."""
    st.header(escape_markdown(batch.heading), anchor=False)
    st.markdown(escape_markdown(batch.about))
    # Columns, not cards that wrap: three belong beside each other, and none may stand alone on a line.
    for column, card in zip(st.columns(len(batch.cards)), batch.cards, strict=True):
        with column, st.container(border=True):
            panels.show_record(context, card.record, _write_card(card, 3))


def _write_card(card: Card, level: int) -> str:
    """A published number as Markdown: what it is, as a heading of a level, who gave it, for when, our reading."""
    reading = f"\n\n*{escape_markdown(card.reading)}*" if card.reading else ""
    said = f"**{escape_markdown(card.author)}**, {escape_markdown(card.when)}"
    return f"{'#' * level} {escape_markdown(card.number)}\n{said}{reading}"


def show_contradictions(context: Context, groups: tuple[Panels, ...]) -> None:
    """Each set of figures that disagree as a panel; its heading gives all its numbers, inside are their authors."""
    for group in groups:
        st.subheader(escape_markdown(group.heading), anchor=False)
        if group.nothing:
            st.markdown(escape_markdown(group.nothing))
        for panel in group.panels:
            _show_panel(context, panel, group.opened)


def _show_panel(context: Context, panel: Panel, opened: bool) -> None:
    numbers = " · ".join(map(escape_markdown, panel.numbers))
    country = f"{_name(panel.country, panel.mark)}: " if panel.country else ""
    records = tuple(card.record for card in panel.cards)
    label = f"{country}**{escape_markdown(panel.title)}** — {numbers}"
    folded = panels.open_panel(context, label, records, opened)
    if folded.open:
        with folded:
            st.caption(escape_markdown(panel.about))
            with st.container(horizontal=True):
                for card in panel.cards:
                    with st.container(border=True, width=CARD):
                        st.markdown(_write_card(card, 4))
                        panels.show_evidence(context, card.record)


def _name(country: str, mark: str) -> str:
    return panels.write_statement(Statement(country, marks=(mark,) if mark else ()))


def show_contested(context: Context, reports: Reports) -> None:
    """The countries in view whose record of responses contradicts itself, with both sides and who said them."""
    st.subheader(escape_markdown(reports.contested), anchor=False)
    if reports.none_contested:
        st.markdown(escape_markdown(reports.none_contested))
    for contest in reports.contests:
        _show_contest(context, contest)


def _show_contest(context: Context, contest: Contest) -> None:
    panel = panels.open_panel(context, _name(contest.name, contest.mark), contest.records)
    if panel.open:
        with panel:
            panels.show_standing(context, contest.country)
