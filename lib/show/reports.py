"""Numbers and who gave them: the sum from one report to the next, the chart, panels of figures that disagree."""

from collections.abc import Sequence

import streamlit as st

from lib.answers import places
from lib.answers import reports as figures
from lib.answers.reports import Contradiction, Figure, Share, Tally, Whole
from lib.dataset import Dataset, countries, label
from lib.draw import reports as chart
from lib.draw.palette import DARK, LIGHT
from lib.serve.turns import SCRIPTS
from lib.show import blocks as panels
from lib.show.session import Context, note_options
from lib.words import records as evidence
from lib.words.catalogue import count_stations, write_when
from lib.words.records import escape_markdown

CARD = 288  # pixels: three side by side on a small screen, one on a phone
MOST = 60  # station entries opened at once


def show_sum(context: Context, whole: Whole, tallies: Sequence[Tally]) -> None:
    """From 54 to 102 as one sentence that adds up, the countries as another, and who said each number."""
    st.markdown(
        f"**{escape_markdown(figures.write_stations(whole))}** {escape_markdown(figures.write_countries(whole))}"
    )
    if figures.is_narrowed(context.selection):
        st.markdown(f"That is the whole. {escape_markdown(figures.write_view(tallies))}")
    found = [figures.find_own(context.selection.figures, subject).get("") for subject in figures.WHOLE]
    given = [figure for figure in found if figure is not None]
    if given:
        with st.popover("Says who?", icon=":material/fact_check:"):
            for figure in given:
                title = escape_markdown(label("figures.subject", figure["subject"]))
                st.markdown(f"**{escape_markdown(evidence.write_number(figure))}**: {title}")
                panels.show_evidence(context.dataset, figure["id"])


def show_chart(context: Context, tallies: Sequence[Tally], whole: Whole) -> None:
    """Each country from the first report to both, what is not sourced as a gap, and what the marks mean."""
    theme = DARK if st.context.theme.type == "dark" else LIGHT
    unsourced = None if figures.is_narrowed(context.selection) else whole
    second_out = figures.is_second_out(context.selection)
    marks = (
        (f"border-radius:50%;background:{chart.COLORS[0]}", "sourced, first report"),
        (f"border-radius:50%;border:0.2rem solid {chart.COLORS[1]}", "sourced, both reports"),
        (f"transform:rotate(45deg) scale(0.8);border:0.2rem solid {chart.COLORS[2]}", "reported, not sourced"),
    )
    items = "".join(
        f'<li><span class="atlas-mark" style="{style}" aria-hidden="true"></span> {title}</li>'
        for style, title in (marks if second_out else (marks[0], marks[2]))
    )
    st.html(f'<div class="atlas-legend"><ul aria-label="Marks">{items}</ul></div>')
    st.altair_chart(
        chart.draw_tallies(tallies, unsourced, second_out, theme.text),
        width="stretch",
        key="tallies",
        alt=f"Stations by country, from the first report to both. {figures.write_stations(whole)} "
        "The table below has the same numbers.",
    )


def show_batch(context: Context) -> None:
    """21 against 30: Fuzhou's first batch beside the whole first report, each number with who gave it."""
    explained = figures.explain_batch(context.selection)
    if not explained:
        return
    batch = figures.find_batch(context.selection)
    st.header(f"Why {int(batch[-1][1]['value'])} and {int(batch[0][1]['value'])} countries", anchor=False)
    st.markdown(escape_markdown(explained))
    # Columns, not cards that wrap: three belong beside each other, and none may stand alone on a line.
    for column, (what, figure) in zip(st.columns(len(batch)), batch, strict=True):
        with column, st.container(border=True):
            _show_figure(context.dataset, f"{evidence.write_number(figure)} {what}", figure, collapsed=True)


@st.fragment
@SCRIPTS.in_turn
def open_entries(context: Context, tallies: Sequence[Tally], shares: Sequence[Share]) -> None:
    """Choose a country or a bureau and read the station entries behind its number and its marks, and who said each."""
    options: dict[str, tuple[str, int, dict[str, str]]] = {
        f"country-{tally.country}": (tally.name, tally.shown, {"country": tally.country})
        for tally in sorted(tallies, key=lambda each: each.name)
        if tally.shown
    }
    options |= {
        f"bureau-{share.bureau}": (
            share.title if share.bureau == "unknown" else f"{share.title} bureau",
            share.shown,
            {"bureau": share.bureau},
        )
        for share in shares
        if share.shown
    }
    if st.session_state.get("entries") not in options:
        st.session_state["entries"] = None
    title = "Says who? Open the station entries behind a number or a mark"
    chosen = st.selectbox(
        title,
        list(options),
        format_func=lambda option: options[option][0],
        placeholder="Choose or type a country or a bureau",
        key="entries",
    )
    note_options([f": {count_stations(shown)}" for _, shown, _ in options.values()], label=title)
    if chosen is None:
        return
    entries = figures.list_stations(context.selection, **options[chosen][2])
    with st.container(border=True):
        for entry in entries[:MOST]:
            place = escape_markdown(places.name_place(context.dataset, entry["place"]))
            st.markdown(f"**{place}**: {evidence.write_station(entry)}")
            panels.show_evidence(context.dataset, entry["id"])
        if len(entries) > MOST:
            st.caption(f"{len(entries) - MOST:,} more entries are not listed here; the map’s table lists them.")


def show_figures(dataset: Dataset, numbered: Sequence[tuple[str, Figure]]) -> None:
    """Figures side by side as cards, each under its number, with its evidence."""
    with st.container(horizontal=True):
        for number, figure in numbered:
            with st.container(border=True, width=CARD):
                _show_figure(dataset, number, figure, collapsed=False)


def _show_figure(dataset: Dataset, number: str, figure: Figure, collapsed: bool) -> None:
    """One published number: who gave it, for when, our reading, and every citation."""
    text = (
        f"##### {escape_markdown(number)}\n"
        f"**{escape_markdown(figure['author'])}**, {escape_markdown(write_when(figure['as_of']))}"
        + (f"\n\n*Our reading:* {escape_markdown(figure['reading'])}" if figure["reading"] else "")
    )
    if collapsed:
        panels.show_record(dataset, figure["id"], text)
    else:
        st.markdown(text)
        panels.show_evidence(dataset, figure["id"])


def show_contradictions(context: Context) -> None:
    """Each set of figures that disagree as a panel; its heading gives all its numbers, inside are their authors.

    Chosen countries come first and open; else the whole comes first.
    """
    found = figures.find_contradictions(context.selection.figures, context.dataset)
    of_countries = [each for each in found if each.country]
    of_whole = [each for each in found if not each.country]
    groups = [("About the whole", of_whole), ("About a country", of_countries)]
    chosen = bool(context.view.country or context.view.contested)
    if chosen:
        groups.reverse()
    for title, group in groups:
        st.subheader(f"{title}: {len(group)}", anchor=False)
        if not group:
            st.markdown("No figures of this view disagree.")
        for contradiction in group:
            _show_contradiction(context, contradiction, expanded=chosen and bool(contradiction.country))


@st.fragment
@SCRIPTS.in_turn
def _show_contradiction(context: Context, contradiction: Contradiction, expanded: bool) -> None:
    numbers = " · ".join(escape_markdown(number) for number in contradiction.numbers)
    standing = context.selection.standings.get(contradiction.country)
    mark = f" {panels.CONTESTED}" if standing is not None and standing.contested else ""
    country = f"{escape_markdown(countries.name(contradiction.country))}{mark}: " if contradiction.country else ""
    title = escape_markdown(contradiction.subject.label)
    label = f"{country}**{title}** — {numbers}"
    key = f"panel-{contradiction.subject.code}-{contradiction.country}-{expanded}"
    # Filled only when it is open: the page would have ten times as many elements.
    panel = st.expander(label, expanded=expanded, key=key, on_change="rerun")
    if panel.open:
        with panel:
            st.caption(escape_markdown(contradiction.subject.meaning))
            show_figures(context.dataset, [(contradiction.write(each), each) for each in contradiction.figures])


def show_contested(context: Context) -> None:
    """The countries in view whose record of responses contradicts itself, with both sides and who said them."""
    standings = context.selection.standings
    contested = [code for code in context.selection.countries if code in standings and standings[code].contested]
    st.subheader(f"Countries whose record contradicts itself: {len(contested)}", anchor=False)
    if not contested:
        st.markdown("None in this view.")
    for code in contested:
        _show_contest(context, code)


@st.fragment
@SCRIPTS.in_turn
def _show_contest(context: Context, code: str) -> None:
    panel = st.expander(
        f"{escape_markdown(countries.name(code))} {panels.CONTESTED}", key=f"contest-{code}", on_change="rerun"
    )
    if panel.open:
        with panel:
            panels.show_standing(context, code)
