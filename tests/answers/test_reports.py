"""What both reports listed, what of it is sourced, and who gave which number."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from lib import view as views
from lib.answers import reports, sums, tallies
from lib.answers.batch import explain_batch, find_batch
from lib.answers.blocks import answer
from lib.answers.contradictions import disagree, find_contradictions
from lib.answers.sums import Share, Tally, Whole
from lib.answers.tallies import name_unsourced
from lib.dataset import REPORTS, Dataset, codes
from lib.draw import reports as chart
from lib.draw.palette import LIGHT
from lib.render.tables import read_rows, write_cell
from lib.view import Selection, View
from lib.view.atlas import Atlas
from tests.strategies import views as any_view


def add_up(dataset: Dataset, **view: Any) -> Whole:
    selection = views.apply(View(**view), dataset)
    return sums.add_up(selection, sums.read_numbers(selection.figures))


def tally(dataset: Dataset, **view: Any) -> dict[str, Tally]:
    return {each.country: each for each in list_countries(views.apply(View(**view), dataset))}


def list_countries(selection: Selection) -> tuple[Tally, ...]:
    return sums.tally_countries(selection, sums.read_numbers(selection.figures))


def list_shares(selection: Selection) -> tuple[Share, ...]:
    return sums.share_bureaus(selection, sums.read_numbers(selection.figures))


def test_54_and_48_make_102_of_which_87_are_sourced_and_15_are_not(dataset: Dataset) -> None:
    assert sums.write_stations(add_up(dataset)) == (
        "54 + 48 = 102 stations were reported; sourced here 52 + 35 = 87; 15 are not sourced."
    )


def test_28_of_30_countries_and_42_of_53_are_sourced(dataset: Dataset) -> None:
    assert sums.write_countries(add_up(dataset)) == (
        "110 Overseas is reported to list stations in 30 countries, 28 of them sourced here and 2 not; "
        "both reports together in 53 countries, 42 of them sourced here and 11 not."
    )


def test_the_sum_is_of_the_whole_whatever_the_filters(dataset: Dataset) -> None:
    assert add_up(dataset, country=("IT",), bureau=("fuzhou",), contested=True) == add_up(dataset)


def test_before_the_second_report_only_the_first_is_added_up(dataset: Dataset) -> None:
    whole = add_up(dataset, asof=date(2022, 10, 30))
    assert sums.write_stations(whole) == "54 stations were reported; sourced here 52; 2 are not sourced."
    assert whole.reported is None and whole.countries_reported is None
    assert "102" not in sums.write_heading(whole)


def test_before_both_reports_nothing_was_reported(dataset: Dataset) -> None:
    whole = add_up(dataset, asof=date(2022, 9, 11))
    assert sums.write_stations(whole) == "Neither report was out by this date: nothing was reported yet."
    assert sums.write_countries(whole) == ""


def test_without_figures_the_sentence_says_so_and_invents_none(dataset: Dataset) -> None:
    bare = replace(dataset, figures=dataset.figures.head(0))
    assert sums.write_stations(add_up(bare)) == (
        "No figure says how many stations were reported; sourced here 52 + 35 = 87."
    )
    assert {each.missing for each in tally(bare).values()} == {None}


def test_numbers_that_do_not_add_up_are_not_shown_as_a_sum(dataset: Dataset) -> None:
    whole = replace(add_up(dataset), added=40)
    assert sums.write_stations(whole).startswith("54, then 40, then 102 stations were reported;")


@pytest.mark.parametrize(
    ("country", "first", "both"),
    [("ES", 9, 9), ("IT", 4, 11), ("NL", 2, 2), ("GB", 3, 3), ("FR", 3, 4), ("CA", 3, 5), ("US", 1, 4), ("DE", 1, 1)],
)
def test_a_country_has_as_many_stations_as_the_reports_are_said_to_list(
    dataset: Dataset, country: str, first: int, both: int
) -> None:
    found = tally(dataset)[country]
    assert (found.first, found.shown) == (first, both)
    assert found.listed is not None and int(found.listed["value"]) == first
    assert found.total is not None and int(found.total["value"]) == both
    assert found.missing == 0


def test_what_is_not_sourced_lies_in_no_country_that_a_source_names(dataset: Dataset) -> None:
    found = tally(dataset).values()
    assert {each.missing for each in found} <= {0, None}
    assert sum(each.sourced for each in found) == 87


def test_germanys_other_numbers_are_no_total_of_the_reports(dataset: Dataset) -> None:
    total = tally(dataset)["DE"].total
    assert total is not None and total["role"] == "own"


def test_before_the_second_report_a_country_is_measured_by_the_first(dataset: Dataset) -> None:
    italy = tally(dataset, asof=date(2022, 10, 30))["IT"]
    assert (italy.first, italy.added, italy.missing, italy.total) == (4, 0, 0, None)


def test_a_bureau_filter_leaves_out_stations_but_makes_no_gap(dataset: Dataset) -> None:
    spain = tally(dataset, bureau=("fuzhou",))["ES"]
    assert spain.shown < spain.sourced == 9
    assert spain.missing == 0


def test_no_figure_is_a_zero_that_nobody_printed(dataset: Dataset) -> None:
    assert (dataset.figures["value"] > 0).all()


@settings(max_examples=200)
@given(view=any_view)
def test_tallies_tables_and_map_give_the_same_totals_for_any_view(dataset: Dataset, view: View) -> None:
    view, _ = views.check(view, dataset)
    selection = views.apply(view, dataset)
    found = list_countries(selection)
    assert sum(each.shown for each in found) == selection.count
    assert sums.add_up(selection, sums.read_numbers(selection.figures)).sourced == selection.sourced
    shares = list_shares(selection)
    assert sum(share.shown for share in shares) == selection.count
    assert sum(share.sourced for share in shares if share.bureau in view.bureau or not view.bureau) <= selection.sourced
    assert tallies.list_bureaus(shares, sums.is_second_out(selection), {}).total == len(shares)


@settings(max_examples=50)
@given(view=any_view)
def test_nothing_on_the_reports_page_is_later_than_the_view(dataset: Dataset, view: View) -> None:
    view, _ = views.check(view, dataset)
    selection = views.apply(view, dataset)
    dates = dataset.figures.set_index("id")["counts_from"]
    for contradiction in find_contradictions(selection.figures):
        assert all(dates[figure["id"]].date() <= selection.asof for figure in contradiction.figures)
    if selection.asof < REPORTS[1].published:
        assert not any(each.added or each.total for each in list_countries(selection))


def read_bureaus(atlas: Atlas, **view: Any) -> dict[str, dict[str, Any]]:
    """The rows of the table of bureaus, by bureau."""
    said = answer(atlas, reports.write, View(**view)).sums
    assert said
    return {str(row["bureau"]): row for row in read_rows(said.bureaus)}


def read_countries(atlas: Atlas, **view: Any) -> dict[str, dict[str, Any]]:
    """The rows of the table of countries, by country as it is written."""
    said = answer(atlas, reports.write, View(**view)).sums
    assert said
    return dict(zip(map(write_cell, said.countries.column("country")), read_rows(said.countries), strict=True))


def test_the_four_bureaus_shares_are_shown_beside_the_sourced_stations(atlas: Atlas) -> None:
    rows = read_bureaus(atlas)
    assert {name: (row["added_reported"], row["added"]) for name, row in rows.items()} == {
        "Fuzhou": (1, 0),
        "Qingtian": (6, 3),
        "Nantong": (29, 10),
        "Wenzhou": (12, 9),
        "Bureau unknown": ("–", 13),
    }


def test_fuzhous_first_30_stand_in_the_table_of_bureaus_and_a_dash_where_no_figure_says(atlas: Atlas) -> None:
    rows = read_bureaus(atlas)
    assert [row["first_reported"] for row in rows.values()] == [30, "–", "–", "–", "–"]
    fuzhou, nantong = rows["Fuzhou"], rows["Nantong"]
    assert (fuzhou["both_reported"], fuzhou["both"], fuzhou["missing"]) == ("31 (derived)", 26, "5 of 31")
    assert (nantong["both_reported"], nantong["missing"]) == ("–", "19 of 29")
    assert rows["Bureau unknown"]["missing"] == "–"
    said = answer(atlas, reports.write, View()).sums
    assert said and "(republication)" in write_cell(said.bureaus.column("sources")[0])


def test_a_dash_in_the_table_of_bureaus_has_its_reason(atlas: Atlas) -> None:
    said = answer(atlas, reports.write, View()).sums
    assert said and "A dash: no figure found gives this number." in said.bureaus_note
    assert "No source names the bureau of 21 stations of this view." in said.bureaus_note


def test_a_bureaus_gap_is_the_same_whatever_narrows_the_view(atlas: Atlas) -> None:
    spain, everything = read_bureaus(atlas, country=("ES",)), read_bureaus(atlas)
    assert len(spain) == 4 and {name: row["missing"] for name, row in spain.items()} == {
        name: everything[name]["missing"] for name in spain
    }
    assert sum(row["both"] for row in spain.values()) == 9
    assert {row["sourced"] for row in spain.values()} == {everything[name]["both"] for name in spain}


def test_what_the_second_report_added_to_a_country_is_derived_and_says_so(atlas: Atlas) -> None:
    added = {name: row["added_reported"] for name, row in read_countries(atlas).items()}
    assert [added["The whole"], added[name_unsourced()]] == [48, 13]
    assert added["Italy"] == "7 (derived)"
    assert added["United States"] == "at least 3 (derived)"
    assert added["Australia"] == "–"


def test_21_and_30_countries_are_explained_in_a_sentence_and_stand_side_by_side(dataset: Dataset) -> None:
    selection = views.apply(View(), dataset)
    assert explain_batch(sums.read_numbers(selection.figures)) == (
        "The first 30 stations, which the police of Fuzhou are reported to have announced, were in 21 countries; the "
        "whole first report, with 54 stations, is reported to cover 30 countries; much of the press gave Fuzhou’s 21 "
        "for all 54."
    )
    batch = find_batch(sums.read_numbers(selection.figures))
    assert [int(figure["value"]) for _, figure in batch] == [30, 21, 21]
    assert all(len(dataset.citations_of(figure["id"])) > 1 for _, figure in batch)


def test_21_and_30_are_not_explained_before_they_were_published(dataset: Dataset) -> None:
    numbers = sums.read_numbers(views.apply(View(asof=date(2022, 9, 11)), dataset).figures)
    assert find_batch(numbers) == () and explain_batch(numbers) == ""


def test_the_entries_behind_a_country_and_a_bureau_make_up_their_numbers(atlas: Atlas) -> None:
    selection = atlas.select(View())
    for found in list_countries(selection):
        entries = reports.list_stations(selection, "country", found.country)
        assert sum(entry["count"] for entry in entries) == found.shown
    for share in list_shares(selection):
        entries = reports.list_stations(selection, "bureau", share.bureau)
        assert sum(entry["count"] for entry in entries) == share.shown
    said = answer(atlas, reports.write, View()).sums
    assert said
    for group in said.groups:
        assert answer(atlas, reports.write_entries, View(), group.code).statements


def test_a_figure_is_the_organisations_own_only_where_its_own_page_is_cited(dataset: Dataset) -> None:
    cited = dataset.citations[dataset.citations["publisher"] == "Safeguard Defenders"]
    for figure in dataset.figures[dataset.figures["role"] == "own"].to_dict("records"):
        own = figure["id"] in set(cited["record"])
        assert figure["author"] == "Safeguard Defenders" + " (as reported)" * (not own), figure["id"]


def test_the_table_of_countries_shows_the_gap_as_a_row_and_adds_up(atlas: Atlas) -> None:
    rows = read_countries(atlas)
    gap, whole = rows[name_unsourced()], rows["The whole"]
    assert (gap["first_reported"], gap["both_reported"], gap["missing"]) == (2, 15, 15)
    assert (whole["first_reported"], whole["both_reported"], whole["both"]) == (54, 102, 87)
    assert sum(row["both"] for row in list(rows.values())[1:]) == 87
    assert "Germany (contested)" in rows


def test_before_the_second_report_no_column_speaks_of_it(atlas: Atlas) -> None:
    said = answer(atlas, reports.write, View(asof=date(2022, 10, 30))).sums
    assert said
    columns = [*said.countries.columns, *said.bureaus.columns]
    assert not any(column.title.startswith(("Second", "Both")) for column in columns)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("exactly", 54), ("exactly", 110), True),
        (("at_least", 10), ("exactly", 11), False),
        (("exactly", 10), ("at_least", 11), True),
        (("exactly", 54), ("up_to", 110), False),
        (("up_to", 54), ("exactly", 110), True),
    ],
)
def test_a_bound_that_the_other_number_keeps_is_no_disagreement(
    one: tuple[str, int], other: tuple[str, int], expected: bool
) -> None:
    first, second = ({"qualifier": qualifier, "value": value} for qualifier, value in (one, other))
    assert disagree(first, second) is disagree(second, first) is expected


@pytest.mark.parametrize(
    ("subject", "country", "numbers"),
    [
        ("countries-first-report", "", {"21 countries", "30 countries"}),
        ("stations-reported", "DE", {"1 station", "2 stations", "5 stations", "9 stations"}),
        ("stations-reported", "FR", {"4 stations", "9 stations"}),
        ("stations-reported", "IT", {"11 stations", "11 stations added", "at least 10 stations"}),
        ("stations-reported", "NL", {"2 stations", "at least 3 stations"}),
        ("investigations", "", {"at least 12 countries", "at least 13 countries", "14 governments", "15 countries"}),
        ("stations-first-report-barcelona", "ES", {"2 stations", "3 stations"}),
        ("stations-second-report-additions", "IT", set()),
    ],
)
def test_figures_that_disagree_stand_side_by_side(
    dataset: Dataset, subject: str, country: str, numbers: set[str]
) -> None:
    found = {(each.subject.code, each.country): each for each in find_contradictions(dataset.figures)}
    assert numbers <= set(found[subject, country].numbers) if numbers else (subject, country) not in found


def test_the_reports_own_number_comes_first_in_its_panel(dataset: Dataset) -> None:
    for contradiction in find_contradictions(dataset.figures):
        authors = [figure["role"] == "own" for figure in contradiction.figures]
        assert authors == sorted(authors, reverse=True)


def test_every_subject_has_a_title_and_an_explanation(dataset: Dataset) -> None:
    subjects = codes("figures.subject")
    assert set(dataset.figures["subject"]) <= set(subjects)
    assert all(subject.label and subject.meaning for subject in subjects.values())


def test_every_figure_in_the_table_has_a_source(atlas: Atlas) -> None:
    table = answer(atlas, reports.write, View()).figures
    assert table.total == len(table.rows) == len(atlas.dataset.figures)
    assert all(table.column("sources"))


def draw(atlas: Atlas, **view: Any) -> dict[str, Any]:
    said = answer(atlas, reports.write, View(**view)).sums
    assert said
    return chart.draw_tallies(said.picture.data, LIGHT)


def drawn(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for layer in spec["layer"] for row in layer["data"]["values"] if "series" in row]


def test_the_chart_draws_what_changed_and_the_gap_and_two_sentences_name_the_rest(atlas: Atlas) -> None:
    rows = drawn(draw(atlas))
    changed = {"Italy", "Canada", "France", "United States", "Brazil", "Ecuador", "Argentina", "Japan", "Serbia"}
    assert {row["where"] for row in rows} == changed | {name_unsourced()}
    stayed, new = answer(atlas, reports.write, View()).sums.rest
    assert stayed.startswith("19 countries have the same number in both reports: Spain 9, Portugal 3")
    assert new.startswith("14 countries are in the second report alone: South Africa 3")
    gap = [row["stations"] for row in rows if row["where"] == name_unsourced()]
    assert sorted(gap) == [2, 15]


def test_the_chart_is_sorted_by_stations(atlas: Atlas) -> None:
    order = draw(atlas)["layer"][0]["encoding"]["y"]["sort"]
    assert order[:4] == [name_unsourced(), "Italy", "Canada", "France"]


def test_a_narrowed_chart_has_no_gap_of_the_whole(atlas: Atlas) -> None:
    assert {row["where"] for row in drawn(draw(atlas, country=("IT",)))} == {"Italy"}


def test_before_the_second_report_the_chart_has_one_mark_for_a_country(atlas: Atlas) -> None:
    rows = [row for row in drawn(draw(atlas, asof=date(2022, 10, 30))) if row["where"] == "Italy"]
    assert [(row["series"], row["stations"]) for row in rows] == [("sourced, first report", 4)]


def test_reported_and_not_sourced_is_drawn_where_a_country_has_such(dataset: Dataset) -> None:
    spain = dataset.stations["id"] == "es-madrid-fuzhou-1"
    fewer = replace(dataset, stations=dataset.stations[~spain])
    rows = [row for row in drawn(draw(Atlas(fewer), country=("ES",))) if row["series"] == "reported, not sourced"]
    assert [row["stations"] for row in rows] == [9]
