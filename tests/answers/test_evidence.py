"""Sources as links, wherever they are listed."""

from lib.answers.evidence import link_by_record, link_sources
from lib.dataset import Dataset
from lib.render.tables import write_cell


def test_each_source_stands_once_and_republications_are_marked(dataset: Dataset) -> None:
    cited = dataset.citations_of("fig-countries-first-report-21")
    links = link_sources(cited)
    assert len(links) == len(set(links)) == len(cited.drop_duplicates(["publisher", "url"]))
    copies = cited[cited["kind"] == "republication"]
    assert write_cell(links).count("(republication)") == len(copies) > 0


def test_many_records_at_once_have_the_sources_of_each(dataset: Dataset) -> None:
    found = link_by_record(dataset.citations)
    assert set(found) == set(dataset.citations["record"])
    for record in ("fig-countries-first-report-21", "es-madrid-fuzhou-1"):
        assert found[record] == link_sources(dataset.citations_of(record))
