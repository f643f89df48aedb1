"""Figures beside their baselines and goals, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """What was measured, in what unit; `goals` are the most that its median and its p95 may be, None is no goal.

    With a baseline, measured in the same run, the goals hold for ratios, median to median and p95 to p95, unless they
    are `absolute`.
    """

    title: str
    ours: Sequence[float]
    goals: tuple[float | None, ...]
    baseline: Sequence[float] = ()
    unit: str = "ms"
    absolute: bool = False

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours to the baseline: median to median, p95 to p95; none without a baseline."""
        pairs = zip(read_spread(self.ours), read_spread(self.baseline), strict=False)
        return tuple(mine / theirs for mine, theirs in pairs)

    @property
    def is_met(self) -> bool:
        """Whether every goal is met."""
        judged = read_spread(self.ours) if self.absolute or not self.baseline else self.ratios
        return all(goal is None or number <= goal for number, goal in zip(judged, self.goals, strict=False))


def read_spread(numbers: Sequence[float]) -> tuple[float, ...]:
    """Median and 95th percentile; one number where only one was measured, none where none was."""
    if len(numbers) < 2:
        return tuple(numbers)
    return median(numbers), quantiles(numbers, n=20, method="inclusive")[-1]


def write_table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table: median and p95 of ours and of the baseline, ratio, goal, met or not."""
    head = ("figure", "ours: median, p95", "baseline", "ratio", "goal", "met", "n")
    return write_rows([head, *(_write_row(figure) for figure in figures)])


def write_rows(rows: list[tuple[str, ...]]) -> str:
    """Rows, the head first, as a Markdown table."""
    head = rows[0]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    ruled = [head, tuple("-" * width for width in widths), *rows[1:]]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in ruled
    )


def _write_row(figure: Figure) -> tuple[str, ...]:
    ratios = ", ".join(f"{ratio:.1f}×" for ratio in figure.ratios)
    unit = "×" if figure.baseline and not figure.absolute else f" {figure.unit}"
    goals = ", ".join("none" if goal is None else f"≤ {goal:g}{unit}" for goal in figure.goals)
    return (
        figure.title,
        _write_spread(figure.ours, figure.unit),
        _write_spread(figure.baseline, figure.unit),
        ratios,
        goals,
        ("yes" if figure.is_met else "no") if any(figure.goals) else "",
        str(len(figure.ours)),
    )


def _write_spread(numbers: Sequence[float], unit: str) -> str:
    spread = read_spread(numbers)
    return (
        f"{', '.join(f'{number:,.0f}' if number >= 100 else f'{number:.1f}' for number in spread)} {unit}"
        if spread
        else ""
    )


@dataclass(frozen=True)
class Press:
    """One page or app side by side with the others: its presses, and where they were measured its first visit.

    `presses` are milliseconds from a press until the last repaint; `most` is how many times the empty app's median
    they may take at their own, and with one, they must be sooner than the Altair app's. `first` are milliseconds
    until a cold visit has its map, `kilobytes` what came over the wire for it, `megabytes` the server's peak.
    """

    title: str
    presses: Sequence[float]
    most: float | None = None
    first: Sequence[float] = ()
    kilobytes: float | None = None
    megabytes: float | None = None


# Aimed at: a press repaints sooner than TimeMap's, a static page's time taken this many times (measured side by side).
AIM = 6.5


def write_presses(floor: Press, empty: Press, altair: Press, others: Sequence[Press]) -> str:
    """The presses as a Markdown table, each as multiples of the static page, the empty app and the Altair app."""
    goals = ("least", "met", "aim", "met")
    head = ("press → last repaint", "median, p95", "× static", "× empty", "× Altair", *goals)
    base = [read_spread(press.presses)[0] for press in (floor, empty, altair)]
    rows: list[tuple[str, ...]] = [(*head, "first map", "on the wire", "server's peak", "n")]
    for press in (floor, empty, altair, *others):
        spread = read_spread(press.presses)
        ratios = [spread[0] / one for one in base]
        least = f"≤ {press.most:g}× empty, < Altair" if press.most else ""
        aim = f"≤ {AIM:g}× static" if press.most else ""
        rows.append(
            (
                press.title,
                _write_spread(press.presses, "ms"),
                *(f"{ratio:.1f}×" for ratio in ratios),
                least,
                _say(ratios[1] <= press.most and ratios[2] < 1) if press.most else "",
                aim,
                _say(ratios[0] <= AIM) if press.most else "",
                _write_spread([time / 1000 for time in press.first], "s"),
                "" if press.kilobytes is None else f"{press.kilobytes:,.0f} KB",
                "" if press.megabytes is None else f"{press.megabytes:,.0f} MB",
                str(len(press.presses)),
            )
        )
    return write_rows(rows)


def _say(met: bool) -> str:
    return "yes" if met else "no"
