"""Briefings → Markdown and HTML, through one template with autoescape."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lib.answers.country import Briefing
from lib.answers.notes import check_address
from lib.dataset import ROOT, countries

TITLE = "Reported Chinese overseas police service stations"
STYLE = ROOT / "static" / "briefing.css"


def clean(text: object) -> str:
    """Text in one line, without the invisible characters that turn or break what stands around it.

    Kept are the two joiners (U+200C, U+200D) that Persian and Hindi are spelled with.
    """
    kept = (mark for mark in str(text) if unicodedata.category(mark) != "Cf" or mark in "\u200c\u200d")
    return " ".join("".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in kept).split())


def _finalize_html(value: object) -> object:
    return value if isinstance(value, Markup) else clean(value)


def _finalize_markdown(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(_escape_markdown(clean(value)))


def _escape_markdown(text: str) -> str:
    """A line as Markdown that shows it literally. What means nothing there stays bare: the file is also read as it is.

    Escaped are the marks of emphasis, code, links, tables and HTML anywhere, what makes a bare address a link, and what
    begins a block at the start.
    """
    text = re.sub(r"([\\`*_\[\]<>|&~$@])", r"\\\1", text)
    text = re.sub(r":(?=//)|(?<=www)\.", lambda match: f"\\{match[0]}", text, flags=re.IGNORECASE)
    text = re.sub(r"^(\d{1,9})(?=[.)]( |$))", r"\1\\", text)
    return re.sub(r"^(?=[-+=#])", r"\\", text)


def _link_markdown(address: str) -> Markup:
    return Markup(f"<{check_address(address)}>")


def _make_environment(finalize: Any) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "lib" / "render" / "templates"),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = _link_markdown
    return environment


_HTML, _MARKDOWN = _make_environment(_finalize_html), _make_environment(_finalize_markdown)


def render_article(briefing: Briefing, picture: str = "", level: int = 2, titled: bool = True) -> str:
    """A briefing as an HTML <article>, headings from `level` on; `picture` is the address of an image of the map."""
    html = _HTML.get_template("briefing.j2")
    return html.render(write="as_html.j2", briefing=briefing, picture=picture, level=level, titled=titled, title=TITLE)


def render_document(briefings: Sequence[Briefing], pictures: Mapping[str, str]) -> str:
    """Briefings as one HTML file: no script, no other file, no network. `pictures`: addresses of images by country."""
    articles = [Markup(render_article(each, pictures.get(each.country, ""), level=1)) for each in briefings]
    names = countries.name_list([each.country for each in briefings])
    style = Markup(STYLE.read_text(encoding="utf-8"))
    return _HTML.get_template("document.html.j2").render(names=names, title=TITLE, style=style, articles=articles)


def render_markdown(briefings: Sequence[Briefing]) -> str:
    """Briefings as one Markdown text (CommonMark with pipe tables)."""
    template = _MARKDOWN.get_template("briefing.j2")
    texts = [
        template.render(write="as_markdown.j2", briefing=each, picture="", level=1, titled=True, title=TITLE)
        for each in briefings
    ]
    return "\n\n".join(re.sub(r"\n{3,}", "\n\n", text).strip() for text in texts) + "\n"


def write_page_footer(briefing: Briefing) -> str:
    """CSS that prints the imprint, the address and the page's number at the foot of every page."""
    return (
        f"@page {{ @bottom-left {{ content: {_quote_css(f'{briefing.imprint} {briefing.address}')}; }} "
        '@bottom-right { content: counter(page) " / " counter(pages); } }'
    )


def _quote_css(text: str) -> str:
    """A CSS string: whatever could end it, or the style it stands in, is written as its code."""
    return '"' + re.sub(r'["\\<>&]', lambda match: f"\\{ord(match[0]):06x}", clean(text)) + '"'
