"""Figures beside their baselines and goals, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """What was measured, in what unit; `goals` are the most that its median and its p95 may be.

    With a baseline, measured in the same run, the goals hold for ratios: median to median, p95 to p95.
    """

    title: str
    ours: Sequence[float]
    goals: tuple[float, ...]
    baseline: Sequence[float] = ()
    unit: str = "ms"

    @property
    def judged(self) -> tuple[float, ...]:
        """The numbers that the goals are for."""
        ours, baseline = read_spread(self.ours), read_spread(self.baseline)
        return tuple(mine / theirs for mine, theirs in zip(ours, baseline, strict=True)) if baseline else ours

    @property
    def is_met(self) -> bool:
        """Whether every goal is met."""
        return all(number <= goal for number, goal in zip(self.judged, self.goals, strict=False))


def read_spread(numbers: Sequence[float]) -> tuple[float, ...]:
    """Median and 95th percentile; one number where only one was measured, none where none was."""
    if len(numbers) < 2:
        return tuple(numbers)
    return median(numbers), quantiles(numbers, n=20, method="inclusive")[-1]


def write_table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table: median and p95 of ours and of the baseline, ratio, goal, met or not."""
    head = ("figure", "ours: median, p95", "baseline", "ratio", "goal", "met", "n")
    rows = [head, *(_write_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows
    )


def _write_row(figure: Figure) -> tuple[str, ...]:
    ratios = ", ".join(f"{ratio:.1f}×" for ratio in figure.judged) if figure.baseline else ""
    goals = ", ".join(f"≤ {goal:g}×" if figure.baseline else f"≤ {goal:g} {figure.unit}" for goal in figure.goals)
    return (
        figure.title,
        _write_spread(figure.ours, figure.unit),
        _write_spread(figure.baseline, figure.unit),
        ratios,
        goals,
        ("yes" if figure.is_met else "no") if figure.goals else "",
        str(len(figure.ours)),
    )


def _write_spread(numbers: Sequence[float], unit: str) -> str:
    spread = read_spread(numbers)
    return (
        f"{', '.join(f'{number:,.0f}' if number >= 100 else f'{number:.1f}' for number in spread)} {unit}"
        if spread
        else ""
    )
