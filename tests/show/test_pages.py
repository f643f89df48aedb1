"""Every page × {plain, filtered, empty, garbage link, as-of before everything, broken data}, without a browser."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.answers.pages import PAGES, Page
from tests.pages import open_page, read, read_html
from tests.versions import TODAY


@pytest.mark.parametrize("page", [page.code for page in PAGES])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"country": ["ES", "IT"], "report": "110-overseas", "color": "step", "asof": "2023-06-01"},
        {"country": "ES", "response": "closed"},
        {"country": "XX", "asof": "2099-01-01", "place": "<script>", "nonsense": "1", "data": "1.0.0"},
        {"asof": "0001-01-01", "from": "0001-01-01", "to": "9999-12-31"},
    ],
    ids=["plain", "filtered", "empty", "garbage", "before everything"],
)
def test_every_page_opens(page: str, query: dict[str, str]) -> None:
    at = open_page(page, **query)
    assert not at.exception
    assert len(at.title) == 1


@pytest.mark.parametrize("page", [page.code for page in PAGES])
def test_every_part_of_a_link_that_cannot_be_honoured_is_named(page: str) -> None:
    at = open_page(page, country="XX", asof="2099-01-01", nonsense="1", data="1.0.0")
    named = "\n".join(str(warning.value).replace("\\", "") for warning in at.warning)
    for part in ("XX", TODAY, "nonsense", "1.0.0"):
        assert part in named


@pytest.mark.parametrize("page", [page.code for page in PAGES])
def test_broken_rows_are_counted_and_listed_on_every_page(
    page: str, copy_data: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(copy_data(stations_csv=(",Madrid,city,1,", ",Madrid,city,many,"))))
    at = open_page(page)
    assert not at.exception
    assert "1 row" in at.expander[0].label
    assert "count: 'many'" in read(at)


@pytest.mark.parametrize("page", [page.code for page in PAGES])
def test_a_missing_file_is_a_page_that_says_so(
    page: str, copy_data: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(copy_data(stations_csv=None)))
    at = open_page(page)
    assert not at.exception
    assert "stations.csv: the file is missing" in read(at).replace("*", "")


def test_a_data_folder_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path / "nowhere"))
    assert "datapackage.json: the file is missing" in read(open_page("map")).replace("*", "")


def test_spain_in_the_first_report_is_9_stations_in_4_places() -> None:
    at = open_page("map", country="ES", report="110-overseas")
    assert "9 stations in 4 places in Spain" in read(at)
    assert "of 87 sourced and 102 reported" in read(at)
    assert len(at.radio[0].options) == 4


def test_the_dutch_closure_is_not_seen_before_it_happened() -> None:
    before = open_page("map", country="NL", response="closed", asof="2022-10-15")
    assert "No station in the Netherlands" in read(before)
    assert "No response by the Netherlands was found as of 15 October 2022" in read(before)
    assert "2 stations in 2 places in the Netherlands" in read(
        open_page("map", country="NL", response="closed", asof="2022-11-30")
    )


def test_changing_a_filter_writes_the_link_and_clearing_takes_it_back() -> None:
    at = open_page("map")
    at.multiselect(key="country").set_value(["NL"]).run()
    assert at.query_params["country"] == "NL"
    assert "2 stations in 2 places in the Netherlands" in read(at)
    next(button for button in at.button if button.label == "Clear").click().run()
    assert dict(at.query_params) == {}
    assert "87 stations" in read(at)


def test_choosing_in_the_list_opens_the_place_with_its_evidence() -> None:
    at = open_page("map", country="DE")
    at.radio(key="place").set_value("de-frankfurt").run()
    assert at.query_params["place"] == "de-frankfurt"
    said = read(at)
    assert "Qingtian bureau" in said and "110 Overseas" in said
    assert "Contested" in said and "What China says" in said


def test_a_place_without_a_point_is_listed_as_not_placed(
    copy_data: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(copy_data(geocache_json=('"NL|Rotterdam"', '"NL|Elsewhere"'))))
    said = read(open_page("map", country="NL"))
    assert "2 stations in 2 places" in said
    assert "Not placed on the map, but counted and listed: 1 station" in said and "Rotterdam" in said


def test_the_embedding_keys_of_streamlit_are_not_part_of_the_link() -> None:
    assert not open_page("map", embed="true").warning


def test_the_environment_of_the_tests_serves_our_own_data() -> None:
    assert "ATLAS_DATA" not in os.environ


def test_a_response_that_a_link_opens_opens_its_country_and_choosing_writes_the_link() -> None:
    at = open_page("responses", open="nl-2022-11-01-closure-ordered")
    assert at.selectbox(key="opened").value == "NL" and not at.warning
    at.selectbox(key="opened").set_value("DE").run()
    assert str(at.query_params["open"]).startswith("de-")
    assert at.selectbox(key="opened").value == "DE"
    assert open_page("responses", open="nothing-such").warning


def test_a_source_that_a_link_opens_is_open_and_choosing_another_writes_the_link() -> None:
    at = open_page("sources", open="seed-002")
    assert at.selectbox(key="open").value == "seed-002" and not at.warning
    assert "Milan, Italy" in read_html(at)
    at.selectbox(key="open").set_value("seed-001").run()
    assert at.query_params["open"] == "seed-001"
    at.selectbox(key="open").set_value(None).run()
    assert "open" not in at.query_params


# A record, what kind of record a page opens it as, and the first page that does.
OPENED = (
    ("ev-2022-12-22-china-no-police-posts", "events", "timeline"),
    ("es-2022-10-29-investigation-opened", "responses", "timeline"),
    ("country-it", "groups", "reports"),
    ("seed-000", "sources", "sources"),
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_what_a_link_opens_is_open_or_the_page_leads_to_where_it_is(page: Page) -> None:
    for record, kind, shown in OPENED:
        at = open_page(page.code, open=record)
        said = [block.value for block in at.markdown if "The link opens" in block.value]
        led = [link.proto.page for link in at.get("page_link") if "Show it on" in link.proto.label]
        assert (len(said), led) == ((0, []) if kind in page.opens else (1, [shown])), record


def test_a_record_that_the_filters_leave_out_is_one_press_away() -> None:
    at = open_page("timeline", country="IT", open="nl-2022-11-01-closure-ordered")
    (link,) = [link.proto for link in at.get("page_link") if "Show it on" in link.proto.label]
    assert (link.page, "open=nl-2022-11-01-closure-ordered" in link.query_string) == ("timeline", True)
    assert "country" not in link.query_string


def test_a_station_that_a_link_opens_leads_to_its_place() -> None:
    at = open_page("sources", open="es-madrid-fuzhou-1")
    (link,) = [link.proto for link in at.get("page_link") if "on the map" in link.proto.label]
    assert "place=es-madrid" in link.query_string and "open" not in link.query_string


def test_a_frame_that_the_browser_was_not_told_of_yet_is_not_gone_back_to() -> None:
    """With the next press a browser sends the frame that was pressed before another country was chosen."""
    at = open_page("map")
    at.button_group(key="camera").set_value("europe").run()
    at.multiselect(key="country").set_value(["ES"]).run()
    assert at.button_group(key="camera").value == "chosen"
    at.button_group(key="camera").set_value("europe")
    at.button(key="camera-closer").click().run()
    assert at.button_group(key="camera").value == "chosen"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_an_exact_link_of_before_shows_its_version_on_every_page(page: Page) -> None:
    at = open_page(page.code, data="2026.11.0", country="IT")
    shown = read(at)
    assert not at.exception and not at.warning
    assert "You see data version 2026.11.0 of 22 November 2026" in shown and "records were added" in shown
    assert any("The same view with today’s data" in link.proto.label for link in at.get("page_link"))
    # What is shown is of that day: so is what the page goes on from.
    assert "Station Atlas, data version 2026.11.0 of 22 November 2026" in shown
    assert at.query_params["data"] == "2026.11.0"


def test_an_unknown_version_is_named_and_the_current_data_are_shown() -> None:
    at = open_page("map", data="2020.1.0")
    assert "2020.1.0, which the atlas does not have" in read(at) and "You see data version" not in read(at)
