"""Sources → what each supports or disputes in a view, how many there are, and what rests on what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from slugify import slugify

from lib import view as views
from lib.answers import places
from lib.dataset import CITED, RECORDS, Dataset, codes, countries, label
from lib.view import PARAMETERS, Selection, View
from lib.words import records as evidence
from lib.words.catalogue import write_when

# The View's fields that narrow sources by a column of the same name (a publisher by its code).
FILTERS = tuple(parameter.field for parameter in PARAMETERS if parameter.table == "sources")


@dataclass(frozen=True)
class Rest:
    """How well the records of a view are sourced: all, those of a single source, those of republications alone."""

    records: int
    single: int
    republished: int


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
    counts["language"] = {code: languages[code] for code in sorted(languages, key=countries.language)}
    return counts


def name_publishers(dataset: Dataset) -> dict[str, str]:
    """Publishers' names by their code in links, by name."""
    names = dataset.sources["publisher"].drop_duplicates()
    return {slugify(name): name for name in sorted(names, key=str.casefold)}


def describe(shown: pd.DataFrame, found: pd.DataFrame, selection: Selection, dataset: Dataset) -> str:
    """How many sources are shown, of how many, and how many of those speak of what is in view."""
    copies = int((shown["kind"] == "republication").sum())
    parts = [f"Showing {len(shown)} of {len(dataset.sources)} sources."]
    if copies:
        parts.append(f"{copies} of them {'is a republication' if copies == 1 else 'are republications'}.")
    if len(found) < len(dataset.sources):
        chosen = selection.view.country
        where = countries.name_list(chosen) if chosen else "a country of this view"
        local = int((found["local"] > 0).sum())
        parts.append(
            f"{len(found)} speak of something in this view: {local} of {where}, the others only of what China said, "
            "of no single country, or of the whole."
        )
    return " ".join(parts)


def list_sources(shown: pd.DataFrame) -> pd.DataFrame:
    """Gathered sources as a table for reading.

    Columns: Publisher, Title (an HTML link), Published, Language, Kind, Republished from, Disputes (how many of
    its records in view), Cited for (its records in view by table).
    """
    unknown = "<br><small>press text supplied to the project, address unknown</small>"
    rows = shown.to_dict("records")
    return pd.DataFrame(
        {
            "Publisher": shown["publisher"],
            "Title": [evidence.link_text(row["url"], row["title"]) + ("" if row["url"] else unknown) for row in rows],
            "Published": shown["published"].map(write_when),
            "Language": shown["language"].map(countries.language),
            "Kind": shown["kind"].map(lambda kind: label("sources.kind", kind)),
            "Republished from": shown["republishes"],
            "Disputes": [row["disputes"] or "" for row in rows],
            "Cited for": [", ".join(count_records(row[table], table) for table in CITED if row[table]) for row in rows],
        }
    )


def count_records(number: int, table: str) -> str:
    """ "1 station entry", "9 responses"."""
    record = codes("table")[table]
    return f"{number} {record.one if number == 1 else record.many}"


def name_source(source: Mapping[str, Any]) -> str:
    """A source in one line, for a list to choose from: publisher, title, date."""
    return f"{source['publisher']}: {source['title']} ({write_when(source['published'])})"


def write_records(source: str, selection: Selection, dataset: Dataset) -> dict[str, list[str]]:
    """What a source says of the records in view, by table: each record in words, as Markdown, with the source's own
    words and stance. Places lead to the map, countries to their page, in this view. Tables without any are left out."""

    def link(page: str, text: str, **changes: Any) -> str:
        query = urlencode(views.format(replace(selection.view, **changes)), doseq=True)
        return f"**[{evidence.escape_markdown(text)}](./{page}?{query})**"

    def write_station(row: Mapping[str, Any]) -> str:
        place = link("", places.name_place(dataset, row["place"]), place=row["place"])
        return f"{place}: {evidence.write_station(row)}"

    def write_response(row: Mapping[str, Any]) -> str:
        country = link("country", countries.name(row["country"]), country=(row["country"],))
        return f"{country}: {evidence.write_response(row)}"

    writers: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "stations": write_station,
        "responses": write_response,
        "events": evidence.write_event,
        "claims": lambda row: f"**{evidence.escape_markdown(row['title'])}**: {evidence.escape_markdown(row['text'])}",
        "figures": lambda row: evidence.write_figure(row, label("figures.subject", row["subject"])),
    }
    cited = dataset.citations[dataset.citations["source"] == source].set_index("record", drop=False)
    written = {}
    for table in CITED:
        rows = find_rows(selection, dataset, table)
        items = [
            f"{writers[table](row)} {evidence.write_quote(citation)}"
            for row in rows[rows["id"].isin(cited.index)].to_dict("records")
            for citation in cited.loc[[row["id"]]].to_dict("records")
        ]
        if items:
            written[table] = items
    return written


def weigh_records(selection: Selection, dataset: Dataset) -> Rest:
    """How many of the view's records rest on a single source, and how many on republications alone."""
    records = list_records(selection, dataset)
    supporting = dataset.citations[
        dataset.citations["record"].isin(records["record"]) & (dataset.citations["stance"] == "supports")
    ]
    by_record = supporting.assign(copy=supporting["kind"] == "republication").groupby("record")["copy"]
    return Rest(len(records), int((by_record.size() == 1).sum()), int(by_record.all().sum()))


def list_originals(shown: pd.DataFrame) -> pd.DataFrame:
    """Whose text the shown republications carry: Text of, Republications, Records in view, Carried by (HTML links)."""
    copies = shown[shown["kind"] == "republication"].replace({"republishes": {"": evidence.UNNAMED}})
    groups = sorted(copies.groupby("republishes"), key=lambda each: (-len(each[1]), str(each[0]).casefold()))
    rows = [
        {
            "Text of": whose,
            "Republications": len(group),
            "Records in view": int(group["records"].sum()),
            "Carried by": ", ".join(
                dict.fromkeys(map(evidence.link_text, group["url"], group["publisher"]))  # all are republications
            ),
        }
        for whose, group in groups
    ]
    return pd.DataFrame(rows, columns=["Text of", "Republications", "Records in view", "Carried by"])
