"""data/ → one checked, immutable Dataset, and the list of what is wrong with it: what other rooms may use."""

from lib.dataset.checks import FOLLOWING, MAX_QUOTE_WORDS, count_words
from lib.dataset.dates import period
from lib.dataset.files import DATA, ROOT, DatasetError, Problem
from lib.dataset.geocache import Location, read_geocache
from lib.dataset.load import Dataset, load, place_code
from lib.dataset.schema import CITED, GONE, RECORDS, REPORTS, SOURCE_KINDS, TABLES, Report

__all__ = [
    "CITED",
    "DATA",
    "FOLLOWING",
    "GONE",
    "MAX_QUOTE_WORDS",
    "RECORDS",
    "REPORTS",
    "ROOT",
    "SOURCE_KINDS",
    "TABLES",
    "Dataset",
    "DatasetError",
    "Location",
    "Problem",
    "Report",
    "count_words",
    "load",
    "period",
    "place_code",
    "read_geocache",
]
