"""The Answers of all pages give the same totals for any view; so do the map's marks, briefings and the sentence."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import example, given, settings

from lib import view as views
from lib.answers import country as briefings
from lib.answers.blocks import Table
from lib.answers.map import Map
from lib.answers.pages import PAGES, answer_page
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
from lib.words.names import name_country
from tests.strategies import views as any_view

CAMERA = frame_bounds((-180.0, -60.0, 180.0, 75.0), 1000, 600)
# The briefing's two sentences of its number: all that is sourced by the date, and what the filters leave of it.
SOURCED = re.compile(r"(?:(\d+) stations?|No station) reported in [^.]* sourced here")
LEFT = re.compile(r"Filters leave (\d+|none) of them in the list")
# (date, country, entries) → the numbers its briefing gives. A briefing depends on nothing else but for its wording.
Written = dict[tuple[Any, ...], tuple[int, int, int]]


def keep(counts: dict[str, int]) -> dict[str, int]:
    return {country: count for country, count in counts.items() if count}


def read_marks(found: Map, color: str) -> dict[str, int]:
    """Stations by country, read off the marks that the map draws."""
    drawn = scene.arrange(found.places, camera=CAMERA, color=color, theme=LIGHT)
    deck = decks.draw(drawn, LIGHT, "")
    marks = [mark for layer in deck.layers if layer.id in ("city", "region", "country") for mark in layer.data]
    country = {place.code: place.country for place in found.places}
    counts: Counter[str] = Counter()
    for mark in marks:
        counts[country[mark["place"]]] += int(mark["what"].split()[0])
    return dict(counts)


def add_up(table: Table, column: str, of: str = "country") -> dict[str, int]:
    """A column of whole numbers, added up by another."""
    counts: Counter[str] = Counter()
    for row in read_rows(table):
        counts[str(row[of])] += int(row[column] or 0)
    return keep(dict(counts))


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
SECOND_OUT = date(2022, 12, 5)


@settings(max_examples=100)
@given(view=any_view)
@example(view=View(asof=date(2022, 9, 12)))
@example(view=View(asof=date(2022, 12, 4)))
@example(view=View(asof=date(2022, 12, 5)))
def test_the_answers_of_all_pages_give_the_same_totals_for_any_view(dataset: Dataset, view: View) -> None:
    atlas = Atlas(dataset)
    view, _ = views.check(view, dataset)
    selection = views.apply(view, dataset)
    expected, total = keep(selection.count_by("country")), selection.count
    assert sum(expected.values()) == total
    shown = {page.code: answer_page(page, atlas, view) for page in PAGES}

    placed: Counter[str] = Counter()
    for place in shown["map"].places:
        placed[place.country] += place.count
    assert keep(placed) == keep(read_marks(shown["map"], view.color)) == expected
    assert add_up(shown["map"].entries, "stations") == expected
    for _, keys in shown["map"].legend.groups:
        numbered = [key.number for key in keys if key.kind in ("color", "shape")]
        assert not numbered or sum(numbered) == total

    assert keep({row.country: row.stations for row in shown["responses"].matrix.rows}) == expected
    # The index of countries stands where none is chosen.
    noted = {row[0].text: re.match(r"\d*", row[1])[0] for row in shown["country"].index.rows}  # type: ignore[index]
    assert not noted or {name: int(n) for name, n in noted.items() if n} == {
        name_country(code): number for code, number in expected.items()
    }

    sums = shown["reports"].sums
    assert sums or not total
    if sums:
        # Before the second report there is no sum of both, and the first's is the whole. The first row may be of it.
        both = "both" if "both" in {column.code for column in sums.countries.columns} else "first"
        assert both == "both" or selection.asof < SECOND_OUT
        summed = add_up(sums.countries, both)
        assert summed.pop("The whole", total) == total and summed == expected
        assert sum(add_up(sums.bureaus, both, "bureau").values()) == total

    for listing in shown["data"].listings:
        if listing.code in ("stations", "places"):
            counted: Counter[str] = Counter()
            for row in listing.rows.rows:
                counted[str(row["country"])] += int(row["count"] or 0)
            assert keep(counted) == expected, listing.code

    numbers = dict(write_briefings(selection, atlas, WRITTEN))
    for code, given_numbers in numbers.items():
        assert set(given_numbers) == {expected.get(code, 0)}, code
    assert sum(count for count, *_ in numbers.values()) == total
    sentence = words.describe(selection)
    assert sentence.startswith(f"{count_stations(total)} " if total else "No station")
