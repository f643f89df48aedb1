"""Sums → tables for reading: stations by country and report, and by bureau and report."""

from collections.abc import Mapping, Sequence
from itertools import chain

from lib.answers import sums
from lib.answers.blocks import Cell, Column, Country, Link, Table
from lib.answers.sums import Figure, Share, Tally, Whole, say_number
from lib.view import Selection
from lib.words import records as evidence
from lib.words.catalogue import count_stations, text, write_number

NOTHING: Cell = "–"
# The sources of each figure, by its id.
Sources = Mapping[str, tuple[Link, ...]]


def name_unsourced() -> str:
    """What stands for the stations that no source puts in a country."""
    return text("Not sourced: no country known")


def _list_columns(subject: Column, partial: bool, second_out: bool) -> tuple[Column, ...]:
    """The columns of a table of sums. Where the view leaves out stations, it says so and gives what is sourced in all;
    before the second report its columns are not there."""
    sourced = text("in this view") if partial else text("sourced")
    reported = text("reported")
    columns = [
        subject,
        Column("first_reported", text("First: {what}", what=reported)),
        Column("first", text("First: {what}", what=sourced)),
        Column("added_reported", text("Second added: {what}", what=reported)),
        Column("added", text("Second added: {what}", what=sourced)),
        Column("both_reported", text("Both: {what}", what=reported)),
        Column("both", text("Both: {what}", what=sourced)),
        *([Column("sourced", text("Sourced in all"))] if partial else []),
        Column("missing", text("Not sourced")),
        Column("sources", text("Sources")),
    ]
    later = () if second_out else ("added_reported", "added", "both_reported", "both")
    return tuple(column for column in columns if column.code not in later)


def _fill(label: str, columns: tuple[Column, ...], rows: Sequence[Mapping[str, Cell]]) -> Table:
    return Table(label, columns, tuple(tuple(row[column.code] for column in columns) for row in rows), len(rows))


def list_tallies(tallies: Sequence[Tally], whole: Whole, selection: Selection, sources: Sources) -> Table:
    """The tallies as a table for reading; with nothing narrowed, first the whole and what no source puts in a country.

    What the second report added to a country is "derived" where it is the difference of two figures; sources are
    those of the reported numbers.
    """
    partial = any(tally.shown != tally.sourced for tally in tallies)
    columns = _list_columns(Column("country", text("Country")), partial, sums.is_second_out(selection))
    rows: list[Mapping[str, Cell]] = []
    if whole.missing is not None and not sums.is_narrowed(selection):
        rows += [_sum_row(whole), _gap_row(whole)]
    rows += [
        {
            "country": write_country(tally.country, tally.contested),
            "first_reported": _say(tally.listed),
            "first": tally.first,
            "added_reported": _derive(tally.listed, tally.total),
            "added": tally.added,
            "both_reported": _say(tally.total),
            "both": tally.shown,
            "sourced": tally.sourced,
            "missing": text("no total found") if tally.missing is None else tally.missing,
            "sources": _link([tally.listed, tally.total], sources),
        }
        for tally in tallies
    ]
    return _fill(text("Stations by country and report"), columns, rows)


def write_country(country: str, contested: bool) -> Country:
    """A country as a cell, with its contested mark."""
    return Country(country, text("contested") if contested else "")


def _sum_row(whole: Whole) -> Mapping[str, Cell]:
    return {
        "country": text("The whole"),
        "first_reported": NOTHING if whole.listed is None else whole.listed,
        "first": whole.first,
        "added_reported": NOTHING if whole.added is None else whole.added,
        "added": whole.second,
        "both_reported": NOTHING if whole.reported is None else whole.reported,
        "both": whole.sourced,
        "missing": whole.missing,
        "sources": text("under “Says who?” above"),
    }


def _gap_row(whole: Whole) -> Mapping[str, Cell]:
    return {
        "country": name_unsourced(),
        "first_reported": NOTHING if whole.listed is None else whole.listed - whole.first,
        "first": 0,
        "added_reported": NOTHING if whole.added is None else whole.added - whole.second,
        "added": 0,
        "both_reported": NOTHING if whole.reported is None else whole.missing,
        "both": 0,
        "missing": whole.missing,
        "sources": text("what is left of the whole"),
    }


def _say(figure: Figure | None) -> Cell:
    """A figure's number without its unit: a number where it is exact; a dash where there is none."""
    return int(figure["value"]) if figure and not evidence.qualify(figure) else say_number(figure)


def _derive(listed: Figure | None, total: Figure | None) -> Cell:
    """What the second report added, from a country's two figures; a dash where either is missing or the first vague."""
    if listed is None or total is None or listed["qualifier"] != "exactly":
        return NOTHING
    added = int(total["value"]) - int(listed["value"])
    return text("{n} (derived)", n=f"{evidence.qualify(total)}{write_number(added)}")


def _link(figures: Sequence[Figure | None], sources: Sources) -> tuple[Link, ...]:
    links = chain.from_iterable(sources.get(figure["id"], ()) for figure in figures if figure is not None)
    return tuple(dict.fromkeys(links))


def list_bureaus(shares: Sequence[Share], second_out: bool, sources: Sources) -> Table:
    """Stations by bureau. A bureau's reported share is a figure beside the sourced number, no check of it."""
    partial = any(share.shown != share.sourced for share in shares)
    columns = _list_columns(Column("bureau", text("Bureau")), partial, second_out)
    rows: list[Mapping[str, Cell]] = [
        {
            "bureau": share.title,
            "first_reported": _say(share.listed),
            "first": share.first,
            "added_reported": _say(share.given),
            "added": share.added,
            "both_reported": _add(share.listed, share.given),
            "both": share.shown,
            "sourced": share.sourced,
            "missing": NOTHING
            if share.gap is None
            else text("{n} of {reported}", n=share.gap[0], reported=share.gap[1]),
            "sources": _link([share.listed, share.given], sources),
        }
        for share in shares
    ]
    return _fill(text("Stations by bureau and report"), columns, rows)


def _write_gap(share: Share) -> Cell:
    if share.gap is None:
        return NOTHING
    missing, reported = share.gap
    return text("{n} of {reported}", n=missing, reported=reported)


def _add(listed: Figure | None, given: Figure | None) -> Cell:
    if listed is None or given is None:
        return NOTHING
    return text("{n} (derived)", n=write_number(int(listed["value"] + given["value"])))


def write_bureaus(shares: Sequence[Share], beyond: Figure | None, second_out: bool) -> str:
    """How to read the table of bureaus: what the given shares sum to, what a dash means, what has no known bureau.

    `beyond` is the figure of what the first report lists beyond Fuzhou's; `second_out`: both reports are out.
    """
    given = [int(share.given["value"]) for share in shares if share.given is not None]
    number = sum(share.shown for share in shares if share.bureau == "unknown")
    silent = any(share.listed is None or (share.given is None and second_out) for share in shares)
    parts = (
        text(
            "{sum}: a bureau’s reported share is a published figure that stands beside the sourced stations, not a "
            "check of them.",
            sum=f"{' + '.join(map(str, given))} = {sum(given)}",
        )
        if given
        else "",
        text("A dash: no figure found gives this number.") if silent else "",
        text("The first report’s other {n} are given beyond Fuzhou’s, without a bureau.", n=say_number(beyond))
        if beyond
        else "",
        text("“Not sourced” counts against the figures there are, and takes in stations whose bureau no source names.")
        if any(share.gap for share in shares)
        else "",
        text("No source names the bureau of {stations} of this view.", stations=count_stations(number))
        if number
        else "",
    )
    return " ".join(filter(None, parts))
