"""`releases/`: the data as they were, version by version, each listed with its day and its checksum.

A release is a folder with the files of that day. What it says never changes, save for a text that had to be taken out
for the safety of those whom it named: then its checksum is another one, and the log of changes says so.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lib.dataset import dates
from lib.dataset.files import FILES, PACKAGE, RELEASES, DatasetError, Problem, read_bytes, read_json

# A version: a folder's name, a part of links and of the log of changes, and what is sorted by its numbers.
VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){2}")
_REMEDY = "Take releases/ as it is in the history of this atlas."


@dataclass(frozen=True)
class Release:
    """A version that was released: the day of its data, and the SHA-256 of its files (see `add_up`)."""

    version: str
    released: date
    sha256: str


def read_releases(folder: Path, problems: list[Problem]) -> Mapping[str, Release]:
    """The releases of a folder by version, oldest first; none where it has no list of them.

    Entries of the list that are no release become problems.
    """
    if not _is_there(folder / RELEASES):
        return MappingProxyType({})
    try:
        entries, _ = read_json(folder, RELEASES)
    except DatasetError as error:
        problems.append(Problem(RELEASES, None, "file", error.reason, f"a file that can be read. {error.remedy}"))
        return MappingProxyType({})
    found = {}
    for version, entry in entries.items():
        fault = _find_fault(version, entry) or ("a version once" if version in entries.repeated else "")
        if fault:
            problems.append(Problem(RELEASES, None, version, str(entry), fault))
        else:
            found[version] = Release(version, date.fromisoformat(entry["released"]), entry["sha256"])
    return MappingProxyType(dict(sorted(found.items(), key=lambda each: number(each[0]))))


def _find_fault(version: str, entry: Any) -> str:
    """What was expected of an entry; "" where it is one."""
    if not VERSION.fullmatch(version):
        return "a version such as 2026.11.0"
    if not isinstance(entry, dict) or set(entry) != {"released", "sha256"}:
        return "released and sha256, and nothing else"
    if not all(isinstance(text, str) for text in entry.values()) or len(entry["released"]) != 10:
        return "a day and a checksum"
    return dates.find_fault(entry["released"])


def _is_there(path: Path) -> bool:
    """Whether something is at a path; what may not be looked at is, and says so when it is read."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def number(version: str) -> tuple[int, ...]:
    """A version as what it is sorted by: 2026.11.10 comes after 2026.11.9."""
    return tuple(int(part) for part in version.split("."))


def find_folder(folder: Path, version: str) -> Path:
    """Where a version's files are."""
    return (folder / RELEASES).parent / version


def add_up(release: Path) -> str:
    """The checksum of a release, as `sha256sum * | sha256sum` in its folder has it.

    Raises DatasetError where a file cannot be read.
    """
    names = sorted(name for name in FILES if _is_there(release / name))
    lines = [f"{hashlib.sha256(read_bytes(release, name)).hexdigest()}  {name}\n" for name in names]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def verify(folder: Path, release: Release) -> Path:
    """The folder of a release whose files are those that were released; DatasetError where they are not."""
    place = find_folder(folder, release.version)
    if not _is_there(place):
        raise DatasetError(RELEASES, f"{release.version} is listed, and its folder is missing", _REMEDY)
    if add_up(place) != release.sha256:
        raise DatasetError(RELEASES, f"the files of {release.version} are not those that were released", _REMEDY)
    return place


def age(schemas: Mapping[str, dict[str, Any]], release: Path) -> Mapping[str, dict[str, Any]]:
    """Our schemas as a release's own package has them: without the tables and columns that it did not have, with the
    codes of both, and requiring what both require, so that no row is refused which was right on its day.

    Raises DatasetError where its package cannot be used.
    """
    package, _ = read_json(release, PACKAGE)
    try:
        theirs = {
            each["name"]: {field["name"]: field for field in each["schema"]["fields"]} for each in package["resources"]
        }
        return MappingProxyType(
            {table: _age_table(schema, theirs[table]) for table, schema in schemas.items() if table in theirs}
        )
    except (LookupError, TypeError, AttributeError) as error:
        raise DatasetError(PACKAGE, f"a part is missing or wrong ({type(error).__name__}: {error})", _REMEDY) from None


def _age_table(schema: Mapping[str, Any], theirs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    fields = [_age_field(field, theirs[field["name"]]) for field in schema["fields"] if field["name"] in theirs]
    return {**schema, "fields": fields}


def _age_field(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    limits = dict(ours["constraints"])
    if "enum" in limits:
        limits["enum"] = [*limits["enum"], *(str(each["value"]) for each in theirs.get("categories", ()))]
    limits["required"] = limits.get("required", False) and theirs.get("constraints", {}).get("required", False)
    return {**ours, "constraints": limits}
