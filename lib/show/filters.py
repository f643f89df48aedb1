"""What every page begins with, and the filters: one control for each row of the link's table that narrows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from lib.dataset import REPORTS, codes, label
from lib.show.blocks import copy_link, read_frame, show_share
from lib.show.session import Context, bind, change, heed, note_options, read_view, show
from lib.view import FILTERS, MAX_VALUES, Parameter, clear
from lib.view.parameters import BY_FIELD
from lib.words import views as words
from lib.words.catalogue import mark, text, write_date
from lib.words.names import name_country
from lib.words.records import escape_markdown


def open_page(context: Context, title: str, standfirst: str) -> None:
    """What every page begins with: its title, what it says in a few sentences, and the filters in one row.

    On a page with a strip, the filter of government responses stands above the row, as key figures.
    """
    with st.container(key="masthead", gap=None):
        st.title(escape_markdown(title), anchor=False)
        st.markdown(standfirst)
    strip = context.page.strip
    if strip:
        _show_strip(context)
    _show_bar(context, [parameter for parameter in FILTERS if not (strip and parameter.field == "response")])


def _show_strip(context: Context) -> None:
    """How many countries reached each step: key figures, the legend's order, and the filter in one."""
    strip, parameter = read_frame(context).strip, BY_FIELD["response"]
    with st.container(key="strip"):
        # Before the control: a strip without its numbers is never on screen.
        note_options([str(number) for _, number in strip.countries], key="response", side="before")
        st.pills(
            f"{strip.label} {strip.press}",
            parameter.codes,
            selection_mode="multi",
            help=strip.help,
            format_func=lambda code: text(label(parameter.vocabulary, code)),
            width="stretch",
            **_bind(context, parameter),
        )


def _show_bar(context: Context, parameters: Sequence[Parameter]) -> None:
    """Country, what else narrows, the date, the way out, and the link: one row."""
    frame = read_frame(context)
    own = {parameter.kind: parameter for parameter in parameters if parameter.kind in ("country", "asof", "clock")}
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        _choose_countries(context, own["country"])
        with st.popover(frame.more, icon=":material/tune:", key="more"):
            for parameter in parameters:
                if parameter.kind == "flag":
                    note = _note(context, parameter, parameter.codes[0])
                    st.toggle(text(parameter.label) + note, **_bind(context, parameter))
                elif parameter not in own.values():
                    _choose_codes(context, parameter)
            areas = BY_FIELD["areas"]
            st.toggle(text(areas.label), **bind("areas", bool(context.view.areas), lambda on: areas.codes[0] * on))
            st.caption(frame.more_note)
        with st.popover(frame.asof, icon=":material/history:", key="asof"):
            choose_asof(context)
        if context.view != clear(context.view):
            st.button(frame.clear, icon=":material/close:", on_click=clear_filters, key="clear-bar", type="tertiary")
        st.space("stretch")
        copy_link(context)
        show_share(context)


def _bind(context: Context, parameter: Parameter) -> dict[str, Any]:
    value = getattr(context.view, parameter.field)
    return bind(parameter.field, list(value), tuple) if parameter.many else bind(parameter.field, value)


def _note(context: Context, parameter: Parameter, code: str) -> str:
    return write_note(context.selection.facets[parameter.field].get(code, 0))


def write_note(number: int) -> str:
    """The number behind an option of a filter."""
    return f" ({number})"


def bind_list(key: str, chosen: Sequence[str]) -> dict[str, Any]:
    """Arguments of a list to choose many from, for the View's field of that name; no more than a link can say."""
    return {"max_selections": MAX_VALUES, "select_all": False, **bind(key, list(chosen), tuple)}


def _choose_countries(context: Context, parameter: Parameter) -> None:
    chosen = getattr(context.view, parameter.field)
    known = {*context.dataset.stations["country"].unique(), *context.dataset.responses["country"], *chosen}
    options = sorted(known, key=name_country)
    st.multiselect(
        text(parameter.label),
        options,
        format_func=name_country,
        placeholder=text("All countries"),
        label_visibility="collapsed",
        width=280,
        **bind_list(parameter.field, chosen),
    )
    note_options([_note(context, parameter, code) for code in options], label=text(parameter.label))


def _choose_codes(context: Context, parameter: Parameter) -> None:
    known = codes(parameter.vocabulary)
    meanings = [f"- **{text(known[code].label)}**: {text(known[code].meaning)}" for code in parameter.codes]
    st.pills(
        text(parameter.label),
        parameter.codes,
        selection_mode="multi",
        help="\n".join(meanings) if all(known[code].meaning for code in parameter.codes) else None,
        format_func=lambda code: text(known[code].label),
        **_bind(context, parameter),
    )
    note_options([_note(context, parameter, code) for code in parameter.codes], key=parameter.field)


def choose_asof(context: Context) -> None:
    """The as-of date: the days a reader needs by name, and any other."""
    today, asof = context.dataset.created, context.selection.asof
    named = {
        mark("First report"): REPORTS[0].published,
        mark("Second report"): REPORTS[1].published,
        mark("Today"): today,
    }
    show("asof_name", next((title for title, day in named.items() if day == asof), None))

    def write_name(name: str | None) -> None:
        _write_asof(named.get(name or "", today), today)

    st.pills(text("As of"), list(named), format_func=text, key="asof_name", on_change=heed("asof_name", write_name))
    show("asof_day", asof)

    def write_day(day: date | None) -> None:
        _write_asof(day or today, today)

    st.date_input(
        text("As of any day"),
        min_value=date.min,
        max_value=today,
        format="YYYY-MM-DD",
        key="asof_day",
        on_change=heed("asof_day", write_day),
        help=text("Nothing later is shown or counted. “Today” is the day of the data, {day}.", day=write_date(today)),
    )
    clock = BY_FIELD["clock"]
    st.toggle(
        text(clock.label),
        help=text(codes(clock.vocabulary)[clock.codes[0]].meaning),
        **bind(clock.field, bool(context.view.clock), lambda on: clock.codes[0] * on),
    )


def _write_asof(day: date, today: date) -> None:
    change(asof=None if day == today else day)


def clear_filters() -> None:
    """Put every filter back to "not narrowed"; what is drawn how stays."""
    change(**vars(clear(read_view())))


def show_nothing(context: Context) -> None:
    """Why nothing matches, and a way back."""
    with st.container(key="nothing"):
        st.subheader(text("No station matches all of these filters"), anchor=False)
        st.markdown(escape_markdown(words.explain_nothing(context.selection)))
        ways = st.container(horizontal=True, gap="small")
        for parameter in FILTERS:
            if parameter.chosen(context.view):
                ways.button(
                    text("Drop “{title}”", title=text(parameter.title)),
                    on_click=change,
                    kwargs={parameter.field: parameter.default},
                    key=f"without-{parameter.field}",
                )
        ways.button(text("Clear all filters"), on_click=clear_filters, key="clear-nothing", type="primary")
