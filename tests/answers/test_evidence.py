"""Sources as links, wherever they are listed."""

from lib.answers.evidence import link_sources
from lib.dataset import Dataset
from lib.render.tables import write_cell


def test_each_source_stands_once_and_republications_are_marked(dataset: Dataset) -> None:
    cited = dataset.citations_of("fig-countries-first-report-21")
    links = link_sources(cited)
    assert len(links) == len(set(links)) == len(cited.drop_duplicates(["publisher", "url"]))
    copies = cited[cited["kind"] == "republication"]
    assert write_cell(links).count("(republication)") == len(copies) > 0
