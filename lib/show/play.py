"""Play through time: the map, the counts and the timeline month by month, in one fragment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from lib.answers import frame as frames
from lib.answers import map as answers
from lib.answers import marks as dated
from lib.answers import places
from lib.answers import stretch as stretches
from lib.answers import timeline as timelines
from lib.answers.blocks import answer
from lib.answers.play import EARLIEST, PACE, Play, explain, rest
from lib.dataset import label
from lib.draw import deck
from lib.draw import lanes as layouts
from lib.draw import timeline as charts
from lib.draw.camera import frame, frame_bounds
from lib.draw.lanes import Layout
from lib.serve.turns import SCRIPTS
from lib.show import blocks
from lib.show import map as mapping
from lib.show.session import Context, change, is_phone, read_session, read_theme, read_view, show
from lib.view import FILTERS, View, release
from lib.view.atlas import Atlas
from lib.words import views as words
from lib.words.catalogue import language, speak, text, write_date, write_month
from lib.words.records import escape_markdown

HEIGHT = 340
_LARGE = "font: 600 2.5rem/1.2 var(--serif); line-height: 1.2; margin: 0"


def is_open() -> bool:
    """Whether the page shows play instead of itself. Leaving the page closes it: play never starts by itself."""
    session = read_session()
    # Streamlit forgets a control's value once a page without it has run, and so the page was left.
    if session.play.shown and "play-first" not in st.session_state:
        session.play = Play()
    return session.play.shown


def offer(context: Context) -> None:
    """The button that opens play, at rest; from another page it leads to the timeline's."""
    label = text("Play through time")
    pressed = st.button(label, icon=":material/slideshow:", on_click=_open, key="play-open")
    if pressed and read_session().page != "timeline":
        st.switch_page(context.pages["timeline"])


def _open() -> None:
    read_session().play = Play(shown=True)
    st.session_state.update({"play-first": None, "play-last": None})


def show_play(context: Context) -> None:
    """The months to play, the buttons, and the moment: everything that says the date while it moves."""
    session = read_session()
    # A date that the reader sets elsewhere while it plays is obeyed.
    if session.play.playing and context.view.asof != session.play.began:
        session.play = session.play.pause()
    months = _choose_months(context)
    _show_buttons(context, months)
    # A run of the whole page shows the month that stands; only the clock takes a step.
    session.play = session.play.hold()
    pace = PACE if session.play.playing else None
    st.fragment(SCRIPTS.in_turn(_show_moment), run_every=pace)(context, months, _arrange(context, months))


def _choose_months(context: Context) -> tuple[date, ...]:
    play, created = read_session().play, context.dataset.created
    every = stretches.months(min(EARLIEST, created), created)
    with st.container(horizontal=True, gap="small"):
        for title, end in ((text("Play from"), "first"), (text("to"), "last")):
            show(f"play-{end}", min(getattr(play, end), every[-1]))
            st.selectbox(
                title,
                every,
                format_func=write_month,
                key=f"play-{end}",
                disabled=play.playing,
                width=200,
                on_change=_choose_month,
                args=(end, every),
            )
    return play.list_months(every)


def _choose_month(end: str, every: Sequence[date]) -> None:
    session, month = read_session(), st.session_state[f"play-{end}"]
    if month in every:
        session.play = session.play.choose(**{end: month})


def _show_buttons(context: Context, months: Sequence[date]) -> None:
    play, still = read_session().play, rest(months, context.selection.asof)
    with st.container(horizontal=True, gap="small"):
        st.button(
            text("Step back"),
            icon=":material/skip_previous:",
            on_click=_leap,
            args=(context, months, -1),
            disabled=play.leap(months, still, -1) is None,
        )
        # One button under one key, so that the keyboard's focus stays on it.
        st.button(
            text("Pause") if play.playing else text("Play"),
            icon=":material/pause:" if play.playing else ":material/play_arrow:",
            on_click=_pause if play.playing else _play,
            args=(months,) if play.playing else (context, months),
            key="play",
            type="primary",
        )
        st.button(
            text("Step forward"),
            icon=":material/skip_next:",
            on_click=_leap,
            args=(context, months, 1),
            disabled=play.leap(months, still, 1) is None,
        )
        st.button(text("Back to the timeline"), icon=":material/close:", on_click=_leave, args=(months,))


def _play(context: Context, months: Sequence[date]) -> None:
    session = read_session()
    session.play = session.play.start(months, _find_rest(context, months), read_view().asof)


def _pause(months: Sequence[date]) -> None:
    """Stop, and let the link say the date that stands."""
    session = read_session()
    if session.play.playing:
        change(asof=session.play.day(months, months[0]))
        session.play = session.play.pause()


def _find_rest(context: Context, months: Sequence[date]) -> date:
    """The day at rest when a button is pressed: what the run that drew the button knew may be a press old."""
    return rest(months, read_view().asof or context.dataset.created)


def _leap(context: Context, months: Sequence[date], way: int) -> None:
    """One month back (-1) or on (1) from what is on screen, paused."""
    session = read_session()
    day = session.play.leap(months, _find_rest(context, months), way)
    session.play = session.play.pause()
    if day is not None:
        change(asof=day)


def _leave(months: Sequence[date]) -> None:
    _pause(months)
    read_session().play = Play()


def _arrange(context: Context, steps: Sequence[date]) -> Layout:
    """Where every mark will stand, so that none moves while it plays."""
    # Without the filters on responses: a country that has yet to reach a step, or will leave one, has its place too.
    until = max(steps[-1], context.selection.asof)
    of_all = release(context.view, *(each for each in FILTERS if each.standing))
    whole = replace(of_all, asof=until)
    start = steps[0].replace(day=1)
    return context.atlas.recall(_lay_out, whole, language(), start, steps[-1])


def _lay_out(atlas: Atlas, view: View, language: str, start: date, end: date) -> Layout:
    with speak(language):
        rows = dated.narrow(dated.find_marks(atlas, view), view.lane, start, end)
    return layouts.arrange(rows, view.lane, start, end, layouts.NARROW)


def _show_moment(context: Context, months: Sequence[date], layout: Layout) -> None:
    """The date large, the counts, the map and the timeline, as of one day. Run by the clock while it plays."""
    session = read_session()
    session.play = session.play.tick(months)
    day = session.play.day(months, rest(months, context.selection.asof))
    if session.play.is_over(months):
        _pause(months)
        session.play = session.play.finish(months)
        # The whole page follows, and with it the address.
        st.rerun()
    selection = context.atlas.select(replace(context.view, asof=day))
    moment = replace(context, selection=selection)
    marks = dated.find_marks(context.atlas, selection.view)
    rows = dated.narrow(marks, context.view.lane, layout.start, layout.end)
    st.html(f'<p role="status" style="{_LARGE}">{write_date(day)}</p>')
    said = explain(session.play, day, context.selection.asof, context.dataset.created)
    if said:
        st.html(f'<p class="note" data-announce>{escape(said)}</p>')
    st.markdown(f"{escape_markdown(words.describe(selection))} {timelines.describe_acts(rows)}")
    _show_steps(moment)
    _show_map(moment)
    lanes = timelines.draw_lanes(rows, context.view.lane, (layout.start, layout.end), day)
    spec = charts.draw_lanes(lanes.data, layouts.keep(layout, rows), read_theme())
    st.vega_lite_chart(spec, width="stretch", key="play-chart", alt=lanes.alt)


def _show_steps(moment: Context) -> None:
    """How many countries had reached each step, as the strip of the map has it."""
    strip = answer(moment.atlas, frames.write, moment.view).strip
    steps = "".join(
        f'<div style="--c:var(--step-{code})"><b>{number}</b> {escape(text(label("step", code)))}</div>'
        for code, number in strip.countries
    )
    st.html(f'<div class="equation steps">{steps}</div>')


def _show_map(moment: Context) -> None:
    """The map of one moment, and its plate. The cameras hold still, whatever appears."""
    view = moment.view
    found = answer(moment.atlas, answers.write, view)
    width = 340 if is_phone() else 800
    camera = frame(view.country, places.locate(moment.dataset, view.country), None, width, HEIGHT)
    drawn = moment.atlas.recall(deck.draw_map, found, view, camera, read_theme(), mapping.GROUND)
    # A name of its own for the page's script: a chart that nothing is chosen on has none.
    with st.container(key="play-maps"):
        mapped, plate = st.columns([2, 1.12], gap=None)
    mapped.pydeck_chart(drawn, height=HEIGHT, key="play-map", alt=found.alt)
    if not (view.place or view.country):
        camera = frame_bounds(answers.PLATE, 340 if is_phone() else 450, HEIGHT)
        drawn = moment.atlas.recall(deck.draw_map, found, view, camera, read_theme(), mapping.GROUND, "inset")
        plate.pydeck_chart(drawn, height=HEIGHT, key="play-inset", alt=f"{found.plate}. {found.plate_note}.")
    mapping.show_legend(moment, found.legend)
    blocks.show_notice(found.not_placed)
