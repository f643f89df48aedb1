"""A stretch of time: what of the whole span a view asks for, closer, wider, earlier, later, month by month."""

import calendar
from datetime import date, timedelta

import pandas as pd

from lib.view.parameters import USUAL_START

Stretch = tuple[date, date]


def whole(found: pd.DataFrame, asof: date) -> Stretch:
    """The whole span: from the first day of any mark to the as-of date (of its year where there is none)."""
    start = found["first"].min().date() if len(found) else asof.replace(month=1, day=1)
    return min(start, asof), asof


def usual(span: Stretch) -> Stretch:
    """The stretch that is shown where none is asked for: from USUAL_START, if the whole span holds that day."""
    return (USUAL_START if span[0] < USUAL_START <= span[1] else span[0]), span[1]


def cut(span: Stretch, start: date | None, end: date | None) -> Stretch | None:
    """The part of the whole span that a view's `start` and `end` ask for; None where they lie outside it."""
    last = min(span[1], end or span[1])
    first = max(span[0], start or usual((span[0], last))[0])
    return (first, last) if first <= last else None


def move(span: Stretch, shown: Stretch, closer: float, later: float) -> Stretch:
    """The stretch `closer` times as short around its middle, moved by `later` of its length, kept within the span."""
    days, longest = (shown[1] - shown[0]).days + 1, (span[1] - span[0]).days + 1
    length = min(longest, max(7, round(days / closer)))
    first = (shown[0] - span[0]).days + (days - length) // 2 + round(later * days)
    first = min(longest - length, max(0, first))
    start = span[0] + timedelta(days=first)
    return start, start + timedelta(days=length - 1)


def months(start: date, end: date) -> tuple[date, ...]:
    """The last day of each month from that of `start` to that of `end`, the last one no later than `end`."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    firsts = [divmod(start.year * 12 + start.month - 1 + step, 12) for step in range(count)]
    days = [date(year, month + 1, calendar.monthrange(year, month + 1)[1]) for year, month in firsts]
    return tuple(min(day, end) for day in days)
