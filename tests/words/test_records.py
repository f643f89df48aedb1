"""Records and citations in words: hedged, complete, and safe whatever stands in the data."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.dataset import Dataset, codes
from lib.words import records as evidence
from lib.words.catalogue import write_when
from tests.evidence import HOSTILE, cite


def unmark(markdown: str) -> str:
    """What a reader sees of Markdown in which every mark is escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_hostile_text_leaves_no_mark_unescaped(text: str) -> None:
    written = evidence.escape_markdown(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", written))
    assert "\n" not in written


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    shown = unmark(evidence.escape_markdown(text)).replace("\u2060", "")
    assert shown == " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).split())


@given(st.text(max_size=200))
def test_any_text_is_escaped_without_loss(text: str) -> None:
    shown = unmark(evidence.escape_markdown(text))
    plain = re.sub("[\u2060\u202a-\u202e\u2066-\u2069]", "", shown)
    assert plain.split() == re.sub("[\u2060\u202a-\u202e\u2066-\u2069]", "", text).split()


@pytest.mark.parametrize(
    "text", ["www.evil.example", "https://evil.example", "a@evil.example", ":streamlit:", "a -> b", "a <- b", "a -- b"]
)
def test_what_streamlit_rewrites_in_plain_text_is_broken_by_an_invisible_joiner(text: str) -> None:
    assert "\u2060" in evidence.escape_markdown(text)


def test_marks_that_turn_the_writing_direction_are_taken_out_and_arabic_stays() -> None:
    assert evidence.escape_markdown("a\u202eb الدولة") == "ab الدولة"


@pytest.mark.parametrize(
    ("citations", "said"),
    [
        ([cite()], "This rests on a single source."),
        ([cite(kind="republication")], "a republication of somebody else’s text."),
        (
            [cite(kind="republication"), cite(kind="republication", source="b")],
            "Everything behind this is a republication",
        ),
        ([cite(stance="disputes")], "No source here supports this."),
    ],
)
def test_evidence_that_rests_on_little_says_so(citations: list[dict[str, str]], said: str) -> None:
    assert said in evidence.weigh(pd.DataFrame(citations))


def test_two_sources_of_which_one_is_no_republication_need_no_warning() -> None:
    assert evidence.weigh(pd.DataFrame([cite(), cite(kind="republication", source="b")])) == ""


def test_a_disputing_source_does_not_support() -> None:
    weight = evidence.weigh(pd.DataFrame([cite(), cite(stance="disputes", source="b")]))
    assert weight == "This rests on a single source."


@pytest.mark.parametrize(
    ("text", "written"),
    [("2022-12-05", "5 December 2022"), ("2022-12", "December 2022"), ("2022", "2022"), ("", "undated")],
)
def test_a_date_is_written_no_sharper_than_it_is(text: str, written: str) -> None:
    assert write_when(text) == written


def figure(value: float, qualifier: str = "exactly", unit: str = "stations") -> dict[str, object]:
    return {"value": value, "qualifier": qualifier, "unit": unit}


@pytest.mark.parametrize(
    ("given_figure", "written"),
    [
        (figure(102, "at_least"), "at least 102 stations"),
        (figure(10000, "about", "people"), "about 10,000 people"),
        (figure(50, "more_than", "countries"), "more than 50 countries"),
        (figure(1), "1 station"),
        (figure(1, unit="rank"), "rank 1"),
    ],
)
def test_a_number_keeps_its_qualifier(given_figure: dict[str, object], written: str) -> None:
    assert evidence.write_number(given_figure) == written


def test_every_number_of_the_data_can_be_written(dataset: Dataset) -> None:
    for row in dataset.figures.to_dict("records"):
        assert re.search(r"\d", evidence.write_number(row))


def test_a_records_citations_come_best_kind_first_and_support_before_dispute(dataset: Dataset) -> None:
    for _, group in dataset.citations.groupby("record"):
        keys = [(row.stance == "disputes", list(codes("sources.kind")).index(row.kind)) for row in group.itertuples()]
        assert keys == sorted(keys)
