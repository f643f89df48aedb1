"""What the Method page says: prose with its numbers, tables of rules and words, leads, the data dictionary, the log.

The prose is `words/prose/method.md`; definitions of fields and codes are those of datapackage.json.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lib.answers import reports as figures
from lib.answers.places import MAX_ZOOM
from lib.dataset import (
    DATA,
    MAX_QUOTE_WORDS,
    REPORTS,
    ROOT,
    Code,
    Dataset,
    DatasetError,
    begin_large,
    codes,
    countries,
    label,
)
from lib.dataset.files import read_bytes
from lib.view import Selection, steps
from lib.view.steps import COLLATERAL, STEPS, UNRANKED
from lib.words import records as evidence
from lib.words.catalogue import write_date, write_when
from lib.words.records import escape_markdown

PROSE = ROOT / "lib" / "words" / "prose" / "method.md"
NUMBERS = (
    "Of the numbers that the atlas set out to explain, none is without a source. These follow from them by adding or "
    "subtracting, no page that was read prints them, and they are shown nowhere as figures."
)
# The order of the data dictionary: what a reader looks for first.
DICTIONARY = (
    "stations",
    "responses",
    "events",
    "figures",
    "claims",
    "sources",
    "citations",
    "leads",
    "changes",
)
_SECTION = re.compile(r"^## ([a-z]+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor (`/method#scope`), heading, and text as Markdown."""

    anchor: str
    title: str
    text: str


def write_sections(selection: Selection, dataset: Dataset) -> tuple[Section, ...]:
    """The sections of the page in order, with the numbers of the selection's date; filters change none of them."""
    whole = figures.add_up(selection, dataset)
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
        Section(anchor, title, text.strip())
        for anchor, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )


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


def list_statements(selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """China's statements by the date, oldest first. Columns: Date, Statement, Sources (HTML links)."""
    events = selection.events
    said = events[(events["country"] == "CN") & (events["kind"] == "statement")]
    return pd.DataFrame(
        {
            "Date": said["date"],
            "Statement": said["title"] + ". " + said["summary"],
            "Sources": [evidence.link_sources(dataset.citations_of(record)) for record in said["id"]],
        }
    )


def count_precision(selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """How exact the rows known by the date are. Columns: What, How exact, Number."""
    whole = figures.select_whole(selection, dataset)
    stations = whole.count_by("precision")
    rows = [("Stations, by place", level, stations.get(level, 0)) for level in ("city", "region", "country")]
    for what, table in (("Responses, by date", whole.responses), ("Events, by date", whole.events)):
        counts = table["date_precision"].value_counts()
        rows += [(what, level, int(counts.get(level, 0))) for level in ("day", "month", "year")]
    keys = whole.stations["place_key"].unique()
    origins = Counter(dataset.geocache[key].geocoder for key in keys if key in dataset.geocache)
    rows += [
        ("Places, by origin of their point", codes("geocoder")[code].label if code in codes("geocoder") else code, n)
        for code, n in origins.most_common()
    ]
    return pd.DataFrame(rows, columns=["What", "How exact", "Number"])


def list_ladder(dataset: Dataset) -> pd.DataFrame:
    """The ladder, highest step first. Columns: Step, Reached by, Kinds of response."""
    kinds = codes("responses.kind")
    rungs = {kind: steps.step_of(kind, "policing") for kind in kinds}
    rows = [
        (
            label("step", step),
            begin_large(codes("step")[step].meaning),
            "; ".join(kind.label for kind in kinds.values() if (rungs[kind.code] or UNRANKED) == step)
            or ("None" if step == STEPS[-1] else "Charges; Conviction (these reach no step)"),
        )
        for step in (*STEPS, COLLATERAL, *([UNRANKED] if None in rungs.values() else []))
    ]
    return pd.DataFrame(rows, columns=["Step", "Reached by", "Kinds of response"])


def list_words(dataset: Dataset) -> pd.DataFrame:
    """The atlas's own words. Columns: Word, Meaning."""
    bureaus = [bureau.label for bureau in codes("stations.bureau").values() if bureau.code != "unknown"]
    rows = [
        ("station", "One reported station. “N stations” is always a sum of counts, never a number of rows."),
        ("station entry", "A row of the data: a place, a bureau and the report that first listed it, with a count."),
        ("report", f"The source that first listed a station: {' or '.join(report.title for report in REPORTS)}."),
        ("bureau", f"The Chinese public security bureau said to run it: {', '.join(bureaus)}, or unknown."),
        ("place", "A city, region or country that stations are reported in. The map draws places, not stations."),
        ("precision", "How sharp a place (city, region, country) or a date (day, month, year) is. Never sharpened."),
        ("response", "One act of one host authority on one date, about the reports or the stations."),
        ("step", "The rung that a country has reached by a date, from its responses."),
        ("contested", "Said of a country whose record contradicts itself, as the rules above have it."),
        ("event", "Anything else that is dated: a report, a law, an agreement, an operation, a case, a statement."),
        ("figure", "A number that somebody published, with its author. Figures that disagree stand side by side."),
        ("claim", "Something said about what the stations are or do, by the reports or by China."),
        ("lead", "Something said elsewhere that is counted nowhere, with the reason."),
        ("source", "A page or text that was read. A republication copies, translates or excerpts another’s text."),
        (
            "citation",
            "What a source says for or against a record: its own words where they are known (a quote of at most "
            f"{MAX_QUOTE_WORDS} words), else a paraphrase.",
        ),
        ("confidence", _find_field(dataset, "stations", "confidence")["description"]),
        ("sourced, reported", "Sourced: counted from entries with sources. Reported: given by the reports’ authors."),
        ("nothing found", "No response was found by the date. Not that there was none."),
        ("as of", "The date you look from. Nothing later is shown or counted."),
    ]
    return pd.DataFrame(rows, columns=["Word", "Meaning"])


def list_kinds(dataset: Dataset) -> pd.DataFrame:
    """Kinds of response, highest step first. Columns: Kind of response, Meaning, Step."""
    rows = [
        (kind.label, kind.meaning, label("step", steps.step_of(kind.code, "") or UNRANKED))
        for kind in codes("responses.kind").values()
    ]
    titles = [step.label for step in codes("step").values()]
    return pd.DataFrame(
        sorted(rows, key=lambda row: titles.index(row[2])), columns=["Kind of response", "Meaning", "Step"]
    )


def list_leads(selection: Selection, dataset: Dataset, kind: str) -> pd.DataFrame:
    """Leads of a kind (a code of "leads.kind") by the date, by country.

    Columns: Country, What is said, Said, Why it is not counted, and, where any can be given, Source (HTML link).
    """
    leads = dataset.leads
    rows = leads[(leads["kind"] == kind) & (leads["counts_from"] <= pd.Timestamp(selection.asof))]
    rows = rows.assign(name=rows["country"].map(lambda code: countries.name(code) if code else "no one country"))
    rows = rows.sort_values(["name", "id"])
    sources = dataset.sources.set_index("id")
    table = pd.DataFrame(
        {
            "Country": rows["name"],
            "What is said": rows["said"],
            "Said": rows["as_of"].map(write_when),
            "Why it is not counted": rows["reason"],
            "Source": [
                evidence.link_text(sources.at[source, "url"], sources.at[source, "publisher"]) if source else ""
                for source in rows["source"]
            ],
        }
    )
    return table if (table["Source"] != "").any() else table.drop(columns="Source")


def read_licence() -> str:
    """The licence of the data as Markdown, without its heading (source: data/LICENSE.md), or why it cannot be read."""
    try:
        return read_bytes(DATA, "LICENSE.md").decode(errors="replace").partition("\n")[2].strip()
    except DatasetError as error:
        return escape_markdown(str(error))


def count_rows(dataset: Dataset) -> pd.DataFrame:
    """What each table holds. Columns: File, Rows, What a row is."""
    return pd.DataFrame(
        [(f"{table}.csv", len(getattr(dataset, table)), dataset.schemas[table]["description"]) for table in DICTIONARY],
        columns=["File", "Rows", "What a row is"],
    )


def list_fields(dataset: Dataset, table: str) -> pd.DataFrame:
    """Every field of a table. Columns: Field, Type, Required, Values, Meaning."""
    rows = []
    for field in dataset.schemas[table]["fields"]:
        constraints = field.get("constraints", {})
        unique = ", unique" if constraints.get("unique") else ""
        rows.append(
            (
                field["name"],
                field["type"],
                f"yes{unique}" if constraints.get("required") else "no",
                _write_values(dataset, table, field),
                field["description"],
            )
        )
    return pd.DataFrame(rows, columns=["Field", "Type", "Required", "Values", "Meaning"])


def list_explained(dataset: Dataset, table: str) -> dict[str, pd.DataFrame]:
    """The fields of a table whose codes have meanings of their own, each with its codes.

    Columns: Code, Label, Meaning.
    """
    coded = {field["name"]: _codes_of(table, field) for field in dataset.schemas[table]["fields"]}
    return {
        name: pd.DataFrame([(c.code, c.label, c.meaning) for c in coded[name]], columns=["Code", "Label", "Meaning"])
        for name in coded
        if any(code.meaning for code in coded[name])
    }


def list_changes(dataset: Dataset) -> pd.DataFrame:
    """The log, newest first; records that changed alike share a row.

    Columns: Date (and data version), Reason, What changed, Record (their ids).
    """
    alike = dataset.changes.groupby(["date", "version", "reason", "change"], sort=False)["record"]
    rows = alike.agg(", ".join).reset_index().sort_values("date", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Date": rows["date"] + ", version " + rows["version"],
            "Reason": rows["reason"].map(lambda code: label("changes.reason", code)),
            "What changed": rows["change"],
            "Record": rows["record"],
        }
    )


def _codes_of(table: str, field: Mapping[str, Any]) -> tuple[Code, ...]:
    """The codes of a field; none where it has no categories."""
    return tuple(codes(f"{table}.{field['name']}").values()) if "categories" in field else ()


def _find_field(dataset: Dataset, table: str, name: str) -> Mapping[str, Any]:
    field: Mapping[str, Any] = next(f for f in dataset.schemas[table]["fields"] if f["name"] == name)
    return field


def _write_values(dataset: Dataset, table: str, field: Mapping[str, Any]) -> str:
    """What a field may hold: its codes with their labels, or the id of which table."""
    found = _codes_of(table, field)
    if any(code.meaning for code in found):
        return f"{len(found)} codes, listed below"
    if found:
        return ", ".join(f"{code.code} ({code.label})" if code.label else code.code for code in found)
    keys = {key["fields"]: key["reference"] for key in dataset.schemas[table].get("foreignKeys", [])}
    if field["name"] in keys:
        reference = keys[field["name"]]
        return f"{reference['fields']} of {reference['resource']}.csv"
    return ""
