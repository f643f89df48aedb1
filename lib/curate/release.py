"""`release`: freeze the data as a version; `remove`: take a text out of all versions, where somebody must be protected.

A release is a copy of the files under `releases/VERSION/`, listed with its day and checksum. It is refused where the
data have a problem, where a change since the last release has no line in the log, and where the version is taken.
"""

import argparse
import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lib.curate.desk import Desk, count, take_turn
from lib.curate.geocode import write_files
from lib.curate.mend import write_row
from lib.dataset import DATA, TABLES, Dataset, DatasetError, Problem, load, load_release
from lib.dataset.changes import compare, list_lines
from lib.dataset.files import FILES, PACKAGE, RELEASES, read_bytes
from lib.dataset.load import load_aged
from lib.dataset.releases import Release, add_up, find_folder, number, read_releases, verify
from lib.dataset.schema import list_key, make_reader, read_schemas

# What stands where a text was taken out, and the reason of its line in the log of changes.
REMOVED, REMOVAL = "[removed]", "removal"
# Whether addresses answer is asked at any time, and what a field means may be said better: neither makes a version.
_UNVERSIONED = ("health.csv", PACKAGE)


def release(options: argparse.Namespace, desk: Desk) -> int:
    """Freeze the data of a folder (with `--of` those of an older one, from the history) as a version; 1 if refused."""
    source = options.of or options.data
    data = load_aged(source)
    for problem in data.problems:
        desk.say(str(problem))
    if data.problems:
        desk.say(f"Not released: the data has {count(len(data.problems), 'problem')}.")
        return 1
    with take_turn(options.data, desk):
        problems: list[Problem] = []
        known = dict(read_releases(options.data, problems))
        if problems:
            raise DatasetError(RELEASES, str(problems[0]), "Mend the list first.")
        if data.version in known:
            desk.say(f"Not released: {data.version} is, and never changes. Raise version and created in {PACKAGE}.")
            return 1
        unlogged = list(_list_unlogged(options.data, known, data))
        for line in unlogged:
            desk.say(line)
        if unlogged:
            desk.say("Not released: say in changes.csv what changed, and why.")
            return 1
        place = find_folder(options.data, data.version)
        _copy(source, place)
        known[data.version] = Release(data.version, data.created, add_up(place))
        write_files({options.data / RELEASES: _format(known)})
    desk.say(f"Released {data.version} of {data.created.isoformat()}: {known[data.version].sha256}")
    return 0


def check_releases(folder: Path, data: Dataset) -> Iterator[Problem]:
    """Releases whose files are not those that were released; folders that are not listed; and a version that goes on
    changing after it was released."""
    for each in data.releases.values():
        try:
            verify(folder, each)
        except DatasetError as error:
            yield Problem(RELEASES, None, each.version, error.reason, f"the release as it was. {error.remedy}")
    listed = (folder / RELEASES).parent
    for path in sorted(listed.iterdir()) if listed.is_dir() else ():
        if path.is_dir() and path.name not in data.releases:
            yield Problem(RELEASES, None, "version", path.name, "a version that is listed")
    if data.version in data.releases:
        place = find_folder(folder, data.version)
        for name in FILES:
            if name not in _UNVERSIONED and place.is_dir() and read_bytes(folder, name) != read_bytes(place, name):
                expected = f"the file of {data.version}, which is released: raise version and created in {PACKAGE}"
                yield Problem(name, None, "file", "", expected)


def _list_unlogged(folder: Path, known: Mapping[str, Release], data: Dataset) -> Iterator[str]:
    """The changes since the last release before this one that the log does not tell."""
    older = [version for version in known if number(version) < number(data.version)]
    if older:
        then = load_release(folder, known[max(older, key=number)])
        told = {line["record"] for line in list_lines(then, data)}
        for record, became in sorted(compare(then, data).items()):
            if record not in told:
                yield f"{record}: {became} since {then.version}, without a line in changes.csv"


def _copy(source: Path, place: Path) -> None:
    """Copy the files of a folder whole or not at all."""
    draft = place.with_name(f".{place.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in FILES:
        if (source / name).exists():
            (draft / name).write_bytes(read_bytes(source, name))
    os.replace(draft, place)


def _format(releases: Mapping[str, Release]) -> str:
    """The list as JSON text, oldest first."""
    entries = {
        version: {"released": each.released.isoformat(), "sha256": each.sha256}
        for version, each in sorted(releases.items(), key=lambda pair: number(pair[0]))
    }
    return json.dumps(entries, indent=2) + "\n"


def remove(options: argparse.Namespace, desk: Desk) -> int:
    """Take a text out of the data and of every release, and log it; 1 where no row has the key or none may lose it.

    The row is named by its table's primary key, parts parted by "/": `es-madrid-fuzhou-1`, or of a
    citation `RECORD/SOURCE/STANCE`.
    """
    folder, key = options.data, tuple(options.row.split("/"))
    data = load(folder)
    with take_turn(folder, desk):
        places = [folder, *(find_folder(folder, version) for version in data.releases)]
        files: dict[Path, str] = {}
        for place in places:
            files |= _blank(place, key, options.column)
        if not files:
            desk.say(f"Nothing was removed: no row {options.row} has a text in {options.column}.")
            return 1
        line = (desk.today().isoformat(), data.version, key[0], REMOVAL, options.change)
        log = folder / "changes.csv"
        files[log] = _insert(files.get(log) or read_bytes(folder, log.name).decode(), line)
        write_files(files)
        known = {
            version: replace(each, sha256=add_up(find_folder(folder, version)))
            for version, each in data.releases.items()
        }
        write_files({folder / RELEASES: _format(known)} if known else {})
    changed = [version for version, each in known.items() if each.sha256 != data.releases[version].sha256]
    desk.say(f"Removed from {', '.join(['the data', *changed])}, and logged.")
    return 0


def _blank(place: Path, key: tuple[str, ...], column: str) -> dict[Path, str]:
    """The files of a folder without the text that a row has in a column."""
    schemas, _ = read_schemas(DATA)
    files = {}
    for table in TABLES:
        path, fields = place / f"{table}.csv", {field["name"]: field for field in schemas[table]["fields"]}
        if column not in fields or len(list_key(schemas[table])) != len(key) or not path.exists():
            continue
        text, found = read_bytes(place, path.name).decode(), False
        lines = text.split("\n")
        header = next(csv.reader(lines[:1]))
        for index, line in enumerate(lines[1:], 1):
            row = dict(zip(header, next(csv.reader((line,)), []), strict=False))
            if tuple(row.get(name) for name in list_key(schemas[table])) == key and row.get(column):
                row[column] = _find_blank(fields[column], row[column])
                lines[index], found = write_row(row.values()), True
        if found:
            files[path] = "\n".join(lines)
    return files


def _find_blank(field: Mapping[str, Any], text: str) -> str:
    """What stands in the place of a text: the mark; of an address its host; else nothing, where that is allowed.

    Raises DatasetError where the field must have what it has.
    """
    address = urlsplit(text)
    for blank in (REMOVED, f"{address.scheme}://{address.netloc}/" if address.netloc else "", ""):
        if not make_reader(field)(blank)[1]:
            return blank
    raise DatasetError(field["name"], "a row cannot be without it", "Withdraw the row instead.")


def _insert(log: str, line: tuple[str, ...]) -> str:
    """The log with a line more, in its order: by day, record and reason."""
    header, *lines = log.rstrip("\n").split("\n")

    def order(each: str) -> tuple[str, str, str]:
        cells = next(csv.reader((each,)))
        return cells[0], cells[2], cells[3]

    return "\n".join([header, *sorted([*lines, write_row(line)], key=order)]) + "\n"
