"""`/v/PAGE.svg?VIEW` and `.png`: the picture of a view with its words; `/v/PAGE.preview.png` as chats show it."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from threading import BoundedSemaphore
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lib.answers import frame as frames
from lib.answers.blocks import answer as ask
from lib.answers.pages import PAGES, Page
from lib.dataset import DatasetError
from lib.draw.figure import HEIGHT, Words, draw_figure, find_picture, write_png
from lib.serve.addresses import no_data, not_found, read_query
from lib.serve.heads import find_origin
from lib.serve.http import Asset, answer, keep, make_asset
from lib.view import View, close, write_address
from lib.view.atlas import Atlas, Once
from lib.words.catalogue import language, text

T = TypeVar("T")
FORMS: Final = {"svg": "image/svg+xml", "png": "image/png"}
# What a picture that is asked for as a preview is named, before its form: all others are whole.
PREVIEW: Final = ".preview"
# Pictures kept at once (of some 150 KB), drawn at once, and seconds that one more waits for its turn.
KEPT, AT_ONCE, PATIENCE = 64, 2, 8.0
_turns = BoundedSemaphore(AT_ONCE)


class _BusyError(Exception):
    """As many pictures are drawn as may be, and none was done in time."""


def draw_in_turn(draw: Callable[[], T]) -> T | Response:
    """What `draw` gives, as one of the few that are drawn at once; 503 where none of those was done in time."""
    try:
        return _take_turn(draw)
    except _BusyError:
        return _refuse()


def _take_turn(draw: Callable[[], T]) -> T:
    if not _turns.acquire(timeout=PATIENCE):
        raise _BusyError
    try:
        return draw()
    finally:
        _turns.release()


def _refuse() -> Response:
    headers = {"Retry-After": "10"}
    return PlainTextResponse("Too many pictures are being drawn.\n", status_code=503, headers=headers)


async def answer_figure(request: Request) -> Response:
    """Answer the picture of a page's view; 404 for no page or form, 503 where too many are drawn."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    name, form = request.path_params["page"], request.path_params["form"]
    page = next((page for page in PAGES if page.code == name.removesuffix(PREVIEW)), None)
    if page is None or form not in FORMS:
        return not_found()
    try:
        atlas = Atlas.open()
    except DatasetError as error:
        return no_data(request.scope["path"], error)
    atlas, view, _ = read_query(request, atlas)
    key = (atlas, page, close(view), form, HEIGHT if name.endswith(PREVIEW) else None, language(), find_origin())
    try:
        # A refusal is kept for nobody.
        made = _place(*key).get(lambda: _take_turn(lambda: _make(*key)))
    except _BusyError:
        return _refuse()
    return answer(request, made, keep(atlas, view))


@lru_cache(maxsize=KEPT)
def _place(*_key: object) -> Once[Asset]:
    """The place of a picture, by what it is of."""
    return Once()


def _make(atlas: Atlas, page: Page, view: View, form: str, height: int | None, _language: str, origin: str) -> Asset:
    frame = ask(atlas, frames.write, view)
    shown = find_picture(ask(atlas, import_module(f"lib.answers.{page.code}").write, view))
    # A page that draws nothing has the map of its view.
    shown = shown or find_picture(ask(atlas, import_module(f"lib.answers.{PAGES[0].code}").write, view))
    address = f"{origin}{write_address(page.path, view)}" if origin else ""
    words = Words(f"{text(frames.NAME)} · {text(page.title)}", frame.sentence, f"{frame.credit} {address}".rstrip())
    drawn = draw_figure(shown, words, height)
    return make_asset(write_png(drawn) if form == "png" else drawn.encode(), FORMS[form])


def offer(page: Page, view: View, form: str) -> str:
    """The address of a view's whole picture."""
    return write_address(f"/v/{page.code}.{form}", view)
