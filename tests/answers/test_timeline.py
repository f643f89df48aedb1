"""The timeline: which rows are marks, what of them is known by a day, and how they are drawn."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import altair as alt
import pandas as pd
import pytest
from altair.utils.schemapi import validate_jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lib.answers import marks as dated
from lib.answers import stretch as stretches
from lib.answers import timeline as timelines
from lib.answers.blocks import When, answer
from lib.answers.timeline import Drawn, Months, Timeline
from lib.dataset import ROOT, Dataset, codes
from lib.draw import lanes as layouts
from lib.draw import timeline as charts
from lib.draw.lanes import NARROW, WIDE, Layout
from lib.draw.palette import DARK, LIGHT, Theme
from lib.draw.spec import DAY_MS
from lib.view import View
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words import marks as words
from tests.pages import read_html
from tests.strategies import values
from tests.versions import TODAY

DAYS = st.dates(date(2003, 1, 1), date(2026, 11, 22))
COUNTRIES = values(BY_FIELD["country"])
AUTUMN = (date(2022, 9, 1), date(2023, 6, 30))


def list_marks(atlas: Atlas, **changes: Any) -> pd.DataFrame:
    """The marks of a view."""
    return dated.find_marks(atlas, View(**changes))


def say(atlas: Atlas, **changes: Any) -> Timeline:
    """The timeline's Answer to a view."""
    return answer(atlas, timelines.write, View(**changes))


def say_drawn(atlas: Atlas, **changes: Any) -> Drawn:
    """The part of the Answer that there is where something can be drawn."""
    drawn = say(atlas, **changes).drawn
    assert drawn is not None
    return drawn


def lay_out(atlas: Atlas, width: int = WIDE, stretch: tuple[date, date] = AUTUMN, **changes: Any) -> Layout:
    """The marks of a view that touch a stretch, laid out."""
    found = dated.narrow(list_marks(atlas, **changes), (), *stretch)
    return layouts.arrange(found, (), *stretch, width)


def draw(layout: Layout, asof: date = date(2026, 11, 22), theme: Theme = LIGHT) -> dict[str, Any]:
    """The spec of a layout's chart."""
    lanes = timelines.draw_lanes(layout.marks, (), (layout.start, layout.end), asof)
    return charts.draw_lanes(lanes.data, layout, theme)


def read_layers(layout: Layout, asof: date = date(2026, 11, 22)) -> dict[str, list[dict[str, Any]]]:
    """The values that each layer of a layout's chart draws."""
    return {layer["name"]: layer["data"]["values"] for layer in draw(layout, asof)["layer"]}


def find_hit(layers: dict[str, list[dict[str, Any]]], code: str) -> dict[str, Any]:
    """What a reader can click of one record."""
    return next(value for value in layers["hits"] if value["id"] == code)


def find_shape(layers: dict[str, list[dict[str, Any]]], hit: dict[str, Any]) -> str:
    """The layer that draws what a reader clicks."""
    middle = (hit["top"] + hit["bottom"]) / 2
    return next(
        name
        for name in ("points", "bars", "spans")
        for value in layers[name]
        if (value["a"], value["y"]) == (hit["a"], middle)
    )


def test_altair_makes_a_chart_once_and_a_view_only_fills_it(atlas: Atlas) -> None:
    """Making it for each view, and holding each of its parts to Vega-Lite's schema, took most of the timeline's run."""
    first = draw(lay_out(atlas))
    with patch("altair.utils.schemapi.validate_jsonschema", side_effect=AssertionError):
        second = draw(lay_out(atlas, country=("NL",)), theme=LIGHT)
    validate_jsonschema(second, alt.LayerChart._schema, alt.LayerChart._rootschema)
    assert first["height"] > second["height"]
    assert "$" not in "".join(re.findall(r"'(\$\w*)", str(second).replace("'$schema'", "")))


def test_the_dutch_story_is_told_in_order(atlas: Atlas) -> None:
    found = list_marks(atlas, country=("NL",))
    dutch = found[(found["country"] == "NL") & (found["lane"] == "responses")]
    assert list(zip(dutch["date"], dutch["title"], strict=True)) == [
        ("2022-10-26", "Netherlands: investigation opened"),
        ("2022-10-31", "Netherlands: diplomatic protest"),
        ("2022-11-01", "Netherlands: closure ordered"),
        ("2022-12-20", "Netherlands: closure confirmed by the host"),
        ("2023-02", "Netherlands: no evidence found"),
    ]
    story = list(found["id"])
    assert story.index("ev-2022-10-25-netherlands-media-report") < story.index("nl-2022-10-26-investigation-opened")


def test_the_denial_stays_beside_the_dutch_story(atlas: Atlas) -> None:
    found = list_marks(atlas, country=("NL",))
    assert "ev-2022-10-26-china-service-centres" in set(found.loc[found["lane"] == "china", "id"])


def test_every_event_response_and_dated_opening_is_one_mark(atlas: Atlas) -> None:
    dataset = atlas.dataset
    openings = int((dataset.stations["opened"] != "").sum())
    found = list_marks(atlas)
    assert len(found) == len(dataset.events) + len(dataset.responses) + openings
    assert found["id"].is_unique
    assert dated.count_dated(atlas, dataset.created) == len(found)


def test_stations_without_an_opening_date_are_listed_and_not_drawn(atlas: Atlas) -> None:
    undated, drawn = say_drawn(atlas).undated, list_marks(atlas)
    assert undated is not None
    assert undated.total + int((drawn["lane"] == "openings").sum()) == len(atlas.dataset.stations)
    assert not set(undated.column("id")) & set(drawn["id"])
    assert say_drawn(atlas, lane=("china",)).undated is None


def test_an_event_of_a_kind_without_a_lane_is_drawn_all_the_same(dataset: Dataset) -> None:
    events = dataset.events.assign(kind=dataset.events["kind"].replace("operation", "petition"))
    found = list_marks(Atlas(replace(dataset, events=events)))
    assert set(found.loc[found["kind"] == "petition", "lane"]) == {"operations"}
    assert len(found) == len(list_marks(Atlas(dataset)))


def test_every_lane_has_a_title_and_every_mark_a_lane(atlas: Atlas) -> None:
    assert set(list_marks(atlas)["lane"]) == set(codes("lane"))


def test_chinas_statements_have_their_own_lane(atlas: Atlas) -> None:
    found = list_marks(atlas).set_index("id")
    assert found.loc["ev-2022-12-22-china-no-police-posts", "lane"] == "china"
    assert found.loc["ev-2022-10-27-commission-member-states", "lane"] == "statements"


def test_a_collateral_charge_is_marked_as_such(atlas: Atlas) -> None:
    found = list_marks(atlas).set_index("id")
    assert found.loc["jp-2024-02-21-charges", "title"] == "Japan: charges (not a police-station case)"
    assert found.loc["us-2023-04-17-charges", "title"] == "United States: charges"


def test_an_opening_counts_only_once_its_report_is_out(atlas: Atlas) -> None:
    """Sydney's contact point is dated to 2018, but was first listed by the report of 5 December 2022."""
    sydney = "au-sydney-wenzhou-1"
    assert sydney not in set(list_marks(atlas, asof=date(2022, 12, 4))["id"])
    shown = list_marks(atlas, asof=date(2022, 12, 5)).set_index("id")
    assert shown.loc[sydney, "first"] == pd.Timestamp("2018-01-01")


def test_a_span_is_drawn_up_to_the_as_of_date_and_without_its_end(atlas: Atlas) -> None:
    """The first Serbian patrols lasted from 17 September to 16 October 2019."""
    patrols, day = "ev-2019-09-17-serbia-first-patrols", date(2019, 10, 1)
    mark = list_marks(atlas, asof=day).set_index("id").loc[patrols]
    assert mark["cut"] and mark["last"] == pd.Timestamp(day) and mark["until"] == ""
    assert words.write_span(mark.to_dict()) == "17 September 2019, and going on"
    layers = read_layers(lay_out(atlas, stretch=(date(2019, 9, 1), day), asof=day), day)
    drawn = find_hit(layers, patrols)
    assert [end["a"] for end in layers["ends"] if end["y"] == (drawn["top"] + drawn["bottom"]) / 2] == [drawn["a"]]
    whole = list_marks(atlas).set_index("id").loc[patrols]
    assert words.write_span(whole.to_dict()) == "17 September 2019 to 16 October 2019"
    later = lay_out(atlas, stretch=(date(2019, 9, 1), date(2019, 12, 31)))
    layers = read_layers(later)
    drawn = find_hit(layers, patrols)
    assert [end["a"] for end in layers["ends"] if end["y"] == (drawn["top"] + drawn["bottom"]) / 2] == [
        drawn["a"],
        drawn["b"],
    ]


def test_a_statistic_counts_from_its_end(atlas: Atlas) -> None:
    persuaded = "ev-2021-04-people-persuaded"
    assert persuaded not in set(list_marks(atlas, asof=date(2022, 7, 30))["id"])
    assert persuaded in set(list_marks(atlas, asof=date(2022, 7, 31))["id"])


@pytest.mark.parametrize(
    ("code", "days", "shape"),
    [
        ("nl-2022-11-01-closure-ordered", 0, "points"),
        ("cz-2022-11-statement-of-concern", 30, "bars"),
        ("ev-2022-12-inquiries-in-thirteen-countries", 31, "bars"),
        ("nz-2023-no-evidence-found", 31, "bars"),
        ("ev-2019-aubervilliers-return", 365, "bars"),
        ("ev-2016-italy-joint-patrols", 1339, "spans"),
    ],
)
def test_precision_is_drawn_as_the_length_of_the_mark(atlas: Atlas, code: str, days: int, shape: str) -> None:
    layout = lay_out(atlas, stretch=(date(2004, 1, 1), date(2026, 11, 22)))
    layout = layouts.arrange(layout.marks[layout.marks["id"] == code], (), layout.start, layout.end, WIDE)
    layers = read_layers(layout)
    drawn = find_hit(layers, code)
    assert (find_shape(layers, drawn), round((drawn["b"] - drawn["a"]) / DAY_MS, 3)) == (shape, days)


def test_a_day_stands_in_the_middle_of_its_day_for_every_clock(atlas: Atlas) -> None:
    drawn = find_hit(read_layers(lay_out(atlas)), "nl-2022-11-01-closure-ordered")
    assert pd.Timestamp(drawn["a"], unit="ms") == pd.Timestamp("2022-11-01 12:00")


@settings(max_examples=40)
@given(asof=DAYS, countries=COUNTRIES)
def test_no_mark_is_later_than_the_as_of_date(atlas: Atlas, asof: date, countries: tuple[str, ...]) -> None:
    found = list_marks(atlas, asof=asof, country=countries)
    assert found["first"].is_monotonic_increasing
    assert (found["first"] <= found["last"]).all()
    assert (found["last"] <= pd.Timestamp(asof)).all()
    assert (found["until"] <= asof.isoformat()).all()
    drawn = layouts.arrange(found, (), *stretches.whole(found, asof), WIDE)
    end = (asof - date(1970, 1, 1)).days * DAY_MS + DAY_MS
    values = [value for layer in read_layers(drawn, asof).values() for value in layer]
    assert all(value.get("b", 0) <= end and value.get("a", 0) <= end for value in values)


@settings(max_examples=40)
@given(
    start=DAYS,
    length=st.integers(0, 9000),
    width=st.sampled_from((NARROW, WIDE)),
    countries=values(BY_FIELD["country"]),
)
def test_nothing_in_a_row_overlaps_and_every_mark_is_drawn_or_counted(
    atlas: Atlas, start: date, length: int, width: int, countries: tuple[str, ...]
) -> None:
    stretch = (start, start + timedelta(days=length))
    layout = lay_out(atlas, width, stretch, country=countries)
    layers = read_layers(layout)
    drawn = [value["id"] for value in layers["hits"] if "/" not in value["id"]]
    hidden = sum(int(value["number"]) for value in layers["counts"])
    assert len(drawn) == len(set(drawn)) == sum(len(layers[name]) for name in ("points", "bars", "spans"))
    assert len(drawn) + hidden == len(layout.marks)
    for _, row in layout.marks[~layout.marks["counted"]].groupby("y"):
        taken: list[tuple[float, float]] = []
        for mark in row.to_dict("records"):
            need = len(mark["label"]) * layouts.LETTER if mark["side"] else 0
            left = mark["x0"] * width - layouts.RADIUS - (need if mark["side"] == "left" else 0)
            right = mark["x1"] * width + layouts.RADIUS + (need if mark["side"] == "right" else 0)
            assert all(right <= a or b <= left for a, b in taken)
            taken.append((left, right))


def test_what_is_known_by_year_alone_is_drawn_as_bars_of_that_year(atlas: Atlas) -> None:
    """Three responses of 2022 have no month: each is a bar in that year's stretch, and in the one that play shows."""
    for stretch in ((date(2022, 1, 1), date(2022, 12, 31)), AUTUMN):
        layout = lay_out(atlas, NARROW, stretch)
        years = layout.marks[(layout.marks["date"] == "2022") & (layout.marks["lane"] == "responses")]
        assert len(years) == 3 and not years["counted"].any()


@settings(max_examples=40)
@given(start=DAYS, length=st.integers(0, 9000), width=st.sampled_from((NARROW, WIDE)))
def test_looking_closer_at_a_count_shows_a_shorter_stretch(atlas: Atlas, start: date, length: int, width: int) -> None:
    stretch = (start, start + timedelta(days=length))
    for value in read_layers(lay_out(atlas, width, stretch))["hits"]:
        if "/" in value["id"]:
            first, last = (date.fromisoformat(day) for day in value["id"].split("/"))
            assert (last - first).days < length


def test_lanes_stand_in_their_order_and_do_not_meet(atlas: Atlas) -> None:
    layout = lay_out(atlas)
    assert tuple(band.lane for band in layout.bands) == tuple(codes("lane"))
    for band in layout.bands:
        rows = layout.marks.loc[layout.marks["lane"] == band.lane, "y"]
        assert rows.between(band.top, band.bottom).all()
    assert all(above.bottom == below.top for above, below in zip(layout.bands, layout.bands[1:], strict=False))


def test_a_lane_that_is_switched_off_is_neither_listed_nor_drawn(atlas: Atlas) -> None:
    found = dated.narrow(list_marks(atlas), ("responses",), None, None)
    assert set(found["lane"]) == {"responses"}
    layout = layouts.arrange(found, ("responses",), *AUTUMN, WIDE)
    assert [band.lane for band in layout.bands] == ["responses"]


def test_a_stretch_keeps_what_touches_it(atlas: Atlas) -> None:
    found = dated.narrow(list_marks(atlas, country=("NL",)), (), date(2022, 10, 31), date(2022, 11, 1))
    ids = set(found["id"])
    assert {"nl-2022-10-31-diplomatic-protest", "nl-2022-11-01-closure-ordered"} <= ids
    assert "nl-2022-10-26-investigation-opened" not in ids
    # Known by month only, so it may have been that day.
    assert "ev-2022-11-china-to-cnn" in ids


def test_the_chart_asks_for_no_data_and_gives_back_what_is_clicked(atlas: Atlas) -> None:
    spec = charts.choose(draw(lay_out(atlas), date(2023, 1, 1), DARK), "nl-2022-11-01-closure-ordered")
    assert "url" not in str({key: value for key, value in spec.items() if key != "$schema"})
    assert [(param["name"], param["select"]["fields"]) for param in spec["params"]] == [("mark", ["id"])]
    # One layer alone may give the domain, or Vega-Lite warns of a conflict in every reader's console.
    assert len([layer for layer in spec["layer"] if "scale" in layer["encoding"].get("x", {})]) == 1
    rows = [row for layer in spec["layer"] for row in layer["data"]["values"]]
    assert {type(value) for row in rows for value in row.values()} <= {str, int, float}
    (chosen,) = next(layer for layer in spec["layer"] if layer["name"] == "chosen")["data"]["values"]
    assert chosen["id"] == "nl-2022-11-01-closure-ordered"


def test_the_overview_draws_the_brush_of_a_link_and_reads_it_back(atlas: Atlas) -> None:
    months: Months = say_drawn(atlas, start=date(2004, 1, 1)).overview.data
    spec = charts.draw_months(months, LIGHT)
    (brush,) = charts.brush(spec, AUTUMN)["params"]
    assert brush["name"] == "stretch"
    assert charts.read_brush({"a": brush["value"]["x"]}) == AUTUMN
    assert sum(row["n"] for row in spec["data"]["values"]) == len(list_marks(atlas))
    assert "value" not in charts.brush(spec, None)["params"][0]


@pytest.mark.parametrize("selected", [{}, {"a": []}, {"a": None}])
def test_an_empty_brush_is_no_stretch(selected: dict[str, Any]) -> None:
    assert charts.read_brush(selected) is None


@given(start=DAYS, length=st.integers(0, 4000), shift=st.integers(-DAY_MS // 3, DAY_MS // 3))
def test_a_brush_is_read_to_the_nearest_day(start: date, length: int, shift: int) -> None:
    end = start + timedelta(days=length)
    first = (start - date(1970, 1, 1)).days * DAY_MS + shift
    last = (end - date(1970, 1, 1)).days * DAY_MS + DAY_MS + shift
    assert charts.read_brush({"a": [last, first]}) == (start, end)


@given(
    length=st.integers(0, 8000),
    inside=st.tuples(st.integers(0, 8000), st.integers(0, 8000)),
    closer=st.sampled_from((0.5, 1, 2)),
    later=st.sampled_from((-0.5, 0, 0.5)),
)
def test_zooming_and_panning_stay_within_the_whole_span(
    length: int, inside: tuple[int, int], closer: float, later: float
) -> None:
    span = (date(2004, 1, 1), date(2004, 1, 1) + timedelta(days=length))
    first, last = (span[0] + timedelta(days=min(days, length)) for days in sorted(inside))
    start, end = stretches.move(span, (first, last), closer, later)
    assert span[0] <= start <= end <= span[1]
    if closer == 0.5:
        assert end - start >= last - first


def test_closer_halves_the_stretch_and_later_moves_it_by_half() -> None:
    span = (date(2004, 1, 1), date(2026, 11, 22))
    assert stretches.move(span, (date(2022, 1, 1), date(2022, 4, 10)), 2, 0) == (date(2022, 1, 26), date(2022, 3, 16))
    assert stretches.move(span, (date(2022, 1, 1), date(2022, 4, 10)), 1, 0.5) == (date(2022, 2, 20), date(2022, 5, 30))


def test_a_stretch_outside_the_whole_span_is_none() -> None:
    span = (date(2014, 1, 1), date(2022, 11, 7))
    assert stretches.cut(span, date(2030, 1, 1), None) is None
    assert stretches.cut(span, None, date(2013, 12, 31)) is None
    assert stretches.cut(span, date(2022, 10, 1), date(2030, 1, 1)) == (date(2022, 10, 1), date(2022, 11, 7))


def test_play_walks_the_last_days_of_ten_months() -> None:
    steps = stretches.months(date(2022, 9, 1), date(2023, 6, 30))
    assert len(steps) == 10
    assert (steps[0], steps[5], steps[-1]) == (date(2022, 9, 30), date(2023, 2, 28), date(2023, 6, 30))
    assert stretches.months(date(2026, 10, 5), date(2026, 11, 22)) == (date(2026, 10, 31), date(2026, 11, 22))


def test_while_it_plays_no_mark_moves_and_none_is_early(atlas: Atlas) -> None:
    whole = lay_out(atlas, asof=AUTUMN[1])
    places = whole.marks.set_index("id")["y"]
    shown = 0
    for day in stretches.months(*AUTUMN):
        now = layouts.keep(whole, dated.narrow(list_marks(atlas, asof=day), (), *AUTUMN))
        assert (now.marks["last"] <= pd.Timestamp(day)).all()
        assert (now.marks["y"] == now.marks["id"].map(places)).all()
        assert now.height == whole.height
        assert len(now.marks) >= shown
        shown = len(now.marks)
    assert shown == len(whole.marks)


def test_a_row_without_a_month_says_so() -> None:
    mark = {"date": "2022", "until": "", "precision": "year", "cut": False}
    assert words.write_span(mark) == "2022, the month is not known"
    assert words.write_span({**mark, "date": "2022-03", "precision": "month"}) == "March 2022, the day is not known"


def test_responses_have_the_colours_of_the_map_and_all_else_steps_back(atlas: Atlas) -> None:
    found = list_marks(atlas, country=("NL",)).set_index("id")
    assert found.loc["nl-2022-11-01-closure-ordered", "step"] == "closed"
    assert set(found.loc[found["lane"] != "responses", "step"]) == {""}


def test_the_table_has_the_rows_of_the_chart_in_the_same_order(atlas: Atlas) -> None:
    found = list_marks(atlas, country=("NL",))
    table = timelines.list_rows(found, atlas.dataset)
    assert table.column("id") == tuple(found["id"])
    assert table.column("date")[2] == When("2014", "2021")
    assert all(table.column("sources"))


def open_page(**query: str | list[str]) -> AppTest:
    """The timeline as a cold visit to the link sees it."""
    at = AppTest.from_file(str(ROOT / "lib" / "show" / "frame.py"), default_timeout=60)
    at.query_params = query  # type: ignore[assignment]
    at.switch_page(str(ROOT / "pages" / "timeline.py"))
    return at.run()


def read(at: AppTest) -> str:
    """What the page says."""
    written = [str(block.value) for block in [*at.markdown, *at.subheader, *at.caption]]
    return "\n".join([*written, read_html(at)]).replace("\\", "")


def test_the_page_lists_a_stretch_with_its_denominator() -> None:
    at = open_page(country="NL", to="2022-11-01", **{"from": "2022-10-26"})
    assert "Listed: " in read(at) and "from 26 October 2022 to 1 November 2022" in read(at)
    said = list(at.radio(key="open").options)
    order = [next(n for n, text in enumerate(said) if word in text) for word in ("investigation", "protest", "ordered")]
    assert order == sorted(order)


def test_choosing_a_row_opens_who_said_so_and_a_way_to_its_country() -> None:
    at = open_page(country="NL")
    at.radio(key="open").set_value("nl-2022-11-01-closure-ordered").run()
    assert not at.exception
    assert "Netherlands: closure ordered" in read(at) and "1 November 2022" in read(at)


def test_an_open_row_that_is_later_than_the_as_of_date_closes() -> None:
    at = open_page(country="NL")
    at.radio(key="open").set_value("nl-2022-11-01-closure-ordered").run()
    at.date_input(key="asof_day").set_value(date(2022, 10, 28)).run()
    assert "closure ordered" not in read(at)
    assert at.radio(key="open").value is None


def test_buttons_and_dates_write_the_stretch_into_the_link() -> None:
    at = open_page()
    at.button(key="stretch-2022-23").click().run()
    assert dict(at.query_params) == {"from": "2022-01-01", "to": "2023-12-31"}
    at.date_input(key="day-start").set_value(date(2023, 1, 1)).run()
    assert dict(at.query_params) == {"from": "2023-01-01", "to": "2023-12-31"}
    at.date_input(key="day-end").set_value(date(2022, 1, 1)).run()
    assert dict(at.query_params) == {"to": "2022-01-01"}
    at.button(key="stretch-whole").click().run()
    assert dict(at.query_params) == {"from": "2004-01-01"}


def test_switching_a_lane_off_writes_the_others_into_the_link() -> None:
    at = open_page()
    on = [lane for lane in codes("lane") if lane != "statistics"]
    at.pills(key="lane").set_value(on).run()
    assert at.query_params["lane"] == on
    at.pills(key="lane").set_value(list(codes("lane"))).run()
    assert "lane" not in at.query_params


def test_the_last_lane_stays_on_and_the_page_says_so() -> None:
    at = open_page(lane="china")
    assert "One lane always stays on" in read(at)
    at.pills(key="lane").set_value([]).run()
    assert at.pills(key="lane").value == ["china"]
    assert at.query_params["lane"] == "china"


def test_the_timeline_begins_in_2022_and_earlier_rows_are_a_choice_away() -> None:
    at = open_page()
    assert f"from 1 January 2022 to {TODAY}" in read(at)
    assert at.button(key="earlier").label == "30 earlier rows"
    at.button(key="earlier").click().run()
    assert dict(at.query_params) == {"from": "2004-01-01"}
    assert not [button for button in at.button if button.key == "earlier"]


def test_a_stretch_after_the_as_of_date_draws_nothing_and_says_why() -> None:
    at = open_page(asof="2022-10-31", to="2023-03-01", **{"from": "2022-12-01"})
    (info,) = [str(info.value) for info in at.info]
    assert "Nothing of it lies before the as-of date, 31 October 2022" in info
    assert not at.radio
    next(button for button in at.button if button.label == "Whole span").click().run()
    assert "Listed: " in read(at)
    assert "to 31 October 2022" in read(at)


def test_without_a_row_of_spain_the_timeline_says_how_far_spain_got() -> None:
    at = open_page(country="ES", response="closed")
    assert "the furthest step found for Spain was: investigated" in read(at)
    assert "Listed: " in read(at)
    assert not open_page(country="CN").info


def test_a_press_counts_from_the_press_before_it_although_no_run_has_ended_between() -> None:
    """Both come with one message, as they do where the second is made while the page still runs."""
    years = {"from": "2022-01-01", "to": "2023-12-31"}
    at = open_page(**years)
    at.button(key="stretch-closer").click()
    at.button(key="stretch-earlier").click().run()
    assert dict(at.query_params) == {"from": "2022-01-01", "to": "2022-12-31"}
    at = open_page(**years)
    at.date_input(key="day-start").set_value(date(2022, 3, 1))
    at.date_input(key="day-end").set_value(date(2022, 9, 30)).run()
    assert dict(at.query_params) == {"from": "2022-03-01", "to": "2022-09-30"}


def test_days_that_the_browser_was_not_told_of_yet_do_not_undo_the_press_before() -> None:
    """A browser sends all controls with each press, and those that it was not told of as they were."""
    at = open_page(**{"from": "2022-01-01", "to": "2023-12-31"})
    at.button(key="stretch-closer").click().run()
    at.date_input(key="day-start").set_value(date(2022, 1, 1))
    at.date_input(key="day-end").set_value(date(2023, 12, 31))
    at.button(key="stretch-earlier").click().run()
    assert dict(at.query_params) == {"from": "2022-01-01", "to": "2022-12-31"}
    assert at.date_input(key="day-end").value == date(2022, 12, 31)


def test_a_reader_may_put_a_control_back_to_what_it_showed() -> None:
    at = open_page(**{"from": "2022-01-01", "to": "2023-12-31"})
    at.button(key="stretch-closer").click().run()
    at.date_input(key="day-start").set_value(date(2022, 1, 1)).run()
    assert dict(at.query_params) == {"from": "2022-01-01", "to": "2023-07-01"}


def test_once_told_a_browser_is_believed_with_another_press_too() -> None:
    at = open_page(**{"from": "2022-01-01", "to": "2023-12-31"})
    at.button(key="stretch-closer").click().run()
    at.run()
    at.date_input(key="day-start").set_value(date(2022, 1, 1))
    at.date_input(key="day-end").set_value(date(2022, 12, 31)).run()
    assert dict(at.query_params) == {"from": "2022-01-01", "to": "2022-12-31"}


def test_a_filter_that_was_cleared_does_not_come_back_with_the_next_press() -> None:
    at = open_page(country="ES", bureau="fuzhou")
    next(button for button in at.button if button.label == "Clear").click().run()
    assert dict(at.query_params) == {}
    at.multiselect(key="country").set_value(["ES"])
    at.button(key="stretch-2022-23").click().run()
    assert dict(at.query_params) == {"from": "2022-01-01", "to": "2023-12-31"}
    assert at.multiselect(key="country").value == []


def test_play_opens_at_rest_and_steps_write_the_link() -> None:
    at = open_page(asof="2022-09-30")
    at.button(key="play-open").click().run()
    assert not at.exception
    assert "Playing" not in read(at)
    next(button for button in at.button if button.label == "Step forward").click().run()
    assert at.query_params["asof"] == "2022-10-31"
    assert "as of 31 October 2022" in read(at)
    next(button for button in at.button if button.label == "Step back").click().run()
    assert at.query_params["asof"] == "2022-09-30"


def test_while_it_plays_the_link_stays_and_pausing_writes_it() -> None:
    at = open_page()
    at.button(key="play-open").click().run()
    assert "At rest, at the first of these months" in read(at)
    assert "as of 30 September 2022" in read(at)
    at.button(key="play").click().run()
    assert f"show where play began: {TODAY}" in read(at)
    assert "as of 30 September 2022" in read(at)
    assert dict(at.query_params) == {}
    assert at.button(key="play").label == "Pause"
    at.button(key="play").click().run()
    assert at.query_params["asof"] == "2022-09-30"
