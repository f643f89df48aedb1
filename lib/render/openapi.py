"""The data routes as OpenAPI 3.1 describes them, made from the parts of the link and the schemas of the tables."""

import json
from collections.abc import Mapping
from dataclasses import fields
from types import NoneType
from typing import Any, Final, get_args

from slugify import slugify

from lib.answers.places import Place
from lib.answers.rows import TABLES, list_parts
from lib.dataset import Dataset
from lib.dataset.countries import list_codes
from lib.render.data import FORMATS
from lib.view import MAX_VALUES
from lib.view.parameters import BY_KEY, MAX_WORDS, Parameter
from lib.words.catalogue import text

# Frictionless's types as JSON has them; dates and all others are texts.
TYPES: Final = {"integer": "integer", "number": "number", "boolean": "boolean"}
PLACES: Final = {int: "integer", float: "number", bool: "boolean", str: "string", NoneType: "null"}
# What a route may say instead of the rows.
_REFUSALS: Final = {
    "304": {"$ref": "#/components/responses/held"},
    **{
        status: {"$ref": f"#/components/responses/{name}"}
        for status, name in (("400", "problem"), ("414", "long"), ("503", "bare"))
    },
}
Json = dict[str, Any]


def render_openapi(dataset: Dataset, base: str) -> str:
    """The description as JSON; `base` is where the routes begin ("/data/v1/")."""
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": dataset.title,
            "version": dataset.version,
            "description": text("The rows of a view: the query is that of the dashboard's own links."),
            "license": {"name": dataset.licence},
        },
        "servers": [{"url": base.rstrip("/")}],
        "paths": {
            f"/{table}.{form}": {"get": _describe_route(table, form, media_type.partition(";")[0])}
            for table in TABLES
            for form, (media_type, _) in FORMATS.items()
            if form != "geojson" or table == "places"
        }
        | {"/package.zip": {"get": _describe_package()}},
        "components": {
            "parameters": {
                part.key: _describe_parameter(part, dataset) for table in TABLES for part in list_parts(table)
            },
            "schemas": {table: _describe_rows(dataset.schemas[table]) for table in TABLES if table in dataset.schemas}
            | {"places": _describe_places()},
            "responses": {
                "held": {"description": text("What the reader has still holds")},
                "problem": _describe_problem(text("A part of the query cannot be honoured; each is named (RFC 9457)")),
                "long": _describe_problem(text("The query is longer than what is read (RFC 9457)")),
                "bare": _describe_problem(text("The data cannot be read now (RFC 9457)")),
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _describe_route(table: str, form: str, media_type: str) -> Json:
    body: Json = {"type": "string"}
    if form == "json":
        body = {"type": "array", "items": {"$ref": f"#/components/schemas/{table}"}}
    elif form == "parquet":
        body = {"type": "string", "contentMediaType": media_type}
    elif form == "geojson":
        body = {"type": "object", "description": "RFC 7946"}
    return {
        "operationId": f"{table}_{form}",
        "parameters": [{"$ref": f"#/components/parameters/{part.key}"} for part in list_parts(table)],
        "responses": {
            "200": {"description": text("The rows of the view"), "content": {media_type: {"schema": body}}},
            **_REFUSALS,
        },
    }


def _describe_package() -> Json:
    """All tables of a data version."""
    body = {"type": "string", "contentMediaType": "application/zip"}
    return {
        "operationId": "package",
        "parameters": [{"$ref": f"#/components/parameters/{BY_KEY['data'].key}"}],
        "responses": {
            "200": {
                "description": text("All tables with their description, as a Frictionless data package"),
                "content": {"application/zip": {"schema": body}},
            },
            **_REFUSALS,
        },
    }


def _describe_parameter(part: Parameter, dataset: Dataset) -> Json:
    codes = list(part.codes) or {
        "country": list_codes(),
        "place": sorted(dataset.stations["place"].unique()),
        "version": list(dict.fromkeys((*dataset.releases, dataset.version))),
        "language": sorted(dataset.sources["language"].unique()),
        "publisher": sorted(dataset.sources["publisher"].map(slugify).unique()),
    }.get(part.kind, [])
    value: Json = {"type": "string", **({"enum": codes} if codes else {})}
    if part.kind == "asof":
        value["format"] = "date"
    if part.kind == "words":
        # Something that is seen.
        value |= {"maxLength": MAX_WORDS, "pattern": "[!-~]"}
    return {
        "name": part.key,
        "in": "query",
        "description": ": ".join(filter(None, (text(part.label) if part.label else "", text(part.expected)))),
        # Of a list the value stands more than once: ?country=ES&country=IT
        "schema": {"type": "array", "items": value, "maxItems": MAX_VALUES} if part.many else value,
        **({"style": "form", "explode": True} if part.many else {}),
    }


def _describe_rows(schema: Mapping[str, Any]) -> Json:
    """One row of a table, from its Frictionless schema."""
    columns = {column["name"]: _describe_column(column) for column in schema["fields"]}
    return _describe_object(columns)


def _describe_column(column: Mapping[str, Any]) -> Json:
    kind = TYPES.get(column["type"], "string")
    described: Json = {"type": [kind, "null"], "description": column.get("description", "")}
    if column.get("constraints", {}).get("required", False):
        described["type"] = kind
        if "categories" in column:
            described["enum"] = [each["value"] for each in column["categories"]]
    return described


def _describe_places() -> Json:
    return _describe_object(
        {each.name: {"type": [PLACES[kind] for kind in get_args(each.type) or (each.type,)]} for each in fields(Place)}
    )


def _describe_object(columns: Json) -> Json:
    return {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": False}


def _describe_problem(said: str) -> Json:
    part = _describe_object({name: {"type": "string"} for name in ("part", "value", "detail")})
    body = {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parts": {"type": "array", "items": part},
        },
        "required": ["title", "status"],
    }
    return {"description": said, "content": {"application/problem+json": {"schema": body}}}
