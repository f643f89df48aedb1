"""The filters: one control for each part of the View that narrows, each option with its count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import countries
from lib import view as views
from lib.dataset import REPORTS, codes, label
from lib.evidence import escape_markdown
from lib.steps import STEPS
from lib.view import PARAMETERS, View
from lib.widgets.context import Context, bind, change, show


def choose_filters(context: Context) -> None:
    """The filters, each option with its number of stations under the other filters."""
    view, facets = context.view, context.selection.facets
    names = {report.code: report.title for report in REPORTS}
    st.caption("In brackets: stations under the other filters.")
    known = {*context.dataset.stations["country"].unique(), *context.dataset.responses["country"], *view.country}
    st.multiselect(
        "Country",
        sorted(known, key=countries.name),
        format_func=lambda code: _count(countries.name(code), facets["country"].get(code, 0)),
        placeholder="All countries",
        **bind("country", list(view.country), tuple),
    )
    _choose_many("Source report", "report", names, facets["report"], view.report)
    _choose_many(
        "Government response reached",
        "response",
        {step: label("step", step) for step in STEPS},
        facets["response"],
        view.response,
        explain="\n".join(f"- **{label('step', step)}**: {codes('step')[step].meaning}" for step in STEPS),
    )
    bureaus = {code: bureau.label for code, bureau in codes("stations.bureau").items()}
    _choose_many("Bureau said to run it", "bureau", bureaus, facets["bureau"], view.bureau)
    st.toggle("Only countries whose record contradicts itself", **bind("contested", view.contested))
    choose_asof(context)
    st.button("Clear all filters", on_click=clear_filters, width="stretch", disabled=view == _without_filters(view))


def _count(title: str, number: int) -> str:
    return f"{title} ({number})"


def _choose_many(
    label: str,
    key: str,
    titles: Mapping[str, str],
    counts: Mapping[str, int],
    chosen: Sequence[str],
    explain: str | None = None,
) -> None:
    st.pills(
        label,
        list(titles),
        selection_mode="multi",
        help=explain,
        format_func=lambda code: _count(titles[code], counts.get(code, 0)),
        **bind(key, list(chosen), tuple),
    )


def choose_asof(context: Context) -> None:
    """The as-of date: the days a reader needs by name, and any other."""
    today, asof = context.dataset.created, context.selection.asof
    named = {"First report": REPORTS[0].published, "Second report": REPORTS[1].published, "Today": today}
    show("asof_name", next((title for title, day in named.items() if day == asof), None))

    def write_name() -> None:
        _write_asof(named.get(st.session_state["asof_name"], today), today)

    st.pills("As of", list(named), key="asof_name", on_change=write_name)
    show("asof_day", asof)

    def write_day() -> None:
        _write_asof(st.session_state["asof_day"] or today, today)

    st.date_input(
        "As of any day",
        min_value=date.min,
        max_value=today,
        format="YYYY-MM-DD",
        key="asof_day",
        on_change=write_day,
        help=f"Nothing later is shown or counted. “Today” is the day of the data, {views.write_date(today)}.",
    )


def _write_asof(day: date, today: date) -> None:
    change(asof=None if day == today else day)


def _without_filters(view: View) -> View:
    return replace(view, country=(), report=(), response=(), bureau=(), contested=False, asof=None, place="")


def clear_filters() -> None:
    """Put every filter back to "not narrowed"; what is drawn how stays."""
    change(**vars(_without_filters(st.session_state["view"])))


def show_nothing(context: Context) -> None:
    """Why nothing matches, and a way back."""
    st.info(escape_markdown(views.explain_nothing(context.selection)), icon=":material/search_off:")
    for parameter in PARAMETERS:
        field, title = parameter.field, parameter.title
        if title and getattr(context.view, field):
            st.button(
                f"Without the filter “{title}”",
                on_click=change,
                kwargs={field: getattr(View(), field)},
                key=f"without-{field}",
            )
    st.button("Clear all filters", on_click=clear_filters, key="clear-nothing", type="primary")
