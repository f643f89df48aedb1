"""A country in one sentence to quote: every part says "reported", "according to" or who said it, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.answers.reports import Figure, disagree
from lib.dataset import REPORTS, Dataset, begin_small, codes, countries, period
from lib.view import Selection
from lib.view.steps import Standing, step_of
from lib.words import records as evidence
from lib.words.catalogue import write_date, write_list, write_on, write_when

CHINA = "CN"
_RANKS: Mapping[int, str] = MappingProxyType({1: "highest", 2: "second highest", 3: "third highest"})


@dataclass(frozen=True, eq=False)
class Story:
    """What the sentence is made of: a country by a date.

    whole: all of the country by the date, whatever narrows the view; total: the reports' own number for it; others:
    numbers that disagree with it; responses: rows of `Selection.responses` by id; denial: a row of events.
    """

    country: str
    whole: Selection
    dataset: Dataset
    total: Figure | None
    others: tuple[str, ...]
    standing: Standing
    responses: Mapping[str, Mapping[str, Any]]
    denial: Mapping[str, Any] | None


def write(story: Story) -> str:
    """The sentence: what was reported, the authorities' furthest and latest act, what China says, and as of when."""
    parts = [_say_reported(story), *_say_done(story), _say_china(story)]
    return f"{'; '.join(filter(None, parts))}. {_name_atlas(story)}, as of {write_date(story.whole.asof)}."


def choose_source(citations: pd.DataFrame, since: str) -> Mapping[str, Any] | None:
    """The citation to name for an act: supporting, no republication, of the best kind, dated; None without any.

    `citations` has the columns of `Dataset.citations`, best kind first. A source published before the act (`since`, a
    partial ISO date) is never taken.
    """
    begin = period(since).start_time
    fit = [
        row
        for row in citations.to_dict("records")
        if not row["published"] or period(row["published"]).end_time >= begin
    ]
    order = sorted(enumerate(fit), key=lambda pair: (*_rank(pair[1]), pair[0]))
    return order[0][1] if order else None


def _rank(row: Mapping[str, Any]) -> tuple[bool, bool, int, bool]:
    kind = row["kind"]
    return (
        row["stance"] == "disputes",
        kind == "republication",
        list(codes("sources.kind")).index(kind),
        not row["published"],
    )


def _name_atlas(story: Story) -> str:
    return f"{story.dataset.title.partition(':')[0]}, data version {story.dataset.version}"


def _say_reported(story: Story) -> str:
    where = countries.name_in_sentence(story.country)
    if story.total is not None:
        author, day = story.total["author"].removesuffix(" (as reported)"), write_when(story.total["as_of"])
        rest = f"; others gave {write_list(story.others)}" if story.others else ""
        source = _name_source(story, story.total["id"], story.total["as_of"])
        many = _name_stations(write_value(story.total), story.total["value"] == 1)
        return f"According to {author} ({day}), {many} reported in {where} ({source}{rest})"
    parts = list(_say_reports(story, where))
    if not parts:
        return f"According to {_name_atlas(story)}, no station reported in {where} could be sourced"
    return f"According to {' and, according to '.join(parts)}"


def _say_reports(story: Story, where: str) -> Iterable[str]:
    """What each report first listed, where no figure gives a total: a sum of entries, said with one of its sources."""
    stations, told = story.whole.stations.sort_values("id"), False
    for report in REPORTS:
        listed = stations[stations["report"] == report.code]
        if not listed.empty:
            number = int(listed["count"].sum())
            source = _name_source(story, listed["id"].iloc[0], report.published.isoformat())
            many = f"{number} more" if told else f"{_name_stations(str(number), number == 1)} reported in {where}"
            yield f"{report.title} and texts on it ({write_date(report.published)}), {many} ({source})"
            told = True


def _name_stations(number: str, is_one: bool) -> str:
    """A number of stations as a subject with its verb: "1 Chinese overseas police service station was"."""
    return f"{number} Chinese overseas police service {'station was' if is_one else 'stations were'}"


def _say_done(story: Story) -> Iterable[str]:
    """The first act at the furthest step, both sides of a record that contradicts itself, and the latest act."""
    if story.country == CHINA:
        return
    where, standing = countries.name_in_sentence(story.country), story.standing
    if not standing.latest:
        yield f"no response of the authorities of {where} was found"
        return
    contested = [story.responses[record] for record in standing.contested]
    sides = {step_of(row["kind"], row["basis"]) == "closed": row["id"] for row in contested}
    chosen = dict.fromkeys(filter(None, [standing.first, *sides.values(), standing.latest]))
    for record in sorted(chosen, key=list(story.responses).index):
        yield _say_response(story, story.responses[record], where)
    if contested:
        yield "the record contradicts itself"


def _say_response(story: Story, row: Mapping[str, Any], where: str) -> str:
    """An act with the atlas's summary of it, which says what the act was about: often not the stations counted."""
    roles = {"furthest step found": story.standing.first, "latest response found": story.standing.latest}
    role = [" and ".join(name for name, record in roles.items() if record == row["id"])]
    grounds = " on grounds other than policing" if row["basis"] == "collateral" else ""
    told = [*filter(None, role), row["actor"], f"in the atlas’s words: “{row['summary']}”"]
    source = _name_source(story, row["id"], row["date"])
    deed = codes("responses.kind")[row["kind"]].deed
    return (
        f"{write_on(row['date'])} the authorities of {where} were reported to have {deed}{grounds} "
        f"({'; '.join(told)}; {source})"
    )


def _say_china(story: Story) -> str:
    if story.denial is None:
        return ""
    row = story.denial
    said = begin_small(title) if (title := row["title"].removeprefix("China: ")) != row["title"] else title
    source = _name_source(story, row["id"], row["date"])
    return f"China’s position, as reported {write_on(row['date'])}: {said} ({source})"


def _name_source(story: Story, record: str, since: str) -> str:
    best = choose_source(story.dataset.citations_of(record), since)
    if best is None:
        return "source: see the notes"
    copied = ", a republication" if best["kind"] == "republication" else ""
    return f"source: {best['publisher']}{copied}, {write_when(best['published'])}"


def find_others(figures: pd.DataFrame, total: Figure | None) -> dict[str, str]:
    """Numbers of the same subject that disagree with a country's total, each with the id of its first figure.

    `figures` are rows of `Selection.figures` about one country.
    """
    if total is None:
        return {}
    same = figures[figures["subject"] == total["subject"]].sort_values(["value", "id"])
    others: dict[str, str] = {}
    for row in same.to_dict("records"):
        if disagree(row, total):
            others.setdefault(write_value(row), row["id"])
    return others


def write_value(figure: Mapping[str, Any]) -> str:
    """A figure's number without its unit: "at least 10"."""
    return f"{evidence.qualify(figure)}{figure['value']:,f}".removesuffix(".0")


def write_rank(figure: Figure) -> str:
    """A figure's number with its unit; a rank in words: "second highest"."""
    number = evidence.write_number(figure)
    return _RANKS.get(int(figure["value"]), number) if figure["unit"] == "rank" else number
