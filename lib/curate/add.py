"""`add TABLE`: a row asked for field by field, with its citations and their sources, tried before it is written."""

import argparse
import csv
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lib.curate import geocode
from lib.curate.desk import Desk, count, describe, take_turn
from lib.curate.geocode import Choice, NotPlacedError, Place
from lib.curate.mend import demand_plain
from lib.dataset import CITED, FOLLOWING, RECORDS, Dataset, Location, Problem, load, read_geocache
from lib.dataset.characters import show
from lib.dataset.files import FILES, GEOCACHE, read_bytes
from lib.dataset.schema import make_reader

Row = dict[str, str]


def add(options: argparse.Namespace, desk: Desk) -> int:
    """Ask for a row, its citations and their new sources, check all of it, place a new place, and write it in place."""
    data = load(options.data)
    if data.problems:
        desk.say(f"The data has {count(len(data.problems), 'problem')}: run check and mend it before adding to it.")
        return 1
    demand_plain(options.data, data.schemas)
    # Ids that the log of changes names are taken for good, withdrawn ones too.
    tables = (*CITED, "sources", "leads")
    taken = {*data.changes["record"], *(record for table in tables for record in getattr(data, table)["id"])}
    desk.say("Ctrl-C breaks off; nothing is written before the end.")
    added: dict[str, list[Row]] = {options.table: [_ask_row(data.schemas[options.table], taken, {}, desk)]}
    record = added[options.table][0]
    added |= _ask_citations(data, {*taken, record["id"]}, desk)
    files, problems = _try_rows(options.data, added, data.schemas)
    while problems:
        for problem in problems:
            desk.say(str(problem))
        if not _ask_again(problems, added, data.schemas, desk):
            desk.say("Nothing was written.")
            return 1
        files, problems = _try_rows(options.data, added, data.schemas)
    placed = _place_station(data.geocache, record, desk) if options.table == "stations" else {}
    with take_turn(options.data, desk):
        # Somebody may have written since the rows were tried.
        files, problems = _try_rows(options.data, added, data.schemas)
        if not problems:
            if placed:
                known = read_geocache(options.data, [])
                files[options.data / GEOCACHE] = geocode.format_geocache({**placed, **known})
            geocode.write_files(files)
    for problem in problems:
        desk.say(str(problem))
    if problems:
        desk.say("Nothing was written: the data changed while you answered.")
        return 1
    desk.say(f"Written: {record['id']}, in {', '.join(sorted(path.name for path in files))}.")
    return 0


def _ask_row(schema: Mapping[str, Any], taken: set[str], given: Row, desk: Desk) -> Row:
    """A row of a table, asked field by field; the fields in `given` are not asked for."""
    row = dict(given)
    for descriptor in schema["fields"]:
        if descriptor["name"] not in row:
            row[descriptor["name"]] = _ask_field(descriptor, desk, taken if descriptor["name"] == "id" else set())
    return row


def _ask_field(descriptor: Mapping[str, Any], desk: Desk, taken: set[str]) -> str:
    """An answer that the field's schema accepts; "" where nothing is given and nothing is required."""
    constraints = descriptor.get("constraints", {})
    desk.say(f"\n{descriptor['title']}: {descriptor['description']}")
    if "enum" in constraints:
        desk.say(f"One of: {', '.join(constraints['enum'])}")
    read = make_reader(descriptor)
    while True:
        answer = desk.ask(f"{descriptor['name']}{'' if constraints.get('required') else ' (may be empty)'}: ").strip()
        _, expected = read(answer)
        if not expected and answer not in taken:
            return answer
        desk.say(f"'{show(answer)}' is not accepted: {f'expected {expected}' if expected else 'it is taken'}")


def _ask_citations(data: Dataset, taken: set[str], desk: Desk) -> dict[str, list[Row]]:
    """At least one citation, and the rows of the sources that are new. `record` is filled in when it is certain."""
    citations: list[Row] = []
    sources: dict[str, Row] = {}
    id_field = data.schemas["sources"]["fields"][0]
    while True:
        desk.say("\nCitation: the id of a source, or a new id for a new source" + "; empty when done" * bool(citations))
        source = desk.ask("source: ").strip()
        if not source and citations:
            return {"citations": citations} | ({"sources": list(sources.values())} if sources else {})
        if source not in {*data.sources["id"], *sources}:
            _, expected = make_reader(id_field)(source)
            if expected or source in taken:
                said = f"expected {expected}" if expected else "a record has this id"
                desk.say(f"'{show(source)}' is not accepted: {said}")
                continue
            desk.say(f"{source} is new.")
            sources[source] = _ask_row(data.schemas["sources"], taken, {"id": source}, desk)
        citation = _ask_row(data.schemas["citations"], taken, {"record": "", "source": source}, desk)
        if any((given["source"], given["stance"]) == (source, citation["stance"]) for given in citations):
            desk.say("Left out: the source is cited for this already.")
        else:
            citations.append(citation)


def _try_rows(
    folder: Path, added: Mapping[str, list[Row]], schemas: Mapping[str, Any]
) -> tuple[dict[Path, str], tuple[Problem, ...]]:
    """The text of each file with the rows in it, and the problems that a copy of the folder has with them."""
    record = next(rows[0]["id"] for table, rows in added.items() if table in RECORDS)
    files: dict[Path, str] = {}
    for table, rows in added.items():
        text = read_bytes(folder, f"{table}.csv").decode()
        # Citations are sorted by record and source, the rest by id.
        key = 2 if table == "citations" else 1
        for row in rows:
            cells = {**row, "record": record}
            text = insert_row(text, [cells[column["name"]] for column in schemas[table]["fields"]], key)
        files[folder / f"{table}.csv"] = text
    with tempfile.TemporaryDirectory() as copy:
        # What else lies in the folder (drafts, locks, links) is not read and not copied.
        for file in FILES:
            (Path(copy) / file).write_bytes(read_bytes(folder, file))
        geocode.write_files({Path(copy) / path.name: text for path, text in files.items()})
        problems = load(Path(copy)).problems
    # A row that is left out leaves others without their record or source: that is no fault of theirs.
    return files, tuple(problem for problem in problems if problem.expected not in FOLLOWING) or problems


def insert_row(text: str, row: Sequence[str], key: int = 1) -> str:
    """A CSV text with `row` before the first record whose leading `key` cells are greater; other lines as they were."""
    lines = list(io.StringIO(text, newline=""))
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not lines[-1].endswith("\n"):
        lines[-1] += newline
    reader, starts, position = csv.reader(lines), 0, len(lines)
    for cells in reader:
        # The header stands first; a record may take several lines.
        if starts and cells[:key] > list(row[:key]):
            position = starts
            break
        starts = reader.line_num
    draft = io.StringIO()
    csv.writer(draft, lineterminator=newline).writerow(row)
    return "".join([*lines[:position], draft.getvalue(), *lines[position:]])


def _ask_again(
    problems: Iterable[Problem], added: Mapping[str, list[Row]], schemas: Mapping[str, Any], desk: Desk
) -> bool:
    """Ask anew for the answers that the problems are about; False where a problem is about none of them."""
    asked = False
    for problem in problems:
        table = problem.file.removesuffix(".csv")
        for row in added.get(table, ()):
            if problem.column in row and show(row[problem.column]) == problem.value:
                fields = {column["name"]: column for column in schemas[table]["fields"]}
                # The fault may lie in the field that this one was compared with.
                name = desk.ask(f"Field to answer again, of {', '.join(fields)} (empty: {problem.column}): ").strip()
                name = name if name in fields else problem.column
                row[name] = _ask_field(fields[name], desk, set())
                asked = True
    return asked


def _place_station(known: Mapping[str, Location], row: Row, desk: Desk) -> dict[str, Location]:
    """The entry of the geocache for the row's place; none where it is known or left without a point."""
    place = Place(row["country"], row["city"], row["precision"])
    choice: Choice | None = None
    search = geocode.search_geonames(desk.geonames)
    while place.key not in known:
        try:
            location = geocode.locate(place, choice, search, desk.geonames, desk.today())
            desk.say(describe(place.key, location))
            return {place.key: location}
        except NotPlacedError as error:
            desk.say(str(error))
        answer = desk.ask("GeoNames id or LAT,LON (empty: leave it without a point): ")
        if not answer.strip():
            break
        try:
            choice = geocode.read_choice(answer)
        except ValueError as error:
            desk.say(str(error))
    return {}
