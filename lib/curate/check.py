"""`check`: each problem of the data, each place without a point, and what rests on little."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from lib.curate import borders
from lib.curate.desk import Desk, count, take_turn
from lib.curate.geocode import write_files
from lib.curate.mend import mend
from lib.curate.release import check_releases
from lib.dataset import DATA, RECORDS, Dataset, Problem, count_publishers, countries, dates, load
from lib.dataset.files import GEOCACHE, read_json
from lib.dataset.geocache import find_line
from lib.dataset.schema import read_schemas

# What is sure by itself, and how many independent publishers make a record sure.
_OFFICIAL = ("official", "court", "parliament")
_PUBLISHERS = 2


def check(options: argparse.Namespace, desk: Desk) -> int:
    """Print a line for each problem, each place without a point, and what rests on little; 1 if there is a problem.

    With `--fix`, what is safe to mend in the files is mended first, and said.
    """
    if options.fix:
        _fix(options.data, desk)
    data = load(options.data)
    problems = [*data.problems, *_check_precision(data), *_check_borders(data, options.data)]
    problems += [*_check_confidence(data), *_check_ages(data), *check_releases(options.data, data)]
    for problem in problems:
        desk.say(str(problem))
    for line in [*_list_not_placed(data), *list_orphans(data)]:
        desk.say(f"warning: {line}")
    weak = list(_list_weak(data))
    if options.weak:
        for line in weak:
            desk.say(f"note: {line}")
    elif weak:
        desk.say(f"note: {count(len(weak), 'record')} on a single source or on republications only (list: --weak)")
    stations = count(int(data.stations["count"].sum()), "station")
    where = count(data.stations["country"].nunique(), "country", "countries")
    counts = [count(len(getattr(data, table)), table[:-1]) for table in (*RECORDS[1:], "sources", "citations")]
    verdict = f"{count(len(problems), 'problem')}, see above" if problems else "no problem"
    desk.say(f"{stations} in {where}, {', '.join(counts)}: {verdict}")
    return 1 if problems else 0


def _fix(folder: Path, desk: Desk) -> None:
    schemas, _ = read_schemas(DATA)
    with take_turn(folder, desk):
        found = list(mend(folder, schemas))
        write_files({folder / each.file: each.text for each in found if not each.left})
    for each in found:
        desk.say(f"{each.file}: {f'not touched, {each.left}' if each.left else 'mended: ' + ', '.join(each.done)}")
    if not found:
        desk.say("Nothing to mend in how the files are written.")


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
            line = find_line(read_json(folder, GEOCACHE)[1], key)
            expected = f"a point in {countries.name_in_sentence(country)}: {mistake}"
            yield Problem(GEOCACHE, line, key, f"{point[0]}, {point[1]}", expected)


def _find_bold(data: Dataset) -> tuple[str, ...]:
    """Records of high confidence that neither an official text nor two publishers of their own support, by id."""
    supporting = data.citations[data.citations["stance"] == "supports"]
    official = set(supporting.loc[supporting["kind"].isin(_OFFICIAL), "record"])
    publishers = count_publishers(data.citations)
    high = [rows.loc[rows["confidence"] == "high", "id"] for rows in (data.stations, data.responses, data.events)]
    return tuple(
        record for ids in high for record in ids if record not in official and publishers.get(record, 0) < _PUBLISHERS
    )


def _check_confidence(data: Dataset) -> Iterator[Problem]:
    """Records that are surer than their sources."""
    bold = _find_bold(data)
    for name in ("stations", "responses", "events"):
        rows = getattr(data, name)
        for row in rows[rows["id"].isin(bold)].to_dict("records"):
            expected = f"medium: high needs an official text or two independent publishers, as {row['id']} has not"
            yield Problem(f"{name}.csv", row["line"], "confidence", "high", expected)


def _check_ages(data: Dataset) -> Iterator[Problem]:
    """Citations of a page that is older than the act it supports, and do not say what of it the page covers."""
    begins = pd.concat([rows.set_index("id")["first_day"] for rows in (data.responses, data.events)])
    cited = data.citations[(data.citations["stance"] == "supports") & (data.citations["published"] != "")]
    cited = cited[cited["record"].isin(begins.index) & (cited["locator"] == "")]
    for row in cited.to_dict("records"):
        if dates.period(row["published"]).end_time < begins[row["record"]]:
            expected = f"what {row['source']} of {row['published']} covers of {row['record']}, which is later"
            yield Problem("citations.csv", None, "locator", "", expected)


def _list_not_placed(data: Dataset) -> Iterator[str]:
    for key, rows in data.stations.groupby("place_key"):
        if key not in data.geocache:
            entries = count(len(rows), "station entry", "station entries")
            yield f"{key}: {entries} not placed, the place is not in {GEOCACHE}; run geocode"


def list_orphans(data: Dataset) -> Iterator[str]:
    """Places of the geocache that no station names."""
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
