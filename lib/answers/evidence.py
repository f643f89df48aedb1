"""Who said it: the sources of records as links, for the cells of a table."""

import pandas as pd

from lib.answers.blocks import Link
from lib.dataset import codes
from lib.words.catalogue import text


def link_publisher(publisher: str, address: str, kind: str) -> Link:
    """A source by its publisher; a republication is marked as such: it is nobody's second look."""
    return Link(publisher, address, text(codes("sources.kind")[kind].small) if kind == "republication" else "")


def link_sources(citations: pd.DataFrame) -> tuple[Link, ...]:
    """The sources of citations (columns publisher, url, kind), each once, in their order."""
    columns = (citations[column].tolist() for column in ("publisher", "url", "kind"))
    return tuple(link_publisher(*source) for source in dict.fromkeys(zip(*columns, strict=True)))


def link_by_record(citations: pd.DataFrame) -> dict[str, tuple[Link, ...]]:
    """The sources of each record in citations (columns record, publisher, url, kind), each once, in their order."""
    found: dict[str, dict[Link, None]] = {}
    columns = (citations[column] for column in ("record", "publisher", "url", "kind"))
    for record, *source in zip(*columns, strict=True):
        found.setdefault(record, {})[link_publisher(*source)] = None
    return {record: tuple(links) for record, links in found.items()}
