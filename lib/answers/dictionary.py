"""The data dictionary: what each file, field and code means.

Definitions of fields and codes are those of datapackage.json.
"""

from collections.abc import Mapping
from typing import Any

from lib.answers.blocks import Column, Table
from lib.dataset import Code, Dataset, codes
from lib.words.catalogue import text

# What a reader looks for first.
ORDER = ("stations", "responses", "events", "figures", "claims", "sources", "citations", "leads", "changes", "health")


def count_rows(dataset: Dataset) -> Table:
    """What each table holds."""
    columns = (Column("file", text("File")), Column("rows", text("Rows")), Column("row", text("What a row is")))
    rows = tuple(
        (f"{table}.csv", len(getattr(dataset, table)), dataset.schemas[table]["description"]) for table in ORDER
    )
    return Table(text("Tables of the data"), columns, rows, len(rows))


def list_fields(dataset: Dataset, table: str) -> Table:
    """Every field of a table."""
    columns = (
        Column("field", text("Field")),
        Column("type", text("Type")),
        Column("required", text("Required")),
        Column("values", text("Values")),
        Column("meaning", text("Meaning")),
    )
    rows = tuple(
        (
            field["name"],
            field["type"],
            _write_required(field.get("constraints", {})),
            _write_values(dataset, table, field),
            field["description"],
        )
        for field in dataset.schemas[table]["fields"]
    )
    return Table(text("Fields of {file}", file=f"{table}.csv"), columns, rows, len(rows))


def list_explained(dataset: Dataset, table: str) -> dict[str, Table]:
    """The fields of a table whose codes have meanings of their own, each with its codes."""
    coded = {field["name"]: _codes_of(table, field) for field in dataset.schemas[table]["fields"]}
    return {
        name: _list_codes(text("Codes of {field} in {file}", field=name, file=f"{table}.csv"), coded[name])
        for name in coded
        if any(code.meaning for code in coded[name])
    }


def find_field(dataset: Dataset, table: str, name: str) -> Mapping[str, Any]:
    """A field of a table as the data package describes it. Raises StopIteration where there is none."""
    field: Mapping[str, Any] = next(each for each in dataset.schemas[table]["fields"] if each["name"] == name)
    return field


def _list_codes(label: str, listed: tuple[Code, ...]) -> Table:
    columns = (Column("code", text("Code")), Column("label", text("Label")), Column("meaning", text("Meaning")))
    rows = tuple((code.code, text(code.label), text(code.meaning)) for code in listed)
    return Table(label, columns, rows, len(rows))


def _codes_of(table: str, field: Mapping[str, Any]) -> tuple[Code, ...]:
    """The codes of a field; none where it has no categories."""
    return tuple(codes(f"{table}.{field['name']}").values()) if "categories" in field else ()


def _write_required(constraints: Mapping[str, Any]) -> str:
    if not constraints.get("required"):
        return text("no")
    return text("yes, unique") if constraints.get("unique") else text("yes")


def _write_values(dataset: Dataset, table: str, field: Mapping[str, Any]) -> str:
    """What a field may hold: its codes with their labels, or the id of which table."""
    found = _codes_of(table, field)
    if any(code.meaning for code in found):
        return text("{n} codes, listed below", n=len(found))
    if found:
        return ", ".join(f"{code.code} ({text(code.label)})" if code.label else code.code for code in found)
    keys = {key["fields"]: key["reference"] for key in dataset.schemas[table].get("foreignKeys", [])}
    if field["name"] in keys:
        reference = keys[field["name"]]
        return text("{field} of {file}", field=reference["fields"], file=f"{reference['resource']}.csv")
    return ""
