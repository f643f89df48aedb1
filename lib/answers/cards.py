"""A published number as a card: the number, who gave it, for when, and our reading of it."""

from dataclasses import dataclass

from lib.answers.sums import Figure
from lib.words.catalogue import text, write_when


@dataclass(frozen=True)
class Card:
    """A figure (`record`) under its number; `reading` is "" where we have none to add."""

    record: str
    number: str
    author: str
    when: str
    reading: str


def write_card(figure: Figure, number: str) -> Card:
    """A figure under a number that says what it counts."""
    reading = text("Our reading: {reading}", reading=figure["reading"]) if figure["reading"] else ""
    return Card(figure["id"], number, figure["author"], write_when(figure["as_of"]), reading)
