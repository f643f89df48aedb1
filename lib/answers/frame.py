"""What stands around every page: the view in a sentence with its sources, what was left out, the footer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.answers import releases
from lib.answers.blocks import FIRST_ROWS, Link, Statement
from lib.answers.pages import PAGES, Page
from lib.answers.releases import Since
from lib.answers.rows import offer
from lib.dataset import REPORTS, Dataset, DatasetError, codes
from lib.view import FILTERS, Selection, View, clear, release
from lib.view.atlas import Atlas
from lib.view.link import Problem, is_group, is_unread
from lib.view.parameters import BY_FIELD
from lib.view.steps import STEPS
from lib.words import views as words
from lib.words.catalogue import mark, plural, text, write_date
from lib.words.names import list_countries

NAME, AUTHOR = mark("Station Atlas"), mark("Station Atlas contributors")


@dataclass(frozen=True)
class Faults:
    """What cannot be honoured or was left out: in a sentence, the first of them, and how many more ("" for none)."""

    title: str
    first: tuple[str, ...]
    more: str


@dataclass(frozen=True)
class Strip:
    """How many countries reached each step under the other filters, in the order of the steps; what that means; press:
    that the numbers are a filter."""

    label: str
    press: str
    help: str
    countries: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Frame:
    """What stands around a page.

    unread: what goes before the sentence where the link's only filter could not be read; title: what of the view goes
    before a page's title in the browser's tab; shared: the title of a link to it in a chat; clock: where the two clocks
    differ, "" where they do not;
    more, more_note, asof, clear: what the row of filters is labelled with;
    denominators say what the sentence's numbers count and who gave them; linked, copied, failed: what a button says
    when it has copied a link or a text, and when it may not; since: where an older data version is shown; take: what
    goes before the files with the view's rows; twin, evidence, whole: what the way to the page without a script is
    called, to the evidence file, and to the page that a figure was taken from; coming: what stands where the filters
    will; credit: what a picture that leaves the atlas says of who says so.
    """

    sentence: str
    clock: str
    unread: str
    title: str
    shared: str
    ask: str
    denominators: tuple[Statement, ...]
    strip: Strip
    more: str
    more_note: str
    asof: str
    clear: str
    copy: str
    linked: str
    copied: str
    failed: str
    left_out: Faults | None
    since: Since | None
    take: str
    files: tuple[Link, ...]
    twin: str
    evidence: str
    whole: str
    coming: str
    credit: str
    footer: str


def write(atlas: Atlas, selection: Selection) -> Frame:
    """The frame of a view."""
    return Frame(
        sentence=words.describe(selection),
        clock=words.describe_clock(selection),
        unread=text("The filter of this link could not be read; all that is known is shown:"),
        title=list_countries(selection.view.country) if selection.view.country else "",
        shared=words.announce(selection),
        ask=text("Says who?"),
        denominators=tuple(_write_denominators(selection, atlas.dataset)),
        strip=_write_strip(atlas, selection),
        more=_count_more(selection.view),
        more_note=text("Numbers are stations under the other filters."),
        asof=text("As of {day}", day=write_date(selection.view.asof)) if selection.view.asof else text("As of today"),
        clear=text("Clear"),
        copy=text("Copy link"),
        linked=text("Link copied"),
        copied=text("Copied"),
        failed=text("Your browser does not let this page copy. The text is selected here: copy it by hand."),
        left_out=_write_left_out(atlas.dataset),
        since=releases.write(atlas, selection),
        take=text("The rows of this view:"),
        files=offer(selection.view),
        twin=text("This page without scripts"),
        evidence=text("Download as evidence"),
        whole=text("The same view in the atlas, with its sources"),
        coming=text("The filters and the rest of this page are on their way."),
        credit=_write_credit(atlas.dataset),
        footer=_write_footer(atlas.dataset),
    )


@dataclass(frozen=True)
class Unopened:
    """A record that the link opens and the page does not show: why, what leads to it, and its page and view."""

    text: str
    label: str
    page: str
    view: View


def explain_unopened(selection: Selection, dataset: Dataset, page: Page) -> Unopened | None:
    """What the link opens, where the page shows it not: a record of another page, or one that the view leaves out."""
    opened = selection.view.open
    if not opened:
        return None
    kinds, kept = _sort_record(selection, dataset, opened)
    if kept and kinds & set(page.opens):
        return None
    if kept:
        said = text("The link opens “{record}”, which this page does not show.", record=opened)
    else:
        said = text("The link opens “{record}”, which the filters of this view leave out.", record=opened)
    view = selection.view if kept else replace(clear(selection.view), open=opened)
    if kinds == {"stations"}:
        # A station that the timeline has no mark for is shown with its place.
        row = dataset.stations.loc[dataset.stations["id"] == opened].iloc[0]
        return Unopened(said, text("Show it on the map"), PAGES[0].code, replace(view, open="", place=row["place"]))
    shows = page if kinds & set(page.opens) else next(each for each in PAGES if kinds & set(each.opens))
    return Unopened(said, text("Show it on {page}", page=text(shows.title)), shows.code, view)


def _sort_record(selection: Selection, dataset: Dataset, opened: str) -> tuple[set[str], bool]:
    """What kinds of record is open (keys of `Page.opens`, or "stations"), and whether the view keeps it."""
    if is_group(opened):
        column, _, code = opened.partition("-")
        kept = selection.stations[column] == (code if column == "bureau" else code.upper())
        return {"groups"}, bool(kept.any())
    for table in ("responses", "events", "stations"):
        if (getattr(dataset, table)["id"] == opened).any():
            rows = getattr(selection, table)
            found = rows[rows["id"] == opened]
            contested = any(opened in standing.contested for standing in selection.standings.values())
            kinds = {
                table,
                *(("contests",) if contested else ()),
                *(("openings",) if table == "stations" and found["opened"].any() else ()),
            }
            return kinds, not found.empty
    return {"sources" if (dataset.sources["id"] == opened).any() else "figures"}, True


def _write_strip(atlas: Atlas, selection: Selection) -> Strip:
    others = atlas.select(release(selection.view, BY_FIELD["response"]))
    standings = [others.standings[code] for code in others.countries if code in others.standings]
    steps = codes("step")
    return Strip(
        label=text(
            "Countries whose government is reported to have reached this step, as of {day}. A country counts in each "
            "step it reached.",
            day=write_date(selection.asof),
        ),
        press=text("Press to filter."),
        help="\n".join(f"- **{text(steps[step].label)}**: {text(steps[step].meaning)}" for step in STEPS),
        countries=tuple((step, sum(step in standing.reached for standing in standings)) for step in STEPS),
    )


def _count_more(view: View) -> str:
    """What opens the filters that have no place of their own in the row, and how many of them narrow."""
    own = (BY_FIELD["country"], BY_FIELD["asof"], BY_FIELD["clock"], BY_FIELD["response"])
    number = sum(bool(parameter.chosen(view)) for parameter in FILTERS if parameter not in own)
    return text("More filters · {n}", n=number) if number else text("More filters")


def write_headline(frame: Frame, view: View, problems: Sequence[Problem]) -> str:
    """The view in a sentence; where the link's only filter could not be read, that goes before it wherever it stands:
    what is shown is not what was asked for."""
    return f"{frame.unread} {frame.sentence}" if is_unread(view, problems) else frame.sentence


def name_tab(frame: Frame, page: Page) -> str:
    """What the browser's tab, a bookmark and a saved file are called: what of the view, which page, which site."""
    return " · ".join(filter(None, (frame.title, text(page.title), text(NAME))))


def name_link(frame: Frame, page: Page, view: View, problems: Sequence[Problem]) -> str:
    """What a chat calls a link: what it shows, in numbers, unless what it asked for could not be read; which site."""
    if is_unread(view, problems):
        return name_tab(frame, page)
    return f"{frame.shared} · {text(NAME)}"


def explain_error(error: DatasetError) -> tuple[str, Statement, str]:
    """Why the atlas cannot show its data: a title, the file with the reason, and what can be done."""
    return text("The atlas cannot show its data"), Statement(f"{error.reason}.", lead=f"{error.file}:"), error.remedy


def _write_denominators(selection: Selection, dataset: Dataset) -> list[Statement]:
    sourced = text(
        "is the sum of the station entries of this atlas, by {day}. Each entry’s sources open with its place.",
        day=write_date(selection.asof),
    )
    said = [Statement(sourced, lead=text("{n} sourced", n=selection.sourced))]
    for report in REPORTS:
        number = dataset.figure(report.figure)
        if number is not None and report.published <= selection.asof:
            once = text("once {report} was out:", report=report.title)
            said.append(Statement(once, report.figure, lead=text("{n} reported", n=number)))
    return said


def _write_left_out(dataset: Dataset) -> Faults | None:
    if not dataset.problems:
        return None
    return list_faults(_count_left_out(dataset), list(map(str, dataset.problems)), FIRST_ROWS)


def list_faults(title: str, faults: Sequence[str], first: int) -> Faults:
    """The `first` of some faults, and how many more there are."""
    rest = len(faults) - first
    return Faults(title, tuple(faults[:first]), plural("… and {n} more.", "… and {n} more.", rest) if rest > 0 else "")


def _count_left_out(dataset: Dataset) -> str:
    rows, cited = dataset.rows_left_out - dataset.citations_left_out, dataset.citations_left_out
    citations = plural("{n} citation", "{n} citations", cited)
    if not rows:
        if not cited:
            return text("A check found faults in the data")
        return text("A check found faults in the data, and left out {citations}", citations=citations)
    kept = plural(
        "{n} row of the data was kept out of every number by a check",
        "{n} rows of the data were kept out of every number by a check",
        rows,
    )
    return text("{kept}, and {citations} with it", kept=kept, citations=citations) if cited else kept


def _write_credit(dataset: Dataset) -> str:
    return text(
        "According to the sources that the atlas names. China denies that these are police stations. {atlas}, data "
        "version {version} of {day}, {licence}. Basemap: Natural Earth.",
        **_name_data(dataset),
    )


def _write_footer(dataset: Dataset) -> str:
    return text(
        "{atlas}, data version {version} of {day}, {licence}. Inclusion means that a source reported a station, not "
        "that one exists; China denies that these are police stations. Basemap: Natural Earth, whose borders are those "
        "held in fact and no statement by this atlas. This page asks no other host for anything.",
        **_name_data(dataset),
    )


def _name_data(dataset: Dataset) -> dict[str, str]:
    return {
        "atlas": text(NAME),
        "version": dataset.version,
        "day": write_date(dataset.created),
        "licence": dataset.licence,
    }
