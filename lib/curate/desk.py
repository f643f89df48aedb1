"""What every command of the curator has in hand: the desk it talks over, its turn at the folder, its words."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lib.curate.geocode import GeoNamesGeocoder
from lib.dataset import Location


@dataclass(frozen=True)
class Desk:
    """What a command talks to: the curator, the calendar, the gazetteers, and servers: the pause between two questions,
    and how long they may take to connect and to begin their answer. Tests lay another."""

    say: Callable[[str], None] = print
    ask: Callable[[str], str] = input
    today: Callable[[], date] = date.today
    geonames: GeoNamesGeocoder = field(default_factory=GeoNamesGeocoder)
    adapter_factory: Callable[..., Any] | None = None
    pause_seconds: float = 2.0
    wait_seconds: tuple[float, float] = (10.0, 20.0)


@contextmanager
def take_turn(folder: Path, desk: Desk) -> Iterator[None]:
    """Hold a data folder while it is written; a second command is told, and waits for the first to end."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            desk.say(f"Another command is writing to {folder}: this one waits for it to end (Ctrl-C breaks off).")
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)  # which lets go of it, as does the end of the process


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 place", "2 places"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def describe(key: str, location: Location) -> str:
    """Where a place was put, and by whom."""
    origin = location.gazetteer_id or "the curator's point"
    return f"{key}: {location.name}, {location.latitude:.3f}, {location.longitude:.3f} ({origin})"
