"""The Sources page's controls: filters by kind, language and publisher, and one source opened."""

import pandas as pd
import streamlit as st

from lib.answers import sources
from lib.dataset import countries, label
from lib.show import blocks as panels
from lib.show.filters import bind_list, count_option
from lib.show.session import Context, bind, change, note_options
from lib.words import records as evidence


def choose_sources(context: Context, found: pd.DataFrame) -> None:
    """Filters by kind, language and publisher; each option with its number of sources under the other two."""
    view, counts = context.view, sources.count_options(found, context.view)
    publishers = sources.name_publishers(context.dataset)
    kinds = list(dict.fromkeys([*counts["kind"], *view.kind]))
    st.pills(
        "Kind of source",
        kinds,
        selection_mode="multi",
        format_func=lambda code: label("sources.kind", code),
        **bind("kind", list(view.kind), tuple),
    )
    note_options([count_option(counts["kind"], code) for code in kinds], key="kind")
    by_language, by_publisher = st.columns(2)
    languages = list(dict.fromkeys([*counts["language"], *view.language]))
    by_language.multiselect(
        "Language",
        languages,
        format_func=countries.language,
        placeholder="All languages",
        **bind_list("language", view.language),
    )
    note_options([count_option(counts["language"], code) for code in languages], label="Language")
    offered = [code for code in publishers if code in counts["publisher"] or code in view.publisher]
    by_publisher.multiselect(
        "Publisher",
        offered,
        format_func=lambda code: publishers[code],
        placeholder="All publishers",
        **bind_list("publisher", view.publisher),
    )
    note_options([count_option(counts["publisher"], code) for code in offered], label="Publisher")


def show_none(context: Context, found: pd.DataFrame) -> None:
    """Why no source matches, and a way back."""
    reason = (
        f"{len(found)} sources speak of something in this view, but none of them matches the kind, language and "
        "publisher chosen above."
        if len(found)
        else "No source speaks of anything in this view."
    )
    st.info(reason, icon=":material/search_off:")
    if len(found):
        st.button(
            "Every kind, language and publisher",
            on_click=change,
            kwargs={field: () for field in sources.FILTERS},
            key="all-sources",
            type="primary",
        )


def open_source(context: Context, shown: pd.DataFrame) -> None:
    """Choose a source and read what it says of each record in view, in its own words where they are known."""
    rows = shown.set_index("id", drop=False)
    if st.session_state.get("source") not in rows.index:
        st.session_state["source"] = None
    chosen = st.selectbox(
        "Open a source: what it says of each record",
        list(rows.index),
        format_func=lambda source: sources.name_source(rows.loc[source]),
        placeholder="Choose or type a publisher or a title",
        key="source",
    )
    if chosen is None:
        return
    source = rows.loc[chosen]
    with st.container(border=True):
        st.markdown(evidence.write_source(source))
        for table, items in sources.write_records(chosen, context.selection, context.dataset).items():
            st.markdown(f"**{sources.count_records(len(items), table)}**")
            st.markdown("\n".join(f"- {item}" for item in items))
        outside = int((context.dataset.citations["source"] == chosen).sum()) - int(source["records"])
        if outside:
            st.caption(f"It is cited for {outside} more that this view does not show.")


def show_rest(context: Context, shown: pd.DataFrame) -> None:
    """What rests on what: how many records have a single source or republications alone, and whose texts those are."""
    rest = sources.weigh_records(context.selection, context.dataset)
    st.markdown(
        f"Of {rest.records} records in this view (station entries, responses, events, figures, claims), {rest.single} "
        f"rest on a single source and {rest.republished} on republications alone. A republication shows that a text "
        "was published, not that anybody checked it again: several of one text are one voice."
    )
    originals = sources.list_originals(shown)
    if len(originals):
        panels.show_table(originals, "Whose text the republications carry", links=["Carried by"])
