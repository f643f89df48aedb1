"""`/v/PAGE.evidence.html?VIEW`: a view as one file to keep, which asks nobody for anything and runs nothing."""

import re
from datetime import UTC, datetime
from html import escape
from typing import Final

from slugify import slugify
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lib.answers import exhibit
from lib.answers import frame as frames
from lib.answers.blocks import Picture
from lib.answers.blocks import answer as ask
from lib.answers.frame import name_tab, write_headline
from lib.answers.pages import Page, answer_page
from lib.draw.figure import WIDTH, draw_picture, find_picture
from lib.draw.svg import write_address as write_data_address
from lib.render.exhibit import render_exhibit
from lib.render.page import render_page, render_problems, render_since
from lib.render.twin import render_answer
from lib.serve.addresses import find_page, not_found, read_view
from lib.serve.base import read_base
from lib.serve.figures import find_figure, make_in_turn
from lib.serve.heads import DENIAL, find_origin
from lib.serve.http import ASK_FIRST, Asset, answer, make_asset
from lib.serve.twins import link_sources, read_style
from lib.view import Problem, View, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text
from lib.words.views import write_problem

# Pixels that a chart is high at most where that may be chosen.
HEIGHT: Final = 560
# The file runs nothing and asks nobody, wherever it is opened.
_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)
# A tenth of a large file.
_UNUSED: Final = re.compile(r' target="_blank" rel="noopener noreferrer"| class="col-[\w-]*"')
# Countries that the file's name has room for.
MOST_NAMED: Final = 4


async def answer_exhibit(request: Request) -> Response:
    """Answer the evidence file of a page's view, to be saved; 404 for no page, 503 where too many are drawn."""
    return await run_in_threadpool(_answer, request)


def read_today() -> str:
    """The day on which what is taken along is taken (UTC, ISO 8601)."""
    return datetime.now(UTC).date().isoformat()


def _answer(request: Request) -> Response:
    page = find_page(request.path_params["page"])
    if page is None:
        return not_found()
    asked = read_view(request)
    if isinstance(asked, Response):
        return asked
    # Where the file leads back to, whoever opens it wherever.
    origin = find_origin() or f"{request.url.scheme}://{request.headers['host']}{read_base()}"
    made = make_in_turn(_make, asked.atlas, page, asked.view, asked.problems, origin, read_today(), language())
    if isinstance(made, Response):
        return made
    response = answer(request, made, ASK_FIRST)
    view, version = asked.view, asked.atlas.dataset.version
    whose = " ".join(view.country) if len(view.country) <= MOST_NAMED else ""
    # A header has letters of ASCII alone, and the version of a folder of the operator's may be anything.
    name = slugify(" ".join(("station-atlas", page.code, whose, version)), regex_pattern=r"[^a-z0-9.]+")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return response


def _make(
    atlas: Atlas, page: Page, view: View, problems: tuple[Problem, ...], origin: str, today: str, _language: str
) -> Asset:
    shown = answer_page(page, atlas, view)
    frame = ask(atlas, frames.write, view)
    picture = find_figure(atlas, page, view)
    # A chart is a file of its own elsewhere; here it is a part of the file.
    drawn = {id(picture): _draw(picture)} if picture and picture.kind != "places" else {}
    # A page that draws nothing has the map of its view before it.
    borrowed = () if picture is find_picture(shown) else (picture,)
    kept = ask(atlas, exhibit.write, view, today)
    exact = f"{origin}{write_address(page.path, view, atlas.dataset)}"
    back = write_address(page.path, frame.since.view) if frame.since else ""
    body = f"""<h1>{escape(getattr(shown, "title", text(page.title)))}</h1>
{render_problems(map(write_problem, problems))}
<p><b>{escape(write_headline(frame, view, problems))}</b> {escape(DENIAL)}</p>
<p>{escape(kept.made)}</p><p><a href="{escape(exact)}">{escape(exact)}</a></p>
{render_since(frame.since, back)}
{render_answer((*borrowed, shown), atlas.recall(link_sources), drawn)}{render_exhibit(kept)}"""
    # Nothing looks at a column's class here, and a link in a file of one's own needs no window of its own.
    body = _UNUSED.sub("", body)
    # What leads within the atlas leads there from anywhere.
    body = re.sub(r'href="(?:\./|/(?!/))', f'href="{escape(origin)}/', body)
    head = f'<title>{escape(name_tab(frame, page))}</title>{_POLICY}<meta name="referrer" content="no-referrer">'
    return make_asset(render_page(head, read_style(), body, frame.footer).encode(), "text/html; charset=utf-8")


def _draw(picture: Picture) -> str:
    return write_data_address(draw_picture(picture, WIDTH, HEIGHT))
