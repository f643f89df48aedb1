"""The place that is open: its station entries, what the government did, what China says, each with who said it."""

from dataclasses import dataclass

from lib.answers import places
from lib.answers.blocks import Notice, Statement
from lib.answers.standing import Account, write_denial, write_standing
from lib.view import Selection
from lib.view.atlas import Atlas
from lib.words.catalogue import text
from lib.words.records import say_station


@dataclass(frozen=True)
class Sheet:
    """An open place. `empty` says why it has no entry in the view; `accounts` are the government's and China's."""

    name: str
    close: str
    empty: Notice | None
    entries: tuple[Statement, ...]
    accounts: tuple[Account, ...]


def write(atlas: Atlas, selection: Selection) -> Sheet:
    """The place that a view opens (`View.place`, a place of the atlas)."""
    code = selection.view.place
    country, _ = places.find_place(atlas.dataset, code) or ("", "")
    entries = selection.stations[selection.stations["place"] == code].to_dict("records")
    none = text("No station of this place is in the present view. Clear the filters to see all of it.")
    denial = write_denial(atlas, selection, country)
    return Sheet(
        name=places.name_place(atlas.dataset, code),
        close=text("Close"),
        empty=None if entries else Notice(none),
        entries=tuple(Statement(say_station(entry), entry["id"]) for entry in entries),
        accounts=(write_standing(atlas, selection, country), *([denial] if denial else [])),
    )
