"""Data folders of any number of station rows, made from the real one."""

import csv
import shutil
from pathlib import Path

from lib.dataset import DATA


def write_folder(folder: Path, rows: int) -> None:
    """Copy data/ to `folder` with `rows` station rows, 78 or more.

    The real rows are repeated with new ids, each with the first citation of its original, so places stay the same.
    """
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("releases"))
    stations, citations = _read(folder / "stations.csv"), _read(folder / "citations.csv")
    first_citation = {citation["record"]: citation for citation in reversed(citations)}
    more_stations, more_citations = [], []
    for number in range(len(stations), rows):
        copy, index = divmod(number, len(stations))
        original = stations[index]
        stem, last = original["id"].rsplit("-", 1)
        record = f"{stem}-{copy * 1000 + int(last)}"
        more_stations.append({**original, "id": record})
        more_citations.append({**first_citation[original["id"]], "record": record})
    _append(folder / "stations.csv", more_stations)
    _append(folder / "citations.csv", more_citations)


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _append(file: Path, rows: list[dict[str, str]]) -> None:
    if rows:
        with file.open("a", encoding="utf-8", newline="") as opened:
            csv.DictWriter(opened, list(rows[0])).writerows(rows)
