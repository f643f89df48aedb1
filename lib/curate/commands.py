"""The curator's command line: `python -m lib.curate check`, `geocode`, `add TABLE`, `health`, `release` and `remove`.

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
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import track

from lib.curate import geocode
from lib.curate.add import add
from lib.curate.check import check, list_orphans
from lib.curate.desk import Desk, count, describe, take_turn
from lib.curate.geocode import Choice, Place
from lib.curate.health import write_health
from lib.curate.release import release, remove
from lib.dataset import DATA, RECORDS, DatasetError, Location, load
from lib.dataset.files import GEOCACHE


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
    checker.add_argument(
        "--fix", action="store_true", help="first mend what is safe: marks, line ends, spaces, quoting"
    )
    checker.set_defaults(run=check)
    placer = commands.add_parser("geocode", parents=[folder], help="place the stations that the geocache lacks")
    placer.add_argument("--choose", action="append", default=[], metavar="CC|CITY=ID", help="an id, or LAT,LON")
    placer.add_argument("--online", action="store_true", help="ask Nominatim (OpenStreetMap) and not the GeoNames list")
    placer.add_argument("--user-agent", default="", metavar="NAME", help='with --online: "name (address or e-mail)"')
    placer.set_defaults(run=place_stations)
    adder = commands.add_parser("add", parents=[folder], help="add a row, field by field, with its citations")
    adder.add_argument("table", choices=RECORDS)
    adder.set_defaults(run=add)
    doctor = commands.add_parser("health", parents=[folder], help="ask whether each source's address still answers")
    doctor.add_argument("--user-agent", default="", metavar="NAME", help='"name (address or e-mail)": servers are told')
    doctor.set_defaults(run=write_health)
    releaser = commands.add_parser("release", parents=[folder], help="freeze the data as a version")
    releaser.add_argument("--of", type=Path, metavar="FOLDER", help="freeze an older version, from the history")
    releaser.set_defaults(run=release)
    remover = commands.add_parser("remove", parents=[folder], help="take a text out of the data and of every release")
    remover.add_argument("row", help="the row's key, such as es-madrid-fuzhou-1, or RECORD/SOURCE/STANCE of a citation")
    remover.add_argument("column", help="the column whose text is taken out")
    remover.add_argument("change", help="the line of changes.csv: what was taken out, without repeating it, and why")
    remover.set_defaults(run=remove)
    return parser


def place_stations(options: argparse.Namespace, desk: Desk) -> int:
    """Fill the geocache for the stations; 1 if a place waits for a choice or the service stopped."""
    with take_turn(options.data, desk):
        return _fill_geocache(options, desk)


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
        desk.say(describe(key, filled.locations[key]))
    for line in filled.not_placed:
        desk.say(line)
    for line in list_orphans(data):
        desk.say(f"warning: {line}")
    left = sum(place.key not in filled.locations for place in places)
    desk.say(f"{count(len(filled.placed), 'place')} placed now, {len(places) - left} of {len(places)} in all")
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
