"""`/v/PAGE.svg?VIEW` and `.png`: the picture of a view with its words; `/v/PAGE.preview.png` as chats show it."""

from collections.abc import Callable
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lib.answers import frame as frames
from lib.answers.blocks import answer as ask
from lib.answers.pages import PAGES, Page, answer_page
from lib.draw.figure import HEIGHT, Words, draw_figure, find_picture, write_png
from lib.serve.addresses import find_page, not_found, read_view
from lib.serve.heads import find_origin
from lib.serve.http import Asset, answer, keep, make_asset
from lib.view import View, close, write_address
from lib.view.atlas import Atlas, Once
from lib.words.catalogue import language, text

FORMS: Final = {"svg": "image/svg+xml", "png": "image/png"}
# What a picture that is asked for as a preview is named, before its form: all others are whole.
PREVIEW: Final = ".preview"
# Pictures kept at once (of some 150 KB), drawn at once, and seconds that one more waits for its turn.
KEPT, AT_ONCE, PATIENCE = 64, 2, 8.0
_turns = BoundedSemaphore(AT_ONCE)


class _BusyError(Exception):
    """As many pictures are drawn as may be, and none was done in time."""


def make_in_turn(make: Callable[..., Asset], *key: object) -> Asset | Response:
    """What `make(*key)` gives, made once while it is kept, as one of the few that are made at once; 503 where none of
    those was done in time, which is kept for nobody."""
    try:
        return _place(make, *key).get(lambda: _take_turn(make, *key))
    except _BusyError:
        headers = {"Retry-After": "10"}
        return PlainTextResponse("Too many pictures are being drawn.\n", status_code=503, headers=headers)


def _take_turn(make: Callable[..., Asset], *key: object) -> Asset:
    if not _turns.acquire(timeout=PATIENCE):
        raise _BusyError
    try:
        return make(*key)
    finally:
        _turns.release()


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
    made = make_in_turn(_make, asked.atlas, page, close(asked.view), form, height, language(), find_origin())
    return made if isinstance(made, Response) else answer(request, made, keep(asked.atlas, asked.view))


@lru_cache(maxsize=KEPT)
def _place(*_key: object) -> Once[Asset]:
    """The place of what was made, by what it is of."""
    return Once()


def _make(atlas: Atlas, page: Page, view: View, form: str, height: int | None, _language: str, origin: str) -> Asset:
    frame = ask(atlas, frames.write, view)
    shown = find_picture(answer_page(page, atlas, view))
    # A page that draws nothing has the map of its view.
    shown = shown or find_picture(answer_page(PAGES[0], atlas, view))
    address = f"{origin}{write_address(page.path, view)}" if origin else ""
    words = Words(f"{text(frames.NAME)} · {text(page.title)}", frame.sentence, f"{frame.credit} {address}".rstrip())
    drawn = draw_figure(shown, words, height)
    return make_asset(write_png(drawn) if form == "png" else drawn.encode(), FORMS[form])


def offer(page: Page, view: View, form: str) -> str:
    """The address of a view's whole picture."""
    return write_address(f"/v/{page.code}.{form}", view)
