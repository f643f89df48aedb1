"""The log of corrections → a feed in the Atom syndication format (RFC 4287)."""

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from lib.answers.changes import Entry, Log

NAMESPACE = "http://www.w3.org/2005/Atom"
# Ids are the same whatever host serves the feed: a reader's program knows an entry by its id.
_IDS = uuid5(NAMESPACE_URL, "station-atlas/changes")


def render_feed(log: Log, updated: str, address: str, page: str) -> str:
    """The feed as XML; `updated` is an ISO date, `address` the feed's own, `page` where the whole log is read."""
    ElementTree.register_namespace("", NAMESPACE)
    feed = ElementTree.Element(f"{{{NAMESPACE}}}feed")
    _add(feed, "title", log.title)
    _add(feed, "subtitle", log.about)
    _add(feed, "id", f"urn:uuid:{uuid5(_IDS, log.about)}")
    _add(feed, "updated", _write_time(max([updated, *(entry.day for entry in log.entries)])))
    _add(_add(feed, "author"), "name", log.author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    for entry in log.entries:
        _add_entry(feed, entry, page)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add_entry(feed: ElementTree.Element, entry: Entry, page: str) -> None:
    element = _add(feed, "entry")
    _add(element, "title", entry.title)
    key = "|".join((entry.day, entry.version, entry.record, entry.reason, entry.change))
    _add(element, "id", f"urn:uuid:{uuid5(_IDS, key)}")
    _add(element, "updated", _write_time(entry.day))
    _add(element, "link", rel="alternate", type="text/html", href=page)
    _add(element, "category", term=entry.reason)
    _add(element, "summary", entry.change, type="text")


def _add(parent: ElementTree.Element, name: str, content: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = content or None
    return element


def _write_time(day: str) -> str:
    # Atom wants a time of day; the log knows days.
    return f"{day}T00:00:00Z"
