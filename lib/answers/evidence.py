"""Who said it: the sources of records as links, for the cells of a table."""

import pandas as pd

from lib.answers.blocks import Link
from lib.dataset import codes
from lib.words.catalogue import text
from lib.words.records import say_health

# What of a citation's source its link tells.
_COLUMNS = ("publisher", "url", "kind", "asked", "outcome")


def link_publisher(publisher: str, address: str, kind: str, asked: str, outcome: str) -> Link:
    """A source by its publisher; marked are a republication, which is nobody's second look, and an address that did not
    answer when it was last asked."""
    copy = text(codes("sources.kind")[kind].small) if kind == "republication" else ""
    return Link(publisher, address, ", ".join(filter(None, (copy, say_health({"asked": asked, "outcome": outcome})))))


def link_sources(citations: pd.DataFrame) -> tuple[Link, ...]:
    """The sources of citations (columns of Dataset.citations), each once, in their order."""
    columns = (citations[column].tolist() for column in _COLUMNS)
    return tuple(link_publisher(*source) for source in dict.fromkeys(zip(*columns, strict=True)))


def link_by_record(citations: pd.DataFrame) -> dict[str, tuple[Link, ...]]:
    """The sources of each record in citations (columns of Dataset.citations), each once, in their order."""
    found: dict[str, dict[Link, None]] = {}
    columns = (citations[column] for column in ("record", *_COLUMNS))
    for record, *source in zip(*columns, strict=True):
        found.setdefault(record, {})[link_publisher(*source)] = None
    return {record: tuple(links) for record, links in found.items()}
