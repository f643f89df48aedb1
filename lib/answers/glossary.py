"""The atlas's own words, and the kinds of response: what each means."""

from lib.answers.blocks import Coded, Column, Table
from lib.answers.dictionary import find_field
from lib.dataset import MAX_QUOTE_WORDS, REPORTS, Dataset, codes
from lib.view import steps
from lib.view.steps import UNRANKED
from lib.words.catalogue import text, write_list


def list_words(dataset: Dataset) -> Table:
    """The atlas's own words."""
    bureaus = [text(bureau.label) for bureau in codes("stations.bureau").values() if bureau.code != "unknown"]
    rows = (
        (
            text("station"),
            text("One reported station. “N stations” is always a sum of counts, never a number of rows."),
        ),
        (
            text("station entry"),
            text("A row of the data: a place, a bureau and the report that first listed it, with a count."),
        ),
        (
            text("report"),
            text(
                "The source that first listed a station: {reports}.",
                reports=write_list([report.title for report in REPORTS], "or"),
            ),
        ),
        (
            text("bureau"),
            text(
                "The Chinese public security bureau said to run it: {bureaus}, or unknown.", bureaus=", ".join(bureaus)
            ),
        ),
        (
            text("place"),
            text("A city, region or country that stations are reported in. The map draws places, not stations."),
        ),
        (
            text("precision"),
            text("How sharp a place (city, region, country) or a date (day, month, year) is. Never sharpened."),
        ),
        (
            text("response"),
            text("One act of one host authority on one date, about the reports or the stations."),
        ),
        (text("step"), text("The rung that a country has reached by a date, from its responses.")),
        (
            text("contested"),
            text("Said of a country whose record contradicts itself, as the rules above have it."),
        ),
        (
            text("event"),
            text("Anything else that is dated: a report, a law, an agreement, an operation, a case, a statement."),
        ),
        (
            text("figure"),
            text("A number that somebody published, with its author. Figures that disagree stand side by side."),
        ),
        (
            text("claim"),
            text("Something said about what the stations are or do, by the reports or by China."),
        ),
        (text("lead"), text("Something said elsewhere that is counted nowhere, with the reason.")),
        (
            text("source"),
            text("A page or text that was read. A republication copies, translates or excerpts another’s text."),
        ),
        (
            text("citation"),
            text(
                "What a source says for or against a record: its own words where they are known (a quote of at most "
                "{words} words), else a paraphrase.",
                words=MAX_QUOTE_WORDS,
            ),
        ),
        (text("confidence"), text(find_field(dataset, "stations", "confidence")["description"])),
        (
            text("sourced, reported"),
            text("Sourced: counted from entries with sources. Reported: given by the reports’ authors."),
        ),
        (text("nothing found"), text("No response was found by the date. Not that there was none.")),
        (text("as of"), text("The date you look from. Nothing later is shown or counted.")),
    )
    return Table(text("Words"), (Column("word", text("Word")), Column("meaning", text("Meaning"))), rows, len(rows))


def list_kinds() -> Table:
    """Kinds of response, highest step first."""
    columns = (
        Column("kind", text("Kind of response")),
        Column("meaning", text("Meaning")),
        Column("step", text("Step")),
    )
    order = list(codes("step"))
    kinds = {kind: steps.step_of(kind.code, "") or UNRANKED for kind in codes("responses.kind").values()}
    rows = tuple(
        (Coded("responses.kind", kind.code), text(kind.meaning), Coded("step", step))
        for kind, step in sorted(kinds.items(), key=lambda each: order.index(each[1]))
    )
    return Table(text("Kinds of response"), columns, rows, len(rows))
