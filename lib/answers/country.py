"""What the Country page says: the countries to choose from, or the briefings of those that are chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lib.answers import briefing, places
from lib.answers.blocks import Column, Link, Notice, Picture, Table, answer
from lib.answers.briefing import Briefing
from lib.answers.dossier import CHINA
from lib.answers.pages import PAGES
from lib.dataset import begin_large, codes
from lib.view import Selection, View, close, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import plural, text, write_number
from lib.words.names import list_countries, name_country

MOST = 4  # briefings side by side; more would be too narrow to read


@dataclass(frozen=True)
class Option:
    """A country to choose: its code, what it is called where it is offered, and what stands behind that."""

    code: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """Countries to choose from, by the choice's own code."""

    code: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Country:
    """The Country page.

    choices: where none is chosen, the countries there are, and index the ways to them; briefings: of the first that
    are; pictures: a map for each briefing, None where no place of it can be marked; before, after: the neighbours of
    the one that is chosen, by name; beside: those that can be put beside; narrowed: the way out of filters that leave
    out stations of these countries, "" where none does; file: the name of a downloaded file, without its ending.
    """

    title: str
    intro: str
    choices: tuple[Choice, ...]
    index: Table
    briefings: tuple[Briefing, ...]
    pictures: tuple[Picture | None, ...]
    notices: tuple[Notice, ...]
    before: Option | None
    after: Option | None
    beside: Choice | None
    narrowed: str
    file: str


def choose_countries(selection: Selection) -> tuple[str, ...]:
    """Countries that have a briefing under the view's filters but for the country itself, by name. China is no host."""
    return tuple(sorted(set(selection.countries) - {CHINA}, key=name_country))


def brief(atlas: Atlas, view: View, country: str) -> Briefing:
    """The briefing of a country under the filters of a view: made once, beside whichever others it stands."""
    return answer(atlas, briefing.write, briefing.ask(view, country))


def picture(atlas: Atlas, view: View, country: str) -> Picture | None:
    """The small map of a country under the filters of a view; None where no place of it can be marked."""
    return answer(atlas, _write_picture, replace(briefing.ask(view, country), color=view.color))


def write(atlas: Atlas, selection: Selection) -> Country:
    """The page for a view."""
    view = selection.view
    chosen = view.country[:MOST]
    found = tuple(brief(atlas, view, code) for code in chosen)
    choices = () if chosen else tuple(_list_choices(selection))
    before, after = _find_neighbours(atlas, view)
    return Country(
        title=_write_title(found),
        intro=""
        if found
        else text(
            "Each country has a briefing to read, print and take away: **what was reported, what its government did, "
            "what China says**, and who said so. Behind each: its stations in the present view, and the furthest step "
            "that was found."
        ),
        choices=choices,
        index=_list_ways(choices, view),
        briefings=found,
        pictures=tuple(picture(atlas, view, code) for code in chosen),
        notices=tuple(_name_left_out(view.country)),
        before=before,
        after=after,
        beside=_list_beside(atlas, view) if len(view.country) < MOST else None,
        narrowed=_offer_all(found),
        file=f"briefing-{'-'.join(code.lower() for code in chosen)}",
    )


def _write_picture(atlas: Atlas, selection: Selection) -> Picture | None:
    found = places.gather(selection, atlas.dataset.geocache)
    return places.draw(found, selection, text("Map of the places listed in the table that follows"))


def _write_title(found: Sequence[Briefing]) -> str:
    if len(found) < 2:
        return found[0].name if found else text("Countries")
    return text("{countries}, side by side", countries=begin_large(list_countries([each.country for each in found])))


def _list_choices(selection: Selection) -> Iterable[Choice]:
    """Every country in view with its stations and its contested mark; apart, those of which only something else is."""
    numbers, hosts = selection.count_by("country"), choose_countries(selection)
    others = sorted({*hosts, CHINA} - set(numbers), key=name_country)
    for choice, label, named in (
        ("country", text("Choose a country"), [code for code in hosts if code in numbers]),
        ("other", text("No station in this view, but responses or events"), others),
    ):
        if named:
            yield Choice(choice, label, tuple(_offer(selection, code, numbers.get(code, 0)) for code in named))


def _list_ways(choices: Sequence[Choice], view: View) -> Table:
    """A row for each country to choose: its name, which leads to its briefing, and what stands behind it."""
    columns = (
        Column("country", text("Country")),
        Column("note", text("Stations in this view, and the furthest step found")),
    )
    found = [option for choice in choices for option in choice.options]
    told = tuple((_lead(option, view), option.note.strip(" ·")) for option in found)
    return Table(text("Countries"), columns, told, len(told))


def _lead(option: Option, view: View) -> Link:
    (page,) = (each for each in PAGES if each.code == "country")
    return Link(option.name, write_address(page.path, replace(close(view), country=(option.code,))))


def _offer(selection: Selection, code: str, number: int) -> Option:
    standing = selection.standings.get(code)
    counted = text(" · {number}", number=write_number(number)) if number else ""
    reached = text(" · {step}", step=text(codes("step")[standing.furthest].small)) if standing else ""
    contested = text(" · contested") if standing and standing.contested else ""
    return Option(code, name_country(code), counted + reached + contested)


def _name_left_out(chosen: Sequence[str]) -> Iterable[Notice]:
    if len(chosen) > MOST:
        yield Notice(
            text(
                "{number} countries are chosen; the first {most} stand side by side. Left out here: {countries}.",
                number=write_number(len(chosen)),
                most=write_number(MOST),
                countries=list_countries(list(chosen[MOST:])),
            )
        )


def _list_all(atlas: Atlas, view: View) -> tuple[str, ...]:
    return choose_countries(atlas.select(replace(view, country=())))


def _find_neighbours(atlas: Atlas, view: View) -> tuple[Option | None, Option | None]:
    """The countries before and after the one that is chosen, by name."""
    if len(view.country) != 1:
        return None, None
    name = name_country(view.country[0])
    order = [(code, name_country(code)) for code in _list_all(atlas, view)]
    before = [Option(code, text("Previous: {country}", country=other)) for code, other in order if other < name]
    after = [Option(code, text("Next: {country}", country=other)) for code, other in order if other > name]
    return next(reversed(before), None), next(iter(after), None)


def _list_beside(atlas: Atlas, view: View) -> Choice:
    codes = [code for code in _list_all(atlas, view) if code not in view.country]
    return Choice(
        "beside", text("Put another country beside"), tuple(Option(code, name_country(code)) for code in codes)
    )


def _offer_all(found: Sequence[Briefing]) -> str:
    if all(each.count == each.sourced for each in found):
        return ""
    return plural("Show all its stations", "Show all their stations", len(found))
