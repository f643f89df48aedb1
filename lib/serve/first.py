"""What a page shows before any script has run: its Answer's first words and its map, where the page itself will stand.

Streamlit needs a second or more for its first word, and empties its own element meanwhile. This stands above it until
the page is there, when `static/start.js` takes it away.
"""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Final

from lib.answers import frame as frames
from lib.answers.blocks import answer as ask
from lib.answers.frame import Frame, write_headline
from lib.answers.pages import Page, answer_page
from lib.dataset import ROOT, codes
from lib.draw import svg
from lib.draw.figure import find_picture
from lib.render.page import render_problems, render_since
from lib.render.twin import render_first
from lib.serve.heads import DENIAL
from lib.serve.twins import link_sources, read_style, write_header, write_masthead
from lib.view import Problem, View, write_address
from lib.view.atlas import Atlas
from lib.words.catalogue import text
from lib.words.views import write_problem

STYLE: Final = ROOT / "static" / "first.css"
# For the head of the page: what is below is laid out meanwhile, and neither seen nor read aloud; and the theme that the
# reader chose in Streamlit's menu (static/start.js).
BESIDE: Final = (
    "<style>#first ~ #root, #first ~ #root * { visibility: hidden !important; } #first { color-scheme: light dark; } "
    "[data-scheme=dark] #first { color-scheme: dark; } [data-scheme=light] #first { color-scheme: light; }</style>"
)


def write_first(
    atlas: Atlas, page: Page, view: View, problems: Sequence[Problem], without_script: str, embedded: bool = False
) -> str:
    """The first of a view of a page, as HTML that BESIDE goes with; `without_script` is said where none runs (HTML).

    An embedded page is its figure alone.
    """
    shown = answer_page(page, atlas, view)
    frame = ask(atlas, frames.write, view)
    headline = f'<p class="sentence"><b>{escape(write_headline(frame, view, problems))}</b> {escape(DENIAL)}</p>'
    # The map first, where it comes later; as an image, where the page has the same.
    picture = find_picture(shown)
    first = picture if picture and picture.kind == "places" and not page.framed else None
    drawn = {id(first): svg.write_address(svg.draw_map(first.data))} if first else {}
    content = render_first((first, shown) if first else shown, atlas.recall(link_sources), drawn)
    if embedded:
        body = f"<main>{headline}{content}</main>"
    else:
        header = write_header(page, view, lambda each: each.path)
        today = write_address(page.path, frame.since.view) if frame.since else ""
        told = f"{render_problems(map(write_problem, problems))}{render_since(frame.since, today)}"
        body = (
            f'{header}<main><div class="masthead">{write_masthead(page, shown)}</div>'
            f"<noscript>{without_script}</noscript>{told}"
            f'{_write_strip(frame) if page.strip else ""}<p class="room">{escape(frame.coming)}</p>'
            f"{headline}{content}</main>"
        )
    kind = f"{page.code} embedded" if embedded else page.code
    return f'<div id="first" class="{kind}"><template shadowrootmode="open">{_write_style()}{body}</template></div>'


def _write_strip(frame: Frame) -> str:
    """The filter of responses as it will stand, before it can be pressed."""
    steps = codes("step")
    tiles = "".join(
        f'<li style="--c:var(--step-{step})"><b>{number}</b>{escape(text(steps[step].label))}</li>'
        for step, number in frame.strip.countries
    )
    return f'<div class="strip"><p>{escape(frame.strip.label)}</p><ul>{tiles}</ul></div>'


@cache
def _write_style() -> str:
    return f"<style>{read_style().replace(':root', ':host')}{STYLE.read_text(encoding='utf-8')}</style>"
