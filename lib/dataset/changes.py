"""What became of each record between two versions of the data: the rows are compared, whatever the log says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lib.dataset.load import Dataset
from lib.dataset.releases import number
from lib.dataset.schema import CITED

ADDED, CORRECTED, WITHDRAWN = "added", "corrected", "withdrawn"
# Tables whose rows have an id that the log of changes may name.
NAMED = (*CITED, "sources")
# When a page was last read by us is no change of what it says.
_OURS = "retrieved"


def compare(then: Dataset, now: Dataset) -> Mapping[str, str]:
    """What became of each record and each source: ADDED, CORRECTED or WITHDRAWN by id; of the unchanged, nothing.

    A record whose own row is the same is corrected where the newer log says so: its citations may have been. Columns
    that the older version did not have are not compared.
    """
    became: dict[str, str] = {}
    logged = {line["record"] for line in list_lines(then, now)}
    for table in NAMED:
        had = {field["name"] for field in then.schemas[table]["fields"]}
        columns = [field["name"] for field in now.schemas[table]["fields"] if field["name"] in had - {_OURS}]
        old, new = (_index(getattr(version, table)[columns].to_dict("records")) for version in (then, now))
        for record in {**old, **new}:
            if record not in new:
                became[record] = WITHDRAWN
            elif record not in old:
                became[record] = ADDED
            elif old[record] != new[record] or record in logged:
                became[record] = CORRECTED
    return MappingProxyType(became)


def list_lines(then: Dataset, now: Dataset) -> list[Mapping[str, str]]:
    """The lines of the newer log that are about what the older version does not have yet, newest first."""
    lines: list[Mapping[str, str]] = now.changes.sort_values("date", ascending=False, kind="stable").to_dict("records")
    return [line for line in lines if number(line["version"]) > number(then.version)]


def _index(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}
