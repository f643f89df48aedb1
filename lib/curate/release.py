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
from lib.dataset import DATA, Dataset, DatasetError, Problem, load, load_release
from lib.dataset.changes import compare, list_lines
from lib.dataset.files import FILES, PACKAGE, RELEASES, read_bytes, read_json
from lib.dataset.load import load_aged
from lib.dataset.releases import VERSION, Release, add_up, find_folder, number, read_releases, verify
from lib.dataset.schema import list_key, make_reader, read_schemas

# What stands where a text was taken out, and the reason of its line in the log of changes.
REMOVED, REMOVAL = "[removed]", "removal"
# Whether addresses answer is asked at any time, and what a field means may be said better: neither makes a version.
_UNVERSIONED = ("health.csv", PACKAGE)


def release(options: argparse.Namespace, desk: Desk) -> int:
    """Freeze the data of a folder (with `--of` those of an older one, from the history) as a version; 1 if refused."""
    source = options.of or options.data
    with take_turn(options.data, desk):
        data = load_aged(source)
        problems: list[Problem] = []
        known = dict(read_releases(options.data, problems))
        if problems:
            raise DatasetError(RELEASES, str(problems[0]), "Mend the list first.")
        refusal = _find_refusal(options.data, known, data, desk)
        if refusal:
            desk.say(f"Not released: {refusal}")
            return 1
        place = find_folder(options.data, data.version)
        _copy(source, place)
        known[data.version] = Release(data.version, data.created, add_up(place))
        write_files({options.data / RELEASES: _format(known)})
    desk.say(f"Released {data.version} of {data.created.isoformat()}: {known[data.version].sha256}")
    return 0


def _find_refusal(folder: Path, known: Mapping[str, Release], data: Dataset, desk: Desk) -> str:
    """Why data are not frozen, all that is wrong with them said; "" where they are."""
    if not VERSION.fullmatch(data.version):
        return f"{data.version} is no version such as 2026.11.0. Mend version in {PACKAGE}."
    if data.version in known:
        return f"{data.version} is, and never changes. Raise version and created in {PACKAGE}."
    if find_folder(folder, data.version).exists():
        return f"the folder of {data.version} is there and not listed. Take it away, or list it as it was."
    for problem in data.problems:
        desk.say(str(problem))
    if data.problems:
        return f"the data has {count(len(data.problems), 'problem')}."
    unlogged = list(_list_unlogged(folder, known, data))
    for line in unlogged:
        desk.say(line)
    return "say in changes.csv what changed, and why." if unlogged else ""


def check_releases(folder: Path, data: Dataset) -> Iterator[Problem]:
    """Releases whose files are not those that were released; folders that are not listed; a version that goes on
    changing after it was released; and one that was followed by another without being released, which links name."""
    for each in data.releases.values():
        try:
            verify(folder, each)
        except DatasetError as error:
            yield Problem(RELEASES, None, each.version, error.reason, f"the release as it was. {error.remedy}")
    listed = (folder / RELEASES).parent
    for path in sorted(listed.iterdir()) if listed.is_dir() else ():
        if path.is_dir() and path.name not in data.releases:
            yield Problem(RELEASES, None, "version", path.name, "a version that is listed")
    if data.releases and VERSION.fullmatch(data.version):
        for version in sorted({*data.changes["version"]} - {*data.releases}, key=number):
            if number(version) < number(data.version):
                yield Problem("changes.csv", None, "version", version, "a version that was released")
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
    with take_turn(folder, desk):
        data = load(folder)
        if data.version in data.releases:
            desk.say(
                f"Nothing was removed: {data.version} is released, and readers of it are told of what came after it. "
                f"Raise version and created in {PACKAGE} first."
            )
            return 1
        files = _blank(folder, read_schemas(DATA)[0], key, options.column)
        for each in data.releases.values():
            # One that somebody changed would be listed as if it were right.
            place = verify(folder, each)
            files |= _blank(place, _read_own_schemas(place), key, options.column)
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


def _read_own_schemas(place: Path) -> Mapping[str, dict[str, Any]]:
    """The schemas of a release by table: it may have columns that are no more."""
    package, _ = read_json(place, PACKAGE)
    return {each["name"]: each["schema"] for each in package["resources"]}


def _blank(place: Path, schemas: Mapping[str, Mapping[str, Any]], key: tuple[str, ...], column: str) -> dict[Path, str]:
    """The files of a folder without the text that a row has in a column.

    Raises DatasetError where a file that may have the text is not as a release has it: the text could stay unseen.
    """
    files = {}
    for table, schema in schemas.items():
        path, fields = place / f"{table}.csv", {field["name"]: field for field in schema["fields"]}
        if column not in fields or len(list_key(schema)) != len(key) or not path.exists():
            continue
        content, found = read_bytes(place, path.name), False
        header, *lines = content.decode(errors="replace").split("\n")
        if header != ",".join(fields) or b"\r" in content:
            remedy = f"Run check --fix, or mend {path.name} by hand, and remove the text then."
            raise DatasetError(path.name, "its columns, encoding or line ends are not as a release has them", remedy)
        for index, line in enumerate(lines):
            row = dict(zip(fields, next(csv.reader((line,)), []), strict=False))
            if tuple(row.get(name) for name in list_key(schema)) == key and row.get(column):
                row[column] = _find_blank(fields[column], row[column])
                lines[index], found = write_row(row.values()), True
        if found:
            files[path] = "\n".join([header, *lines])
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
