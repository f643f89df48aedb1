"""Play through time: the months that are played, and which of them stands. Pure: the screen shows what this says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lib.words.catalogue import text, write_date

PACE = 2.0  # seconds a month stays: a map without a GPU needs up to one to draw
# The months a reader wants first: from the first report to the British statement.
FIRST, LAST = date(2022, 9, 30), date(2023, 6, 30)
EARLIEST = date(2014, 1, 1)


@dataclass(frozen=True)
class Play:
    """Whether play is shown, whether it moves, and where it stands.

    first, last: the months that the reader plays from and to; step: the month that stands, counted from the first;
    began: the view's as-of date when it began, which the link says until it pauses; ended: the last month, where it
    came there by itself; held: the next tick does not move, since a run of the whole page shows the month that stands.
    """

    shown: bool = False
    playing: bool = False
    first: date = FIRST
    last: date = LAST
    step: int = 0
    began: date | None = None
    ended: date | None = None
    held: bool = False

    def choose(self, first: date | None = None, last: date | None = None) -> "Play":
        """Play from and to other months; while it plays the months stay, whatever is sent."""
        return self if self.playing else replace(self, first=first or self.first, last=last or self.last)

    def list_months(self, every: Sequence[date]) -> tuple[date, ...]:
        """The months between the two chosen, in order of time; one that the data do not reach is the last of them."""
        first, last = sorted(min(end, every[-1]) for end in (self.first, self.last))
        return tuple(month for month in every if first <= month <= last)

    def start(self, months: Sequence[date], rest: date, asof: date | None) -> "Play":
        """Go on from the day on screen where it is one of the months but the last, else begin with the first."""
        step = months.index(rest) if rest in months[:-1] else 0
        return replace(self, playing=True, step=step, began=asof, ended=None)

    def hold(self) -> "Play":
        """Let the month that stands be shown once more."""
        return replace(self, held=True)

    def tick(self, months: Sequence[date]) -> "Play":
        """One month on while it plays, unless it is held; never past the last."""
        moved = self.playing and not self.held
        return replace(self, step=min(self.step + moved, len(months) - 1), held=False)

    def pause(self) -> "Play":
        """Stop where it stands."""
        return replace(self, playing=False, ended=None)

    def finish(self, months: Sequence[date]) -> "Play":
        """Stop, having come to the last month."""
        return replace(self, playing=False, ended=months[-1])

    def day(self, months: Sequence[date], rest: date) -> date:
        """The day that is shown: the month that stands while it plays, else the day at rest."""
        return months[min(self.step, len(months) - 1)] if self.playing else rest

    def is_over(self, months: Sequence[date]) -> bool:
        """Whether the last month stands."""
        return self.playing and self.step >= len(months) - 1

    def leap(self, months: Sequence[date], rest: date, way: int) -> date | None:
        """The month before (-1) or after (1) what is on screen; None where there is none."""
        if self.playing:
            return months[min(len(months) - 1, max(0, self.step + way))]
        beyond = [month for month in months if (month < rest if way < 0 else month > rest)]
        return None if not beyond else beyond[-1 if way < 0 else 0]


def rest(months: Sequence[date], asof: date) -> date:
    """The day that stands while nothing plays: the as-of date, or the first month where that lies after them all."""
    return months[0] if asof > months[-1] else asof


def explain(play: Play, day: date, asof: date, created: date) -> str:
    """What the link and the filters say meanwhile, where it is another day than the one on screen; else ""."""
    if play.playing:
        began = write_date(play.began or created)
        return text("Playing. Until you pause, the link and the filters show where play began: {day}.", day=began)
    if play.ended == day:
        return text("Play has ended, at {day}.", day=write_date(day))
    if day != asof:
        said = "At rest, at the first of these months. The link and the filters say {day}."
        return text(said, day=write_date(asof))
    return ""
