"""What a government did, and what China says: the two sides that stand wherever a station is shown in full."""

from dataclasses import dataclass

from lib.answers.blocks import Statement
from lib.dataset import Dataset, codes
from lib.view import Selection
from lib.view.atlas import Atlas
from lib.view.steps import Standing
from lib.words import records
from lib.words.catalogue import text, write_date
from lib.words.names import place_country


@dataclass(frozen=True)
class Step:
    """The furthest step that a government reached: its code, title and meaning."""

    code: str
    title: str
    meaning: str


@dataclass(frozen=True)
class Account:
    """A heading and what is said under it: statements of records, and of the atlas's own between them; `step`: the
    furthest of a government that answered."""

    heading: str
    step: Step | None
    statements: tuple[Statement, ...]


def write_standing(atlas: Atlas, selection: Selection, country: str) -> Account:
    """What a country's government did: furthest step, where the record contradicts itself, latest response."""
    standing = selection.standings.get(country)
    heading = text("What {country} did", country=place_country(country))
    if standing is None or not standing.latest:
        return Account(heading, None, (Statement(text("Nothing found as of {day}.", day=write_date(selection.asof))),))
    word = codes("step")[standing.furthest]
    step = Step(standing.furthest, text(word.label), text(word.meaning))
    return Account(heading, step, tuple(_list_responses(atlas.dataset, standing)))


def write_denial(atlas: Atlas, selection: Selection, country: str = "") -> Account | None:
    """What China said of a country's stations, or of all of them; None where it had said nothing by the date."""
    denial = records.choose_denial(selection.events, country)
    if denial is None:
        return None
    return Account(text("What China says"), None, (Statement(records.say_event(denial), denial["id"]),))


def say_denial(selection: Selection) -> str:
    """China's denial in a sentence, to stand beside the claim; "" where it had denied nothing by the date."""
    denied = records.choose_denial(selection.events, "")
    return text("China says that it has no police posts overseas.") if denied is not None else ""


def _list_responses(dataset: Dataset, standing: Standing) -> list[Statement]:
    said: list[Statement] = []
    if standing.contested:
        said.append(Statement(text("The record contradicts itself:"), marks=(text("Contested"),)))
    responses = dataset.responses.set_index("id", drop=False)
    roles = {standing.first: text("First at this step.")} if standing.first else {}
    for record in dict.fromkeys((standing.first or standing.latest, *standing.contested, standing.latest)):
        lead = " ".join(
            filter(None, (roles.get(record, ""), text("Latest response.") if record == standing.latest else ""))
        )
        said.append(Statement(records.say_response(responses.loc[record].to_dict()), record, lead=lead))
    return said
