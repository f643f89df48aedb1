"""Responses → each country's furthest step, latest response and contested mark, as of a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd

# The ladder, highest rung first (DESIGN section 3).
STEPS = ("charged", "closed", "investigated", "objected", "denied", "cooperating", "nothing-found")
# What a country is drawn as when a collateral case is all there is, or acts that reach no step. Neither is a rung or a
# filter value.
COLLATERAL, UNRANKED = "collateral", "unranked"
_STEP_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "charges": "charged",
        "conviction": "charged",
        "closure_ordered": "closed",
        "closure_claimed": "closed",
        "closure_confirmed": "closed",
        "investigation_opened": "investigated",
        "investigation_ended_no_charges": "investigated",
        "enforcement_action": "investigated",
        "existence_confirmed": "investigated",
        "activity_persists": "investigated",
        "diplomatic_protest": "objected",
        "statement_of_concern": "objected",
        "cooperation_ended": "objected",
        "no_evidence_found": "denied",
        "denied": "denied",
        "cooperation_continued": "cooperating",
    }
)
_CONTRADICTS_CLOSED = frozenset({"activity_persists", "no_evidence_found"})


@dataclass(frozen=True)
class Standing:
    """Where a country stands by a date.

    furthest: a rung of STEPS, COLLATERAL or UNRANKED; first: id of the response that first reached it, "" where none
    did; latest: id of the latest response, "" without one; reached: every rung;
    contested: ids of the responses that contradict each other (closed and persists, closed and no evidence), or ().
    """

    country: str
    furthest: str
    first: str
    latest: str
    reached: frozenset[str]
    contested: tuple[str, ...]


def step_of(kind: str, basis: str) -> str | None:
    """The rung a response reaches; None for a collateral charge or conviction, and for a kind that has no rung."""
    return None if basis == "collateral" else _STEP_OF_KIND.get(kind)


def stand(responses: pd.DataFrame, countries: Iterable[str], asof: date) -> dict[str, Standing]:
    """Each country's standing by `asof`.

    `responses` has the columns id, country, kind, basis, counts_from; later rows are not looked at. Countries without
    a response stand at "nothing-found"; countries that only responses name are included.
    """
    dated = responses[responses["counts_from"] <= pd.Timestamp(asof)].sort_values(["counts_from", "id"], kind="stable")
    rows: dict[str, list[tuple[str, str, str]]] = {country: [] for country in countries}
    columns = (dated["country"], dated["id"], dated["kind"], dated["basis"])
    for country, record, kind, basis in zip(*columns, strict=True):
        rows.setdefault(country, []).append((record, kind, basis))
    return {country: _stand_one(country, acts) for country, acts in rows.items()}


def _stand_one(country: str, acts: list[tuple[str, str, str]]) -> Standing:
    """`acts` are (id, kind, basis), oldest first."""
    reached = {step for _, kind, basis in acts if (step := step_of(kind, basis))}
    without = COLLATERAL if any(basis == "collateral" for _, _, basis in acts) else UNRANKED
    furthest = next((step for step in STEPS if step in reached), without if acts else "nothing-found")
    against = [record for record, kind, _ in acts if kind in _CONTRADICTS_CLOSED]
    closures = [record for record, kind, basis in acts if step_of(kind, basis) == "closed"]
    return Standing(
        country=country,
        furthest=furthest,
        first=next((record for record, kind, basis in acts if step_of(kind, basis) == furthest), ""),
        latest=acts[-1][0] if acts else "",
        reached=frozenset(reached or ({"nothing-found"} if not acts else set())),
        contested=tuple(closures + against) if closures and against else (),
    )
