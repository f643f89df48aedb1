"""A country in one sentence to quote: every part says "reported", "according to" or who said it, and where."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from lib.answers.dossier import CHINA, Dossier, Row, write_value
from lib.dataset import REPORTS, begin_small, codes, period
from lib.view.steps import step_of
from lib.words.catalogue import plural, text, write_date, write_list, write_number, write_on, write_when


def write(dossier: Dossier) -> str:
    """The sentence: what was reported, the authorities' furthest and latest act, what China says, and as of when."""
    parts = "; ".join(filter(None, [_say_reported(dossier), *_say_done(dossier), _say_china(dossier)]))
    day = write_date(dossier.whole.asof)
    return text("{parts}. {atlas}, as of {day}.", parts=parts, atlas=_name_atlas(dossier), day=day)


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


def _name_atlas(dossier: Dossier) -> str:
    title, version = dossier.dataset.title.partition(":")[0], dossier.dataset.version
    return text("{title}, data version {version}", title=title, version=version)


def _say_reported(dossier: Dossier) -> str:
    where, total = dossier.where, dossier.total
    if total is not None:
        others = text("; others gave {numbers}", numbers=write_list(tuple(dossier.others))) if dossier.others else ""
        return text(
            "According to {author} ({day}), {stations} reported in {where} ({source}{others})",
            author=total["author"].removesuffix(" (as reported)"),
            day=write_when(total["as_of"]),
            stations=_name_stations(write_value(total), total["value"]),
            where=where,
            source=_name_source(dossier, total["id"], total["as_of"]),
            others=others,
        )
    parts = list(_say_reports(dossier, where))
    if not parts:
        return text(
            "According to {atlas}, no station reported in {where} could be sourced",
            atlas=_name_atlas(dossier),
            where=where,
        )
    return text("According to {reports}", reports=text(" and, according to ").join(parts))


def _say_reports(dossier: Dossier, where: str) -> Iterable[str]:
    """What each report first listed, where no figure gives a total: a sum of entries, said with one of its sources."""
    stations, told = dossier.whole.stations.sort_values("id"), False
    for report in REPORTS:
        listed = stations[stations["report"] == report.code]
        if not listed.empty:
            number = int(listed["count"].sum())
            first = text(
                "{stations} reported in {where}", stations=_name_stations(write_number(number), number), where=where
            )
            yield text(
                "{report} and texts on it ({day}), {many} ({source})",
                report=report.title,
                day=write_date(report.published),
                many=text("{number} more", number=write_number(number)) if told else first,
                source=_name_source(dossier, listed["id"].iloc[0], report.published.isoformat()),
            )
            told = True


def _name_stations(written: str, number: float) -> str:
    """A number of stations as a subject with its verb: "1 Chinese overseas police service station was"."""
    return plural(
        "{number} Chinese overseas police service station was",
        "{number} Chinese overseas police service stations were",
        number,
        number=written,
    )


def _say_done(dossier: Dossier) -> Iterable[str]:
    """The first act at the furthest step, both sides of a record that contradicts itself, and the latest act."""
    if dossier.country == CHINA:
        return
    standing = dossier.standing
    if not standing.latest:
        yield text("no response of the authorities of {where} was found", where=dossier.where)
        return
    contested = [dossier.responses[record] for record in standing.contested]
    sides = {step_of(row["kind"], row["basis"]) == "closed": row["id"] for row in contested}
    chosen = dict.fromkeys(filter(None, [standing.first, *sides.values(), standing.latest]))
    for record in sorted(chosen, key=list(dossier.responses).index):
        yield _say_response(dossier, dossier.responses[record])
    if contested:
        yield text("the record contradicts itself")


def _say_response(dossier: Dossier, row: Row) -> str:
    """An act with the atlas's summary of it, which says what the act was about: often not the stations counted."""
    roles = (
        (dossier.standing.first, text("furthest step found")),
        (dossier.standing.latest, text("latest response found")),
    )
    role = write_list([name for record, name in roles if record == row["id"]])
    summary = text("in the atlas’s words: “{summary}”", summary=row["summary"])
    return text(
        "{on} the authorities of {where} were reported to have {deed}{grounds} ({told}; {source})",
        on=write_on(row["date"]),
        where=dossier.where,
        deed=text(codes("responses.kind")[row["kind"]].deed),
        grounds=text(" on grounds other than policing") if row["basis"] == "collateral" else "",
        told="; ".join(filter(None, [role, row["actor"], summary])),
        source=_name_source(dossier, row["id"], row["date"]),
    )


def _say_china(dossier: Dossier) -> str:
    if dossier.denial is None:
        return ""
    row = dossier.denial
    said = begin_small(title) if (title := row["title"].removeprefix("China: ")) != row["title"] else title
    return text(
        "China’s position, as reported {on}: {said} ({source})",
        on=write_on(row["date"]),
        said=said,
        source=_name_source(dossier, row["id"], row["date"]),
    )


def _name_source(dossier: Dossier, record: str, since: str) -> str:
    best = choose_source(dossier.dataset.citations_of(record), since)
    if best is None:
        return text("source: see the notes")
    return text(
        "source: {publisher}{copied}, {day}",
        publisher=best["publisher"],
        copied=text(", a republication") if best["kind"] == "republication" else "",
        day=write_when(best["published"]),
    )
