"""21 against 30: the countries of Fuzhou's first batch beside those of the whole first report."""

from dataclasses import dataclass

from lib.answers.cards import Card, write_card
from lib.answers.sums import (
    BATCH,
    BATCH_COUNTRIES,
    COUNTRIES_FIRST,
    STATIONS_FIRST,
    Figure,
    Numbers,
    say_number,
)
from lib.words import records as evidence
from lib.words.catalogue import text


@dataclass(frozen=True)
class Batch:
    """Why there are two numbers of countries: a heading, a sentence, and each number with who gave it."""

    heading: str
    about: str
    cards: tuple[Card, ...]


def write_batch(numbers: Numbers) -> Batch | None:
    """The two numbers and the mistaken one; None where not all of them are out."""
    found, about = find_batch(numbers), explain_batch(numbers)
    if not found or not about:
        return None
    whole, _, batch = (int(figure["value"]) for _, figure in found)
    return Batch(
        heading=text("Why {batch} and {whole} countries", batch=batch, whole=whole),
        about=about,
        cards=tuple(write_card(figure, f"{evidence.write_number(figure)} {what}") for what, figure in found),
    )


def find_batch(numbers: Numbers) -> tuple[tuple[str, Figure], ...]:
    """The countries of the first report beside the 21 of Fuzhou's first batch: what each counts, and the figure.

    The report's own 30, the 21 that the press gave for all its stations, the 21 of the batch. Empty until all are out.
    """
    own, batch = numbers.own(COUNTRIES_FIRST).get(""), numbers.batch
    if own is None or not {BATCH, BATCH_COUNTRIES, COUNTRIES_FIRST} <= batch.keys():
        return ()
    return (
        (text("for the whole first report"), own),
        (text("given for the whole first report"), batch[COUNTRIES_FIRST]),
        (text("of Fuzhou’s first {n} stations alone", n=say_number(batch[BATCH])), batch[BATCH_COUNTRIES]),
    )


def explain_batch(numbers: Numbers) -> str:
    """Why there are two numbers of countries, as a sentence; "" where `find_batch` finds nothing."""
    found, first = find_batch(numbers), numbers.batch
    stations = numbers.own(STATIONS_FIRST).get("")
    if not found or stations is None:
        return ""
    (_, own), (_, mistaken), (_, batch) = found
    return text(
        "The first {first} stations, which the police of Fuzhou are reported to have announced, were in {batch}; the "
        "whole first report, with {stations}, is reported to cover {countries}; much of the press gave Fuzhou’s "
        "{mistaken} for all {all}.",
        first=say_number(first[BATCH]),
        batch=evidence.write_number(batch),
        stations=evidence.write_number(stations),
        countries=evidence.write_number(own),
        mistaken=say_number(mistaken),
        all=say_number(stations),
    )
