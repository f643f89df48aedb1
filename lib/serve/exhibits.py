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
from lib.answers.evidence import link_by_record
from lib.answers.pages import Page, answer_page
from lib.draw.figure import WIDTH, draw_picture, find_picture
from lib.draw.palette import write_tokens
from lib.draw.svg import write_address as write_data_address
from lib.render.exhibit import render_exhibit
from lib.render.twin import render_answer
from lib.serve.addresses import find_page, not_found, read_view
from lib.serve.figures import make_in_turn
from lib.serve.heads import DENIAL, find_origin
from lib.serve.http import ASK_FIRST, Asset, answer, make_asset
from lib.serve.twins import STYLE
from lib.view import View, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text

# Pixels that a chart is high at most where that may be chosen.
HEIGHT: Final = 560
# Countries that the file's name has room for.
MOST_NAMED: Final = 4


async def answer_exhibit(request: Request) -> Response:
    """Answer the evidence file of a page's view, to be saved; 404 for no page, 503 where too many are drawn."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    page = find_page(request.path_params["page"])
    if page is None:
        return not_found()
    asked = read_view(request)
    if isinstance(asked, Response):
        return asked
    # Where the file leads back to, whoever opens it wherever.
    origin = find_origin() or f"{request.url.scheme}://{request.headers['host']}"
    today = datetime.now(UTC).date().isoformat()
    made = make_in_turn(_make, asked.atlas, page, asked.view, origin, today, language())
    if isinstance(made, Response):
        return made
    response = answer(request, made, ASK_FIRST)
    view, version = asked.view, asked.atlas.dataset.version
    whose = slugify(" ".join(view.country)) if len(view.country) <= MOST_NAMED else ""
    name = "-".join(filter(None, ("station-atlas", page.code, whose, version))) + ".html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _make(atlas: Atlas, page: Page, view: View, origin: str, today: str, _language: str) -> Asset:
    shown = answer_page(page, atlas, view)
    frame = ask(atlas, frames.write, view)
    picture = find_picture(shown)
    # A chart is a file of its own elsewhere; here it is a part of the file.
    drawn = {id(picture): _draw(picture)} if picture and picture.kind != "places" else {}
    kept = ask(atlas, exhibit.write, view, today)
    body = render_answer(shown, link_by_record(atlas.dataset.citations), drawn) + render_exhibit(kept)
    # What leads within the atlas leads there from anywhere.
    body = re.sub(r'href="(?:\./|/(?!/))', f'href="{escape(origin)}/', body)
    exact = f"{origin}{write_address(page.path, view, atlas.dataset)}"
    title = " · ".join(filter(None, (frame.title, text(page.title), text(frames.NAME))))
    html = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>{write_tokens()}{STYLE.read_text(encoding="utf-8")}</style></head>
<body><main><h1>{escape(getattr(shown, "title", text(page.title)))}</h1>
<p><b>{escape(frame.sentence)}</b> {escape(DENIAL)}</p>
<p>{escape(kept.made)}</p><p><a href="{escape(exact)}">{escape(exact)}</a></p>
{body}</main><footer><p>{escape(frame.footer)}</p></footer></body></html>
"""
    return make_asset(html.encode(), "text/html; charset=utf-8")


def _draw(picture: Picture) -> str:
    return write_data_address(draw_picture(picture, WIDTH, HEIGHT))
