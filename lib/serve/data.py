"""The data routes: `/data/v1/TABLE.csv`, `.json`, `.parquet`, and `places.geojson`, with the link grammar of the
dashboard; their description; and the whole as a zip."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from email.utils import format_datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lib.answers import changes, rows
from lib.answers.blocks import answer as ask
from lib.dataset import DATA as FOLDER
from lib.dataset import DatasetError
from lib.dataset.releases import find_folder
from lib.render.atom import render_feed
from lib.render.data import FORMATS, render_package
from lib.render.openapi import render_openapi
from lib.serve.addresses import SHARED, no_data, not_found, read_view, refuse_data
from lib.serve.base import read_base
from lib.serve.heads import find_origin
from lib.serve.http import ASK_FIRST, Asset, answer, keep, make_asset
from lib.serve.shelf import read_shelf
from lib.view import View, keep_filters, write_address
from lib.view.atlas import Atlas
from lib.view.link import Problem
from lib.words.views import write_problem

PACKAGE: Final = "datapackage.json"


async def answer_data(request: Request) -> Response:
    """Answer the rows of a view, or say which part of the query cannot be honoured (400), or that there is no such
    table (404)."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    table, _, form = request.path_params["name"].partition(".")
    if table not in rows.TABLES or form not in FORMATS or (form == "geojson" and table != "places"):
        return not_found(request.scope["path"])

    def make(atlas: Atlas, view: View) -> Asset:
        # What is drawn how changes no row: views that differ in nothing else share an answer. Sources filter otherwise.
        shown = view if table == "sources" else replace(keep_filters(view), place=view.place)
        return read_shelf(atlas).get(_make, atlas, table, form, shown)

    return _answer_view(request, make)


def _answer_view(request: Request, make: Callable[[Atlas, View], Asset | Response]) -> Response:
    """Answer what `make` gives for the view of the query, or say which part of it cannot be honoured."""
    asked = read_view(request)
    if isinstance(asked, Response):
        return asked
    if asked.problems:
        return refuse_data(400, "A part of the query cannot be honoured", parts=list(map(_name_part, asked.problems)))
    made = make(asked.atlas, asked.view)
    if isinstance(made, Response):
        return made
    response = answer(request, made, keep(asked.atlas, asked.view))
    response.headers.update(_tell_age(asked.atlas))
    return response


def _make(atlas: Atlas, table: str, form: str, view: View) -> Asset:
    media_type, render = FORMATS[form]
    return make_asset(render(ask(atlas, rows.write, view, table)), media_type)


async def answer_description(request: Request) -> Response:
    """Answer the routes as OpenAPI describes them."""
    return await run_in_threadpool(_answer_whole, request, _describe)


async def answer_package(request: Request) -> Response:
    """Answer all tables with their description, as one zip that is a Frictionless data package."""
    return await run_in_threadpool(_answer_package, request)


def _answer_package(request: Request) -> Response:
    def make(atlas: Atlas, view: View) -> Asset | Response:
        if view != View(data=view.data):
            return refuse_data(
                400, "The package is the whole: no filter narrows it", "Only a data version may be asked for"
            )
        return read_shelf(atlas).get(_pack, atlas)

    return _answer_view(request, make)


def _answer_whole(request: Request, make: Callable[[Atlas], Asset]) -> Response:
    try:
        atlas = Atlas.open()
    except DatasetError as error:
        return no_data(request.scope["path"], error)
    response = answer(request, atlas.recall(make), ASK_FIRST)
    response.headers.update(_tell_age(atlas))
    return response


def _tell_age(atlas: Atlas) -> Mapping[str, str]:
    """Headers of all data: anybody's page may read them, and of which day they are (RFC 9110, 8.8.2)."""
    created = datetime.combine(atlas.dataset.created, time(), UTC)
    return {**SHARED, "Last-Modified": format_datetime(created, usegmt=True)}


def _describe(atlas: Atlas) -> Asset:
    return make_asset(render_openapi(atlas.dataset, read_base() + rows.ROUTE).encode(), "application/openapi+json")


def _pack(atlas: Atlas) -> Asset:
    # The schemas are ours, whatever folder is served; those of a release are its own.
    released = atlas.latest is not atlas
    folder = find_folder(atlas.folder, atlas.dataset.version) if released else FOLDER
    package = json.loads((folder / PACKAGE).read_bytes())
    # The standard asks for a time of day (https://datapackage.org/standard/data-package/#created).
    package |= {"version": atlas.dataset.version, "created": f"{atlas.dataset.created.isoformat()}T00:00:00Z"}
    tables = [rows.write_table(atlas, resource["name"]) for resource in package["resources"]]
    return make_asset(render_package(package, tables), "application/zip")


async def answer_changes(request: Request) -> Response:
    """Answer the corrections as an Atom feed, of the countries that the query names; 400 for any other part."""
    return await run_in_threadpool(_answer_changes, request)


def _answer_changes(request: Request) -> Response:
    def make(atlas: Atlas, view: View) -> Asset | Response:
        if view != View(country=view.country):
            return refuse_data(
                400, "The corrections are narrowed by country alone", f"Ask {read_base()}{changes.ROUTE}?country=IE"
            )
        return atlas.recall(_make_feed, view, find_origin() or read_base())

    return _answer_view(request, make)


def _make_feed(atlas: Atlas, view: View, origin: str) -> Asset:
    address = write_address(origin + changes.ROUTE, view)
    page = f"{origin}/method#corrections"
    feed = render_feed(ask(atlas, changes.write, view), atlas.dataset.created.isoformat(), address, page)
    return make_asset(feed.encode(), "application/atom+xml; charset=utf-8")


def _name_part(problem: Problem) -> dict[str, str]:
    return {"part": problem.part, "value": str(problem.value), "detail": write_problem(problem)}
