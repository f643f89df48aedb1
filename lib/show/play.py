"""Play through time: the map, the counts and the timeline month by month, in one fragment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import view as views
from lib.answers import map as places
from lib.answers import timeline as timelines
from lib.draw import lanes as layouts
from lib.draw import scene as maps
from lib.draw import timeline as charts
from lib.draw.lanes import Layout
from lib.serve.turns import SCRIPTS
from lib.show import map as mapping
from lib.show import timeline as timing
from lib.show.session import Context, change, is_phone
from lib.view import FILTERS, release
from lib.words import views as words
from lib.words.catalogue import write_date, write_month
from lib.words.records import escape_markdown

PACE = 2.0  # seconds a month stays: a map without a GPU needs up to one to draw
HEIGHT = 340
# The months a reader wants first: from the first report to the British statement.
FIRST, LAST = date(2022, 9, 30), date(2023, 6, 30)
EARLIEST = date(2014, 1, 1)
_LARGE = "font-size: 2.5rem; font-weight: 700; line-height: 1.2; margin: 0"


def is_open() -> bool:
    """Whether the page shows play instead of itself. Leaving the page closes it: play never starts by itself."""
    # Streamlit forgets a control's value once a page without it has run, and so the page was left.
    if st.session_state.get("play_open") and "play_from" not in st.session_state:
        st.session_state.update(play_open=False, playing=False)
    return bool(st.session_state.get("play_open"))


def offer(context: Context) -> None:
    """The button that opens play, at rest; from another page it leads to the timeline's."""
    pressed = st.button("Play through time", icon=":material/slideshow:", on_click=_open, key="play-open")
    if pressed and st.session_state["page"] != "timeline":
        st.switch_page(context.pages["timeline"])


def _open() -> None:
    st.session_state.update(play_open=True, playing=False, play_from=None, play_to=None)


def _close() -> None:
    st.session_state.update(play_open=False, playing=False)


def show_play(context: Context) -> None:
    """The months to play, the buttons, and the moment: everything that says the date while it moves."""
    state = st.session_state
    # A date that the reader sets elsewhere while it plays is obeyed.
    if state["playing"] and context.view.asof != state["play_began"]:
        state["playing"] = False
    steps = _choose_months(context)
    playing = bool(state["playing"])
    _show_buttons(context, steps, playing)
    # A run of the whole page shows the month that stands; only the clock takes a step.
    state["play_held"] = True
    st.fragment(SCRIPTS.in_turn(_show_moment), run_every=PACE if playing else None)(
        context, steps, _arrange(context, steps)
    )


def _choose_months(context: Context) -> tuple[date, ...]:
    state, created = st.session_state, context.dataset.created
    every = timelines.months(min(EARLIEST, created), created)
    for key, usual in (("play_from", FIRST), ("play_to", LAST)):
        if state.get(key) not in every:
            state[key] = min(usual, every[-1])
    with st.container(horizontal=True, gap="small"):
        for label, key in (("Play from", "play_from"), ("to", "play_to")):
            st.selectbox(label, every, format_func=write_month, key=key, disabled=state["playing"], width=200)
    first, last = sorted((state["play_from"], state["play_to"]))
    return every[every.index(first) : every.index(last) + 1]


def _show_buttons(context: Context, steps: Sequence[date], playing: bool) -> None:
    rest = _rest(context, steps)
    before = [day for day in steps if day < rest]
    after = [day for day in steps if day > rest]
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Step back",
            icon=":material/skip_previous:",
            on_click=_step,
            args=(steps, -1, before),
            disabled=not (playing or before),
        )
        # One button under one key, so that the keyboard's focus stays on it.
        st.button(
            "Pause" if playing else "Play",
            icon=f":material/{'pause' if playing else 'play_arrow'}:",
            on_click=_pause if playing else _play,
            args=(steps,) if playing else (steps, rest),
            key="play",
            type="primary",
        )
        st.button(
            "Step forward",
            icon=":material/skip_next:",
            on_click=_step,
            args=(steps, 1, after),
            disabled=not (playing or after),
        )
        st.button("Back to the timeline", icon=":material/close:", on_click=_leave, args=(steps,))


def _rest(context: Context, steps: Sequence[date]) -> date:
    """The day that stands while nothing plays: the as-of date, or the first month where that lies after them all."""
    asof = context.selection.asof
    return steps[0] if asof > steps[-1] else asof


def _play(steps: Sequence[date], rest: date) -> None:
    """Go on from the date on screen where it is one of the months, else begin with the first."""
    start = steps.index(rest) if rest in steps[:-1] else 0
    st.session_state.update(playing=True, play_step=start, play_began=st.session_state["view"].asof)


def _pause(steps: Sequence[date]) -> None:
    """Stop, and let the link say the date that stands."""
    if st.session_state["playing"]:
        change(asof=steps[st.session_state["play_step"]])
        st.session_state["playing"] = False


def _step(steps: Sequence[date], way: int, beyond: Sequence[date]) -> None:
    """One month back (-1) or on (1) from what is on screen, paused; `beyond` are the months on that side at rest."""
    if st.session_state["playing"]:
        step = st.session_state["play_step"] + way
        change(asof=steps[min(len(steps) - 1, max(0, step))])
        st.session_state["playing"] = False
    elif beyond:
        change(asof=beyond[-1] if way < 0 else beyond[0])


def _leave(steps: Sequence[date]) -> None:
    _pause(steps)
    _close()


def _arrange(context: Context, steps: Sequence[date]) -> Layout:
    """Where every mark will stand, so that none moves while it plays."""
    # Without the filters on responses: a country that has yet to reach a step, or will leave one, has its place too.
    until = max(steps[-1], context.selection.asof)
    of_all = release(context.view, *(each for each in FILTERS if each.standing))
    whole = views.apply(replace(of_all, asof=until), context.dataset)
    start = steps[0].replace(day=1)
    rows = timelines.narrow(timelines.marks(whole), context.view.lane, start, steps[-1])
    return layouts.arrange(rows, context.view.lane, start, steps[-1], layouts.NARROW)


def _show_moment(context: Context, steps: Sequence[date], layout: Layout) -> None:
    """The date large, the counts, the map and the timeline, as of one day. Run by the clock while it plays."""
    state = st.session_state
    day = _rest(context, steps)
    if state["playing"]:
        if not state["play_held"]:
            state["play_step"] = min(state["play_step"] + 1, len(steps) - 1)
        day = steps[min(state["play_step"], len(steps) - 1)]
    state["play_held"] = False
    if state["playing"] and day == steps[-1]:
        _pause(steps)
        # The whole page follows, and with it the address.
        st.rerun()
    selection = views.apply(replace(context.view, asof=day), context.dataset)
    moment = replace(context, selection=selection)
    rows = timelines.narrow(timelines.marks(selection), context.view.lane, layout.start, layout.end)
    st.html(f'<p role="status" style="{_LARGE}">{write_date(day)}</p>')
    if state["playing"]:
        began = state["play_began"] or context.dataset.created
        st.caption(f"Playing. Until you pause, the link and the filters show where play began: {write_date(began)}.")
    elif day != context.selection.asof:
        st.caption(
            f"At rest, at the first of these months. The link and the filters say {write_date(context.selection.asof)}."
        )
    st.markdown(f"{escape_markdown(words.describe(selection))} {timelines.describe_acts(rows)}")
    mapped, timed = st.columns(2)
    with mapped:
        _show_map(moment)
    with timed:
        now = layouts.keep(layout, rows)
        st.altair_chart(
            charts.draw_lanes(now, day, timing.read_theme()),
            width="stretch",
            key="play-chart",
            alt=layouts.describe(now),
        )


def _show_map(moment: Context) -> None:
    """The map of one moment. The camera holds still, whatever appears."""
    selection, view = moment.selection, moment.view
    found = places.gather(selection, moment.dataset.geocache)
    width = 340 if is_phone() else 460
    deck = maps.draw(
        found,
        camera=maps.frame(view.country, places.locate(moment.dataset, view.country), None, width, HEIGHT),
        color=view.color,
        ground=mapping.GROUND,
        theme=mapping.read_theme(),
        areas=mapping.read_areas(moment),
    )
    st.pydeck_chart(deck, height=HEIGHT, key="play-map", alt=maps.describe(found, words.describe(selection)))
    mapping.show_legend(moment, found)
    mapping.show_not_placed(found)
