"""What is served around the dashboard: our files, the first answer of each page, and the headers.

Streamlit answers every address with one bare page titled "Streamlit", sets no Content-Security-Policy and sends its
8 MB of scripts uncompressed. Here each page of the atlas gets a title, a description and a text for readers without
JavaScript; an unknown address gets a plain 404; scripts go out compressed; and nothing may be loaded from another host.
What Streamlit opens beyond that, its uploads and its developer's messages among it, is shut (`doors`, `messages`).

    app = st.App("lib/show/frame.py", routes=serve.routes(), middleware=serve.middleware())

The atlas is served at the root of its host, or under the path of `server.baseUrlPath` (`base`).
"""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from lib.answers import changes
from lib.answers.rows import ROUTE
from lib.serve.addresses import PAGES
from lib.serve.assets import CompressedScripts, answer_asset, answer_ground
from lib.serve.base import OPTION, StreamlitsBase, UnderBase, read_base
from lib.serve.data import answer_changes, answer_data, answer_description, answer_package
from lib.serve.doors import Doors
from lib.serve.exhibits import answer_exhibit
from lib.serve.figures import answer_figure
from lib.serve.heads import answer_robots, answer_sitemap
from lib.serve.hosts import KnownHosts, list_framing_hosts, read_hosts
from lib.serve.http import ChosenEncoding
from lib.serve.messages import Messages
from lib.serve.pages import UnknownPages, answer_page, redirect_map
from lib.serve.security import SafeHeaders
from lib.serve.twins import answer_twin


def routes() -> list[BaseRoute]:
    """Return our routes: pages and `/map`, files in `/assets/`, data in `/data/v1/`, pages without script in `/v/`,
    and what programs may walk over."""
    pages = [Route(path, answer_page) for path in PAGES]
    assets = [Route("/assets/{name}", answer_asset), Route("/assets/ground/{digest}/{name}", answer_ground)]
    return [
        *pages,
        Route("/map", redirect_map),
        *assets,
        Route(f"{ROUTE}openapi.json", answer_description),
        Route(f"{ROUTE}package.zip", answer_package),
        Route(f"{ROUTE}{{name}}", answer_data),
        Route("/v/{page}.evidence.html", answer_exhibit),
        Route("/v/{page}.{form}", answer_figure),
        Route("/v/{page}", answer_twin),
        Route(changes.ROUTE, answer_changes),
        Route("/robots.txt", answer_robots),
        Route("/sitemap.xml", answer_sitemap),
    ]


def middleware() -> list[Middleware]:
    """Return our middleware, outermost first; the headers come first so that refusals carry them too.

    Raises ValueError where a setting cannot be read: better no server than one that answers to no name.
    """
    _check_base()
    read_hosts()
    list_framing_hosts()
    return [
        Middleware(UnderBase),
        Middleware(SafeHeaders),
        Middleware(KnownHosts),
        Middleware(Doors, routes=routes()),
        Middleware(ChosenEncoding),
        Middleware(CompressedScripts),
        Middleware(StreamlitsBase, routes=routes()),
        Middleware(UnknownPages),
        Middleware(Messages),
    ]


def _check_base() -> None:
    """Refuse a path that begins as our own addresses do: with "/data", nobody could tell "/data/v1/" from a page."""
    first = read_base().strip("/").partition("/")[0]
    ours = {route.path.split("/")[1] for route in routes() if isinstance(route, Route)}
    if first and first in ours:
        raise ValueError(f"{OPTION}: {first!r} is how addresses within the atlas begin")
