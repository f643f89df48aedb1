"""Which rows are behind a view, what each column of them says, and how are they taken along?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from lib.answers import rows
from lib.answers.blocks import Column, Link, Statement, Table
from lib.answers.releases import promise
from lib.answers.rows import ROUTE, TABLES, Rows
from lib.dataset import Dataset, codes
from lib.view import Selection, View, write_address
from lib.view.atlas import Atlas
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
    """What the page says. take, explained: what goes before a table's files and columns; examples: how a program asks,
    each with what it gets."""

    title: str
    standfirst: str
    take: str
    explained: str
    listings: tuple[Listing, ...]
    cite_heading: str
    cite: str
    programs_heading: str
    programs: tuple[Statement, ...]
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
        ),
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
    name = text(codes("table")[table].label) if table in codes("table") else text(PLACES)
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


def _write_cell(value: str | int | float | bool | None) -> str | int | float | None:
    return str(value).lower() if isinstance(value, bool) else value


def _name_columns(dataset: Dataset, table: str) -> Mapping[str, tuple[str, str]]:
    """The title and the meaning of each column of a table."""
    if table not in dataset.schemas:
        return {code: (text(title), text(meaning)) for code, (title, meaning) in _PLACE.items()}
    return {field["name"]: (field["title"], field["description"]) for field in dataset.schemas[table]["fields"]}
