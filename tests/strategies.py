"""Hypothesis strategies: any view a reader can reach, and queries that nobody would write by hand.

A view's strategies come from the rows of `PARAMETERS`, so that no part of the link can be forgotten here.
"""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from lib.view import PARAMETERS, Parameter, View

# What a value of each kind may be, where it is no code of a vocabulary. The two ends of a stretch never cross.
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "country": st.sampled_from(("ES", "IT", "NL", "GB", "DE", "CA", "US", "JP", "CN", "FR", "BE")),
    "flag": st.just(True),
    "asof": st.dates(date(2013, 1, 1), date(2026, 11, 22)),
    "place": st.sampled_from(("es-madrid", "nl-amsterdam", "br-country")),
    "record": st.sampled_from(("es-madrid-fuzhou-1", "ev-2022-12-22-china-no-police-posts", "seed-000")),
    "language": st.sampled_from(("en", "es", "zh")),
    "publisher": st.sampled_from(("nrc", "global-times")),
    "version": st.nothing(),
    "words": st.sampled_from(("nrc", "police station", "警察")),
    "start": st.dates(date(2014, 1, 1), date(2019, 1, 1)),
    "end": st.dates(date(2019, 1, 1), date(2026, 1, 1)),
}


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any value of a part of the link, its default among them."""
    kind = parameter.field if parameter.kind == "date" else parameter.kind
    one = st.sampled_from(parameter.codes) if parameter.vocabulary else KINDS[kind]
    asked = st.lists(one, unique=True, max_size=4).map(tuple) if parameter.many else one
    return st.just(parameter.default) | asked


views = st.builds(View, **{parameter.field: values(parameter) for parameter in PARAMETERS})
queries = st.dictionaries(
    st.text(max_size=12) | st.sampled_from([parameter.key for parameter in PARAMETERS]),
    st.lists(st.text(max_size=30), max_size=4),
    max_size=6,
)
