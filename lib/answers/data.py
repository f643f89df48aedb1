"""Which rows are behind a view, what each column of them says, and how are they taken along?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from lib.answers import rows
from lib.answers.blocks import Column, Link, Statement, Table
from lib.answers.releases import promise
from lib.answers.rows import ROUTE, TABLES, Rows
from lib.dataset import Dataset, codes
from lib.view import Selection, View, parse, write_address
from lib.view.atlas import Atlas
from lib.view.parameters import Parameter
from lib.words.catalogue import mark, text, write_date, write_number

FIRST = 50  # rows of a table on a page without scripts: the files have all of them
PLACES = mark("Places")
# The columns of the places that are drawn, which are no table of the data package: title and meaning.
_PLACE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code": (mark("Code"), mark("The place’s code, as links have it.")),
        "country": (mark("Country"), mark("ISO 3166-1 alpha-2 code.")),
        "city": (mark("City or region"), mark("Empty where the sources name no place in the country.")),
        "precision": (mark("Precision"), mark("What its point stands for: a city, a region or a country.")),
        "count": (mark("Stations"), mark("The sum of its station entries in this view.")),
        "report": (mark("Report"), mark("Which report first listed its stations; both, where both did.")),
        "bureau": (mark("Bureau"), mark("The bureau said to run them; several, where several are.")),
        "step": (mark("Step"), mark("The furthest step that the country’s government is reported to have reached.")),
        "contested": (mark("Contested"), mark("Whether the country’s record contradicts itself.")),
        "latitude": (mark("Latitude"), mark("Degrees, WGS 84; empty where the place has no point.")),
        "longitude": (mark("Longitude"), mark("Degrees, WGS 84; empty where the place has no point.")),
    }
)
_EXAMPLES = (
    ("stations.csv", View(country=("ES",)), mark("Spain’s station entries:")),
    ("places.geojson", View(country=("IT",)), mark("Italy’s places, for a map of your own:")),
    ("responses.json", View(response=("closed",)), mark("What the governments did that reached “closed”:")),
    ("figures.json", View(data="2026.11.0"), mark("The figures of a version that stays as it is:")),
)


# A value of each kind of part that has no codes, for the examples.
_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "country": "nl",
        "asof": "2022-10-01",
        "place": "es-madrid",
        "language": "nl",
        "publisher": "safeguard-defenders",
        "words": "embassy",
    }
)


@dataclass(frozen=True, eq=False)
class Listing:
    """A table of the view: its code, what it is called with its number of rows, all of its rows, the first of them as
    a Table, what each column says, and its files."""

    code: str
    label: str
    rows: Rows
    first: Table
    columns: Table
    files: tuple[Link, ...]


@dataclass(frozen=True, eq=False)
class Data:
    """What the page says. take, explained: what goes before a table's files and columns; routes, parts: the addresses
    that a program may ask, and what of a link narrows their rows; examples: how it asks, each with what it gets."""

    title: str
    standfirst: str
    take: str
    explained: str
    listings: tuple[Listing, ...]
    cite_heading: str
    cite: str
    programs_heading: str
    programs: tuple[Statement, ...]
    routes: Table
    parts: Table
    examples_heading: str
    examples: tuple[Link, ...]


def write(atlas: Atlas, selection: Selection) -> Data:
    """The Answer to the page's question."""
    return Data(
        title=text("The rows behind the view"),
        standfirst=text(
            "Every row that this view shows, as it stands in the data: what was reported, by whom, and what was done. "
            "**China denies that these are police stations.**"
        ),
        take=text("As a file:"),
        explained=text("What each column says"),
        listings=tuple(_list(atlas, selection, table) for table in TABLES),
        cite_heading=text("How to cite"),
        cite=text(
            "Name the view’s sentence, data version {version} of {day}, and the exact link. {promise}",
            version=atlas.dataset.version,
            day=write_date(atlas.dataset.created),
            promise=promise(atlas),
        ),
        programs_heading=text("For programs"),
        programs=(
            Statement(text("The address of a file takes the parts of this page’s link, and gives their rows.")),
            Statement(text("What it cannot honour it refuses, part by part (RFC 9457).")),
            Statement(text("Any page may read it, and nothing is counted.")),
            Statement(
                text("An answer has an ETag and the day of its data; those of a released version are kept for a week.")
            ),
        ),
        routes=_list_routes(),
        parts=_list_parts(atlas.dataset),
        examples_heading=text("Examples that answer"),
        examples=(
            *(Link(text(said), write_address(f"{ROUTE}{file}", view)) for file, view, said in _EXAMPLES),
            Link(text("All tables with their description, as a data package:"), f"{ROUTE}package.zip"),
            Link(text("Every route, as OpenAPI describes it:"), f"{ROUTE}openapi.json"),
        ),
    )


def _list(atlas: Atlas, selection: Selection, table: str) -> Listing:
    # A place that is open narrows nothing on a page.
    found = rows.write(atlas, replace(selection, view=rows.widen(selection.view)), table)
    titles = _name_columns(atlas.dataset, table)
    columns = tuple(Column(code, titles[code][0]) for code in found.columns)
    name = _name_table(table)
    label = text("{name} ({n})", name=name, n=write_number(len(found.rows)))
    first = tuple(tuple(_write_cell(row[code]) for code in found.columns) for row in found.rows[:FIRST])
    meanings = tuple((code, *titles[code]) for code in found.columns)
    explained = (Column("column", text("Column")), Column("title", text("Title")), Column("meaning", text("Meaning")))
    return Listing(
        code=table,
        label=label,
        rows=found,
        first=Table(label, columns, first, len(found.rows)),
        columns=Table(text("Columns of {name}", name=name), explained, meanings, len(meanings)),
        files=rows.offer_table(selection.view, table),
    )


def _list_routes() -> Table:
    """Every address that has rows."""
    columns = (Column("table", text("Table")), Column("files", text("Addresses")))
    told = tuple(
        (_name_table(table), tuple(Link(each.address, each.address) for each in rows.offer_table(View(), table)))
        for table in TABLES
    )
    return Table(text("Addresses of rows"), columns, told, len(told))


def _list_parts(dataset: Dataset) -> Table:
    """What of a link narrows rows: of all tables first, then of one."""
    general = rows.list_parts(TABLES[0])
    parts = [(part, text("every table"), TABLES[0]) for part in general]
    parts += [
        (part, _name_table(table), table) for table in TABLES for part in rows.list_parts(table) if part not in general
    ]
    columns = (
        Column("part", text("Part")),
        Column("meaning", text("Meaning")),
        Column("values", text("Values")),
        Column("tables", text("Narrows")),
        Column("example", text("Example")),
    )
    told = tuple(
        (
            part.key,
            text(part.label) if part.label else text(part.expected),
            text(", ").join(part.codes) or text(part.expected),
            narrowed,
            _write_example(part, dataset, table),
        )
        for part, narrowed, table in parts
    )
    return Table(text("Parts of an address"), columns, told, len(told))


def _write_example(part: Parameter, dataset: Dataset, table: str) -> Link:
    """An address whose rows a part narrows, by a value that there is."""
    value = part.codes[-1] if part.codes else _VALUES.get(part.kind, dataset.version)
    address = write_address(f"{ROUTE}{table}.json", parse({part.key: [value]})[0])
    return Link(address, address)


def _name_table(table: str) -> str:
    return text(codes("table")[table].label) if table in codes("table") else text(PLACES)


def _write_cell(value: str | int | float | bool | None) -> str | int | float | None:
    return str(value).lower() if isinstance(value, bool) else value


def _name_columns(dataset: Dataset, table: str) -> Mapping[str, tuple[str, str]]:
    """The title and the meaning of each column of a table."""
    if table not in dataset.schemas:
        return {code: (text(title), text(meaning)) for code, (title, meaning) in _PLACE.items()}
    return {field["name"]: (field["title"], field["description"]) for field in dataset.schemas[table]["fields"]}
