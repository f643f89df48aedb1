"""What a colour stands for, and the colours of the ground it stands on, in light and in dark."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from lib.answers.places import BOTH, SEVERAL
from lib.view.steps import COLLATERAL, STEPS, UNRANKED

# Steps are an order, so their colours are one too: the further a government went against the stations, the deeper the
# blue; what speaks for them is another hue, and nothing found steps back on either ground. Neutral, not red for guilty
# and green for good. Every two colours of a legend are told apart with any colour vision (see tests/draw).
_LADDER = ("#1a4fae", "#2f80d0", "#66b2e8", "#b9dcf6", "#e08214", "#a8478a", "#dcdad5")
PALETTES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "report": MappingProxyType({"110-overseas": "#1f6fc0", "patrol-and-persuade": "#e08214", BOTH: "#4b2470"}),
        "step": MappingProxyType(
            {**dict(zip(STEPS, _LADDER, strict=True)), COLLATERAL: "#9a8a6a", UNRANKED: "#6e4f1f"}
        ),
        # Bureaus have no order: Okabe and Ito's colours (https://jfly.uni-koeln.de/color/), grey for what is unknown.
        "bureau": MappingProxyType(
            {
                "fuzhou": "#0072b2",
                "qingtian": "#e69f00",
                "nantong": "#009e73",
                "wenzhou": "#56b4e9",
                "unknown": "#d0d0d0",
                SEVERAL: "#cc79a7",
            }
        ),
    }
)


@dataclass(frozen=True)
class Theme:
    """Every colour of the atlas that is not a code's: its names are the style sheets' too (see `write_tokens`).

    paper, ink: ground and text; muted: captions, dates, labels; accent: links, what is selected, focus; hair: lines
    that are not needed to understand; control: edges of controls; wash, tint: what is pointed at, what is selected;
    plate: behind words that stand on the map; sea, land, border; outline: of every mark, 3:1 against sea and land;
    text: names on the map; nothing: a step where nothing was found; contested: that word; lanes: of the timeline.
    """

    paper: str
    ink: str
    muted: str
    accent: str
    hair: str
    control: str
    wash: str
    tint: str
    plate: str
    sea: str
    land: str
    border: str
    outline: str
    text: str
    nothing: str
    contested: str

    @property
    def line(self) -> str:
        """A chart's lines."""
        return self.hair


LIGHT = Theme(
    paper="#ffffff",
    ink="#14181c",
    muted="#55606b",
    accent="#0b5394",
    hair="#d9dee3",
    control="#868e98",
    wash="#f3f5f7",
    tint="#e6eef6",
    plate="#fffffff0",
    sea="#dbe7ee",
    land="#faf8f4",
    border="#c4beb2",
    outline="#22303c",
    text="#1d2730",
    nothing=_LADDER[-1],
    contested="#9a4a00",
)
DARK = Theme(
    paper="#10151a",
    ink="#eef1f4",
    muted="#a9b3bd",
    accent="#8ab8e6",
    hair="#2f3842",
    control="#6b7480",
    wash="#1a2128",
    tint="#1c3047",
    plate="#10151ae6",
    sea="#18222c",
    land="#333e49",
    border="#55626f",
    outline="#eef3f7",
    text="#ffffff",
    nothing="#8a949e",
    contested="#f0b070",
)


def pick_color(color: str, code: str, theme: Theme) -> str:
    """What colours a mark: a code's colour by what marks are coloured by; a step where nothing was found steps back."""
    return theme.nothing if code == STEPS[-1] else PALETTES[color][code]


def write_tokens() -> str:
    """The colours as custom properties of a style sheet: a token is `--NAME`, a step's colour `--step-CODE`."""
    tokens = {each.name: (getattr(LIGHT, each.name), getattr(DARK, each.name)) for each in fields(Theme)}
    for code in (*STEPS, COLLATERAL, UNRANKED):
        tokens[f"step-{code}"] = pick_color("step", code, LIGHT), pick_color("step", code, DARK)
    rules = (f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in tokens.items())
    return f":root {{ {' '.join(rules)} }}"


def read_rgb(color: str, alpha: int = 255) -> list[int]:
    """A colour written #rrggbb as deck.gl wants it: red, green, blue, alpha, each up to 255."""
    return [*bytes.fromhex(color[1:]), alpha]


def mix(color: str, ground: str, part: float) -> str:
    """The colour that `part` (0 to 1) of a colour makes on a ground."""
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in pairs)
