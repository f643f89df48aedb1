"""The ladder of steps → a chart: a band a step on one common scale, day by day, with others' counts as diamonds."""

from collections.abc import Iterable
from typing import Any

import altair as alt

from lib.answers.steps import COUNTED, Ladder, Point
from lib.draw.palette import Theme, pick_color
from lib.draw.spec import write_spec

# Each step has a band one unit high: its title on top, its steps below, all on one scale.
_BAND = 0.6
_TITLE = 0.78
_BAND_PIXELS = 76


def draw_steps(ladder: Ladder, theme: Theme) -> dict[str, Any]:
    """How many countries had reached each step, as a Vega-Lite spec in UTC: no browser's clock or zone moves a date."""
    base = {band.step: len(ladder.bands) - 1 - rung for rung, band in enumerate(ladder.bands)}
    most = max([1, *(band.number for band in ladder.bands), *(other.number for other in ladder.others)])

    def place(step: str, point: Point) -> dict[str, Any]:
        top = _place(base[step], point.number, most)
        return {"step": step, "day": point.day.isoformat(), "top": top, "what": point.what, "who": point.who}

    changes = [place(band.step, point) for band in ladder.bands for point in band.points]
    ends = [
        {"step": band.step, "day": day.isoformat(), "top": _place(base[band.step], number, most)}
        for band in ladder.bands
        for day, number in ((ladder.start, 0), (ladder.until, band.number))
    ]
    areas = [{**end, "base": base[end["step"]]} for end in (*ends, *changes)]
    titles = [
        {"day": ladder.start.isoformat(), "top": base[band.step] + _TITLE, "title": band.title} for band in ladder.bands
    ]
    x, y = _scale_days(ladder, theme), _scale_bands(ladder)
    steps = [band.step for band in ladder.bands]
    palette = alt.Scale(domain=steps, range=[pick_color("step", step, theme) for step in steps])
    return write_spec(
        alt.LayerChart(
            layer=[
                _layer(areas)
                .mark_area(interpolate="step-after", line={"color": theme.text, "strokeWidth": 1}, opacity=0.85)
                .encode(x=x, y=y, y2=alt.Y2("base:Q"), color=alt.Color("step:N", scale=palette, legend=None)),
                _layer(changes)
                .mark_circle(size=26, opacity=1, color=theme.text)
                .encode(x=x, y=y, tooltip=_read(ladder.read)),
                # Without a number of others, an empty layer would be an image without a name.
                *(
                    [
                        _layer(place(COUNTED, other) for other in ladder.others)
                        .mark_point(
                            shape="diamond", size=80, filled=False, strokeWidth=1.8, opacity=1, color=theme.text
                        )
                        .encode(x=x, y=y, tooltip=_read(ladder.counted))
                    ]
                    if ladder.others
                    else []
                ),
                _layer(titles)
                .mark_text(align="left", baseline="middle", fontSize=13, fontWeight=600, color=theme.text, dx=2)
                .encode(x=x, y=y, text=alt.Text("title:N")),
            ],
            height=_BAND_PIXELS * len(ladder.bands),
        )
    )


def _place(base: int, number: int, most: int) -> float:
    """How high a number stands in its band."""
    return round(base + _BAND * number / most, 4)


def _layer(rows: Iterable[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _read(titles: tuple[str, str]) -> list[alt.Tooltip]:
    """What a pointer reads: two lines, by their titles."""
    return [alt.Tooltip("what:N", title=titles[0]), alt.Tooltip("who:N", title=titles[1])]


def _scale_days(ladder: Ladder, theme: Theme) -> alt.X:
    months = (ladder.until.year - ladder.start.year) * 12 + ladder.until.month - ladder.start.month
    ticks = alt.TimeIntervalStep(
        interval="month", step=next(step for step in (1, 2, 3, 6, 12) if months <= 6 * step or step == 12)
    )
    scale = alt.Scale(type="utc", domain=[ladder.start.isoformat(), ladder.until.isoformat()])
    # Labels are as dark as text: Vega's own grey is too pale for small letters.
    looks: dict[str, Any] = {"labelColor": theme.text, "labelOverlap": True, "labelFlush": True}
    return alt.X("day:T", title=None, scale=scale, axis=alt.Axis(format="%b %Y", tickCount=ticks, grid=True, **looks))


def _scale_bands(ladder: Ladder) -> alt.Y:
    return alt.Y("top:Q", title=None, axis=None, scale=alt.Scale(domain=[0, len(ladder.bands)], nice=False))
