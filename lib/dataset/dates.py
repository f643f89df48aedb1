"""Partial dates: a year, a month or a day, and the days that it covers."""

import re
from contextlib import suppress
from datetime import date

import pandas as pd

# Beyond these years a date is a slip of the pen, and some days could not be computed with.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_WITHIN = f"a date of the years {FIRST_YEAR} to {LAST_YEAR}"
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def find_fault(text: str) -> str:
    """What is expected of a partial ISO date that does not exist, or that the atlas cannot reckon with; else ""."""
    match = _PARTIAL.fullmatch(text)
    if match:
        year, month, day = (int(part or 1) for part in match.groups())
        with suppress(ValueError):
            return "" if FIRST_YEAR <= date(year, month, day).year <= LAST_YEAR else _WITHIN
    return "a date that exists"


def period(text: str) -> pd.Period:
    """The year, month or day that a partial ISO date names. Raises ValueError where it is none."""
    precision = {4: "Y", 7: "M", 10: "D"}.get(len(text))
    if precision is None:
        raise ValueError(text)
    return pd.Period(text, freq=precision)


def days(texts: pd.Series, end: bool) -> pd.Series:
    """The first, or with `end` the last, day of each partial date; NaT where there is none (datetime64)."""
    known = {text: _day(text, end) for text in texts.unique() if text}
    return pd.Series([known.get(text, pd.NaT) for text in texts.tolist()], index=texts.index, dtype="datetime64[s]")


def _day(text: str, end: bool) -> pd.Timestamp:
    covered = period(text)
    return (covered.end_time if end else covered.start_time).normalize()
