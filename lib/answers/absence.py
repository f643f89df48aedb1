"""What was not found about a country: each gap said with its date or its number, none filled."""

from collections.abc import Callable, Iterator
from types import MappingProxyType

from lib.answers.dossier import CHINA, Dossier, add_up
from lib.dataset import begin_small, codes
from lib.words import records as evidence
from lib.words.catalogue import count_stations, plural, text, write_date, write_number

# What a station entry may lack, as a column's value, and how that reads after its number.
_GAPS = MappingProxyType(
    {
        ("precision", "country"): "{stations} with no city named.",
        ("precision", "region"): "{stations} placed by region only.",
        ("opened", ""): "{stations} without an opening date.",
        ("bureau", "unknown"): "{stations} without a bureau named.",
    }
)
_Said = tuple[str, ...]
_Part = Callable[[Dossier], Iterator[_Said]]


def write(dossier: Dossier) -> tuple[_Said, ...]:
    """What is missing, each sentence with the ids of the records that it rests on."""
    parts: tuple[_Part, ...] = (_say_kinds, _say_gaps, _say_lacking, _say_weak, _say_kept_out)
    return tuple(said for part in parts for said in part(dossier))


def _say_kinds(dossier: Dossier) -> Iterator[_Said]:
    if dossier.country == CHINA:
        return
    day, found = write_date(dossier.whole.asof), {row["kind"] for row in dossier.responses.values()}
    kinds = codes("responses.kind").items()
    absent = [begin_small(text(kind.label)) for code, kind in kinds if code not in found]
    if not found:
        where = dossier.where
        yield (text("No response of the authorities of {where}: nothing found as of {day}.", where=where, day=day),)
    elif absent:
        listed = "; ".join(absent)
        yield (text("Responses of these kinds, nothing found as of {day}: {kinds}.", day=day, kinds=listed),)


def _say_gaps(dossier: Dossier) -> Iterator[_Said]:
    for (column, value), gap in _GAPS.items():
        if number := add_up(row for row in dossier.stations if row[column] == value):
            yield (text(gap, stations=count_stations(number)),)


def _say_lacking(dossier: Dossier) -> Iterator[_Said]:
    total, sourced = dossier.total, dossier.whole.count
    if total is None:
        return
    lacking = int(total["value"]) - sourced
    if lacking > 0:
        missing = text("{stations} could not be sourced", stations=count_stations(lacking))
    elif lacking:
        missing = text("{number} more sourced than that total", number=write_number(-lacking))
    else:
        missing = text("none is missing")
    said = text(
        "{total} reported less {sourced} sourced here: {missing}.",
        total=evidence.write_number(total),
        sourced=write_number(sourced),
        missing=missing,
    )
    yield said, total["id"]


def _say_weak(dossier: Dossier) -> Iterator[_Said]:
    if weak := _count_weak(dossier):
        yield (
            plural(
                "{n} row of this briefing rests on a single source, or on republications only.",
                "{n} rows of this briefing rest on a single source, or on republications only.",
                weak,
            ),
        )


def _count_weak(dossier: Dossier) -> int:
    records = [*(row["id"] for row in dossier.stations), *dossier.responses]
    citations = dossier.dataset.citations[["record", "stance", "kind"]]
    cited = citations[citations["record"].isin(records)]
    return sum(bool(evidence.weigh(group)) for _, group in cited.groupby("record", sort=False))


def _say_kept_out(dossier: Dossier) -> Iterator[_Said]:
    if number := dossier.dataset.rows_left_out:
        yield (
            plural(
                "{n} row of the atlas’s data failed a check and is left out.",
                "{n} rows of the atlas’s data failed a check and are left out.",
                number,
            ),
        )
