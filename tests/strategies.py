"""Hypothesis strategies: any view a reader can reach, and queries that nobody would write by hand."""

from datetime import date

from hypothesis import strategies as st

from lib.dataset import REPORTS, codes
from lib.steps import STEPS
from lib.view import View

CODES = ("ES", "IT", "NL", "GB", "DE", "CA", "US", "JP", "CN", "FR", "BE")


def many(codes: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """A list of a filter: distinct values in any order."""
    return st.lists(st.sampled_from(codes), unique=True, max_size=4).map(tuple)


days = st.dates(date(2013, 1, 1), date(2026, 11, 22))
views = st.builds(
    View,
    country=many(CODES),
    report=many(tuple(report.code for report in REPORTS)),
    response=many(STEPS),
    bureau=many(tuple(codes("stations.bureau"))),
    contested=st.booleans(),
    asof=st.none() | days,
    color=st.sampled_from(list(codes("color"))),
    areas=st.sampled_from(("", "step")),
    place=st.sampled_from(("", "es-madrid", "nl-amsterdam", "br-country")),
    start=st.none() | st.dates(date(2014, 1, 1), date(2019, 1, 1)),
    end=st.none() | st.dates(date(2019, 1, 1), date(2026, 1, 1)),
    lane=many(tuple(codes("lane"))),
    sort=st.sampled_from(list(codes("sort"))),
    kind=many(tuple(codes("sources.kind"))),
    language=many(("en", "es", "zh")),
)
queries = st.dictionaries(
    st.text(max_size=12) | st.sampled_from(("country", "asof", "from", "to", "place", "response", "color")),
    st.lists(st.text(max_size=30), max_size=4),
    max_size=6,
)
