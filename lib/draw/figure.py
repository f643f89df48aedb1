"""A picture of an Answer with its words, as SVG and as PNG: what is downloaded, and what a chat shows of a link.

Charts are drawn by vl-convert, which is Vega itself and needs no browser; so are pixels.
"""

import math
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Final

import vl_convert

from lib.answers.blocks import Picture
from lib.draw.lanes import arrange
from lib.draw.palette import LIGHT
from lib.draw.reports import draw_tallies
from lib.draw.responses import draw_steps
from lib.draw.svg import draw_map, measure_legend
from lib.draw.timeline import draw_lanes

# Of a chart's schema that altair writes.
VEGA_LITE: Final = "6.1"
# Pixels: of what a chat shows of a link (https://ogp.me), and of the room around words and picture.
WIDTH, HEIGHT, MARGIN = 1200, 630, 36
_MAP_HEIGHT: Final = 560
# Letters of a line at the size of the sentence, of the notes and of the source line; pixels of a line of each; and how
# many lines a picture of a fixed height has room for, beside a drawing that is still one.
_SENTENCE, _NOTES, _SOURCE = (90, 31, 5), (125, 23, 3), (150, 20, 3)
# Pixels that a map is high at least, its legend not counted.
_MAP_LEAST: Final = 60
# How small a chart may be drawn to be seen whole; one that would be smaller is cut off, since its words are to be read.
_SMALLEST: Final = 0.7


@dataclass(frozen=True)
class Words:
    """What stands around a picture: above it where it is from, what it shows and what must be noted, below it who says
    so."""

    heading: str
    sentence: str
    source: str
    notes: str = ""


def find_picture(answer: Any) -> Picture | None:
    """The first picture of an Answer that can be drawn; None where it has none."""
    return next(_list_pictures(answer), None)


def can_draw(picture: Picture) -> bool:
    """Whether a picture is drawn by itself; what is not steers another, as the timeline's months do."""
    return picture.kind == "places" or picture.kind in _CHARTS


def _list_pictures(part: Any) -> Iterator[Picture]:
    if isinstance(part, Picture):
        if can_draw(part):
            yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _list_pictures(each)
    elif is_dataclass(part) and type(part).__module__.startswith("lib.answers"):
        for field in fields(part):
            yield from _list_pictures(getattr(part, field.name))


def draw_picture(picture: Picture, width: int, height: float) -> str:
    """A picture as SVG of a width, in the light theme; a map is as high as may be, its legend included."""
    if picture.kind == "places":
        most = max(_MAP_LEAST, round(height) - measure_legend(picture.data, width))
        return draw_map(picture.data, width, most, LIGHT.sea)
    return _draw_chart(_CHARTS[picture.kind], picture.data, width)


def _draw_chart(draw: Callable[[Any, int], dict[str, Any]], data: Any, width: int) -> str:
    spec = {**draw(data, width), "width": width, "background": LIGHT.paper}
    # The schema's address is no part of the picture: nothing is asked of another host.
    spec.pop("$schema", None)
    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return drawn


def _draw_lanes(data: Any, width: int) -> dict[str, Any]:
    start, end = data.stretch
    return draw_lanes(data, arrange(data.marks, tuple(data.lanes), start, end, width), LIGHT)


_CHARTS: Mapping[str, Callable[[Any, int], dict[str, Any]]] = MappingProxyType(
    {
        "lanes": _draw_lanes,
        "steps": lambda data, _: draw_steps(data, LIGHT),
        "tallies": lambda data, _: draw_tallies(data, LIGHT),
    }
)


def draw_figure(picture: Picture | None, words: Words, height: int | None = None) -> str:
    """A picture with its words, as SVG that stands by itself; `height` cuts what is lower off the picture, and words
    that go on for too long."""
    inside = WIDTH - 2 * MARGIN
    sentence, notes, source = (
        textwrap.wrap(text, letters, max_lines=lines if height else None, placeholder=" …")
        for text, (letters, _, lines) in ((words.sentence, _SENTENCE), (words.notes, _NOTES), (words.source, _SOURCE))
    )
    noted = MARGIN + 24 + len(sentence) * _SENTENCE[1]
    top = noted + len(notes) * _NOTES[1] + (8 if notes else 0)
    below = len(source) * _SOURCE[1] + MARGIN
    most = height - top - below - 8 if height else math.inf
    drawn = draw_picture(picture, inside, min(most, _MAP_HEIGHT)) if picture else ""
    wide, tall = _measure(drawn) if drawn else (inside, 0.0)
    fits = min(inside / wide, most / tall if tall else 1.0, 1.0)
    scale = fits if fits >= _SMALLEST else min(inside / wide, 1.0)
    room = min(tall * scale, most)
    whole = height or round(top + room + below + 8)
    lines = [
        _write_lines([words.heading], MARGIN + 8, 18, LIGHT.muted, 0),
        _write_lines(sentence, MARGIN + 42, 24, LIGHT.ink, _SENTENCE[1], "bold"),
        _write_lines(notes, noted + 14, 17, LIGHT.ink, _NOTES[1]),
        _write_lines(source, whole - below + 12, 15, LIGHT.muted, _SOURCE[1]),
    ]
    # What is cut off is cut off at the foot; what is smaller stands in the middle.
    left = MARGIN + (inside - wide * scale) / 2
    frame = (
        f'<svg x="{left:.0f}" y="{top}" width="{wide * scale:.0f}" height="{room:.0f}" overflow="hidden" '
        f'viewBox="0 0 {wide:.0f} {room / scale:.0f}">{drawn}</svg>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" '
        f'height="{whole}" viewBox="0 0 {WIDTH} {whole}" font-family="Liberation Sans, Arial, sans-serif">'
        f"<title>{escape(words.sentence)}</title>"
        f'<rect width="{WIDTH}" height="{whole}" fill="{LIGHT.paper}"/>{frame}{"".join(lines)}</svg>'
    )


def _measure(svg: str) -> tuple[float, float]:
    """The width and the height of an SVG, in pixels."""
    root = svg[: svg.index(">")]
    wide, tall = (float(root.partition(f' {side}="')[2].partition('"')[0]) for side in ("width", "height"))
    return wide, tall


def _write_lines(lines: list[str], top: float, size: int, color: str, step: int, weight: str = "normal") -> str:
    return "".join(
        f'<text x="{MARGIN}" y="{top + row * step:.0f}" font-size="{size}" font-weight="{weight}" fill="{color}">'
        f"{escape(line)}</text>"
        for row, line in enumerate(lines)
    )


def write_png(svg: str) -> bytes:
    """An SVG as pixels."""
    png: bytes = vl_convert.svg_to_png(svg)
    return png
