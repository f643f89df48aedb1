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
    rows = [head, *(_write_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows
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
