"""The data routes: `/data/v1/TABLE.csv`, `.json`, and `places.geojson`, with the link grammar of the dashboard."""

from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lib import view as views
from lib.answers import data
from lib.answers.blocks import answer as ask
from lib.dataset import DatasetError
from lib.render.data import render_csv, render_geojson, render_json
from lib.serve.addresses import SHARED, not_found, refuse_data
from lib.serve.http import ASK_FIRST, Asset, answer, make_asset
from lib.view import View, keep_filters
from lib.view.atlas import Atlas
from lib.view.link import Problem
from lib.words.views import write_problem

FORMATS: Final = {
    "csv": ("text/csv; charset=utf-8", render_csv),
    "json": ("application/json", render_json),
    "geojson": ("application/geo+json", render_geojson),
}


async def answer_data(request: Request) -> Response:
    """Answer the rows of a view, or say which part of the query cannot be honoured (400), or that there is no such
    table (404)."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    table, _, form = request.path_params["name"].rpartition(".")
    if table not in data.TABLES or form not in FORMATS or (form == "geojson" and table != "places"):
        return not_found(request.scope["path"])
    try:
        atlas = Atlas.open()
    except DatasetError as error:
        return refuse_data(503, "The atlas has no data to show", str(error))
    query = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    view, unread = views.parse(query)
    view, unmet = views.check(view, atlas.dataset)
    problems = [*unread, *unmet]
    if problems:
        return refuse_data(400, "A part of the query cannot be honoured", parts=list(map(_name_part, problems)))
    # What is drawn how changes no row: views that differ in nothing else share one answer.
    response = answer(request, atlas.recall(_make, table, form, keep_filters(view)), ASK_FIRST)
    response.headers.update(SHARED)
    return response


def _make(atlas: Atlas, table: str, form: str, view: View) -> Asset:
    media_type, render = FORMATS[form]
    return make_asset(render(ask(atlas, data.write, view, table)).encode(), media_type)


def _name_part(problem: Problem) -> dict[str, str]:
    return {"part": problem.part, "value": str(problem.value), "detail": write_problem(problem)}
