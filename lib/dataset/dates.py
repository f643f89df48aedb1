"""Partial dates: a year, a month or a day, and the days that it covers."""

from collections.abc import Iterable

import pandas as pd


def period(text: str) -> pd.Period:
    """The year, month or day that a partial ISO date names. Raises ValueError where it is none."""
    precision = {4: "Y", 7: "M", 10: "D"}.get(len(text))
    if precision is None:
        raise ValueError(text)
    return pd.Period(text, freq=precision)


def days(texts: Iterable[str], end: bool) -> pd.Series:
    """The first, or with `end` the last, day of each partial date; NaT where there is none (datetime64)."""
    periods = [period(text) if text else pd.NaT for text in texts]
    return pd.Series(
        [part if part is pd.NaT else (part.end_time if end else part.start_time).normalize() for part in periods],
        dtype="datetime64[s]",
    )
