"""Sources → what each supports or disputes in a view, how many there are, and what rests on what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from slugify import slugify

from lib.answers import places
from lib.answers.blocks import FIRST_ROWS, Coded, Column, Link, Notice, Table, When, answer
from lib.dataset import CITED, RECORDS, UNNAMED, Dataset, codes, label
from lib.view import PARAMETERS, Selection, View, write_address
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words import records as evidence
from lib.words.catalogue import count, plural, text, write_list, write_when
from lib.words.names import list_countries, name_country, name_language

# The View's fields that narrow sources by a column of the same name (a publisher by its code).
FILTERS = tuple(parameter.field for parameter in PARAMETERS if parameter.table == "sources" and parameter.many)


@dataclass(frozen=True)
class Choice:
    """A filter of sources: the View's field, its label, and of each option the code, the name and the number of
    sources that choosing it alone would show."""

    field: str
    label: str
    hint: str
    options: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Sources:
    """What the Sources page says of a view.

    empty: why no source matches; release: the text of the way back, "" where there is none; options: each source's id
    and name, to open one of them; rest, originals: what rests on what.
    """

    title: str
    standfirst: str
    choices: tuple[Choice, ...]
    count: str
    empty: Notice | None
    release: str
    question: str
    hint: str
    options: tuple[tuple[str, str], ...]
    table: Table
    rest_heading: str
    rest: str
    originals: Table | None


@dataclass(frozen=True)
class Said:
    """What a source says of a record: where to see the record in this view (None: nowhere else), the record as a
    sentence, and the citation that says it (columns of `Dataset.citations`)."""

    record: str
    about: Link | None
    text: str
    citation: Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """A source in full: its row, what it says by table under a heading, and how much of it the view does not show."""

    source: Mapping[str, Any]
    said: tuple[tuple[str, tuple[Said, ...]], ...]
    outside: str


@dataclass(frozen=True)
class Rest:
    """How well the records of a view are sourced: all, those of a single source, those of republications alone."""

    records: int
    single: int
    republished: int


def write(atlas: Atlas, selection: Selection) -> Sources:
    """The Answer to "Who said all this, in which language, and what rests on what?"."""
    found = answer(atlas, _gather, selection.view)
    shown = narrow(found, selection.view)
    return Sources(
        title=text("Who said all this"),
        standfirst=text(
            "Every text that the atlas rests on, with who published it, when, and in which language. **A text that "
            "repeats another is marked**, since a hundred copies are one source. China’s own statements are here too."
        ),
        choices=_offer(found, selection.view, atlas.dataset),
        count=describe(shown, found, selection, atlas.dataset),
        empty=Notice(_explain_none(found)) if shown.empty else None,
        release=text("Every source of this view") if len(found) else "",
        question=text("Open a source: what it says of each record"),
        hint=text("Choose or type a publisher or a title"),
        options=tuple((row["id"], name_source(row)) for row in shown.to_dict("records")),
        table=list_sources(shown),
        rest_heading=text("What rests on what"),
        rest=_write_rest(weigh_records(selection, atlas.dataset)),
        originals=list_originals(shown),
    )


def open_source(atlas: Atlas, selection: Selection, source: str) -> Opened | None:
    """A source by its id; None where the atlas has no such source."""
    dataset = atlas.dataset
    rows = dataset.sources[dataset.sources["id"] == source]
    if rows.empty:
        return None
    written = write_records(source, selection, dataset)
    outside = int((dataset.citations["source"] == source).sum()) - sum(len(said) for said in written.values())
    return Opened(
        source=rows.iloc[0].to_dict(),
        said=tuple((count_records(len(said), table), said) for table, said in written.items()),
        outside=plural(
            "It is cited for {n} more that this view does not show.",
            "It is cited for {n} more that this view does not show.",
            outside,
        )
        if outside
        else "",
    )


def _gather(atlas: Atlas, selection: Selection) -> pd.DataFrame:
    return gather(selection, atlas.dataset)


def _explain_none(found: pd.DataFrame) -> str:
    if found.empty:
        return text("No source speaks of anything in this view.")
    return plural(
        "{n} source speaks of something in this view, but it does not match the kind, language and publisher chosen "
        "above.",
        "{n} sources speak of something in this view, but none of them matches the kind, language and publisher chosen "
        "above.",
        len(found),
    )


def _write_rest(rest: Rest) -> str:
    return text(
        "Of {records} in this view (station entries, responses, events, figures, claims), {single} rest on a single "
        "source and {republished} on republications alone. A republication shows that a text was published, not that "
        "anybody checked it again: several of one text are one voice.",
        records=plural("{n} record", "{n} records", rest.records),
        single=rest.single,
        republished=rest.republished,
    )


def find_rows(selection: Selection, dataset: Dataset, table: str) -> pd.DataFrame:
    """The rows of one of CITED in view. Claims are about the reports or China, so only the date narrows them."""
    if table in RECORDS:
        rows: pd.DataFrame = getattr(selection, table)
        return rows
    return dataset.claims[dataset.claims["counts_from"] <= pd.Timestamp(selection.asof)].assign(country="")


def list_records(selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """Every record of the view: columns record (its id), table (one of CITED), country ("" is the whole)."""
    frames = [
        find_rows(selection, dataset, table)[["id", "country"]].rename(columns={"id": "record"}).assign(table=table)
        for table in CITED
    ]
    return pd.concat(frames, ignore_index=True)


def gather(selection: Selection, dataset: Dataset) -> pd.DataFrame:
    """The sources that support or dispute a record of the view, whatever their kind, language and publisher.

    The columns of `Dataset.sources`, and: publisher_code (as in links), for each of CITED how many of its records
    in view the source is cited for, `records` their sum, `disputes` how many of them it disputes, `local` how many are
    about a country of the view and not about China or the whole. Best kind first, then most records about countries.
    """
    cited = dataset.citations[["record", "source", "stance"]].merge(list_records(selection, dataset), on="record")
    counts = pd.crosstab(cited["source"], cited["table"]).reindex(columns=list(CITED), fill_value=0)
    in_scope = cited["country"].isin(selection.countries) & ~cited["country"].isin(["", "CN"])
    counts = counts.assign(
        records=counts.sum(axis=1),
        disputes=cited[cited["stance"] == "disputes"].groupby("source").size(),
        local=cited[in_scope].groupby("source").size(),
    )
    counts = counts.fillna(0).astype(int)
    found = dataset.sources.drop(columns="line").merge(counts, left_on="id", right_index=True)
    rank = found["kind"].map({kind: place for place, kind in enumerate(codes("sources.kind"))})
    found = found.assign(publisher_code=found["publisher"].map(slugify), rank=rank)
    order = ["rank", "local", "records", "published", "id"]
    return found.sort_values(order, ascending=[True, False, False, True, True], ignore_index=True).drop(columns="rank")


def narrow(found: pd.DataFrame, view: View, but: str = "") -> pd.DataFrame:
    """The gathered sources that the view's kind, language and publisher let through, leaving out the filter `but`."""
    kept = found
    for field in FILTERS:
        chosen = getattr(view, field)
        if chosen and field != but:
            kept = kept[kept["publisher_code" if field == "publisher" else field].isin(chosen)]
    if view.find:
        # Every word, in the publisher or in the title, whatever the case.
        said = (kept["publisher"] + " " + kept["title"]).str.casefold()
        for word in view.find.casefold().split():
            kept = kept[said.reindex(kept.index).str.contains(word, regex=False)]
    return kept


def count_options(found: pd.DataFrame, view: View) -> dict[str, dict[str, int]]:
    """For each of FILTERS, each option's number of sources under the other two; kinds best first, the rest by name."""
    counts: dict[str, dict[str, int]] = {}
    for field in FILTERS:
        column = "publisher_code" if field == "publisher" else field
        options = dict.fromkeys(found[column], 0)
        options |= {str(code): int(n) for code, n in narrow(found, view, but=field)[column].value_counts().items()}
        counts[field] = options
    kinds = counts["kind"]
    counts["kind"] = {kind: kinds[kind] for kind in codes("sources.kind") if kind in kinds}
    languages = counts["language"]
    counts["language"] = {code: languages[code] for code in sorted(languages, key=name_language)}
    return counts


def name_publishers(dataset: Dataset) -> dict[str, str]:
    """Publishers' names by their code in links, by name."""
    names = dataset.sources["publisher"].drop_duplicates()
    return {slugify(name): name for name in sorted(names, key=str.casefold)}


def _offer(found: pd.DataFrame, view: View, dataset: Dataset) -> tuple[Choice, ...]:
    """The filters of sources, in the order of the link's table; what is chosen is offered even where nothing has it."""
    counts = count_options(found, view)
    publishers = name_publishers(dataset)
    names: dict[str, Callable[[str], str]] = {
        "kind": lambda code: text(label("sources.kind", code)),
        "language": name_language,
        "publisher": lambda code: publishers.get(code, code),
    }
    hints = {"kind": "", "language": text("All languages"), "publisher": text("All publishers")}
    known = {field: list(dict.fromkeys([*counts[field], *getattr(view, field)])) for field in FILTERS}
    known["publisher"] = [code for code in publishers if code in known["publisher"]]
    return tuple(
        Choice(
            field,
            text(BY_FIELD[field].label),
            hints[field],
            tuple((code, names[field](code), counts[field].get(code, 0)) for code in known[field]),
        )
        for field in FILTERS
    )


def describe(shown: pd.DataFrame, found: pd.DataFrame, selection: Selection, dataset: Dataset) -> str:
    """How many sources are shown, of how many, and how many of those speak of what is in view."""
    copies = int((shown["kind"] == "republication").sum())
    parts = [text("Showing {shown} of {total} sources.", shown=len(shown), total=len(dataset.sources))]
    if copies:
        parts.append(plural("{n} of them is a republication.", "{n} of them are republications.", copies))
    if len(found) < len(dataset.sources):
        chosen = selection.view.country
        parts.append(
            text(
                "{found} speak of something in this view: {local} of {where}, the others only of what China said, of "
                "no single country, or of the whole.",
                found=len(found),
                local=int((found["local"] > 0).sum()),
                where=list_countries(chosen) if chosen else text("a country of this view"),
            )
        )
    return " ".join(parts)


def list_sources(shown: pd.DataFrame) -> Table:
    """Gathered sources as a table for reading: `disputes` is how many of its records in view a source disputes,
    `cited` its records in view by table."""
    columns = (
        Column("publisher", text("Publisher")),
        Column("title", text("Title")),
        Column("published", text("Published")),
        Column("language", text("Language")),
        Column("kind", text("Kind")),
        Column("republishes", text("Republished from")),
        Column("retrieved", text("Read on")),
        Column("health", text("Address")),
        Column("archived", text("Archived")),
        Column("disputes", text("Disputes")),
        Column("cited", text("Cited for")),
    )
    rows = tuple(
        (
            row["publisher"],
            Link(row["title"], row["url"], "" if row["url"] else text(evidence.NO_ADDRESS), row["language"]),
            When(row["published"]) if row["published"] else text("undated"),
            name_language(row["language"]),
            Coded("sources.kind", row["kind"]),
            row["republishes"],
            When(row["retrieved"]),
            evidence.say_health(row),
            Link(text("archived"), row["archived"]) if row["archived"] else "",
            plural("disputes {n} record", "disputes {n} records", row["disputes"]) if row["disputes"] else "",
            text(
                "cited for {records}",
                records=write_list([count_records(row[table], table) for table in CITED if row[table]]),
            ),
        )
        for row in shown.head(FIRST_ROWS).to_dict("records")
    )
    return Table(text("Sources"), columns, rows, len(shown))


def count_records(number: int, table: str) -> str:
    """ "1 station entry", "9 responses"."""
    return count(codes("table")[table], number)


def name_source(source: Mapping[str, Any]) -> str:
    """A source in one line, for a list to choose from: publisher, title, date."""
    return f"{source['publisher']}: {source['title']} ({write_when(source['published'])})"


def write_records(source: str, selection: Selection, dataset: Dataset) -> dict[str, tuple[Said, ...]]:
    """What a source says of the records in view, by table, tables without any left out. A place leads to the map, a
    country to its page, in this view."""

    def link(page: str, text: str, **changes: Any) -> Link:
        return Link(text, write_address(f"./{page}", replace(selection.view, open="", **changes)))

    def find_page(table: str, row: Mapping[str, Any]) -> Link | None:
        if table == "stations":
            return link("", places.name_place(dataset, row["place"]), place=row["place"])
        if table == "responses":
            return link("country", name_country(row["country"]), country=(row["country"],))
        return None

    cited = dataset.citations[dataset.citations["source"] == source].set_index("record", drop=False)
    written = {}
    for table in CITED:
        rows = find_rows(selection, dataset, table)
        said = tuple(
            Said(
                row["id"],
                find_page(table, row),
                SAY[table](row),
                citation,
            )
            for row in rows[rows["id"].isin(cited.index)].to_dict("records")
            for citation in cited.loc[[row["id"]]].to_dict("records")
        )
        if said:
            written[table] = said
    return written


SAY: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "stations": evidence.say_station,
    "responses": evidence.say_response,
    "events": evidence.say_event,
    "claims": lambda row: f"{row['title']}: {row['text']}",
    "figures": evidence.say_figure,
}


def weigh_records(selection: Selection, dataset: Dataset) -> Rest:
    """How many of the view's records rest on a single source, and how many on republications alone."""
    records = list_records(selection, dataset)
    supporting = dataset.citations[
        dataset.citations["record"].isin(records["record"]) & (dataset.citations["stance"] == "supports")
    ]
    by_record = supporting.assign(copy=supporting["kind"] == "republication").groupby("record")["copy"]
    return Rest(len(records), int((by_record.size() == 1).sum()), int(by_record.all().sum()))


def list_originals(shown: pd.DataFrame) -> Table | None:
    """Whose text the shown republications carry, most carried first; None where nothing shown is one."""
    copies = shown[shown["kind"] == "republication"].replace({"republishes": {"": UNNAMED}})
    groups = sorted(copies.groupby("republishes"), key=lambda each: (-len(each[1]), str(each[0]).casefold()))
    columns = (
        Column("republishes", text("Text of")),
        Column("republications", text("Republications")),
        Column("records", text("Records in view")),
        Column("publishers", text("Carried by")),
    )
    rows = tuple(
        (
            evidence.name_original(str(whose)),
            len(group),
            int(group["records"].sum()),
            tuple(dict.fromkeys(map(Link, group["publisher"], group["url"]))),  # all are republications
        )
        for whose, group in groups
    )
    return Table(text("Whose text the republications carry"), columns, rows, len(rows)) if rows else None
