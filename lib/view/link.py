"""The link: parse, format, check, change.

Parsing never raises and never evaluates; a part that cannot be honoured becomes a Problem that the page shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from slugify import slugify

from lib.dataset import Dataset, codes
from lib.dataset.countries import is_code
from lib.view.arrival import clean, is_follower, read_as, split
from lib.view.parameters import BY_KEY, FILTERS, PARAMETERS, USUAL_START, Parameter, View

# A reader's link has a few values; a thousand of them is an attack on the page, and is named as such.
MAX_VALUES = 60
# How alike an unknown key and the one that it is a misspelling of are, by difflib's ratio: "contry" is, "lang" is not.
NEAR = 0.8
# Streamlit's own keys, and no part of a view.
_NOT_OURS = frozenset({"embed", "embed_options"})


@dataclass(frozen=True)
class Problem:
    """A part of a link that cannot be honoured: why, which part, what it asks for, and what stands in its place.

    why: one of unknown-part (`other`: the part that may be meant), empty (a key without a value), unknown-value
    (`other`: what is expected), too-many (`value`: how many there are, `other`: how many were read), repeated,
    ends-before-begin (`value`, `other`: the two days), after-data (the two days), unknown-place, unknown-record,
    unknown-publisher, other-version, damaged-version (`other`: the version that is shown).
    """

    why: str
    part: str
    value: str | date = ""
    other: str | date = ""


def parse(query: Mapping[str, Sequence[str]]) -> tuple[View, tuple[Problem, ...]]:
    """The View a query asks for, and each part of it that cannot be honoured. Never raises."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    parts = split(query, tuple(BY_KEY))
    named = {key for key, _ in parts}
    for key, texts in parts:
        if key in _NOT_OURS or is_follower(key):
            continue
        # Guessing takes a thousand times as long as knowing, and a link may be made of nothing but unknown keys.
        meant = BY_KEY.get(key) or (_guess(key, texts) if len(problems) < MAX_VALUES else None)
        # Misspelt, with values that it has: there is one reading, if the part does not stand in the link by itself too.
        forgiven = meant and meant.key not in named and _is_near(key, meant) and _reads_all(meant, texts)
        if meant is None or not (meant.key == key or forgiven):
            problems.append(Problem("unknown-part", key, other=meant.key if meant else ""))
            continue
        parameter = meant
        named.add(parameter.key)
        pieces = [piece for text in texts for piece in _split_list(parameter, text)]
        if not pieces:
            problems.append(Problem("empty", parameter.key))
        if len(pieces) > MAX_VALUES:
            problems.append(Problem("too-many", parameter.key, str(len(pieces)), str(MAX_VALUES)))
        read: list[Any] = []
        for piece in pieces[:MAX_VALUES]:
            value = _read(parameter, piece)
            if value is None:
                problems.append(Problem("unknown-value", parameter.key, piece))
            elif value not in read:
                read.append(value)
        if len(read) > 1 and not parameter.many:
            problems.append(Problem("repeated", parameter.key))
        if read:
            values[parameter.field] = tuple(read) if parameter.many else read[0]
    view = View(**values)
    if view.start and view.end and view.start > view.end:
        problems.append(Problem("ends-before-begin", "from", view.start, view.end))
        view = replace(view, start=None, end=None)
    return view, tuple(problems)


def _split_list(parameter: Parameter, text: str) -> list[str]:
    """The values of a text: one, or those between commas, unless the comma is part of a name ("Korea, Republic of")."""
    whole = not parameter.many or _read(parameter, text) is not None
    return [piece for piece in ([text] if whole else text.split(",")) if clean(piece)]


def _guess(key: str, texts: Sequence[str]) -> Parameter | None:
    """The part that an unknown key may stand for: one of nearly its name, or the first filter to have such values."""
    near = get_close_matches(key.casefold(), BY_KEY, 1, NEAR)
    if near:
        return BY_KEY[near[0]]
    return next((each for each in FILTERS if each.kind != "flag" and _reads_all(each, texts)), None)


def _is_near(key: str, parameter: Parameter) -> bool:
    return bool(get_close_matches(key.casefold(), [parameter.key], 1, NEAR))


def _reads_all(parameter: Parameter, texts: Sequence[str]) -> bool:
    pieces = [piece for text in texts for piece in _split_list(parameter, text)]
    return bool(pieces) and all(_read(parameter, piece) is not None for piece in pieces[:MAX_VALUES])


def _read(parameter: Parameter, text: str) -> Any:
    """What a text asks for, as it is or else as it was before it was bent on its way; None: not understood."""
    return next((value for each in read_as(text) if (value := parameter.read(each)) is not None), None)


def write_address(path: str, view: View, exact: Dataset | None = None) -> str:
    """The address of a path with this view as its query, as `format` has it."""
    query = urlencode(format(view, exact), doseq=True)
    return f"{path}?{query}" if query else path


def format(view: View, exact: Dataset | None = None) -> dict[str, list[str]]:
    """The query of a view, ready to be read by `parse`. Defaults are left out.

    With `exact`, for a link that is cited, the parts whose default can change are written too: the date looked from,
    where the timeline begins, the colouring, and the data version.
    """
    if exact is not None:
        asof = view.asof or exact.created
        # A stretch cannot begin after it ends.
        begins = min(asof, view.end or asof) >= USUAL_START
        start = view.start or (USUAL_START if begins else None)
        view = replace(view, asof=asof, start=start, data=exact.version)
    query: dict[str, list[str]] = {}
    for parameter in PARAMETERS:
        value = getattr(view, parameter.field)
        written = parameter.write(value)
        if written and (exact is not None or value != parameter.default):
            query[parameter.key] = written
    return query


def is_bent(query: Mapping[str, Sequence[str]], view: View) -> bool:
    """Whether a query gives this view, but in other words than ours: other keys, spellings, or parts of nobody's."""
    ours = {key: list(texts) for key, texts in query.items() if key not in _NOT_OURS}
    # A list may be written with commas or by repeating its key, and a default may be said.
    plain = {key: [each for text in texts for each in text.split(",")] for key, texts in ours.items()}
    return any(format(view).get(key, texts) != texts or key not in BY_KEY for key, texts in plain.items())


def is_unread(view: View, problems: Sequence[Problem]) -> bool:
    """Whether a link asked for filters of which none could be read: what is shown is not what was asked for."""
    lost = {
        problem.other if problem.why == "unknown-part" else problem.part
        for problem in problems
        if problem.why in ("unknown-part", "unknown-value", "empty", "unknown-publisher")
    }
    for parameter in PARAMETERS:
        # A page's own filter is one too, and no other page is narrowed by it.
        if parameter.key in lost and (parameter.is_filter or parameter.table):
            beside = [each for each in PARAMETERS if each.is_filter or (each.table and each.table == parameter.table)]
            if not any(each.chosen(view) for each in beside):
                return True
    return False


def is_group(opened: str) -> bool:
    """Whether `open` names the station entries of a country or of a bureau: "country-it", "bureau-fuzhou"."""
    column, _, code = opened.partition("-")
    return code in codes("stations.bureau") if column == "bureau" else column == "country" and is_code(code.upper())


def check(view: View, dataset: Dataset) -> tuple[View, tuple[Problem, ...]]:
    """The view without what this dataset cannot honour, and each part that was taken out.

    The dataset is that of the version which the view asks for (`Atlas.of`), where there is one.
    """
    problems = []
    if view.asof and view.asof > dataset.created:
        problems.append(Problem("after-data", "asof", view.asof, dataset.created))
        view = replace(view, asof=None)
    if view.place and not (dataset.stations["place"] == view.place).any():
        problems.append(Problem("unknown-place", "place", view.place))
        view = replace(view, place="")
    publishers = set(dataset.sources["publisher"].map(slugify)) if view.publisher else set()
    if view.open and not (dataset.has(view.open) or is_group(view.open)):
        problems.append(Problem("unknown-record", "open", view.open))
        view = replace(view, open="")
    unknown = [code for code in view.publisher if code not in publishers]
    if unknown:
        problems.append(Problem("unknown-publisher", "publisher", ", ".join(unknown)))
        view = replace(view, publisher=tuple(code for code in view.publisher if code not in unknown))
    if view.data and view.data != dataset.version:
        # One that is listed is not shown where its files are not those that were released.
        why = "damaged-version" if view.data in dataset.releases else "other-version"
        problems.append(Problem(why, "data", view.data, dataset.version))
        view = replace(view, data="")
    return view, tuple(problems)


def change(view: View, dataset: Dataset, **values: Any) -> View:
    """The view with other values in some of its fields; the view as it is where a link could not say them.

    The one door for what controls send, which may be anything: each value is written into a link and read back.
    """
    view, _ = check(view, dataset)
    asked, unread = parse(format(replace(view, **values)))
    asked, unmet = check(asked, dataset)
    return view if unread or unmet else asked
