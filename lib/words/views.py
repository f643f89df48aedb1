"""A view in words: the sentence with its denominators, why nothing matches, and what of a link cannot be honoured."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from lib.dataset import REPORTS, codes
from lib.dataset.characters import show
from lib.view import FILTERS, Parameter, Problem, Selection, View
from lib.view.parameters import BY_KEY
from lib.words.catalogue import count_stations, plural, text, write_date, write_list
from lib.words.names import list_countries, name_country, place_country


def describe(selection: Selection) -> str:
    """The view in one sentence, with its denominators."""
    number = count_stations(selection.count) if selection.count else text("No station")
    where = ""
    if selection.count:
        where = text(" in {places}", places=plural("{n} place", "{n} places", selection.places))
        if not selection.view.country:
            nations = int(selection.stations["country"].nunique())
            where += text(" in {countries}", countries=plural("{n} country", "{n} countries", nations))
    known = {"n": selection.sourced, "reported": selection.reported}
    of = text(
        ", of {n} sourced and {reported} reported" if selection.reported is not None else ", of {n} sourced", **known
    )
    when = text("; as of {day}.", day=write_date(selection.asof))
    return f"{number}{where}{describe_filters(selection.view)}{of}{when}"


def announce(selection: Selection) -> str:
    """The view as a chat's title of a link to it: where, how many, and how far one country's government went."""
    view, chosen = selection.view, selection.view.country
    stations = plural("{n} reported station", "{n} reported stations", selection.count)
    if len(chosen) != 1:
        nations = plural("{n} country", "{n} countries", int(selection.stations["country"].nunique()))
        where = list_countries(chosen) if chosen else nations
        return text("{stations} in {where}", stations=stations, where=where)
    standing = selection.standings.get(chosen[0])
    response = text(codes("step")[standing.furthest].named) if standing else ""
    mark = text(" (contested)") if standing and standing.contested else ""
    said = text("{country}: {stations}", country=name_country(view.country[0]), stations=stations)
    return f"{said}; {response}{mark}" if response else said


def describe_clock(selection: Selection) -> str:
    """Where the two clocks differ: what had happened by the date, and was published later; "" where nothing was."""
    number = selection.untold
    if selection.view.clock:
        judged = text("Judged by when it could be known")
        hidden = plural(
            "{n} response or event that had happened is dated later by every source held here",
            "{n} responses and events that had happened are dated later by every source held here",
            number,
        )
        return f"{judged}: {hidden}." if number else f"{judged}."
    return (
        plural(
            "{n} response or event had happened by then, and every source held here for it is dated later.",
            "{n} responses and events had happened by then, and every source held here for them is dated later.",
            number,
        )
        if number
        else ""
    )


def describe_filters(view: View) -> str:
    """What narrows a view, each filter as its row says it: " in Spain, first listed by 110 Overseas", or ""."""
    parts = [
        " " + text(parameter.sentence, codes=name_codes(parameter, chosen))
        for parameter in FILTERS
        if parameter.sentence and (chosen := parameter.chosen(view))
    ]
    return ",".join(parts)


def name_codes(parameter: Parameter, chosen: Sequence[str]) -> str:
    """Codes of a part of the link, as a sentence names them: "the Fuzhou bureau or an unknown bureau"."""
    if parameter.kind == "country":
        return list_countries(list(chosen))
    return write_list([name_code(parameter, code) for code in chosen], "or")


def name_code(parameter: Parameter, code: str) -> str:
    """A code of a part of the link within a sentence."""
    if not parameter.vocabulary:
        return code
    word = codes(parameter.vocabulary)[code]
    return text(word.named or word.small)


def explain_nothing(selection: Selection) -> str:
    """Why no station matches: before the reports, a step not reached, or which filters exclude each other."""
    view, day = selection.view, write_date(selection.asof)
    if not selection.sourced:
        first = write_date(REPORTS[0].published)
        return text("By {day} neither report was out: the first appeared on {first}.", day=day, first=first)
    return " ".join(filter(None, (_explain_country(selection, code, day) for code in view.country))) or text(
        "Each filter matches something by itself; together they match nothing."
    )


def _explain_country(selection: Selection, code: str, day: str) -> str:
    standing, country = selection.standings.get(code), place_country(code)
    if standing is None:
        return text("No source of this atlas reports a station in {country} by {day}.", country=country, day=day)
    if not selection.view.response or standing.reached & set(selection.view.response):
        return ""
    if not standing.latest:
        return text("No response by {country} was found as of {day}.", country=country, day=day)
    reached = text(codes("step")[standing.furthest].small)
    return text(
        "By {day} the furthest step found for {country} was: {reached}.", day=day, country=country, reached=reached
    )


_PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "unknown-part": "This link has a part “{part}”, which the atlas does not know.",
        "misspelt-part": "This link has a part “{part}”, which the atlas does not know; perhaps {other} is meant.",
        "empty": "This link has a part {part} without a value; it expects {expected}.",
        "unknown-value": "This link asks for {part} “{value}”, which the atlas does not know; it expects {expected}.",
        "too-many": "This link gives {value} values for {part}; the first {other} were read.",
        "repeated": "This link gives {part} more than once; the first was used.",
        "ends-before-begin": "This link asks for a stretch from {value} to {other}, which ends before it begins.",
        "after-data": "This link looks from {value}, but the data end on {other}; that day is shown.",
        "unknown-place": "This link opens the place “{value}”, which the atlas does not know.",
        "unknown-record": "This link opens “{value}”, which is no record or source of the atlas.",
        "unknown-publisher": "This link asks for the publisher “{value}”, which the atlas does not know.",
        "damaged-version": (
            "This link was made with data version {value}, whose files here are not those that were released; you see "
            "{other}, so numbers may differ."
        ),
        "other-version": (
            "This link was made with data version {value}, which the atlas does not have; you see {other}, so numbers "
            "may differ."
        ),
    }
)


def write_problem(problem: Problem) -> str:
    """A part of a link that cannot be honoured, as a sentence."""
    parameter = BY_KEY.get(problem.part)
    why = "misspelt-part" if problem.why == "unknown-part" and problem.other else problem.why
    return text(
        _PROBLEMS[why],
        part=_shorten(problem.part),
        value=_show(problem.value),
        other=_show(problem.other),
        expected=_write_expected(parameter) if parameter else "",
    )


def _show(value: str | date) -> str:
    return write_date(value) if isinstance(value, date) else _shorten(value)


def _write_expected(parameter: Parameter) -> str:
    known = f" ({', '.join(parameter.codes)})" if parameter.vocabulary else ""
    return text(parameter.expected) + known


def _shorten(value: str) -> str:
    """What a link has, of 40 letters at most; one that nobody sees is written out: "[U+200B]"."""
    value = value.strip(" ")
    return show(value) if len(value) <= 40 else f"{show(value[:40])}…"
