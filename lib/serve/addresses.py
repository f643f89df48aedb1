"""The pages that have an address, and what is said at an address that has none."""

from typing import Final

from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from lib.answers import pages as registry

NAME: Final = "Station Atlas"
MAX_QUERY: Final = 8_192
# The address and title of each page there is, in the order a reader is shown them.
PAGES: Final = {page.path: page.title for page in registry.PAGES}


def too_long(length: int) -> Response:
    """Refuse a query of `length` characters (414)."""
    text = (
        f"This link is too long: what stands after its question mark has {length:,} characters, and the atlas reads"
        f" {MAX_QUERY:,} at most.\nThe link may have been damaged on its way. The whole atlas is at / on this server.\n"
    )
    return PlainTextResponse(text, status_code=414)


def straighten(path: str, query: str) -> Response | None:
    """Lead from an address that was bent on its way ("/Timeline", "/timeline.", "/timeline/") to its page (307)."""
    plain = path.rstrip("/.,;:!?)>]}\"' ").casefold() or "/"
    if plain == path or plain not in PAGES:
        return None
    return RedirectResponse(f"{plain}?{query}" if query else plain, status_code=307)


def not_found() -> Response:
    """Answer an address that has nothing, with the pages there are (404)."""
    links = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in PAGES.items())
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Not found · {NAME}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
        f"<body><main><h1>There is nothing at this address</h1><p>The pages of the {NAME} are:</p><ul>{links}</ul>"
        "</main></body></html>"
    )
    return HTMLResponse(html, status_code=404)
