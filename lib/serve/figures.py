"""`/v/PAGE.svg?VIEW` and `.png`: the picture of a view with its words; `/v/PAGE.preview.png` as chats show it."""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lib.answers import frame as frames
from lib.answers.blocks import Picture
from lib.answers.blocks import answer as ask
from lib.answers.frame import write_headline
from lib.answers.pages import PAGES, Page, answer_page
from lib.draw.figure import HEIGHT, Words, draw_figure, find_picture, write_png
from lib.serve.addresses import find_page, not_found, read_view
from lib.serve.heads import find_origin
from lib.serve.http import Asset, answer, keep, make_asset
from lib.serve.shelf import read_shelf
from lib.view import Problem, View, close, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import language, text
from lib.words.views import write_problem

FORMS: Final = {"svg": "image/svg+xml", "png": "image/png"}
# What a picture that is asked for as a preview is named, before its form: all others are whole.
PREVIEW: Final = ".preview"
# Pictures drawn at once, waiting for a turn at once, and seconds that one waits. Who waits holds a thread that twins
# and data routes answer with as well: they are to have most of them (starlette has 40).
AT_ONCE, WAITING, PATIENCE = 2, 8, 8.0
_turns, _askers = BoundedSemaphore(AT_ONCE), BoundedSemaphore(AT_ONCE + WAITING)


def make_in_turn(make: Callable[..., Asset], atlas: Atlas, *key: object) -> Asset | Response:
    """What `make(atlas, *key)` gives, made once while it is kept, as one of the few that are made at once.

    503 where none of those was done in time, or where as many wait as may, which is kept for nobody.
    """
    shelf = read_shelf(atlas)
    kept = shelf.find(make, atlas, *key)
    if kept:
        return kept
    if not _askers.acquire(blocking=False):
        return _tell_busy()
    try:
        if not _turns.acquire(timeout=PATIENCE):
            return _tell_busy()
        try:
            return shelf.get(make, atlas, *key)
        finally:
            _turns.release()
    finally:
        _askers.release()


def _tell_busy() -> Response:
    headers = {"Retry-After": "10"}
    return PlainTextResponse("Too many pictures are being drawn.\n", status_code=503, headers=headers)


async def answer_figure(request: Request) -> Response:
    """Answer the picture of a page's view; 404 for no page or form, 503 where too many are drawn."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    name, form = request.path_params["page"], request.path_params["form"]
    page = find_page(name.removesuffix(PREVIEW))
    if page is None or form not in FORMS:
        return not_found()
    asked = read_view(request)
    if isinstance(asked, Response):
        return asked
    height = HEIGHT if name.endswith(PREVIEW) else None
    key = (page, close(asked.view), asked.problems, form, height, language(), find_origin())
    made = make_in_turn(_make, asked.atlas, *key)
    return made if isinstance(made, Response) else answer(request, made, keep(asked.atlas, asked.view))


def _make(
    atlas: Atlas,
    page: Page,
    view: View,
    problems: tuple[Problem, ...],
    form: str,
    height: int | None,
    _language: str,
    origin: str,
) -> Asset:
    frame = ask(atlas, frames.write, view)
    # Who sees a preview has the link beside it.
    address = f"{origin}{write_address(page.path, view)}" if origin and not height else ""
    heading = f"{text(frames.NAME)} · {text(page.title)}"
    notes = " ".join(map(write_problem, problems))
    words = Words(heading, write_headline(frame, view, problems), f"{frame.credit} {address}".rstrip(), notes)
    drawn = draw_figure(find_figure(atlas, page, view), words, height)
    return make_asset(write_png(drawn) if form == "png" else drawn.encode(), FORMS[form])


def find_figure(atlas: Atlas, page: Page, view: View) -> Picture | None:
    """The picture of a page's view: of a page that draws nothing, the map of the view; None where that has no place."""
    own = find_picture(answer_page(page, atlas, view))
    return own or find_picture(answer_page(PAGES[0], atlas, view))


def offer(page: Page, view: View, form: str) -> str:
    """The address of a view's whole picture."""
    return write_address(f"/v/{page.code}.{form}", view)
