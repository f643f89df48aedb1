"""Every page gives the same totals, whatever the view: they come from `view.count_by` alone."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings

from lib import view as views
from lib.answers import country as briefings
from lib.answers import places
from lib.answers import responses as matrix
from lib.answers import sums as figures
from lib.answers.map import list_entries
from lib.dataset import Dataset
from lib.draw import deck as decks
from lib.draw import scene
from lib.draw.camera import frame_bounds
from lib.draw.palette import LIGHT
from lib.render import documents
from lib.render.tables import read_rows
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.words import views as words
from lib.words.catalogue import count_stations
from tests.strategies import views as any_view

CAMERA = frame_bounds((-180.0, -60.0, 180.0, 75.0), 1000, 600)
# The briefing's two sentences of its number: all that is sourced by the date, and what the filters leave of it.
SOURCED = re.compile(r"(?:(\d+) stations?|No station) reported in [^.]* sourced here")
LEFT = re.compile(r"Filters leave (\d+|none) of them in the list")
# (date, country, entries) → the numbers its briefing gives. A briefing depends on nothing else but for its wording.
Written = dict[tuple[Any, ...], tuple[int, int, int]]


def keep(counts: dict[str, int]) -> dict[str, int]:
    return {country: count for country, count in counts.items() if count}


def read_marks(selection: Selection, dataset: Dataset) -> dict[str, int]:
    """Stations by country, read off the marks that the map draws."""
    found = places.gather(selection, dataset.geocache)
    drawn = scene.arrange(found, camera=CAMERA, color=selection.view.color, theme=LIGHT)
    deck = decks.draw(drawn, LIGHT, "")
    marks = [mark for layer in deck.layers if layer.id in ("city", "region", "country") for mark in layer.data]
    country = {place.code: place.country for place in found}
    counts: Counter[str] = Counter()
    for mark in marks:
        counts[country[mark["place"]]] += int(mark["what"].split()[0])
    return dict(counts)


def read_headline(text: str) -> int:
    """The number of stations that a briefing's headline gives for the view."""
    left, sourced = LEFT.search(text), SOURCED.search(text)
    assert sourced is not None
    number = left[1] if left else sourced[1]
    return 0 if number in ("none", None) else int(number)


def write_briefings(selection: Selection, atlas: Atlas, written: Written) -> Iterator[tuple[str, tuple[int, ...]]]:
    """For each country in view, the number of its briefing, and those of its headline in Markdown and in HTML."""
    entries = selection.stations.groupby("country")["id"].agg(tuple).to_dict()
    for code in briefings.choose_countries(selection):
        key = (selection.asof, code, entries.get(code, ()))
        if key not in written:
            briefing = briefings.brief(atlas, selection.view, code)
            markdown = documents.render_markdown([briefing])
            html = documents.render_article(briefing)
            written[key] = (briefing.count, read_headline(markdown), read_headline(html))
        yield code, written[key]


WRITTEN: Written = {}


@settings(max_examples=200)
@given(view=any_view)
def test_map_tables_reports_matrix_and_briefings_give_the_same_totals_for_any_view(
    dataset: Dataset, view: View
) -> None:
    view, _ = views.check(view, dataset)
    selection = views.apply(view, dataset)
    expected, total = keep(selection.count_by("country")), selection.count
    assert sum(expected.values()) == total

    map_places: Counter[str] = Counter()
    for place in places.gather(selection, dataset.geocache):
        map_places[place.country] += place.count
    assert keep(map_places) == expected
    assert keep(read_marks(selection, dataset)) == expected

    numbers = figures.read_numbers(selection.figures)
    tallies = figures.tally_countries(selection, numbers)
    assert keep({tally.country: tally.shown for tally in tallies}) == expected
    assert sum(share.shown for share in figures.share_bureaus(selection, numbers)) == total

    listed: Counter[str] = Counter()
    table = list_entries(selection, dataset, len(dataset.stations))
    for row in read_rows(table):
        listed[str(row["country"])] += int(row["stations"] or 0)
    assert keep(listed) == expected

    assert keep({row.country: row.stations for row in matrix.fill(selection, dataset)}) == expected

    numbers = dict(write_briefings(selection, Atlas(dataset), WRITTEN))
    for code, given_numbers in numbers.items():
        assert set(given_numbers) == {expected.get(code, 0)}, code
    assert sum(count for count, *_ in numbers.values()) == total
    sentence = words.describe(selection)
    assert sentence.startswith(f"{count_stations(total)} " if total else "No station")
