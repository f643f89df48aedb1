"""An Exhibit → HTML below its page: the parts of its link, and who said each record, in which words."""

from html import escape

from lib.answers.exhibit import Cited, Exhibit
from lib.render.html import render_table
from lib.render.sources import render_citations


def render_exhibit(exhibit: Exhibit) -> str:
    """What the file has beside its page."""
    records = "".join(f"<h3>{escape(heading)}</h3>{_render_cited(cited)}" for heading, cited in exhibit.records)
    return (
        f"<h2>{escape(exhibit.parts.label)}</h2>{render_table(exhibit.parts)}"
        f"<h2>{escape(exhibit.heading)}</h2>{records}"
    )


def _render_cited(cited: tuple[Cited, ...]) -> str:
    return "".join(
        f"<section><p>{escape(said)}</p>{render_citations(citations)}</section>" for said, citations in cited
    )
