"""The Reports page: who gave which number, what is sourced of it, and why the numbers differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lib.answers import places, sums
from lib.answers.batch import Batch, write_batch
from lib.answers.blocks import FIRST_ROWS, Cell, Column, Link, Picture, Statement, Table, When
from lib.answers.cards import Card, write_card
from lib.answers.contradictions import Contradiction, find_contradictions
from lib.answers.evidence import link_by_record
from lib.answers.standing import say_denial
from lib.answers.sums import BEYOND, Figure, Numbers, Share, Tally, Whole, is_contested
from lib.answers.tallies import Sources, list_bureaus, list_tallies, name_unsourced, write_bureaus, write_country
from lib.dataset import codes, label
from lib.view import Selection
from lib.view.atlas import Atlas
from lib.words import records as evidence
from lib.words.catalogue import count_stations, plural, text, write_list
from lib.words.names import name_country

FEW = 8  # countries that are all drawn, whether they changed or not
MOST = 60  # station entries opened at once


@dataclass(frozen=True)
class Dumbbells:
    """What the chart draws: countries from the first report to both, and what no source puts in a country.

    unsourced: its title, first and both, where nothing narrows the view and some are not sourced; names: what the three
    marks mean; second_out: whether both reports are drawn.
    """

    tallies: tuple[Tally, ...]
    unsourced: tuple[str, int, int] | None
    names: tuple[str, str, str]
    axis: str
    second_out: bool
    new: str


@dataclass(frozen=True)
class Group:
    """What can be opened at once: its code, its name, and its number of stations in words."""

    code: str
    name: str
    note: str


@dataclass(frozen=True)
class Entries:
    """Station entries with their places, and how many more there are, "" where none."""

    statements: tuple[Statement, ...]
    more: str


@dataclass(frozen=True)
class Panel:
    """Figures that disagree: about which country ("" is the whole), its mark, what is counted, the numbers, their
    meaning, and each with who gave it."""

    country: str
    mark: str
    title: str
    numbers: tuple[str, ...]
    about: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Panels:
    """Panels under a heading; `nothing` is said where there are none; `opened`: they begin open."""

    heading: str
    panels: tuple[Panel, ...]
    nothing: str
    opened: bool


@dataclass(frozen=True)
class Contest:
    """A country whose record of responses contradicts itself: its code, name, mark, and its responses' ids."""

    country: str
    name: str
    mark: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """The part of the page that there is where any station or number is in view."""

    picture: Picture
    rest: tuple[str, ...]
    countries: Table
    bureaus_heading: str
    bureaus: Table
    bureaus_note: str
    question: str
    hint: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Reports:
    """What the Reports page says. `equation`: the sum in figures, each with what it counts; `given`: the reports' own
    numbers, which open their evidence under `says_who`."""

    title: str
    standfirst: str
    heading: str
    equation: tuple[tuple[str, str], ...]
    sum: Statement
    narrowed: str
    says_who: str
    given: tuple[Statement, ...]
    sums: Sums | None
    batch: Batch | None
    disagree: str
    contradictions: tuple[Panels, ...]
    contested: str
    none_contested: str
    contests: tuple[Contest, ...]
    figures_heading: str
    figures: Table


def write(atlas: Atlas, selection: Selection) -> Reports:
    """The Answer to "Who gave which number, and why do the numbers differ?"."""
    numbers = sums.read_numbers(selection.figures)
    whole, tallies = sums.add_up(selection, numbers), sums.tally_countries(selection, numbers)
    cited = atlas.dataset.citations
    sources = link_by_record(cited[cited["record"].isin(selection.figures["id"])])
    contests = _list_contests(selection)
    return Reports(
        title=text("Who gave which number"),
        standfirst=_write_standfirst(selection),
        heading=sums.write_heading(whole),
        equation=sums.write_equation(whole),
        sum=Statement(sums.write_countries(whole), lead=sums.write_stations(whole)),
        narrowed=text("That is the whole. {view}", view=sums.write_view(tallies))
        if sums.is_narrowed(selection)
        else "",
        says_who=text("Says who?"),
        given=tuple(_list_given(numbers)),
        sums=_write_sums(selection, numbers, sources, whole, tallies) if tallies else None,
        batch=write_batch(numbers),
        disagree=text("Numbers that disagree"),
        contradictions=_list_contradictions(selection),
        contested=text("Countries whose record contradicts itself: {n}", n=len(contests)),
        none_contested="" if contests else text("None in this view."),
        contests=contests,
        figures_heading=text("Every published number of this view"),
        figures=list_figures(selection, sources),
    )


def _write_standfirst(selection: Selection) -> str:
    counted = text(
        "Safeguard Defenders counted twice, others counted too, and not every station that was counted could be "
        "placed by a source of this atlas."
    )
    denial = say_denial(selection)
    opens = text("Each number here opens who gave it.")
    return " ".join(filter(None, (counted, f"**{denial}**" if denial else "", opens)))


def write_entries(atlas: Atlas, selection: Selection, group: str) -> Entries:
    """The station entries in view of a group, as its code says ("country-it", "bureau-fuzhou")."""
    column, _, code = group.partition("-")
    entries = list_stations(selection, column, code.upper() if column == "country" else code)
    statements = tuple(
        Statement(evidence.say_station(entry), entry["id"], lead=f"{places.name_place(atlas.dataset, entry['place'])}:")
        for entry in entries[:MOST]
    )
    rest = len(entries) - len(statements)
    more = plural(
        "{n} more entry is not listed here; the map’s table lists it.",
        "{n} more entries are not listed here; the map’s table lists them.",
        rest,
    )
    return Entries(statements, more if rest else "")


def find_group(code: str, sums: Sums) -> str | None:
    """The group that a link opens, if it is one of those there are."""
    return code if any(group.code == code for group in sums.groups) else None


def list_stations(selection: Selection, column: str, code: str) -> list[dict[str, Any]]:
    """The station entries in view whose column ("country" or "bureau") is a code, by country and city."""
    rows = selection.stations[selection.stations[column] == code]
    entries: list[dict[str, Any]] = rows.sort_values(["country", "city", "id"]).to_dict("records")
    return entries


def _list_given(numbers: Numbers) -> list[Statement]:
    found = [numbers.own(subject).get("") for subject in sums.WHOLE]
    return [
        Statement(
            text(label("figures.subject", figure["subject"])), figure["id"], lead=f"{evidence.write_number(figure)}:"
        )
        for figure in found
        if figure is not None
    ]


def _write_sums(
    selection: Selection, numbers: Numbers, sources: Sources, whole: Whole, tallies: tuple[Tally, ...]
) -> Sums:
    drawn = _choose_drawn(tallies)
    shares, second_out = sums.share_bureaus(selection, numbers), sums.is_second_out(selection)
    return Sums(
        picture=_draw(selection, whole, drawn),
        rest=tuple(_name_rest([tally for tally in tallies if tally not in drawn])),
        countries=list_tallies(tallies, whole, selection, sources),
        bureaus_heading=text("By bureau"),
        bureaus=list_bureaus(shares, second_out, sources),
        bureaus_note=write_bureaus(shares, numbers.own(BEYOND).get(""), second_out),
        question=text("Says who? Open the station entries behind a number or a mark"),
        hint=text("Choose or type a country or a bureau"),
        groups=_list_groups(tallies, shares),
    )


def _choose_drawn(tallies: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """The countries that the chart draws: those that changed from report to report, where there are many."""
    if len(tallies) <= FEW:
        return tallies
    return tuple(tally for tally in tallies if (tally.first and tally.added) or tally.missing) or tallies


def _name_rest(tallies: Sequence[Tally]) -> Iterable[str]:
    """The countries that the chart leaves out, in two sentences: those that stayed as they were, and the new ones."""
    for stayed, one, many in (
        (
            True,
            "{n} country has the same number in both reports: {countries}.",
            "{n} countries have the same number in both reports: {countries}.",
        ),
        (
            False,
            "{n} country is in the second report alone: {countries}.",
            "{n} countries are in the second report alone: {countries}.",
        ),
    ):
        named = [tally for tally in tallies if bool(tally.first) is stayed]
        listed = write_list([f"{tally.name} {tally.shown}" for tally in named])
        if named:
            yield plural(one, many, len(named), countries=listed)


def _draw(selection: Selection, whole: Whole, tallies: tuple[Tally, ...]) -> Picture:
    unsourced = None
    if whole.missing and not sums.is_narrowed(selection):
        first = 0 if whole.listed is None else whole.listed - whole.first
        both = first if whole.reported is None else whole.missing
        unsourced = (name_unsourced(), first, both)
    return Picture(
        "tallies",
        text(
            "Stations by country, from the first report to both. {sum} The table below has the same numbers.",
            sum=sums.write_stations(whole),
        ),
        Dumbbells(
            tallies,
            unsourced,
            (text("sourced, first report"), text("sourced, both reports"), text("reported, not sourced")),
            text("Stations"),
            sums.is_second_out(selection),
            text("new: {n}"),
        ),
    )


def _list_groups(tallies: Sequence[Tally], shares: Sequence[Share]) -> tuple[Group, ...]:
    named = [
        (f"country-{tally.country.lower()}", tally.name, tally.shown)
        for tally in sorted(tallies, key=lambda each: each.name)
    ]
    named += [
        (
            f"bureau-{share.bureau}",
            share.title if share.bureau == "unknown" else text("{bureau} bureau", bureau=share.title),
            share.shown,
        )
        for share in shares
    ]
    return tuple(
        Group(code, name, text(": {stations}", stations=count_stations(shown))) for code, name, shown in named if shown
    )


def _list_contradictions(selection: Selection) -> tuple[Panels, ...]:
    """Figures that disagree, about the whole and about countries; chosen countries come first, and open."""
    found = find_contradictions(selection.figures)
    chosen = bool(selection.view.country or selection.view.contested)
    groups = [
        (text("About the whole"), [each for each in found if not each.country]),
        (text("About a country"), [each for each in found if each.country]),
    ]
    return tuple(
        Panels(
            heading=text("{title}: {n}", title=title, n=len(group)),
            panels=tuple(_write_panel(each, selection) for each in group),
            nothing="" if group else text("No figures of this view disagree."),
            opened=chosen and any(each.country for each in group),
        )
        for title, group in (groups[::-1] if chosen else groups)
    )


def _write_panel(contradiction: Contradiction, selection: Selection) -> Panel:
    country = contradiction.country
    return Panel(
        country=name_country(country) if country else "",
        mark=text("Contested") if is_contested(selection, country) else "",
        title=text(contradiction.subject.label),
        numbers=contradiction.numbers,
        about=text(contradiction.subject.meaning),
        cards=tuple(write_card(figure, contradiction.write(figure)) for figure in contradiction.figures),
    )


def _list_contests(selection: Selection) -> tuple[Contest, ...]:
    """The countries in view whose record of responses contradicts itself."""
    return tuple(
        Contest(code, name_country(code), text("Contested"), selection.standings[code].contested)
        for code in selection.countries
        if is_contested(selection, code)
    )


def list_figures(selection: Selection, sources: Sources) -> Table:
    """The figures in view as a table for reading, by what they count."""
    columns = (
        Column("subject", text("What")),
        Column("country", text("Country")),
        Column("number", text("Number")),
        Column("author", text("According to")),
        Column("as_of", text("As of")),
        Column("reading", text("Our reading")),
        Column("sources", text("Sources")),
    )
    subjects = {code: text(subject.label) for code, subject in codes("figures.subject").items()}
    ordered = selection.figures.assign(title=selection.figures["subject"].map(subjects)).sort_values(
        ["title", "country", "counts_from", "id"], kind="stable"
    )
    first = ordered.head(FIRST_ROWS)
    rows = tuple(_list_figure(row, selection, sources.get(row["id"], ())) for row in first.to_dict("records"))
    return Table(text("Published figures"), columns, rows, len(ordered))


def _list_figure(row: Figure, selection: Selection, sources: tuple[Link, ...]) -> tuple[Cell, ...]:
    return (
        row["title"],
        write_country(row["country"], is_contested(selection, row["country"])),
        evidence.write_number(row),
        row["author"],
        When(row["as_of"]),
        row["reading"],
        sources,
    )
