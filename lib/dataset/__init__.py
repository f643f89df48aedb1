"""data/ → one checked, immutable Dataset, and the list of what is wrong with it: what other rooms may use."""

from lib.dataset.checks import FOLLOWING, MAX_QUOTE_WORDS, count_words
from lib.dataset.dates import period
from lib.dataset.files import DATA, ROOT, TABLES, DatasetError, Problem, Stamp, read_stamp
from lib.dataset.geocache import Location, read_geocache
from lib.dataset.load import Dataset, load, load_release, place_code
from lib.dataset.publishers import count_publishers
from lib.dataset.releases import Release
from lib.dataset.schema import CITED, GONE, RECORDS, REPORTS, UNNAMED, Report
from lib.dataset.vocabulary import Code, begin_large, begin_small, codes, label

__all__ = [
    "CITED",
    "DATA",
    "FOLLOWING",
    "GONE",
    "MAX_QUOTE_WORDS",
    "RECORDS",
    "REPORTS",
    "ROOT",
    "TABLES",
    "UNNAMED",
    "Code",
    "Dataset",
    "DatasetError",
    "Location",
    "Problem",
    "Release",
    "Report",
    "Stamp",
    "begin_large",
    "begin_small",
    "codes",
    "count_publishers",
    "count_words",
    "label",
    "load",
    "load_release",
    "period",
    "place_code",
    "read_geocache",
    "read_stamp",
]
