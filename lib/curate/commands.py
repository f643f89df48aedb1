"""The curator's command line: `python -m lib.curate check`, `geocode` and `add TABLE`.

    $ python -m lib.curate check
    stations.csv, line 7, country: 'XX'; expected an assigned ISO 3166-1 alpha-2 code
    1 problem: those rows are kept out of the atlas

    $ python -m lib.curate geocode
    IT|Prato: more than one place carries the name, and none is guessed. Choose by id, --choose "IT|Prato=ID":
        geonames:3169921  Prato  population 195,089  43.880, 11.097
        …

Every command exits 0 when all is well and 1 when something is left for the curator, who is told what.
"""

import argparse
import csv
import fcntl
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import track

from lib.curate import borders, geocode
from lib.curate.geocode import Choice, GeoNamesGeocoder, NotPlacedError, Place
from lib.dataset import (
    CITED,
    DATA,
    FOLLOWING,
    RECORDS,
    Dataset,
    DatasetError,
    Location,
    Problem,
    countries,
    load,
    read_geocache,
)
from lib.dataset.characters import show
from lib.dataset.files import FILES, GEOCACHE, read_bytes
from lib.dataset.geocache import find_line
from lib.dataset.schema import make_reader

Row = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """What a command talks to: the curator, the calendar and the gazetteers. Tests lay another."""

    say: Callable[[str], None] = print
    ask: Callable[[str], str] = input
    today: Callable[[], date] = date.today
    geonames: GeoNamesGeocoder = field(default_factory=GeoNamesGeocoder)
    adapter_factory: Callable[..., Any] | None = None


def main(arguments: Sequence[str] | None = None, desk: Desk | None = None) -> int:
    """Run one command; the exit code is 0 when all is well, 1 when something is left to do, 2 for wrong usage."""
    desk = desk or Desk()
    options = _make_parser().parse_args(arguments)
    try:
        code: int = options.run(options, desk)
        return code
    except (DatasetError, OSError) as error:
        desk.say(str(error))
    except (KeyboardInterrupt, EOFError):
        desk.say("\nBroken off: nothing was written.")
    return 1


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib.curate", description="Check, place and add data.")
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument("--data", type=Path, default=DATA, metavar="FOLDER", help="the data folder (default: data/)")
    commands = parser.add_subparsers(required=True)
    checker = commands.add_parser("check", parents=[folder], help="name every problem of the data")
    checker.add_argument("--weak", action="store_true", help="list the records that rest on one or on copied sources")
    checker.set_defaults(run=check)
    placer = commands.add_parser("geocode", parents=[folder], help="place the stations that the geocache lacks")
    placer.add_argument("--choose", action="append", default=[], metavar="CC|CITY=ID", help="an id, or LAT,LON")
    placer.add_argument("--online", action="store_true", help="ask Nominatim (OpenStreetMap) and not the GeoNames list")
    placer.add_argument("--user-agent", default="", metavar="NAME", help='with --online: "name (address or e-mail)"')
    placer.set_defaults(run=place_stations)
    adder = commands.add_parser("add", parents=[folder], help="add a row, field by field, with its citations")
    adder.add_argument("table", choices=RECORDS)
    adder.set_defaults(run=add)
    return parser


def check(options: argparse.Namespace, desk: Desk) -> int:
    """Print a line for each problem, each place without a point, and what rests on little; 1 if there is a problem."""
    data = load(options.data)
    problems = [*data.problems, *_check_precision(data), *_check_borders(data, options.data)]
    for problem in problems:
        desk.say(str(problem))
    for line in [*_list_not_placed(data), *_list_orphans(data)]:
        desk.say(f"warning: {line}")
    weak = list(_list_weak(data))
    if options.weak:
        for line in weak:
            desk.say(f"note: {line}")
    elif weak:
        desk.say(f"note: {_count(len(weak), 'record')} on a single source or on republications only (list: --weak)")
    stations = _count(int(data.stations["count"].sum()), "station")
    where = _count(data.stations["country"].nunique(), "country", "countries")
    counts = [_count(len(getattr(data, table)), table[:-1]) for table in (*RECORDS[1:], "sources", "citations")]
    verdict = f"{_count(len(problems), 'problem')}, see above" if problems else "no problem"
    desk.say(f"{stations} in {where}, {', '.join(counts)}: {verdict}")
    return 1 if problems else 0


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _check_precision(data: Dataset) -> Iterator[Problem]:
    """Stations whose precision is not that of their place in the geocache: the map would draw them wrong."""
    known = data.stations["place_key"].map({key: location.precision for key, location in data.geocache.items()})
    for row in data.stations[known.notna() & (known != data.stations["precision"])].to_dict("records"):
        location = data.geocache[row["place_key"]]
        expected = f"{location.precision}, as {GEOCACHE} has {row['place_key']}"
        yield Problem("stations.csv", row["line"], "precision", row["precision"], expected)


def _check_borders(data: Dataset, folder: Path) -> Iterator[Problem]:
    """Places whose point lies outside their country's borders: loading compares with boxes only."""
    for key, location in data.geocache.items():
        country, point = key.partition("|")[0], (location.latitude, location.longitude)
        mistake = borders.find_mistake(country, *point)
        if mistake:
            line = find_line(read_bytes(folder, GEOCACHE).decode("utf-8-sig"), key)
            expected = f"a point in {countries.name_in_sentence(country)}: {mistake}"
            yield Problem(GEOCACHE, line, key, f"{point[0]}, {point[1]}", expected)


def _list_not_placed(data: Dataset) -> Iterator[str]:
    for key, rows in data.stations.groupby("place_key"):
        if key not in data.geocache:
            entries = _count(len(rows), "station entry", "station entries")
            yield f"{key}: {entries} not placed, the place is not in {GEOCACHE}; run geocode"


def _list_orphans(data: Dataset) -> Iterator[str]:
    for key in sorted(set(data.geocache) - set(data.stations["place_key"])):
        yield f"{key}: in {GEOCACHE}, but no station names the place"


def _list_weak(data: Dataset) -> Iterator[str]:
    """Records whose supporting citations are of a single source, or of republications only."""
    supporting = data.citations[data.citations["stance"] == "supports"]
    originals = supporting.loc[supporting["kind"] != "republication", "record"]
    copied = ~supporting["record"].isin(originals.unique())
    # A source supports a record once: the key of citations says so.
    single = ~supporting["record"].duplicated(keep=False)
    sources: dict[str, list[str]] = {}
    for record, source in supporting.loc[copied | single, ["record", "source"]].itertuples(index=False, name=None):
        sources.setdefault(record, []).append(source)
    republished = set(supporting.loc[copied, "record"])
    for record, cited in sources.items():
        if len(cited) == 1:
            yield f"{record}: a single source, {'the republication ' if record in republished else ''}{cited[0]}"
        else:
            yield f"{record}: republications only, {', '.join(cited)}"


def place_stations(options: argparse.Namespace, desk: Desk) -> int:
    """Fill the geocache for the stations; 1 if a place waits for a choice or the service stopped."""
    with _take_turn(options.data, desk):
        return _fill_geocache(options, desk)


@contextmanager
def _take_turn(folder: Path, desk: Desk) -> Iterator[None]:
    """Hold a data folder while it is written; a second command is told, and waits for the first to end."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            desk.say(f"Another command is writing to {folder}: this one waits for it to end (Ctrl-C breaks off).")
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)  # which lets go of it, as does the end of the process


def _fill_geocache(options: argparse.Namespace, desk: Desk) -> int:
    path = options.data / GEOCACHE
    if not path.exists():
        geocode.write_files({path: geocode.format_geocache({})})
    data = load(options.data)
    for problem in data.problems:
        if problem.file == GEOCACHE:
            raise DatasetError(GEOCACHE, str(problem), "Mend or remove the entry: writing the file would drop it.")
    if any(problem.file == "stations.csv" for problem in data.problems):
        desk.say("warning: stations.csv has problems, and those rows are not placed; run check")
    places = _list_places(data.stations)
    search = geocode.search_geonames(desk.geonames)
    try:
        choices = dict(map(geocode.parse_choice, options.choose))
        if options.online:
            search = geocode.search_nominatim(options.user_agent, desk.adapter_factory)
    except ValueError as error:
        desk.say(str(error))
        return 1
    unknown = set(choices) - {place.key for place in places}
    if unknown:
        desk.say(f"--choose names {', '.join(sorted(unknown))}, but no station names that place")
        return 1

    def find(place: Place, choice: Choice | None) -> Location:
        return geocode.locate(place, choice, search, desk.geonames, desk.today())

    filled = geocode.fill(data.geocache, places, choices, find, _show_progress)
    geocode.write_files({path: geocode.format_geocache(filled.locations)})
    for key in filled.placed:
        desk.say(_describe(key, filled.locations[key]))
    for line in filled.not_placed:
        desk.say(line)
    for line in _list_orphans(data):
        desk.say(f"warning: {line}")
    left = sum(place.key not in filled.locations for place in places)
    desk.say(f"{_count(len(filled.placed), 'place')} placed now, {len(places) - left} of {len(places)} in all")
    if filled.stopped:
        desk.say(
            f"Stopped at {filled.stopped}\nWhat was placed is kept in {GEOCACHE}. To go on, run the same command again "
            "later: what is there is not looked up again."
        )
    return 1 if filled.stopped or filled.not_placed else 0


def _list_places(stations: pd.DataFrame) -> list[Place]:
    columns = stations.drop_duplicates("place_key")[["country", "city", "precision"]]
    return sorted(Place(*row) for row in columns.itertuples(index=False, name=None))


def _show_progress(places: Sequence[Place]) -> Iterable[Place]:
    return track(places, description="Geocoding", console=Console(stderr=True))


def _describe(key: str, location: Location) -> str:
    origin = location.gazetteer_id or "the curator's point"
    return f"{key}: {location.name}, {location.latitude:.3f}, {location.longitude:.3f} ({origin})"


def add(options: argparse.Namespace, desk: Desk) -> int:
    """Ask for a row, its citations and their new sources, check all of it, place a new place, and write it in place."""
    data = load(options.data)
    if data.problems:
        desk.say(f"The data has {_count(len(data.problems), 'problem')}: run check and mend it before adding to it.")
        return 1
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
    with _take_turn(options.data, desk):
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
            desk.say(_describe(place.key, location))
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
