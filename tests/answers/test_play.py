"""Play is a value: what a tick, a pause and a step do is known without a clock."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lib.answers.play import Play, explain, rest
from lib.answers.stretch import months

MONTHS = tuple(date(2022, month, 28) for month in range(1, 13))


def test_it_begins_with_the_first_month_and_goes_on_from_one_that_stands() -> None:
    assert Play().start(MONTHS, date(2026, 11, 22), None).day(MONTHS, MONTHS[0]) == MONTHS[0]
    assert Play().start(MONTHS, MONTHS[4], MONTHS[4]).day(MONTHS, MONTHS[0]) == MONTHS[4]
    assert Play().start(MONTHS, MONTHS[-1], None).step == 0


def test_a_run_of_the_page_holds_the_month_and_the_clock_moves_it() -> None:
    play = Play().start(MONTHS, MONTHS[0], None).hold()
    held = play.tick(MONTHS)
    assert (held.step, held.tick(MONTHS).step) == (0, 1)


@given(st.integers(0, 40))
def test_it_never_passes_the_last_month(ticks: int) -> None:
    play = Play().start(MONTHS, MONTHS[0], None)
    for _ in range(ticks):
        play = play.tick(MONTHS)
    assert play.day(MONTHS, MONTHS[0]) == MONTHS[min(ticks, 11)]
    assert play.is_over(MONTHS) == (ticks >= 11)
    assert not play.pause().is_over(MONTHS)


def test_the_months_are_the_readers_and_stay_while_it_plays() -> None:
    every = months(date(2014, 1, 1), date(2022, 12, 31))
    chosen = Play().choose(first=date(2022, 11, 30)).choose(last=date(2022, 9, 30))
    assert chosen.list_months(every) == (date(2022, 9, 30), date(2022, 10, 31), date(2022, 11, 30))
    # A month that the data do not reach is their last.
    assert Play().list_months(every)[-1] == date(2022, 12, 31)
    playing = chosen.start(chosen.list_months(every), every[0], None)
    assert playing.choose(first=every[0], last=every[0]) == playing


def test_steps_at_rest_and_while_it_plays() -> None:
    assert Play().leap(MONTHS, MONTHS[3], 1) == MONTHS[4] and Play().leap(MONTHS, MONTHS[3], -1) == MONTHS[2]
    assert Play().leap(MONTHS, MONTHS[0], -1) is None
    assert Play().start(MONTHS, MONTHS[3], None).leap(MONTHS, MONTHS[0], 1) == MONTHS[4]


def test_its_end_is_said_until_the_reader_goes_on() -> None:
    last, created = MONTHS[-1], date(2026, 11, 22)
    ended = Play().start(MONTHS, MONTHS[0], None).finish(MONTHS)
    assert explain(ended, last, last, created) == "Play has ended, at 28 December 2022."
    # Another day is no end of anything; nor is what was paused, or begins again.
    assert explain(ended, MONTHS[3], MONTHS[3], created) == ""
    assert explain(ended.pause(), last, last, created) == ""
    assert "has ended" not in explain(ended.start(MONTHS, last, None), last, last, created)


def test_what_lies_after_all_months_rests_at_the_first() -> None:
    assert rest(MONTHS, date(2026, 11, 22)) == MONTHS[0] and rest(MONTHS, date(2022, 5, 5)) == date(2022, 5, 5)
