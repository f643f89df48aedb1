"""What became of each record between two versions of the data: the rows are compared, whatever the log says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lib.dataset.load import Dataset
from lib.dataset.releases import number
from lib.dataset.schema import CITED

ADDED, CORRECTED, WITHDRAWN = "added", "corrected", "withdrawn"
# Tables whose rows have an id that the log of changes may name.
NAMED = (*CITED, "sources", "leads")
# When a page was last read by us is no change of what it says.
_OURS = "retrieved"


def compare(then: Dataset, now: Dataset) -> Mapping[str, str]:
    """What became of each record, source and lead: ADDED, CORRECTED or WITHDRAWN by id; of the unchanged, nothing.

    A record is corrected where its own row is another one, a citation of it (its quote and locator too), the point of
    its place, or where the newer log says so. Columns that the older version did not have are not compared.
    """
    became: dict[str, str] = {}
    logged = {line["record"] for line in list_lines(then, now)}
    for table in NAMED:
        old, new = (_index(version, table, _list_columns(then, now, table)) for version in (then, now))
        if table in CITED:
            cited = _list_columns(then, now, "citations")
            old, new = (_add_citations(rows, version, cited) for rows, version in ((old, then), (new, now)))
        for record in {**old, **new}:
            if record not in new:
                became[record] = WITHDRAWN
            elif record not in old:
                became[record] = ADDED
            elif old[record] != new[record] or record in logged:
                became[record] = CORRECTED
    return MappingProxyType(became)


def list_lines(then: Dataset, now: Dataset) -> list[dict[str, str]]:
    """The lines of the newer log that are about what the older version does not have yet, newest first."""
    return [line for line in list_log(now) if number(line["version"]) > number(then.version)]


def list_log(dataset: Dataset) -> list[dict[str, str]]:
    """The lines of the log, the newest first; of a day those of the newer version, which may tell of an older one."""
    lines: list[dict[str, str]] = dataset.changes.to_dict("records")
    return sorted(lines, key=lambda line: (line["date"], number(line["version"])), reverse=True)


def _list_columns(then: Dataset, now: Dataset, table: str) -> list[str]:
    """The columns of a table that both versions have."""
    had = {field["name"] for field in then.schemas[table]["fields"]}
    return [field["name"] for field in now.schemas[table]["fields"] if field["name"] in had - {_OURS}]


def _index(version: Dataset, table: str, columns: list[str]) -> dict[str, dict[str, Any]]:
    """The rows of a table by id; a station's with the point of its place."""
    frame = getattr(version, table)
    rows = {row["id"]: row for row in frame[columns].to_dict("records")}
    if table == "stations":
        for row, key in zip(rows.values(), frame["place_key"], strict=True):
            point = version.geocache.get(key)
            row["point"] = point and (point.latitude, point.longitude, point.precision)
    return rows


def _add_citations(rows: dict[str, dict[str, Any]], version: Dataset, columns: list[str]) -> dict[str, dict[str, Any]]:
    cited = version.citations[columns]
    return {
        record: {**row, "cited": sorted(cited.iloc[version.spans.get(record, slice(0))].itertuples(False, None))}
        for record, row in rows.items()
    }
