"""The link: what a reader looks at, how it is written, and what it shows of a dataset."""

from lib.view.link import MAX_VALUES, Problem, change, check, format, parse, write_address
from lib.view.parameters import FILTERS, PARAMETERS, Parameter, View, clear, close, is_narrowed, keep_filters, release
from lib.view.selection import ALWAYS_IN_SIGHT, Selection, apply, count_by

__all__ = [
    "ALWAYS_IN_SIGHT",
    "FILTERS",
    "MAX_VALUES",
    "PARAMETERS",
    "Parameter",
    "Problem",
    "Selection",
    "View",
    "apply",
    "change",
    "check",
    "clear",
    "close",
    "count_by",
    "format",
    "is_narrowed",
    "keep_filters",
    "parse",
    "release",
    "write_address",
]
