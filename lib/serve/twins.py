"""`/v/PAGE?VIEW`: every view as a page that needs no script, of the same Answer as the dashboard's."""

import re
from html import escape
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lib.answers import frame as frames
from lib.answers.blocks import answer as ask
from lib.answers.evidence import link_by_record
from lib.answers.frame import NAME, Frame
from lib.answers.pages import PAGES, Page, answer_page
from lib.dataset import ROOT, Dataset
from lib.draw.figure import find_picture
from lib.draw.palette import write_tokens
from lib.render.data import FORMATS
from lib.render.html import render_table
from lib.render.twin import Sources, render_answer
from lib.serve.addresses import find_page, not_found, read_view
from lib.serve.figures import offer
from lib.serve.heads import DENIAL, find_origin, write_head
from lib.serve.http import ASK_FIRST, Asset, answer, make_asset
from lib.view import View, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text
from lib.words.views import write_problem

STYLE: Final = ROOT / "static" / "twin.css"


async def answer_twin(request: Request) -> Response:
    """Answer the twin of a page's view, its parts that cannot be honoured named; 404 for no page."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    page = find_page(request.path_params["page"])
    if page is None:
        return not_found()
    asked = read_view(request)
    if isinstance(asked, Response):
        return asked
    problems = tuple(map(write_problem, asked.problems))
    made = asked.atlas.recall(_make, page, asked.view, problems, language(), find_origin())
    return answer(request, made, ASK_FIRST)


def _link_sources(atlas: Atlas) -> Sources:
    return link_by_record(atlas.dataset.citations)


def _make(atlas: Atlas, page: Page, view: View, problems: tuple[str, ...], _language: str, origin: str) -> Asset:
    shown = answer_page(page, atlas, view)
    frame = ask(atlas, frames.write, view)
    tail = write_address("", view)
    title = " · ".join(filter(None, (frame.title, text(page.title), NAME)))
    standfirst = re.sub(r"\*\*(.*?)\*\*", r"<b>\1</b>", escape(getattr(shown, "standfirst", "")))
    links = "".join(_link(each, tail, each == page) for each in PAGES)
    address = f"{page.path}{tail}"
    picture = find_picture(shown)
    # The map is a part of the page; a chart takes longer to draw than the page, and comes after it.
    drawn = {id(picture): offer(page, view, "svg")} if picture and picture.kind != "places" else {}
    body = render_answer(shown, atlas.recall(_link_sources), drawn)
    named = "".join(f'<p role="alert">{escape(problem)}</p>' for problem in problems)
    interactive = escape(text("The same view with its map, charts and filters"))
    html = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
{write_head(title, f"{frame.sentence} {DENIAL}", address, origin)}
<style>{write_tokens()}{STYLE.read_text(encoding="utf-8")}</style></head>
<body><header><p>{escape(NAME)}</p><nav>{links}</nav></header>
<main><h1>{escape(getattr(shown, "title", text(page.title)))}</h1><p class="standfirst">{standfirst}</p>{named}
<p><b>{escape(frame.sentence)}</b></p><p><a href="{escape(address)}">{interactive}</a>
<a href="{escape(offer(page, view, "evidence.html"))}">{escape(frame.evidence)}</a></p>
{_offer_rows(frame, atlas.dataset)}
{_tell_since(frame, page)}{body}</main><footer><p>{escape(frame.footer)}</p></footer></body></html>
"""
    return make_asset(html.encode(), "text/html")


def _tell_since(frame: Frame, page: Page) -> str:
    """That an older data version is shown, and what became of its rows since."""
    since = frame.since
    if since is None:
        return ""
    today = f'<a href="{escape(write_address(f"/v/{page.code}", since.view))}">{escape(since.today)}</a>'
    rows = (
        f"<details><summary>{escape(since.heading)}</summary>{render_table(since.rows)}</details>" if since.rows else ""
    )
    return f'<aside><p role="note">{escape(since.shown)} {today}</p>{rows}</aside>'


def _offer_rows(frame: Frame, dataset: Dataset) -> str:
    """The rows of the view as files, described as schema.org has it (Dataset, in microdata: no script is needed)."""
    files = " ".join(
        f'<span itemprop="distribution" itemscope itemtype="https://schema.org/DataDownload">'
        f'<meta itemprop="encodingFormat" content="{FORMATS[file.text.partition(".")[2]][0].partition(";")[0]}">'
        f'<a itemprop="contentUrl" href="{escape(file.address)}">{escape(file.text)}</a></span>'
        for file in frame.files
    )
    return (
        f'<p itemscope itemtype="https://schema.org/Dataset">{escape(frame.take)} {files}'
        f'<meta itemprop="name" content="{escape(NAME)}">'
        f'<meta itemprop="description" content="{escape(frame.sentence)}">'
        f'<meta itemprop="version" content="{escape(dataset.version)}">'
        f'<meta itemprop="dateModified" content="{dataset.created.isoformat()}">'
        f'<meta itemprop="license" content="{escape(dataset.licence)}"></p>'
    )


def _link(page: Page, tail: str, is_open: bool) -> str:
    current = ' aria-current="page"' if is_open else ""
    return f'<a href="/v/{page.code}{escape(tail)}"{current}>{escape(text(page.title))}</a>'
