"""A reader's objection to the record that is open: a text to complete and send, with all that a curator needs."""

from dataclasses import dataclass

from lib.answers.sources import SAY, name_source
from lib.dataset import Dataset
from lib.view.atlas import Atlas
from lib.view.selection import Selection
from lib.words.catalogue import text


@dataclass(frozen=True)
class Objection:
    """What opens the text, what to do with it, and the text itself, which {link} stands in for the address of."""

    label: str
    about: str
    letter: str


def write(atlas: Atlas, selection: Selection, contact: str) -> Objection | None:
    """The Answer to "This is wrong: whom do I tell?", for the open record; None where none is. `contact` is where the
    operator is reached, "" where that is not said."""
    said = _say(atlas.dataset, selection.view.open)
    if not said:
        return None
    send = text("Copy this text, complete its last two lines, and send it to {contact}.", contact=contact)
    nobody = text("Copy this text and complete its last two lines. This server does not say to whom it is sent.")
    lines = (
        text("Record: {record}", record=selection.view.open),
        text("Data version: {version}", version=atlas.dataset.version),
        text("Link: {link}", link="{link}"),
        text("What it says: {said}", said=said),
        text("What would be right:"),
        text("Who says so (address and date of a source):"),
    )
    return Objection(text("Report an error"), send if contact else nobody, "\n".join(lines))


def _say(dataset: Dataset, record: str) -> str:
    """What a record or a source says; "" where there is none of that id."""
    for table, say in SAY.items():
        rows = getattr(dataset, table)
        for row in rows[rows["id"] == record].to_dict("records"):
            return say(row)
    found = dataset.sources[dataset.sources["id"] == record].to_dict("records")
    return name_source(found[0]) if found else ""
