"""The timeline's Answer: what happened when, in a stretch of time, as marks in lanes, as rows and as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.answers import marks as dated
from lib.answers import stretch as stretches
from lib.answers.blocks import FIRST_ROWS, Cell, Coded, Column, Country, Notice, Picture, Table, When
from lib.answers.evidence import link_by_record
from lib.answers.stretch import Stretch
from lib.dataset import Dataset, codes, label
from lib.view import ALWAYS_IN_SIGHT, Selection, View
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words import marks as words
from lib.words.catalogue import language, plural, text, write_date, write_number, write_when
from lib.words.names import name_country, place_country


@dataclass(frozen=True)
class Way:
    """A way to another stretch of time: its code and title, and the ends that the link then has."""

    code: str
    title: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Ways:
    """The ways there are to other stretches: those with a name, and those from what is shown."""

    named: tuple[Way, ...]
    moved: tuple[Way, ...]
    first: str
    last: str


@dataclass(frozen=True, eq=False)
class Lanes:
    """What a drawing of lanes shows: the marks (COLUMNS) of a stretch, and what its tooltips are called.

    `lanes` are those that are on, in order, each with its title; `asof` is drawn where the stretch goes on after it.
    """

    marks: pd.DataFrame
    lanes: Mapping[str, str]
    stretch: Stretch
    asof: date
    what: str
    when: str
    lane: str


@dataclass(frozen=True)
class Month:
    """A month (ISO) of the overview, its title: how many marks begin in it, and how that is said."""

    month: str
    title: str
    number: int
    says: str


@dataclass(frozen=True)
class Months:
    """What the overview shows: the months of a span in which marks begin, and what its tooltips are called."""

    months: tuple[Month, ...]
    span: Stretch
    month: str
    number: str


@dataclass(frozen=True)
class Row:
    """A dated row by itself: what, when, in which lane, how sure, who did what; `about` leads to its country."""

    code: str
    title: str
    when: str
    lane: str
    confidence: str
    said: str
    country: str
    about: str


@dataclass(frozen=True, eq=False)
class Drawn:
    """The part of the timeline that there is where something of the stretch can be drawn."""

    span: Stretch
    shown: Stretch
    listed: str
    earlier: Way | None
    ways: Ways
    overview: Picture
    help: str
    lanes: Picture
    names: tuple[tuple[str, str], ...]
    count: str
    table_title: str
    table: Table
    undated: Table | None
    undated_title: str


@dataclass(frozen=True, eq=False)
class Timeline:
    """What the timeline says of a view.

    without_host: no row is of any country but those that are never filtered away; outside: why nothing can be drawn,
    and `out` a way to what can; last_lane: said where one lane alone is on. hint, close, says_who: around an open row.
    """

    title: str
    standfirst: str
    without_host: bool
    outside: Notice | None
    out: Way | None
    lanes: str
    last_lane: str
    hint: str
    close: str
    says_who: str
    drawn: Drawn | None


def write(atlas: Atlas, selection: Selection) -> Timeline:
    """The timeline of a view."""
    view, asof = selection.view, selection.asof
    found = dated.find_marks(atlas, view)
    span = stretches.whole(found, asof)
    shown = stretches.cut(span, view.start, view.end) if len(found) else None
    return Timeline(
        title=text("What happened when"),
        standfirst=text(
            "Openings, reports, laws, statements and responses, each with its source and never dated more sharply than "
            "it. **China’s statements stand in their own lane.** A point is a day, a bar a month or a year, a bar with "
            "ends a span."
        ),
        without_host=is_without_host(selection),
        outside=None if shown else Notice(_explain_outside(view, found, span)),
        out=None if shown or found.empty else _name_whole(span),
        lanes=text(BY_FIELD["lane"].label),
        last_lane=text("One lane always stays on: switch another one on before this one off.")
        if len(view.lane) == 1
        else "",
        hint=text("Choose a mark or a row to see who said so."),
        close=text("Close"),
        says_who=text("Says who?"),
        drawn=_draw(atlas, selection, found, span, shown) if shown else None,
    )


def _draw(atlas: Atlas, selection: Selection, found: pd.DataFrame, span: Stretch, shown: Stretch) -> Drawn:
    view = selection.view
    rows = dated.narrow(found, view.lane, *shown)
    undated = _list_undated(atlas, selection)
    return Drawn(
        span=span,
        shown=shown,
        listed=_describe(len(rows), dated.count_dated(atlas, selection.asof), span, shown),
        earlier=_offer_earlier(view, found, span, shown),
        ways=_list_ways(span, shown),
        overview=_draw_months(found, view.lane, (min(stretches.usual(span)[0], shown[0]), span[1])),
        help=text(
            "Rows that begin in each month: drag over the bars to choose a stretch, or use the buttons (Alt and Shift "
            "with the arrow keys)."
        ),
        lanes=draw_lanes(rows, view.lane, shown, selection.asof),
        names=tuple(
            (row[0], text("{date} · {title}", date=row[1], title=row[2]))
            for row in rows[["id", "date", "title"]].head(FIRST_ROWS).itertuples(index=False, name=None)
        ),
        count=plural("All {n} row", "All {n} rows", len(rows)),
        table_title=text("As a table"),
        table=list_rows(rows, atlas.dataset),
        undated=undated,
        undated_title=_count_undated(undated, len(selection.stations)) if undated else "",
    )


def is_without_host(selection: Selection) -> bool:
    """Whether a selection holds no station, response or event of any country but those that are never filtered away."""
    hosts = set(selection.events["country"]) - {"", *ALWAYS_IN_SIGHT}
    asked = set(selection.view.country) & set(ALWAYS_IN_SIGHT)
    return selection.stations.empty and selection.responses.empty and not hosts and not asked


def _explain_outside(view: View, found: pd.DataFrame, span: Stretch) -> str:
    if found.empty:
        return text("No dated row of this view is of {day} or earlier.", day=write_date(span[1]))
    asked = [text("from {day}", day=write_date(view.start))] if view.start else []
    asked += [text("to {day}", day=write_date(view.end))] if view.end else []
    if view.start and view.start > span[1]:
        why = text("Nothing of it lies before the as-of date, {day}.", day=write_date(span[1]))
    else:
        why = text("The first dated row of this view is of {day}.", day=write_date(span[0]))
    return text("This link asks for the stretch {asked}. {why}", asked=" ".join(asked), why=why)


def _name_whole(span: Stretch) -> Way:
    """The whole span; its link has no start where the timeline begins there by itself."""
    return Way("whole", text("Whole span"), None if stretches.usual(span) == span else span[0], None)


def _offer_earlier(view: View, found: pd.DataFrame, span: Stretch, shown: Stretch) -> Way | None:
    """How many rows lie before a start that nobody asked for; choosing it shows them."""
    earlier = 0 if view.start else dated.count_earlier(found, view.lane, shown[0])
    title = plural("{n} earlier row", "{n} earlier rows", earlier)
    return Way("earlier", title, span[0], view.end) if earlier else None


def _list_ways(span: Stretch, shown: Stretch) -> Ways:
    usual = stretches.usual(span)
    moved = []
    for code, title, closer, later in (
        ("closer", text("Closer"), 2.0, 0.0),
        ("wider", text("Wider"), 0.5, 0.0),
        ("earlier", text("Earlier"), 1.0, -0.5),
        ("later", text("Later"), 1.0, 0.5),
    ):
        stretch = stretches.move(span, shown, closer, later)
        moved.append(Way(code, title, *((None, None) if stretch == usual else stretch)))
    return Ways(
        named=(
            _name_whole(span),
            Way("2022-23", text("2022–23"), date(2022, 1, 1), date(2023, 12, 31)),
            Way("since-2023", text("Since 2023"), date(2023, 1, 1), None),
        ),
        moved=tuple(moved),
        first=text(BY_FIELD["start"].label),
        last=text(BY_FIELD["end"].label),
    )


def _describe(listed: int, dated_rows: int, span: Stretch, shown: Stretch) -> str:
    """What the timeline lists, with its denominator, and the stretch that is shown."""
    said = text(
        "Listed: {listed} of {dated} dated rows, from {first} to {last}.",
        listed=write_number(listed),
        dated=write_number(dated_rows),
        first=write_date(shown[0]),
        last=write_date(shown[1]),
    )
    if listed or not dated_rows:
        return said
    first, last = (write_date(day) for day in span)
    return said + " " + text("All of them lie between {first} and {last}.", first=first, last=last)


def describe_acts(found: pd.DataFrame) -> str:
    """How many responses by how many governments, and how many other rows, are among the marks."""
    acts = found[found["lane"] == "responses"]
    return text(
        "{responses} by {governments}, {others} in these months.",
        responses=plural("{n} response", "{n} responses", len(acts)),
        governments=plural("{n} government", "{n} governments", acts["country"].nunique()),
        others=plural("{n} other dated row", "{n} other dated rows", len(found) - len(acts)),
    )


def draw_lanes(rows: pd.DataFrame, lanes: Sequence[str], shown: Stretch, asof: date) -> Picture:
    """Marks as a picture of lanes (none named: all); its data are Lanes."""
    counts = dated.count_lanes(rows, lanes)
    titles = MappingProxyType({lane: words.name_lane(lane, number) for lane, number in counts.items()})
    data = Lanes(rows, titles, shown, asof, text("What"), text("When"), text("Lane"))
    return Picture("lanes", words.describe_lanes(counts, *shown), data)


def _draw_months(found: pd.DataFrame, lanes: Sequence[str], span: Stretch) -> Picture:
    """How many marks of these lanes begin in each month of a span; its data are Months."""
    rows = dated.narrow(found, lanes, *span)
    counts = rows["first"].dt.to_period("M").value_counts().sort_index()
    months = tuple(
        Month(str(month), write_when(str(month)), int(number), words.describe_month(str(month), int(number)))
        for month, number in counts.items()
    )
    alt = text("Rows that begin in each month, with the stretch that is shown below marked.")
    return Picture("months", alt, Months(months, span, text("Month"), text("Rows that begin in it")))


def list_rows(found: pd.DataFrame, dataset: Dataset) -> Table:
    """Marks as a table for reading, in their order: the first of them, with who said so."""
    first = found.head(FIRST_ROWS)
    spans = [dataset.spans[code] for code in first["id"] if code in dataset.spans]
    places = [place for span in spans for place in range(span.start, span.stop)]
    sources = link_by_record(dataset.citations.iloc[places])
    return Table(
        text("Dated rows, oldest first"),
        (
            Column("date", text("Date")),
            Column("lane", text("Lane")),
            Column("country", text("Country")),
            Column("what", text("What")),
            Column("summary", text("Summary")),
            Column("sources", text("Sources")),
            Column("confidence", text("Confidence")),
            Column("id", text("Id")),
        ),
        tuple(_list_row(mark, sources.get(mark["id"], ())) for mark in first.to_dict("records")),
        len(found),
    )


def _list_row(mark: Mapping[str, Any], sources: Cell) -> tuple[Cell, ...]:
    return (
        When(mark["date"], mark["until"], mark["cut"] and mark["precision"] == "span"),
        Coded("lane", mark["lane"]),
        Country(mark["country"]) if mark["country"] else None,
        mark["title"],
        _say(mark),
        sources,
        Coded("responses.confidence", mark["confidence"]),
        mark["id"],
    )


def _say(mark: Mapping[str, Any]) -> str:
    """What a mark's record says, after who acted."""
    if mark["actor"] and mark["summary"]:
        return text("{actor}: {summary}", actor=mark["actor"], summary=mark["summary"])
    return str(mark["actor"] or mark["summary"])


def read_row(drawn: Drawn, code: str) -> Row | None:
    """One of the rows that are shown, by its id; None where there is no such row among them."""
    marks = drawn.lanes.data.marks
    found = marks[marks["id"] == code]
    if found.empty:
        return None
    mark = found.iloc[0].to_dict()
    country = mark["country"]
    return Row(
        code=code,
        title=mark["title"],
        when=words.write_span(mark),
        lane=text(label("lane", mark["lane"])),
        confidence=text("confidence: {code}", code=text(codes("responses.confidence")[mark["confidence"]].small)),
        said=_say(mark),
        country=country,
        about=text("All about {country}", country=place_country(country)) if country else "",
    )


def _count_undated(undated: Table, entries: int) -> str:
    return text(
        "{undated} of {entries} have no opening date and are not drawn",
        undated=write_number(undated.total),
        entries=plural("{n} station entry", "{n} station entries", entries),
    )


def _list_undated(atlas: Atlas, selection: Selection) -> Table | None:
    """Station entries without an opening date; None where no opening would be drawn anyway."""
    if selection.view.lane and "openings" not in selection.view.lane:
        return None
    every = atlas.recall(_order_undated, language())
    rows = every[every.index.isin(selection.stations.index)]
    return Table(
        text("Station entries without an opening date"),
        (
            Column("country", text("Country")),
            Column("place", text("Place")),
            Column("stations", text("Stations")),
            Column("report", text("First listed by")),
            Column("id", text("Id")),
        ),
        tuple(
            (
                Country(row["country"]),
                row["city"] or text("no city named"),
                row["count"],
                Coded("stations.report", row["report"]),
                row["id"],
            )
            for row in rows.head(FIRST_ROWS).to_dict("records")
        ),
        len(rows),
    )


def _order_undated(atlas: Atlas, language: str) -> pd.DataFrame:
    """All station entries without an opening date, by country's name, city and id."""
    rows = atlas.dataset.stations[atlas.dataset.stations["opened"] == ""]
    rows = rows.assign(name=rows["country"].map(name_country))
    return rows.sort_values(["name", "city", "id"], kind="stable")
