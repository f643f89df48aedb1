"""A reader's objection to the records that are open: a text to complete and send, with all that a curator needs."""

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
    """The Answer to "This is wrong: whom do I tell?", for the open record or the entries of the chosen place.

    None where nothing is open. `contact` is where the operator is reached, "" where that is not said."""
    said = _list_open(atlas.dataset, selection)
    if not said:
        return None
    send = text("Copy this text, complete its last two lines, and send it to {contact}.", contact=contact)
    nobody = text("Copy this text and complete its last two lines. This server does not say to whom it is sent.")
    lines = (
        *(text("Record: {record}", record=record) for record in said),
        text("Data version: {version}", version=atlas.dataset.version),
        text("Link: {link}", link="{link}"),
        *(text("What it says: {said}", said=each) for each in said.values()),
        text("What would be right:"),
        text("Who says so (address and date of a source):"),
    )
    return Objection(text("Report an error"), send if contact else nobody, "\n".join(lines))


def _list_open(dataset: Dataset, selection: Selection) -> dict[str, str]:
    """What each open record says, by its id: the one that the link opens, else the station entries of its place."""
    opened, place = selection.view.open, selection.view.place
    for table, say in SAY.items():
        rows = getattr(dataset, table)
        found = rows[rows["id"] == opened].to_dict("records")
        if found:
            return {opened: say(found[0])}
    source = dataset.sources[dataset.sources["id"] == opened].to_dict("records")
    if source:
        return {opened: name_source(source[0])}
    entries = selection.stations[selection.stations["place"] == place].to_dict("records")
    return {entry["id"]: SAY["stations"](entry) for entry in entries}
