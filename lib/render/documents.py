"""Briefings → Markdown and HTML, through one template with autoescape."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lib.answers.briefing import Briefing
from lib.answers.notes import check_address
from lib.dataset import ROOT
from lib.words.catalogue import language, plural, text
from lib.words.names import list_countries

STYLE = ROOT / "static" / "briefing.css"


@dataclass(frozen=True)
class Image:
    """A picture of a document: its address, and what it shows in words."""

    address: str
    alt: str


def clean(value: object) -> str:
    """Text in one line, without the invisible characters that turn or break what stands around it.

    Kept are the two joiners (U+200C, U+200D) that Persian and Hindi are spelled with.
    """
    kept = (mark for mark in str(value) if unicodedata.category(mark) != "Cf" or mark in "\u200c\u200d")
    return " ".join("".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in kept).split())


def _finalize_html(value: object) -> object:
    return value if isinstance(value, Markup) else clean(value)


def _finalize_markdown(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(_escape_markdown(clean(value)))


def _escape_markdown(line: str) -> str:
    """A line as Markdown that shows it literally. What means nothing there stays bare: the file is also read as it is.

    Escaped are the marks of emphasis, code, links, tables and HTML anywhere, what makes a bare address a link, and what
    begins a block at the start.
    """
    line = re.sub(r"([\\`*_\[\]<>|&~$@])", r"\\\1", line)
    line = re.sub(r":(?=//)|(?<=www)\.", lambda match: f"\\{match[0]}", line, flags=re.IGNORECASE)
    line = re.sub(r"^(\d{1,9})(?=[.)]( |$))", r"\1\\", line)
    return re.sub(r"^(?=[-+=#])", r"\\", line)


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
    environment.globals["text"] = text
    environment.globals["plural"] = plural
    return environment


_HTML, _MARKDOWN = _make_environment(_finalize_html), _make_environment(_finalize_markdown)


def render_article(
    briefing: Briefing, image: Image | None = None, address: str = "", level: int = 2, titled: bool = True
) -> str:
    """A briefing as an HTML <article>, headings from `level` on; `image` is its map.

    `address` is where it can be read again, printed in its footer.
    """
    return _HTML.get_template("briefing.j2").render(
        write="as_html.j2",
        briefing=briefing,
        image=image,
        address=address,
        level=level,
        titled=titled,
        lang=_name_language(),
    )


def render_document(briefings: Sequence[Briefing], images: Sequence[Image | None], address: str = "") -> str:
    """Briefings, each with its map, as one HTML file: no script, no other file, no network."""
    return _HTML.get_template("document.html.j2").render(
        names=list_countries([each.country for each in briefings]),
        title=text("Reported Chinese overseas police service stations"),
        style=Markup(STYLE.read_text(encoding="utf-8")),
        articles=[
            Markup(render_article(each, image, address, level=1)) for each, image in zip(briefings, images, strict=True)
        ],
        lang=_name_language(),
    )


def render_markdown(briefings: Sequence[Briefing], address: str = "") -> str:
    """Briefings as one Markdown text (CommonMark with pipe tables)."""
    template = _MARKDOWN.get_template("briefing.j2")
    parts = [
        template.render(write="as_markdown.j2", briefing=each, image=None, address=address, level=1, titled=True)
        for each in briefings
    ]
    return "\n\n".join(re.sub(r"\n{3,}", "\n\n", part).strip() for part in parts) + "\n"


def write_page_footer(briefing: Briefing, address: str) -> str:
    """CSS that prints the imprint, the address and the page's number at the foot of every page."""
    return (
        f"@page {{ @bottom-left {{ content: {_quote_css(f'{briefing.imprint} {address}')}; }} "
        '@bottom-right { content: counter(page) " / " counter(pages); } }'
    )


def _name_language() -> str:
    """The language that is spoken, as HTML names it."""
    return language().partition("_")[0]


def _quote_css(value: str) -> str:
    """A CSS string: whatever could end it, or the style it stands in, is written as its code."""
    return '"' + re.sub(r'["\\<>&]', lambda match: f"\\{ord(match[0]):06x}", clean(value)) + '"'
