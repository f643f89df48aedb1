"""What the Method page says: its numbers, its rules, what is counted nowhere, the data dictionary, the corrections."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from shapely import Point
from shapely.geometry import shape
from streamlit.testing.v1 import AppTest

from lib import dataset as datasets
from lib import view as views
from lib.answers import changes, dictionary, glossary, method
from lib.answers.blocks import Coded, answer
from lib.dataset import DATA, GONE, ROOT, TABLES, Dataset, codes
from lib.view import Selection, View
from lib.view.atlas import Atlas
from lib.view.steps import COLLATERAL, STEPS, UNRANKED
from lib.words.names import name_country


def select(dataset: Dataset, asof: date | None = None) -> Selection:
    return views.apply(View(asof=asof), dataset)


def read(dataset: Dataset, anchor: str, asof: date | None = None) -> str:
    """A section's text without the escapes of Markdown, in one line."""
    sections = {section.anchor: section.text for section in method.write_sections(select(dataset, asof), dataset)}
    return " ".join(sections[anchor].replace("\\", "").split())


def test_the_scope_says_what_87_of_102_and_42_of_53_are(dataset: Dataset) -> None:
    said = read(dataset, "scope")
    assert "54 + 48 = 102 stations were reported; sourced here 52 + 35 = 87; 15 are not sourced." in said
    assert "Sourced: 87 stations in 42 countries." in said
    assert "Reported: 102 stations in 53 countries." in said
    assert "Not sourced: 15 stations." in said


def test_between_the_reports_only_the_first_is_told(dataset: Dataset) -> None:
    said = read(dataset, "scope", date(2022, 10, 1))
    assert "Sourced: 52 stations in 28 countries." in said and "Reported: 54 stations in 30 countries." in said
    assert "102" not in said and "Patrol and Persuade" not in said


def test_before_the_reports_nothing_is_counted(dataset: Dataset) -> None:
    said = read(dataset, "scope", date(2022, 9, 11))
    assert "neither report was out" in said and "stations in" not in said


def test_no_filter_changes_the_page(atlas: Atlas) -> None:
    narrowed = View(country=("ES",), bureau=("fuzhou",), asof=date(2022, 12, 31))
    assert answer(atlas, method.write, narrowed) == answer(atlas, method.write, View(asof=date(2022, 12, 31)))


def test_no_number_is_typed_into_the_prose() -> None:
    prose = re.sub(r"\{[{%#].*?[}%#]\}", "", method.PROSE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"\d[\d-]*", " ".join(prose.split())) == ["3166-1", "3166-1", "256", "256"]


def test_the_stations_of_every_precision_add_up(dataset: Dataset) -> None:
    rows = method.count_precision(select(dataset), dataset).rows
    numbers = {what: [row[2] for row in rows if row[0] == what] for what in dict.fromkeys(row[0] for row in rows)}
    assert sum(numbers["Stations, by place"]) == 87
    assert sum(numbers["Places, by origin of their point"]) == dataset.stations["place"].nunique()


@pytest.mark.parametrize("speaker", list(codes("claims.speaker")))
def test_every_claim_has_a_source_that_supports_it(dataset: Dataset, speaker: str) -> None:
    claims = method.list_claims(select(dataset), dataset, speaker)
    assert claims
    for claim in claims:
        assert (dataset.citations_of(claim["id"])["stance"] == "supports").any()


def test_the_claims_of_the_reports_are_those_that_readers_ask_about(dataset: Dataset) -> None:
    titles = [claim["title"] for claim in method.list_claims(select(dataset), dataset, "reports")]
    assert titles[:3] == ["Papers and licences", "“Persuading” people to return", "Pressure on families"]
    assert "Ties to the United Front" in titles


def test_no_claim_is_told_before_it_was_made(dataset: Dataset) -> None:
    selection = select(dataset, date(2022, 10, 1))
    assert method.list_claims(selection, dataset, "china") == ()
    assert {row["as_of"] for row in method.list_claims(selection, dataset, "reports")} == {"2022-09-12"}
    assert method.list_statements(selection, dataset).total == 0


@pytest.mark.parametrize("word", ["proves", "proven", "in fact runs", "admits", "reveals", "secret", "illegal"])
def test_claims_and_prose_use_no_word_stronger_than_their_sources(dataset: Dataset, word: str) -> None:
    said = " ".join([*dataset.claims["text"], *dataset.claims["title"], method.PROSE.read_text(encoding="utf-8")])
    assert not re.search(rf"\b{word}\b", said, re.IGNORECASE)


def test_every_kind_of_response_stands_once_on_the_ladder_and_has_a_meaning(dataset: Dataset) -> None:
    kinds = codes("responses.kind")
    assert len(kinds) == 18 and all(kind.label and kind.meaning for kind in kinds.values())
    ladder = method.list_ladder()
    assert ladder.column("step") == tuple(Coded("step", step) for step in (*STEPS, COLLATERAL, UNRANKED))
    of_steps, unranked = ladder.column("kinds")[:-3], ladder.column("kinds")[-1]
    on_ladder = [kind for said in (*of_steps, unranked) for kind in str(said).split("; ")]
    assert sorted(on_ladder) == sorted(kind.label for kind in kinds.values())
    assert glossary.list_kinds().total == 18


def test_the_dictionary_has_every_field_of_every_table(dataset: Dataset) -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert set(dictionary.ORDER) == {resource["name"] for resource in package["resources"]} == set(TABLES)
    for resource in package["resources"]:
        fields = dictionary.list_fields(dataset, resource["name"])
        assert list(fields.column("field")) == [field["name"] for field in resource["schema"]["fields"]]
        assert all(len(str(meaning)) > 5 for meaning in fields.column("meaning"))


def test_the_dictionary_names_every_code(dataset: Dataset) -> None:
    for table in dictionary.ORDER:
        explained = dictionary.list_explained(dataset, table)
        fields = dictionary.list_fields(dataset, table)
        values = dict(zip(fields.column("field"), map(str, fields.column("values")), strict=True))
        for field in dataset.schemas[table]["fields"]:
            codes = field.get("constraints", {}).get("enum", [])
            named = explained[field["name"]].column("code") if field["name"] in explained else values[field["name"]]
            assert [code for code in codes if code not in named] == []


def test_the_counted_rows_are_those_of_the_files(dataset: Dataset) -> None:
    for file, number, _ in dictionary.count_rows(dataset).rows:
        assert len(pd.read_csv(DATA / str(file))) == number


def test_leads_are_in_no_total(dataset: Dataset) -> None:
    leads = dataset.leads
    named = set(leads.loc[leads["kind"] == "country", "country"])
    assert {"ID", "KH", "MM"} <= named
    assert not named & set(dataset.stations["country"])
    cities = {"Naples", "Johannesburg", "Auckland", "Seoul", "Belfast", "Montreal", "Brossard", "Richmond"}
    assert not cities & set(dataset.stations["city"])


def test_every_lead_says_why_and_carries_no_address_in_its_text(dataset: Dataset) -> None:
    leads = dataset.leads
    assert leads["reason"].all()
    assert not (leads["said"] + leads["reason"]).str.contains("http|www").any()
    listed = [method.list_leads(select(dataset), dataset, kind) for kind in codes("leads.kind")]
    assert sum(table.total for table in listed) == len(leads)


def test_a_lead_that_has_no_source_has_left(dataset: Dataset) -> None:
    assert set(dataset.leads["source"]) <= set(dataset.sources["id"])
    gone = set(dataset.changes.loc[dataset.changes["reason"] == "withdrawal", "record"])
    assert {"lead-bn", "lead-number-italy-seven", "lead-number-south-america"} <= gone


def test_no_lead_is_told_before_it_was_said(dataset: Dataset) -> None:
    assert method.list_leads(select(dataset, date(2022, 9, 11)), dataset, "country").total == 0


def test_borders_are_drawn_as_the_page_says(dataset: Dataset) -> None:
    said = read(dataset, "borders")
    areas = json.loads((ROOT / "static" / "basemap.geojson").read_text(encoding="utf-8"))["features"]
    for area, holder, latitude, longitude in [
        ("Crimea is drawn with Russia", "RU", 45.2, 34.3),
        ("Golan Heights with Israel", "IL", 33.0, 35.8),
        ("west of Western Sahara with Morocco", "MA", 24.0, -14.5),
    ]:
        assert area in said
        point = Point(longitude, latitude)
        assert [each["properties"]["iso2"] for each in areas if shape(each["geometry"]).contains(point)] == [holder]
    without_code = {area["properties"]["name"] for area in areas if not area["properties"]["iso2"]}
    assert without_code == {"Kosovo", "N. Cyprus", "Somaliland", "Siachen Glacier", "Indian Ocean Ter."}
    codes = {area["properties"]["iso2"] for area in areas}
    assert {"TW", "HK", "MO", "PS"} <= codes and "AQ" not in codes


def test_licences_of_code_data_and_what_is_not_ours_are_named(dataset: Dataset) -> None:
    assert "MIT" in read(dataset, "licences")
    for licence in ("CC BY 4.0", "GeoNames", "Natural Earth", "public domain"):
        assert licence in method.read_licence()


def test_the_log_has_the_newest_change_first(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    with (folder / "changes.csv").open("a", encoding="utf-8") as log:
        log.write("2027-02-01,2027.2.0,es-madrid-fuzhou-1,correction,The count is two.\n")
    dataset = datasets.load(folder)
    assert not dataset.problems
    dates = [str(day) for day in changes.list_changes(dataset).column("date")]
    assert dates[0] == "2027-02-01, version 2027.2.0" and dates == sorted(dates, reverse=True)


def test_changes_that_are_alike_share_a_row(dataset: Dataset) -> None:
    records = [str(named).split(", ") for named in changes.list_changes(dataset).column("record")]
    zeros = [named for named in records if "fig-stations-first-report-ae-0" in named]
    assert [len(named) for named in zeros] == [13]
    assert sum(map(len, records)) == len(dataset.changes)


def test_an_id_that_is_gone_is_in_no_table(dataset: Dataset) -> None:
    gone = set(dataset.changes.loc[dataset.changes["reason"].isin(GONE), "record"])
    assert "be-2022-denied" in gone
    for table in ("stations", "responses", "events", "figures", "claims", "sources", "leads"):
        assert not gone & set(getattr(dataset, table)["id"])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2026-12-01,2026.12.0,es-madrid-fuzhou-1,withdrawal,It is still there.", "record"),
        ("2026-12-01,2026.12.0,es-madrid-fuzhou-1,merge,It is still there.", "record"),
        ("2026-12-01,2026.12.0,es-nowhere-fuzhou-1,correction,Nobody knows it.", "record"),
        ("2026-12-01,2026.12.0,es-madrid-fuzhou-1,whim,No reason.", "reason"),
        ("2026-02-30,2026.12.0,es-madrid-fuzhou-1,correction,No such day.", "date"),
        ("2026-12-01,soon,es-madrid-fuzhou-1,correction,No such version.", "version"),
    ],
)
def test_a_bad_change_is_kept_out_and_named(copy_data: Callable[..., Path], row: str, column: str) -> None:
    folder = copy_data()
    with (folder / "changes.csv").open("a", encoding="utf-8") as log:
        log.write(f"{row}\n")
    broken = datasets.load(folder)
    assert [(problem.file, problem.column) for problem in broken.problems] == [("changes.csv", column)]
    assert broken.stations["count"].sum() == 87


def test_a_change_may_name_a_record_that_was_withdrawn_later(copy_data: Callable[..., Path]) -> None:
    folder = copy_data()
    with (folder / "changes.csv").open("a", encoding="utf-8") as log:
        log.write("2026-11-20,2026.11.0,be-2022-denied,correction,The day was wrong.\n")
    assert datasets.load(folder).problems == ()


def test_a_lead_without_a_known_source_and_a_claim_without_a_citation_are_named(copy_data: Callable[..., Path]) -> None:
    folder = copy_data(leads_csv=("italianinsider-2022-12", "nobody-knows"))
    with (folder / "claims.csv").open("a", encoding="utf-8") as claims:
        claims.write("claim-china-more,china,2023-01-01,More,More was said.\n")
    found = {(problem.file, problem.column) for problem in datasets.load(folder).problems}
    assert found == {("leads.csv", "source"), ("claims.csv", "id")}


def test_the_page_has_every_section_under_the_anchor_that_its_contents_link_to(dataset: Dataset) -> None:
    at = AppTest.from_file(str(ROOT / "lib" / "show" / "frame.py"), default_timeout=60)
    at.switch_page(str(ROOT / "pages" / "method.py"))
    at.run()
    assert not at.exception
    linked = re.findall(r"\]\(#([a-z]+)\)", "\n".join(block.value for block in at.markdown))
    assert linked == [header.proto.anchor for header in at.header]
    assert [header.value for header in at.header] == [
        section.title for section in method.write_sections(select(dataset), dataset)
    ]


def test_for_whom_a_correction_changed_the_step_is_told_and_what_is_drawn_agrees(dataset: Dataset) -> None:
    named = {name_country(code): code for code in dataset.responses["country"]}
    told = {named[said.partition(":")[0]]: said for said in map(str, changes.list_steps(dataset).column("change"))}
    assert set(told) == {"AU", "GR", "IL", "NG", "SE", "SK"}
    standings = select(dataset).standings
    assert {code: standings[code].furthest for code in told} == {
        "AU": UNRANKED,
        "GR": UNRANKED,
        "IL": UNRANKED,
        "NG": "denied",
        "SE": "objected",
        "SK": "investigated",
    }
    assert told["NG"].startswith("Nigeria: from “Investigated” to “Denied”.")
    assert told["SK"].startswith("Slovakia: from “Denied” to “Investigated”.")
