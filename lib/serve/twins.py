"""`/v/PAGE?VIEW`: every view as a page that needs no script, of the same Answer as the dashboard's."""

from collections.abc import Callable
from html import escape
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lib.answers import frame as frames
from lib.answers.blocks import answer as ask
from lib.answers.evidence import link_by_record
from lib.answers.frame import NAME, Frame, name_link, name_tab, write_headline
from lib.answers.pages import PAGES, Page, answer_page
from lib.dataset import ROOT, Dataset
from lib.draw.figure import find_picture
from lib.draw.palette import write_tokens
from lib.render.data import FORMATS
from lib.render.page import render_header, render_masthead, render_page, render_problems, render_since
from lib.render.twin import Sources, render_answer
from lib.serve.addresses import find_page, not_found, read_view
from lib.serve.base import mount
from lib.serve.figures import offer
from lib.serve.heads import DENIAL, find_origin, write_head
from lib.serve.http import ASK_FIRST, Asset, answer, make_asset
from lib.serve.shelf import read_shelf
from lib.view import Problem, View, close, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text
from lib.words.views import write_problem

STYLES: Final = ("twin.css", "ladder.css")


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
    key = (asked.atlas, page, asked.view, asked.problems, language(), find_origin())
    made = read_shelf(asked.atlas).get(_make, *key)
    return answer(request, made, ASK_FIRST)


def link_sources(atlas: Atlas) -> Sources:
    """The sources of every record, as `render_answer` takes them."""
    return link_by_record(atlas.dataset.citations)


def read_style() -> str:
    """The style of every page that needs no script, in the colours of both themes."""
    return write_tokens() + "".join((ROOT / "static" / name).read_text(encoding="utf-8") for name in STYLES)


def _make(atlas: Atlas, page: Page, view: View, problems: tuple[Problem, ...], _language: str, origin: str) -> Asset:
    shown = answer_page(page, atlas, view)
    frame = ask(atlas, frames.write, view)
    tail = write_address("", view)
    address = f"{page.path}{tail}"
    picture = find_picture(shown)
    # The map is a part of the page; a chart takes longer to draw than the page, and comes after it.
    drawn = {id(picture): offer(page, view, "svg")} if picture and picture.kind != "places" else {}
    today = write_address(f"/v/{page.code}", frame.since.view) if frame.since else ""
    headline = write_headline(frame, view, problems)
    interactive = escape(text("The same view with its map, charts and filters"))
    body = f"""{write_masthead(page, shown)}
{render_problems(map(write_problem, problems))}<p><b>{escape(headline)}</b></p>
<p><a href="{escape(address)}">{interactive}</a>
<a href="{escape(offer(page, view, "evidence.html"))}">{escape(frame.evidence)}</a></p>
{_offer_rows(frame, atlas.dataset)}
{render_since(frame.since, today)}{render_answer(shown, atlas.recall(link_sources), drawn)}"""
    shared = name_link(frame, page, view, problems)
    head = write_head(name_tab(frame, page), f"{headline} {DENIAL}", address, origin, shared)
    header = write_header(page, view, lambda each: f"/v/{each.code}")
    return make_asset(mount(render_page(head, read_style(), body, frame.footer, header)).encode(), "text/html")


def write_header(page: Page, view: View, find: Callable[[Page], str]) -> str:
    """The ways from a page to the others with its view, by the addresses that `find` gives; what is open stays."""
    ways = [(text(each.title), write_address(find(each), close(view))) for each in PAGES]
    return render_header(text(NAME), ways, text(page.title))


def write_masthead(page: Page, shown: Any) -> str:
    """The title of a page and what it is about, of its Answer."""
    return render_masthead(getattr(shown, "title", text(page.title)), getattr(shown, "standfirst", ""))


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
