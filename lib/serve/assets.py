"""Files that are kept for ever: ours in static/, and Streamlit's scripts, which it would send uncompressed."""

import hashlib
import re
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lib.dataset import ROOT
from lib.serve.addresses import not_found
from lib.serve.base import read_base
from lib.serve.http import (
    ASK_FIRST,
    FOR_EVER,
    THOROUGH,
    Asset,
    HttpLayer,
    answer,
    compress,
    list_codings,
    make_asset,
    with_headers,
)

STATIC: Final = ROOT / "static"
STREAMLIT: Final = Path(str(distribution("streamlit").locate_file("streamlit/static")))

# The only kinds of file in static/ that have an address; anything else there is a 404.
ASSET_TYPES: Final = {
    ".geojson": "application/geo+json",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# Our fonts, and how the names of Streamlit's begin that they stand for (static/make_fonts.py).
FONTS: Final = {
    "serif.woff2": "SourceSerifVariable-Roman",
    "sans.woff2": "SourceSansVF-Upright",
    "icons.woff2": "MaterialSymbols-Rounded",
}
SCRIPT_TYPES: Final = {".css": "text/css", ".js": "text/javascript"}
# Below this a header costs more than it saves (bytes).
WORTH_COMPRESSING: Final = 1_000


def asset_url(name: str) -> str:
    """Return the address within the atlas of a file in static/, with its digest, so that it can be kept for ever.

    `asset_url("basemap.geojson")` is "/assets/basemap.geojson?v=" and ten hex digits. Raises FileNotFoundError for a
    file that is missing or has no address.
    """
    return f"/assets/{name}?v={_load_asset(name).digest}"


async def answer_asset(request: Request) -> Response:
    """Answer a file of static/, or 404."""
    try:
        asset = _load_asset(request.path_params["name"])
    except FileNotFoundError:
        return not_found()
    is_current = request.query_params.get("v") == asset.digest
    return answer(request, asset, FOR_EVER if is_current else ASK_FIRST)


def ground_url() -> str:
    """Return the address on this host of the folder static/ground/, with the digest of what is in it."""
    return f"{read_base()}/assets/ground/{_load_ground()[0]}"


async def answer_ground(request: Request) -> Response:
    """Answer a file of static/ground/, or 404."""
    digest, assets = _load_ground()
    asset = assets.get(request.path_params["name"])
    if asset is None:
        return not_found()
    return answer(request, asset, FOR_EVER if request.path_params["digest"] == digest else ASK_FIRST)


class CompressedScripts(HttpLayer):
    """Sends Streamlit's scripts and styles compressed, each once; their names change with their content. A style that
    names its fonts names ours."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        script = _find_scripts().get(scope["path"])
        headers = Headers(scope=scope)
        codings = list_codings(headers)
        if script is None or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif fitted := _fit(script):
            # Its name stays when our fonts change.
            await answer(Request(scope), fitted, ASK_FIRST)(scope, receive, send)
        # A range counts bytes of the plain file, so it is left to Streamlit.
        elif "range" in headers or not codings:
            await self.app(scope, receive, with_headers(send, lambda h: h.add_vary_header("Accept-Encoding")))
        else:
            body = await run_in_threadpool(_compress, script, codings[0])
            kept = {"Cache-Control": FOR_EVER, "Content-Encoding": codings[0], "Vary": "Accept-Encoding"}
            await Response(body, headers=kept, media_type=SCRIPT_TYPES[script.suffix])(scope, receive, send)


@cache
def _find_scripts() -> dict[str, Path]:
    files = (file for file in STREAMLIT.rglob("*") if file.suffix in SCRIPT_TYPES)
    return {f"/{f.relative_to(STREAMLIT).as_posix()}": f for f in files if f.stat().st_size >= WORTH_COMPRESSING}


@cache
def _fit(script: Path) -> Asset | None:
    """A style with our fonts in the place of Streamlit's; None where it names none."""
    plain = script.read_text(encoding="utf-8") if script.suffix == ".css" else ""
    fitted = name_fonts(plain, read_base())
    return make_asset(fitted.encode(), SCRIPT_TYPES[".css"], THOROUGH) if fitted != plain else None


def name_fonts(text: str, base: str = "") -> str:
    """A style, or a page, with the addresses of our fonts in the place of Streamlit's; `base` is where they begin."""
    for file, name in FONTS.items():
        text = re.sub(rf"(?:\.\.?/)?(?:static/)?media/{name}[\w.-]*\.woff2", base + asset_url(file), text)
    return text


@cache
def _compress(script: Path, coding: str) -> bytes:
    return compress(script.read_bytes(), coding, THOROUGH)


# Bounded, as names come from the address; a name that is refused raises and is not kept.
@lru_cache(maxsize=16)
def _load_asset(name: str) -> Asset:
    # Looked for in the folder's own list, so that no name, however it is written, leads out of it.
    file = next((file for file in STATIC.iterdir() if file.name == name and file.suffix in ASSET_TYPES), None)
    if file is None:
        raise FileNotFoundError(f"no file {name!r} to serve in {STATIC.name}/")
    return make_asset(file.read_bytes(), ASSET_TYPES[file.suffix], THOROUGH)


@cache
def _load_ground() -> tuple[str, dict[str, Asset]]:
    files = sorted((STATIC / "ground").glob("*.geojson"))
    assets = {file.name: make_asset(file.read_bytes(), ASSET_TYPES[file.suffix], THOROUGH) for file in files}
    together = "".join(f"{name} {asset.digest}\n" for name, asset in assets.items())
    return hashlib.sha256(together.encode()).hexdigest()[:10], assets


@cache
def read_index() -> str:
    """The bare page that Streamlit would answer every address with."""
    return (STREAMLIT / "index.html").read_text(encoding="utf-8")
