"""A page that needs no script, around what is rendered of an Answer."""

from collections.abc import Iterable
from html import escape

from lib.answers.releases import Since
from lib.render.html import render_emphasis, render_table


def render_page(head: str, style: str, body: str, footer: str, header: str = "") -> str:
    """A whole document: its head with the title (HTML), its style (CSS), its body and what goes before that (HTML), and
    its footer."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
{head}
<style>{style}</style></head>
<body>{header}<main>{body}</main><footer><p>{escape(footer)}</p></footer></body></html>
"""


def render_header(name: str, ways: Iterable[tuple[str, str]], current: str) -> str:
    """The name of the site and the ways to its pages (titles and addresses), of which the one titled `current` is
    open."""
    mark = ' aria-current="page"'
    links = "".join(
        f'<a href="{escape(address)}"{mark if title == current else ""}>{escape(title)}</a>' for title, address in ways
    )
    return f"<header><p>{escape(name)}</p><nav>{links}</nav></header>"


def render_masthead(title: str, standfirst: str) -> str:
    """A page's title, and what it is about in a few sentences."""
    return f'<h1>{escape(title)}</h1><p class="standfirst">{render_emphasis(standfirst)}</p>'


def render_problems(problems: Iterable[str]) -> str:
    """What of a link could not be honoured."""
    return "".join(f'<p role="alert">{escape(problem)}</p>' for problem in problems)


def render_since(since: Since | None, address: str) -> str:
    """That an older data version is shown, what became of its rows since, and the way (an address) to the same view of
    the current data; "" where the current data are shown."""
    if since is None:
        return ""
    today = f'<a href="{escape(address)}">{escape(since.today)}</a>'
    rows = (
        f"<details><summary>{escape(since.heading)}</summary>{render_table(since.rows)}</details>" if since.rows else ""
    )
    return f'<aside><p role="note">{escape(since.shown)} {today}</p>{rows}</aside>'
