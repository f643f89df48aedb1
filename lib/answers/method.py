"""What the Method page says: prose with its numbers, tables of rules and words, leads, the data dictionary, the log.

The prose is `words/prose/method.md`; what is listed under a section is in this module and in `dictionary`.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lib.answers import changes, dictionary, glossary, releases
from lib.answers import sums as figures
from lib.answers.blocks import Cell, Coded, Column, Country, Link, Statement, Table, When
from lib.answers.evidence import link_sources
from lib.answers.places import MAX_ZOOM
from lib.dataset import (
    DATA,
    REPORTS,
    ROOT,
    Dataset,
    DatasetError,
    begin_large,
    codes,
    label,
)
from lib.dataset.files import read_bytes
from lib.view import Selection, View, count_by, steps
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, STEPS, UNRANKED
from lib.words.catalogue import text, write_date, write_when
from lib.words.names import name_country
from lib.words.records import escape_markdown

PROSE = ROOT / "lib" / "words" / "prose" / "method.md"
_SECTION = re.compile(r"^## ([a-z]+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Heading:
    """A heading within a section, and what must be known of what follows, "" where nothing."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Side:
    """Who says something, and what; `nothing` where that is nothing by the date."""

    heading: str
    claims: tuple[Statement, ...]
    nothing: str


@dataclass(frozen=True)
class Sides:
    """Several sides of a matter, to be shown beside each other."""

    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Folded:
    """What is shown when a reader opens it."""

    title: str
    parts: tuple[Table, ...]


Part = Table | Heading | Sides | Folded


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor (`/method#scope`), heading, text as Markdown, and what is listed below it."""

    anchor: str
    title: str
    text: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Method:
    """What the Method page says: the same for every view of a date."""

    title: str
    about: str
    contents: str
    sections: tuple[Section, ...]


def write(atlas: Atlas, selection: Selection) -> Method:
    """The Answer to "What does the atlas show, how was it made, and what does it not show?"."""
    return Method(
        title=text("How this atlas was made"),
        about=text(
            "Numbers on this page are those of the date you look from, {day}. The filters narrow nothing here.",
            day=write_date(selection.asof),
        ),
        contents=text("On this page"),
        sections=write_sections(atlas.select(View(asof=selection.view.asof)), atlas.dataset),
    )


def write_sections(selection: Selection, dataset: Dataset) -> tuple[Section, ...]:
    """The sections of the page in order, with the numbers of the selection's date; filters change none of them."""
    whole = figures.add_up(selection, figures.read_numbers(selection.figures))
    both = whole.reported is not None
    prose = _read_prose(
        asof=selection.asof,
        reports=[report for report in REPORTS if report.published <= selection.asof],
        whole=whole,
        stations=figures.write_stations(whole),
        countries=figures.write_countries(whole),
        countries_reported=whole.countries_reported if both else whole.countries_listed,
        sources=len(dataset.sources),
        languages=dataset.sources["language"].nunique(),
        republications=int((dataset.sources["kind"] == "republication").sum()),
        max_zoom=MAX_ZOOM,
        collateral=label("step", COLLATERAL),
        version=dataset.version,
        created=dataset.created,
    )
    _, *parts = _SECTION.split(prose)
    return tuple(
        Section(anchor, title, _write_text(anchor, said), _list_parts(anchor, selection, dataset))
        for anchor, title, said in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )


def _write_text(anchor: str, said: str) -> str:
    return "\n\n".join(filter(None, (said.strip(), read_licence() if anchor == "licences" else "")))


def _list_parts(anchor: str, selection: Selection, dataset: Dataset) -> tuple[Part, ...]:
    lister = _PARTS.get(anchor)
    return lister(selection, dataset) if lister else ()


def _read_prose(**values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(PROSE.parent),
        undefined=StrictUndefined,
        finalize=lambda value: escape_markdown(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown: `finalize` escapes every value.
    )
    environment.filters["date"] = write_date
    return environment.get_template(PROSE.name).render(values)


def list_claims(selection: Selection, dataset: Dataset, speaker: str) -> tuple[Mapping[str, Any], ...]:
    """What a speaker (a code of "claims.speaker") is said to claim by the date: rows of `Dataset.claims`, in order."""
    claims = dataset.claims
    known = claims[(claims["speaker"] == speaker) & (claims["counts_from"] <= pd.Timestamp(selection.asof))]
    return tuple(known.to_dict("records"))


def list_statements(selection: Selection, dataset: Dataset) -> Table:
    """China's statements by the date, oldest first."""
    columns = (Column("date", text("Date")), Column("event", text("Statement")), Column("sources", text("Sources")))
    events = selection.events
    said = events[(events["country"] == "CN") & (events["kind"] == "statement")]
    rows = tuple(
        (When(row["date"]), f"{row['title']}. {row['summary']}", link_sources(dataset.citations_of(row["id"])))
        for row in said.to_dict("records")
    )
    return Table(text(label("lane", "china")), columns, rows, len(rows))


def count_precision(selection: Selection, dataset: Dataset) -> Table:
    """How exact the rows known by the date are."""
    columns = (Column("what", text("What")), Column("precision", text("How exact")), Column("number", text("Number")))
    stations = count_by(selection.known, "precision")
    rows: list[tuple[Cell, ...]] = [
        (text("Stations, by place"), Coded("stations.precision", level), stations.get(level, 0))
        for level in codes("stations.precision")
    ]
    for what, table, frame in (
        (text("Responses, by date"), "responses", selection.responses),
        (text("Events, by date"), "events", selection.events),
    ):
        counts = frame["date_precision"].value_counts()
        levels = codes(f"{table}.date_precision")
        rows += [(what, Coded(f"{table}.date_precision", level), int(counts.get(level, 0))) for level in levels]
    keys = selection.known["place_key"].unique()
    origins = Counter(dataset.geocache[key].geocoder for key in keys if key in dataset.geocache)
    what = text("Places, by origin of their point")
    rows += [(what, Coded("geocoder", code), number) for code, number in origins.most_common()]
    return Table(text("How exact the rows are"), columns, tuple(rows), len(rows))


def list_ladder() -> Table:
    """The ladder, highest step first, and what reaches each step."""
    columns = (
        Column("step", text("Step")),
        Column("meaning", text("Reached by")),
        Column("kinds", text("Kinds of response")),
    )
    kinds = codes("responses.kind")
    rungs = {kind: steps.step_of(kind, "policing") for kind in kinds}
    none = {STEPS[-1]: text("None"), COLLATERAL: text("Charges; Conviction (these reach no step)")}
    rows = tuple(
        (
            Coded("step", step),
            begin_large(text(codes("step")[step].meaning)),
            "; ".join(text(kind.label) for kind in kinds.values() if (rungs[kind.code] or UNRANKED) == step)
            or none.get(step, ""),
        )
        for step in (*STEPS, COLLATERAL, *([UNRANKED] if None in rungs.values() else []))
    )
    return Table(text("The ladder of steps"), columns, rows, len(rows))


def list_leads(selection: Selection, dataset: Dataset, kind: str) -> Table:
    """Leads of a kind (a code of "leads.kind") by the date, by country, each with its source."""
    columns: tuple[Column, ...] = (
        Column("country", text("Country")),
        Column("said", text("What is said")),
        Column("as_of", text("Said")),
        Column("reason", text("Why it is not counted")),
        Column("source", text("Source")),
    )
    leads = dataset.leads
    known = leads[(leads["kind"] == kind) & (leads["counts_from"] <= pd.Timestamp(selection.asof))]
    none, unsourced = text("no one country"), text("none that was read")
    known = known.assign(name=known["country"].map(lambda code: name_country(code) if code else none))
    sources = {row["id"]: row for row in dataset.sources.to_dict("records")}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Country(row["country"]) if row["country"] else none,
            row["said"],
            When(row["as_of"]) if row["as_of"] else write_when(""),
            row["reason"],
            # A lead of the first version needed none.
            Link(sources[row["source"]]["publisher"], sources[row["source"]]["url"]) if row["source"] else unsourced,
        )
        for row in known.sort_values(["name", "id"]).to_dict("records")
    )
    return Table(text(codes("leads.kind")[kind].many or kind), columns, rows, len(rows))


def read_licence() -> str:
    """The licence of the data as Markdown, without its heading (source: data/LICENSE.md), or why it cannot be read."""
    try:
        return read_bytes(DATA, "LICENSE.md").decode(errors="replace").partition("\n")[2].strip()
    except DatasetError as error:
        return escape_markdown(str(error))


def _list_said(selection: Selection, dataset: Dataset) -> tuple[Part, ...]:
    statements = list_statements(selection, dataset)
    sides = tuple(
        Side(
            text("According to {speaker}", speaker=text(speaker.named)),
            tuple(
                Statement(claim["text"], claim["id"], lead=f"{claim['title']}.")
                for claim in list_claims(selection, dataset, speaker.code)
            ),
            text("Nothing was said by the date you look from."),
        )
        for speaker in codes("claims.speaker").values()
    )
    title = text("China’s statements, one by one: {n}", n=statements.total)
    return (Sides(sides), Folded(title, (statements,)))


def _list_leads(selection: Selection, dataset: Dataset) -> tuple[Part, ...]:
    parts: list[Part] = []
    # A release may have a kind that is no longer one.
    for kind in dict.fromkeys((*codes("leads.kind"), *dataset.leads["kind"])):
        leads = list_leads(selection, dataset, kind)
        parts.append(Heading(f"{leads.label}: {leads.total}"))
        parts += [leads] if leads.rows else []
    return tuple(parts)


def _list_words(dataset: Dataset) -> tuple[Part, ...]:
    kinds = glossary.list_kinds()
    return (glossary.list_words(dataset), Heading(kinds.label), kinds)


def _list_corrections(dataset: Dataset) -> tuple[Part, ...]:
    changed = changes.list_steps(dataset)
    logged = changes.list_changes(dataset)
    released = releases.list_releases(dataset)
    return (Heading(released.label), released, Heading(changed.label), changed, Heading(logged.label), logged)


def _list_dictionary(dataset: Dataset) -> tuple[Part, ...]:
    return (
        dictionary.count_rows(dataset),
        *(
            Folded(
                f"{dataset.schemas[table]['title']} ({table}.csv)",
                (dictionary.list_fields(dataset, table), *dictionary.list_explained(dataset, table).values()),
            )
            for table in dictionary.ORDER
        ),
    )


# What stands under a section, by its anchor.
_PARTS: Mapping[str, Callable[[Selection, Dataset], tuple[Part, ...]]] = MappingProxyType(
    {
        "said": _list_said,
        "precision": lambda selection, dataset: (count_precision(selection, dataset),),
        "status": lambda _, __: (list_ladder(),),
        "words": lambda _, dataset: _list_words(dataset),
        "leads": _list_leads,
        "dictionary": lambda _, dataset: _list_dictionary(dataset),
        "corrections": lambda _, dataset: _list_corrections(dataset),
    }
)
