"""Evidence: records and citations in words, hedged as their sources are."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.dataset import REPORTS, UNNAMED, codes, label
from lib.words.catalogue import count, count_stations, mark, plural, text, write_date, write_when
from lib.words.catalogue import write_number as write_amount
from lib.words.names import name_country, name_language

NO_ADDRESS = mark("press text supplied to the project, address unknown")
_REPORTS = MappingProxyType({report.code: report for report in REPORTS})
# What Streamlit rewrites in text even where it is escaped: addresses become links, arrows and dashes are set, its own
# logo is drawn. A word joiner (U+2060, no width) after these keeps the text as it is.
_REWRITTEN = re.compile(r"(?i)(https?|www|:streamlit|[-<](?=[->])|[\w.+-](?=@))")
# Marks that turn the direction of whatever follows them, beyond the text they stand in.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escape_markdown(text: str) -> str:
    """Text as Markdown that shows it literally.

    Every ASCII punctuation mark is escaped (CommonMark 2.4), addresses stay text, and marks that would turn the
    direction of the words after it are taken out.
    """
    literal = _REWRITTEN.sub("\\1\u2060", _TURNS.sub("", " ".join(text.split())))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", literal)


def weigh(citations: pd.DataFrame) -> str:
    """What a reader must know of the evidence as a whole: all republished, or a single source; else nothing."""
    supporting = citations[citations["stance"] == "supports"]
    copied = bool((supporting["kind"] == "republication").all())
    if supporting.empty:
        return text("No source here supports this.")
    if len(supporting) == 1:
        return (
            text("This rests on a single source, a republication of somebody else’s text.")
            if copied
            else text("This rests on a single source.")
        )
    return text("Everything behind this is a republication of somebody else’s text.") if copied else ""


def count_sources(number: int) -> str:
    """What opens the sources of a record."""
    return plural("Says who? {n} source", "Says who? {n} sources", number)


def write_kind(source: Mapping[str, Any]) -> str:
    """What kind of source it is, and whose text it republishes: "republication, republished from AFP"."""
    kind, whose = text(codes("sources.kind")[source["kind"]].small), source["republishes"]
    if not whose:
        return kind
    return f"{kind}, {name_original(whose) if whose == UNNAMED else text('republished from {whose}', whose=whose)}"


def name_original(whose: str) -> str:
    """Whose text a republication carries, a publisher by its name: "AFP", "original not named"."""
    return text(codes("sources.republishes")[whose].small) if whose == UNNAMED else whose


def say_read(source: Mapping[str, Any]) -> str:
    """When this project read a source: what stood there on another day is not known."""
    return text("read on {day}", day=write_when(source["retrieved"]))


def say_health(source: Mapping[str, Any]) -> str:
    """That a source's address did not answer when it was last asked, and why; "" where it did, or was never asked.

    A server that turns programs away may still answer a reader, so nothing is said of it.
    """
    if source["outcome"] in ("", "answered", "refused"):
        return ""
    day, said = write_when(source["asked"]), text(codes("health.outcome")[source["outcome"]].small)
    if source["outcome"] == "moved":
        return text("{said} on {day}", said=said, day=day)
    return text("did not answer on {day}: {said}", day=day, said=said)


def say_source(source: Mapping[str, Any]) -> str:
    """What is known of a source beside its title: publisher, date, language, kind, when it was read, and whether it
    did not answer since."""
    language = name_language(source["language"])
    about = (source["publisher"], write_when(source["published"]), language, write_kind(source), say_read(source))
    return ", ".join(filter(None, (*about, say_health(source))))


def say_quote(citation: Mapping[str, Any]) -> str:
    """What a citation's source says: its own words, or whom they are paraphrased from."""
    if citation["quote"]:
        return text("“{quote}”", quote=citation["quote"])
    return text("Paraphrased from {publisher}", publisher=citation["publisher"])


def say_stance(citation: Mapping[str, Any]) -> str:
    """What stands before the words of a source that disputes a record; "" before those of one that supports it."""
    return text("Disputes:") if citation["stance"] == "disputes" else ""


def say_station(entry: Mapping[str, Any]) -> str:
    """A station entry as a sentence that says who listed it."""
    report = _REPORTS[entry["report"]]
    parts = [text("{stations} reported", stations=count_stations(entry["count"]))]
    if entry["bureau"] != "unknown":
        named = text(codes("stations.bureau")[entry["bureau"]].named)
        parts.append(text("said to be run by {bureau}", bureau=named))
    if entry["opened"]:
        parts.append(text("said to have opened {when}", when=write_when(entry["opened"])))
    listed = text("First listed by {report} ({day}).", report=report.title, day=write_date(report.published))
    sure = say_confidence("stations", entry["confidence"])
    return " ".join(filter(None, (f"{', '.join(parts)}.", listed, sure, entry["note"])))


def say_confidence(table: str, code: str) -> str:
    """How sure the curators are of a record, as a sentence."""
    return text("Confidence: {confidence}.", confidence=text(codes(f"{table}.confidence")[code].small))


def write_station(entry: Mapping[str, Any]) -> str:
    """A station entry as a Markdown sentence that says who listed it."""
    return escape_markdown(say_station(entry))


def say_response(response: Mapping[str, Any]) -> str:
    """A response as text: date, actor, what it did, and when that was first published where that was later."""
    basis = text("Not a police-station case.") if response["basis"] == "collateral" else ""
    said = f"{write_when(response['date'])}, {response['actor']}: {response['summary']}"
    return " ".join(filter(None, (said, basis, say_known(response))))


def say_known(row: Mapping[str, Any]) -> str:
    """When the first source that is held published a response or an event; "" where that was no later than itself."""
    if row["known_from"] <= row["counts_from"]:
        return ""
    return text("Known from {day}, by the sources held here.", day=write_date(row["known_from"].date()))


def write_response(response: Mapping[str, Any]) -> str:
    """A response as Markdown: date, actor, what it did."""
    return escape_markdown(say_response(response))


def say_event(event: Mapping[str, Any]) -> str:
    """An event as text: date or span, title, what happened, and when that was first published where that was later."""
    when = write_when(event["date"])
    if event["end_date"]:
        when = text("{first} to {last}", first=when, last=write_when(event["end_date"]))
    return " ".join(filter(None, (f"{when}: {event['title']}. {event['summary']}", say_known(event))))


def write_event(event: Mapping[str, Any]) -> str:
    """An event as Markdown: date or span, title, what happened."""
    return escape_markdown(say_event(event))


def write_number(figure: Mapping[str, Any]) -> str:
    """A figure's number as its author qualified it: "at least 102 stations"; "rank 1"."""
    number = figure["value"]
    if figure["unit"] == "rank":
        return text("rank {n}", n=write_amount(number))
    return qualify(figure) + count(codes("figures.unit")[figure["unit"]], number)


def qualify(figure: Mapping[str, Any]) -> str:
    """How an author qualified a number, before it: "at least ", "about "; "" for an exact one."""
    qualifier = label("figures.qualifier", figure["qualifier"])
    return f"{text(qualifier)} " if qualifier else ""


def say_figure(figure: Mapping[str, Any]) -> str:
    """A figure as text: what is counted, where, the number, who gave it and when."""
    subject = text(label("figures.subject", figure["subject"]))
    return text(
        "{subject}: {number}, according to {author}, {when}.",
        subject=f"{subject}, {name_country(figure['country'])}" if figure["country"] else subject,
        number=write_number(figure),
        author=figure["author"],
        when=write_when(figure["as_of"]),
    )


def write_figure(figure: Mapping[str, Any]) -> str:
    """A figure as Markdown: what is counted, where, the number, who gave it and when."""
    return escape_markdown(say_figure(figure))


def choose_denial(events: pd.DataFrame, country: str = "") -> Mapping[str, Any] | None:
    """China's statement to show beside a country (its code): its first denial that is about it, else the latest denial
    of all countries that was out, else its first denial, else its first statement.

    `events` has the columns id, country, kind, about, role, counts_from; None where China said nothing.
    """
    said = events[(events["country"] == "CN") & (events["kind"] == "statement")]
    rows = said.sort_values(["counts_from", "id"]).to_dict("records")
    denials = [row for row in rows if row["role"]]
    own = [row for row in denials if country and row["about"] == country]
    core = [row for row in reversed(denials) if row["role"] == "core_denial"]
    return next(iter([*own, *core, *denials, *rows]), None)
