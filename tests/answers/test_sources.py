"""Which sources stand behind a view, and what rests on what."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from slugify import slugify

from lib import view as views
from lib.answers import sources
from lib.answers.blocks import Coded, Link, answer
from lib.dataset import CITED, Dataset, codes
from lib.view import Selection, View
from lib.view.atlas import Atlas
from tests.strategies import views as any_view


def select(dataset: Dataset, **view: Any) -> Selection:
    return views.apply(View(**view), dataset)


def test_without_filters_every_source_is_shown(dataset: Dataset) -> None:
    found = sources.gather(select(dataset), dataset)
    assert set(found["id"]) == set(dataset.sources["id"])
    assert f"Showing {len(found)} of {len(found)} sources." in sources.describe(found, found, select(dataset), dataset)


def test_a_source_counts_the_records_it_is_cited_for(dataset: Dataset) -> None:
    found = sources.gather(select(dataset), dataset).set_index("id")
    cited = dataset.citations.groupby("source").size()
    assert (found["records"] == cited.reindex(found.index)).all()
    assert (found[list(CITED)].sum(axis=1) == found["records"]).all()


def test_a_country_keeps_the_sources_that_speak_of_it(dataset: Dataset) -> None:
    found = sources.gather(select(dataset, country=("GB",)), dataset)
    british = dataset.citations.loc[dataset.citations["record"].str.startswith("gb-"), "source"]
    assert set(british) <= set(found.loc[found["local"] > 0, "id"])
    assert 0 < len(found) < len(dataset.sources)


def test_the_best_kind_of_source_comes_first(dataset: Dataset) -> None:
    ranks = [list(codes("sources.kind")).index(kind) for kind in sources.gather(select(dataset), dataset)["kind"]]
    assert ranks == sorted(ranks)


@settings(max_examples=60)
@given(view=any_view)
def test_an_options_number_is_what_choosing_it_alone_shows(dataset: Dataset, view: View) -> None:
    view, _ = views.check(view, dataset)
    found = sources.gather(views.apply(view, dataset), dataset)
    counts = sources.count_options(found, view)
    for field in sources.FILTERS:
        for code, number in counts[field].items():
            assert len(sources.narrow(found, replace(view, **{field: (code,)}))) == number


@settings(max_examples=60)
@given(view=any_view)
def test_every_source_shown_supports_or_disputes_something_in_view(dataset: Dataset, view: View) -> None:
    view, _ = views.check(view, dataset)
    selection = views.apply(view, dataset)
    records = set(sources.list_records(selection, dataset)["record"])
    found = sources.gather(selection, dataset)
    cited = dataset.citations[dataset.citations["record"].isin(records)]
    assert set(found["id"]) == set(cited["source"])
    assert int(found["disputes"].sum()) == int((cited["stance"] == "disputes").sum())


def test_filters_narrow_by_kind_language_and_publisher(dataset: Dataset) -> None:
    selection = select(dataset, kind=("ngo",), language=("en",), publisher=("safeguard-defenders",))
    shown = sources.narrow(sources.gather(selection, dataset), selection.view)
    assert set(shown["publisher"]) == {"Safeguard Defenders"}
    assert set(shown["kind"]) == {"ngo"}


def test_publishers_have_codes_that_a_link_can_carry(dataset: Dataset) -> None:
    names = sources.name_publishers(dataset)
    assert set(names) == {slugify(name) for name in dataset.sources["publisher"]}
    for code in names:
        view, problems = views.parse({"publisher": [code]})
        assert view.publisher == (code,) and not problems


def test_the_table_marks_republications_with_whose_text_they_carry(dataset: Dataset) -> None:
    table = sources.list_sources(sources.gather(select(dataset), dataset))
    kinds = dict(zip(table.column("republishes"), table.column("kind"), strict=True))
    assert kinds["AFP"] == Coded("sources.kind", "republication")
    copies = {kind for whose, kind in zip(table.column("republishes"), table.column("kind"), strict=True) if whose}
    assert copies == {Coded("sources.kind", "republication")}


def test_a_press_text_without_an_address_says_so(dataset: Dataset) -> None:
    table = sources.list_sources(sources.gather(select(dataset), dataset))
    seeds = [
        title
        for publisher, title in zip(table.column("publisher"), table.column("title"), strict=True)
        if publisher == "Press text supplied to the project"
    ]
    assert len(seeds) == 5
    assert all(isinstance(title, Link) and not title.address and "address unknown" in title.note for title in seeds)


def test_opening_a_source_writes_each_record_it_is_cited_for(dataset: Dataset) -> None:
    selection = select(dataset)
    for source, number in dataset.citations.groupby("source").size().items():
        written = sources.write_records(str(source), selection, dataset)
        assert sum(len(items) for items in written.values()) == number


def test_opening_a_source_shows_only_what_is_in_view(dataset: Dataset, atlas: Atlas) -> None:
    written = sources.write_records("seed-002", select(dataset, country=("IT",)), dataset)
    assert all(said.about and "Italy" in said.about.text for said in written["stations"])
    opened = sources.open_source(atlas, atlas.select(View(country=("IT",))), "seed-002")
    assert opened and opened.outside.startswith("It is cited for ")


def test_a_source_that_disputes_a_record_says_so(dataset: Dataset) -> None:
    disputing = dataset.citations.loc[dataset.citations["record"] == "fig-stations-first-report-54"].iloc[-1]
    assert disputing["stance"] == "disputes"
    written = sources.write_records(disputing["source"], select(dataset), dataset)
    assert any(said.citation["stance"] == "disputes" for said in written["figures"])


def test_what_rests_on_one_source_or_on_republications_is_counted(dataset: Dataset) -> None:
    rest = sources.weigh_records(select(dataset), dataset)
    supporting = dataset.citations[dataset.citations["stance"] == "supports"]
    alone = supporting.groupby("record").size() == 1
    assert rest.records == sum(len(getattr(dataset, table)) for table in CITED)
    assert rest.single == int(alone.sum())
    assert 0 < rest.republished < rest.records


def test_republications_are_gathered_by_whose_text_they_carry(dataset: Dataset) -> None:
    found = sources.gather(select(dataset), dataset)
    table = sources.list_originals(found)
    assert table
    numbers = list(table.column("republications"))
    assert sum(numbers) == int((found["kind"] == "republication").sum())
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("view", [{"kind": ("court",)}, {"language": ("sw",), "kind": ("official",)}])
def test_a_view_that_no_source_matches_is_empty_and_still_described(dataset: Dataset, view: dict[str, Any]) -> None:
    selection = select(dataset, **view)
    found = sources.gather(selection, dataset)
    shown = sources.narrow(found, selection.view)
    assert shown.empty
    assert sources.describe(shown, found, selection, dataset).startswith("Showing 0 of ")
    assert sources.list_sources(shown).total == 0
    assert sources.list_originals(shown) is None


def test_the_answer_says_why_no_source_matches_and_offers_the_way_back(atlas: Atlas) -> None:
    said = answer(atlas, sources.write, View(language=("sw",), kind=("official",)))
    assert said.empty and "none of them matches" in said.empty.text
    assert said.release == "Every source of this view"
    assert not said.options and said.originals is None


def test_each_source_is_told_from_the_others_in_the_list_to_choose_from(atlas: Atlas) -> None:
    names = [name for _, name in answer(atlas, sources.write, View()).options]
    assert len(set(names)) == len(names) == len(atlas.dataset.sources)


def test_no_act_rests_on_a_page_that_is_older_than_it(dataset: Dataset) -> None:
    acts = dataset.citations.merge(dataset.responses, left_on="record", right_on="id", suffixes=("", "_act"))
    older = acts[acts["published"].str.len().eq(10) & (acts["published"].str[:4] < acts["date"].str[:4])]
    assert older["record"].to_list() == []


def test_a_supplied_title_stands_in_square_brackets(dataset: Dataset) -> None:
    titles = dataset.sources.set_index("id")["title"]
    assert titles["epochtimes-2024-03-08"] == "[Report on searches by Korean police]"
    assert titles["nrc-2022-10-25"] == "Chinese politie heeft minstens twee illegale bureaus in Nederland"


def test_titles_in_another_script_than_the_pages_are_bracketed(dataset: Dataset) -> None:
    rows = dataset.sources[dataset.sources["language"].isin(["ar", "ja", "ko", "zh"])]
    for title in rows.loc[rows["title"].map(str.isascii), "title"]:
        assert title.startswith("[") and title.endswith("]"), title
