"""Marks → places in lanes: rows where no two meet, and labels where there is room for them."""

import math
from bisect import bisect, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

import numpy as np
import pandas as pd

from lib.dataset import codes

Box = tuple[float, float]  # left and right, pixels
# The narrowest plot, in pixels, that rows and labels are laid out for: a wider one only spreads them further.
# By itself on a desk, beside an open row, on a phone.
WIDE, BESIDE, NARROW = 1160, 680, 310
MAX_ROWS = 30  # of short marks in a lane; what does not fit is counted in one "+12" below them
# A mark is long where the stretch is at most so many times its length. It is always drawn, and the lane grows for it:
# a "+12" of long ones would cover the whole stretch, so that looking closer would show nothing new.
LONG = 4
MAX_LONG = 60  # rows of a lane that long marks may take; no reader looks through more
LABELLED_ROWS = 26  # a lane may grow to so many rows for its labels; beyond that labels stand where there is room
RADIUS = 5  # pixels
ROW, HEAD, FOOT = 18, 30, 10  # pixels of a row of marks, above a lane's first row, below its last
_VAGUE = {"day": 0, "month": 1, "span": 2, "year": 3}
LETTER = 6.0  # mean width of a letter of a label, pixels
MAX_LABEL = 64  # letters
COUNT_WIDTH = 34  # pixels of the widest "+1234"


@dataclass(frozen=True)
class Band:
    """Where a lane stands, in pixels from the top of the plot."""

    lane: str
    top: int
    bottom: int


@dataclass(frozen=True, eq=False)
class Layout:
    """Marks laid out for a stretch of time and a plot `width` pixels wide or wider.

    marks: COLUMNS, and `x0`, `x1` (fractions of the stretch), `counted` (not drawn by itself, but in one number with
    its neighbours), `y` (pixels from the top), `label`, `side` (right or left of the mark, "" without room for it).
    """

    marks: pd.DataFrame
    bands: tuple[Band, ...]
    start: date
    end: date
    width: int
    height: int


def arrange(found: pd.DataFrame, lanes: Sequence[str], start: date, end: date, width: int) -> Layout:
    """Lay marks out in lanes: each in the lowest row where it meets no other, and labels where they meet nothing."""
    length = (pd.Timestamp(end) - pd.Timestamp(start)).days + 1
    first = (found["first"] - pd.Timestamp(start)).dt.days
    last = (found["last"] - pd.Timestamp(start)).dt.days + 1
    is_day = found["precision"] == "day"
    x0 = first.where(~is_day, first + 0.5).clip(0, length) / length
    x1 = last.where(~is_day, last - 0.5).clip(0, length) / length
    # Arrays, not frames: a frame takes longer to be cut for each lane than its marks to be placed.
    x0s, x1s, long = x0.to_numpy(), x1.to_numpy(), ((last - first) * LONG >= length).to_numpy()
    lane_of, vague = found["lane"].to_numpy(), found["precision"].map(_VAGUE).to_numpy()
    labels = [_shorten(title) for title in found["title"]]
    counted, y, side = np.zeros(len(found), bool), np.zeros(len(found)), [""] * len(found)
    bands, top = [], 0
    for lane in [lane for lane in codes("lane") if lane in (lanes or codes("lane"))]:
        # The sharpest dates come first and stand highest; whole years, and what is long, lie below them.
        at = np.flatnonzero(lane_of == lane)
        at = at[np.lexsort((vague[at], long[at]))]
        boxes = [
            (left * width - RADIUS - 1, right * width + RADIUS + 1)
            for left, right in zip(x0s[at], x1s[at], strict=True)
        ]
        places = _place(boxes, long[at].tolist(), [labels[number] for number in at], width)
        rows = [row for row, _, _ in places]
        for number, (row, is_counted, of) in zip(at, places, strict=True):
            counted[number], side[number], y[number] = is_counted, of, top + HEAD + (row + 0.5) * ROW
        bottom = top + HEAD + ROW * (max(rows, default=-1) + 1) + FOOT
        bands.append(Band(lane, top, bottom))
        top = bottom
    placed = found.assign(x0=x0, x1=x1, counted=counted, y=y, label=labels, side=side)
    return Layout(placed, tuple(bands), start, end, width, top)


def _shorten(title: str) -> str:
    return title if len(title) <= MAX_LABEL else f"{title[: MAX_LABEL - 1].rsplit(' ', 1)[0]}…"


def _place(
    boxes: Sequence[Box], long: Sequence[bool], labels: Sequence[str], width: int
) -> list[tuple[int, bool, str]]:
    """A row, whether it is only counted there, and a label's side for each mark of one lane, in the order given."""
    needs = [len(label) * LETTER + 4 for label in labels]
    sides = [
        "right" if right + need <= width else "left" if left - need >= 0 else ""
        for (left, right), need in zip(boxes, needs, strict=True)
    ]
    grown = [
        (left - need if side == "left" else left, right + need if side == "right" else right)
        for (left, right), need, side in zip(boxes, needs, sides, strict=True)
    ]
    labelled = list(takewhile(lambda place: not place[1], _pack(grown, [False] * len(grown), LABELLED_ROWS)))
    if len(labelled) == len(grown):
        return [(row, False, side) for (row, _), side in zip(labelled, sides, strict=True)]
    placed = list(_pack(boxes, long, MAX_ROWS))
    rows, counted = [row for row, _ in placed], [is_counted for _, is_counted in placed]
    sides = [""] * len(boxes)
    by_row: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        if not counted[number]:
            by_row.setdefault(row, []).append(number)
    for numbers in by_row.values():
        _fit_labels(numbers, boxes, needs, sides, width)
    return list(zip(rows, counted, sides, strict=True))


def _pack(boxes: Sequence[Box], long: Sequence[bool], limit: int) -> Iterator[tuple[int, bool]]:
    """For each box the lowest row that is free there, and whether it is only counted.

    One that finds none of `limit` rows free is counted, in a row of counts below these; those that are long come last
    and have as many rows as they need, up to MAX_LONG.
    """
    taken: list[list[Box]] = []
    full: set[tuple[Box, bool]] = set()  # no row is free for these, nor will one be
    for box, is_long in zip(boxes, long, strict=True):
        most = MAX_LONG if is_long else limit
        if (box, is_long) in full:
            yield most, True
            continue
        row = min(next((number for number, others in enumerate(taken) if _is_free(box, others)), len(taken)), most)
        while len(taken) <= row:
            taken.append([])
        # The row of counts is theirs alone.
        if row == most:
            taken[row] = [(-math.inf, math.inf)]
            full.add((box, is_long))
        else:
            insort(taken[row], box)
        yield row, row == most


def _is_free(box: Box, others: Sequence[Box]) -> bool:
    """Whether a box meets none of the others, which are in order and meet each other nowhere."""
    at = bisect(others, box)
    return (at == 0 or others[at - 1][1] <= box[0]) and (at == len(others) or box[1] <= others[at][0])


def _fit_labels(row: Sequence[int], boxes: Sequence[Box], needs: Sequence[float], sides: list[str], width: int) -> None:
    """Give each mark of one row, by its number, a label on the side where there is room, and none elsewhere."""
    ordered = sorted(row, key=lambda number: boxes[number])
    limits = [*(boxes[number][0] for number in ordered[1:]), float(width)]
    free = 0.0
    for number, limit in zip(ordered, limits, strict=True):
        left, right = boxes[number]
        if right + needs[number] <= limit:
            sides[number], free = "right", right + needs[number]
        else:
            sides[number], free = ("left" if left - needs[number] >= free else ""), right


def keep(layout: Layout, shown: pd.DataFrame) -> Layout:
    """The layout with only the marks of `shown` (COLUMNS), each where it was, and no longer than `shown` knows."""
    where = layout.marks[["id", "x0", "x1", "counted", "y", "label", "side"]]
    kept = shown.merge(where, on="id", how="inner")
    length = (layout.end - layout.start).days + 1
    reach = (kept["last"] - pd.Timestamp(layout.start)).dt.days + 1
    x1 = kept["x1"].where(kept["precision"] == "day", kept["x1"].clip(upper=reach / length))
    return replace(layout, marks=kept.assign(x1=x1))
