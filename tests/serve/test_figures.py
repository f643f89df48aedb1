"""Pictures of views: what is in them, what a chat is shown, and how much anybody can make the server draw."""

import io
import re
import threading
from datetime import date, timedelta
from queue import SimpleQueue

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import serve
from lib.answers.pages import PAGES, Page
from lib.draw.figure import HEIGHT, WIDTH
from lib.serve import figures
from lib.view import View, write_address
from lib.view.atlas import Atlas

CLIENT = TestClient(Starlette(routes=serve.routes()))
SOURCE = "China denies that these are police stations"


def read(svg: str) -> str:
    """The words of a picture, whatever lines they stand in."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_every_page_has_a_picture_with_its_sentence_and_source(page: Page) -> None:
    got = CLIENT.get(f"/v/{page.code}.svg?country=ES")
    assert (got.status_code, got.headers["content-type"]) == (200, "image/svg+xml")
    words = read(got.text)
    assert "9 stations in 4 places in Spain" in words and SOURCE in words
    assert f"Station Atlas · {page.title}" in words
    # It stands by itself: nothing is asked of anybody.
    assert not re.search(r"<(script|image|use|foreignObject)\b|@import|url\((?!#)", got.text)
    assert re.findall(r'(?:href|src)="([^#"][^"]*)"', got.text) == []


def test_the_preview_of_spains_map_shows_its_four_places(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = CLIENT.get("/v/map.preview.svg?country=ES").text
    for city in ("Madrid", "Barcelona", "Valencia", "Santiago de Compostela"):
        assert f">{city}</text>" in drawn
    # The legend says what the marks' colour means, inside of what is seen.
    (tall,) = re.findall(rf'<svg [^>]*width="{WIDTH}" height="(\d+)"', drawn)
    assert int(tall) == HEIGHT and ">Investigated</text>" in drawn
    got = CLIENT.get("/v/map.preview.png?country=ES")
    assert got.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(got.content)).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT)
    # Sea, land, marks and letters: no empty sheet.
    assert len(set(picture.resize((120, 63)).get_flattened_data())) > 50


@pytest.mark.parametrize(
    ("page", "said"), [("timeline", "Government responses"), ("responses", "Investigated"), ("reports", "Italy")]
)
def test_a_chart_is_drawn_whole_with_its_own_words(page: str, said: str) -> None:
    words = read(CLIENT.get(f"/v/{page}.svg?country=IT").text)
    assert said in words and "11 stations in 8 places in Italy" in words


def test_a_twin_shows_its_chart_with_the_words_for_who_cannot_see_it() -> None:
    html = CLIENT.get("/v/timeline?country=IT").text
    (address, alt) = re.findall(r'<img src="([^"]*)" alt="([^"]*)"', html)[0]
    assert address == "/v/timeline.svg?country=IT" and len(alt) > 40
    assert CLIENT.get(address).status_code == 200


def test_a_view_with_nothing_in_it_has_a_picture_that_says_so() -> None:
    words = read(CLIENT.get("/v/map.preview.svg?country=ES&response=charged").text)
    assert words.count("No station") == 1 and SOURCE in words


def test_hostile_words_of_a_link_are_words_in_the_picture() -> None:
    got = CLIENT.get("/v/sources.svg?find=%3Cscript%3Ealert(1)%3C/script%3E%22%26")
    assert got.status_code == 200 and "<script" not in got.text


@pytest.mark.parametrize(
    "path", ["/v/nothing.png", "/v/map.gif", "/v/map.preview", "/v/.png", "/v/map.preview.preview.png"]
)
def test_what_is_no_picture_is_404(path: str) -> None:
    assert CLIENT.get(path).status_code == 404


def test_a_picture_is_drawn_once_and_of_a_released_version_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = CLIENT.get("/v/map.preview.png?country=PT")
    drawn: list[int] = []
    monkeypatch.setattr(figures, "draw_figure", lambda *_: drawn.append(1))
    again = CLIENT.get("/v/map.preview.png?country=PT&open=gb-london-fuzhou-1")
    assert again.content == first.content and not drawn
    assert first.headers["cache-control"] == "no-cache"
    monkeypatch.undo()
    assert "immutable" in CLIENT.get("/v/map.preview.png?country=PT&data=2026.11.0").headers["cache-control"]


def test_no_more_is_drawn_at_once_than_may_be_and_the_rest_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, done = threading.Semaphore(0), threading.Event()

    def draw(*_: object) -> str:
        busy.release()
        done.wait(30)
        return "<svg/>"

    monkeypatch.setattr(figures, "draw_figure", draw)
    monkeypatch.setattr(figures, "PATIENCE", 0.05)
    askers = [
        threading.Thread(target=CLIENT.get, args=(f"/v/map.svg?asof=2023-01-0{day}",))
        for day in range(1, 1 + figures.AT_ONCE)
    ]
    for asker in askers:
        asker.start()
    for _ in askers:
        busy.acquire(timeout=30)
    refused = CLIENT.get("/v/map.svg?asof=2023-02-01")
    done.set()
    for asker in askers:
        asker.join()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    # What was refused is drawn when it is asked for again.
    monkeypatch.undo()
    assert CLIENT.get("/v/map.svg?asof=2023-02-01").status_code == 200


def test_who_waits_for_pictures_leaves_room_for_all_else_and_nobody_waits_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sixty ask for one view, and sixty for one each: most are told at once, and rows are answered meanwhile."""
    done = threading.Event()

    def draw(*_: object) -> str:
        done.wait(60)
        return "<svg/>"

    monkeypatch.setattr(figures, "draw_figure", draw)
    monkeypatch.setattr(figures, "PATIENCE", 1.0)
    told: SimpleQueue[int] = SimpleQueue()
    paths = ["/v/map.svg?country=AT"] * 60 + [f"/v/map.svg?country=AT&asof={day}" for day in list_days(60)]
    with TestClient(Starlette(routes=serve.routes())) as client:
        askers = [threading.Thread(target=lambda path=path: told.put(client.get(path).status_code)) for path in paths]
        for asker in askers:
            asker.start()
        assert client.get("/data/v1/stations.json?country=AT").status_code == 200
        assert client.get("/v/sources?country=AT").status_code == 200
        refused = [told.get(timeout=60) for _ in range(len(paths) - figures.AT_ONCE)]
        assert set(refused) == {503}
        done.set()
        drawn = [told.get(timeout=60) for _ in range(figures.AT_ONCE)]
        for asker in askers:
            asker.join(60)
    assert drawn == [200] * figures.AT_ONCE


def list_days(number: int) -> list[str]:
    return [(date(2023, 1, 1) + timedelta(days=each)).isoformat() for each in range(number)]


def test_a_preview_of_the_longest_link_is_one(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    """Sixty countries and as many publishers: its words are cut off, its map is there, and it is no higher."""
    monkeypatch.setenv("ATLAS_HOSTS", "atlas.example.org")
    countries = sorted(set(atlas.dataset.stations["country"]))
    publishers = sorted(set(atlas.dataset.sources["publisher"]), key=len)[-60:]
    view = View(country=tuple(countries), publisher=tuple(publishers))
    for page in ("map", "sources", "timeline", "reports"):
        address = write_address(f"/v/{page}.preview.svg", view)
        assert 2_500 < len(address) < 8_192
        got = CLIENT.get(address)
        assert got.status_code == 200
        assert re.findall(rf'^<svg [^>]*width="{WIDTH}" height="(\d+)"', got.text) == [str(HEIGHT)]
        assert SOURCE in read(got.text) and "atlas.example.org" not in read(got.text)
        lines = [int(float(top)) for top in re.findall(r'<text x="36" y="(\d+)"', got.text)]
        assert lines == sorted(lines) and lines[-1] < HEIGHT
    assert "atlas.example.org" in read(CLIENT.get("/v/map.svg?country=AT").text)


def test_a_picture_says_which_part_of_its_link_was_not_honoured() -> None:
    for form in ("svg", "preview.svg"):
        words = read(CLIENT.get(f"/v/map.{form}?country=Atlantis").text)
        assert "“Atlantis”, which the atlas does not know" in words
    assert "does not know" not in read(CLIENT.get("/v/map.svg").text)
    assert "data version 2026.10.0, which the atlas does not have" in read(CLIENT.get("/v/map.svg?data=2026.10.0").text)
