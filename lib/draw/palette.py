"""What a colour stands for, and the colours of the ground it stands on, in light and in dark."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lib.answers.places import BOTH, SEVERAL
from lib.view.steps import COLLATERAL, STEPS, UNRANKED

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), told apart with any colour vision; neutral, not
# red for guilty and green for good. A light grey stands for what is not known: Okabe and Ito's is too close to purple.
_BLUE, _SKY, _GREEN, _YELLOW = "#0072b2", "#56b4e9", "#009e73", "#f0e442"
_ORANGE, _VERMILION, _PURPLE, _GREY = "#e69f00", "#d55e00", "#cc79a7", "#d0d0d0"
_BROWN = "#8a6d3b"
PALETTES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "report": MappingProxyType({"110-overseas": _BLUE, "patrol-and-persuade": _ORANGE, BOTH: _PURPLE}),
        "step": MappingProxyType(
            {
                **dict(zip(STEPS, (_BLUE, _SKY, _GREEN, _YELLOW, _ORANGE, _PURPLE, _GREY), strict=True)),
                COLLATERAL: _VERMILION,
                UNRANKED: _BROWN,
            }
        ),
        "bureau": MappingProxyType(
            {
                "fuzhou": _BLUE,
                "qingtian": _ORANGE,
                "nantong": _GREEN,
                "wenzhou": _SKY,
                "unknown": _GREY,
                SEVERAL: _PURPLE,
            }
        ),
    }
)


@dataclass(frozen=True)
class Theme:
    """Colours of the ground that the marks stand on, of their outline and names, and of a chart's lines and lanes.

    Lanes are told apart by place and title; neighbours also differ in colour: the blue and the vermilion of Okabe and
    Ito's palette, each at least 3:1 against its ground (WCAG 1.4.11).

    The sea is the background of the map's element in `static/atlas.css`, which names it once more: the canvas is
    transparent, so a map is never white before its land is there.
    """

    sea: str
    land: str
    border: str
    outline: str
    text: str
    nothing: str
    line: str
    lanes: tuple[str, str]


LIGHT = Theme(
    sea="#dbe7ee",
    land="#faf8f4",
    border="#c4beb2",
    outline="#22303c",
    text="#1d2730",
    nothing="#a5a29a",
    line="#d5d8dc",
    lanes=("#0072b2", "#b34f00"),
)
DARK = Theme(
    sea="#18222c",
    land="#333e49",
    border="#55626f",
    outline="#eef3f7",
    text="#ffffff",
    nothing="#717d89",
    line="#39414b",
    lanes=("#56b4e9", "#f08a3c"),
)


def read_rgb(color: str, alpha: int = 255) -> list[int]:
    """A colour written #rrggbb as deck.gl wants it: red, green, blue, alpha, each up to 255."""
    return [*bytes.fromhex(color[1:]), alpha]


def mix(color: str, ground: str, part: float) -> str:
    """The colour that `part` (0 to 1) of a colour makes on a ground."""
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in pairs)
