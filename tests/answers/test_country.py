"""Briefings: the same totals as everywhere, every statement traced, dates no sharper than known, hostile text inert."""

import calendar
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lib import dataset
from lib import view as views
from lib.answers import country as briefings
from lib.answers import story as sentences
from lib.answers.briefing import Briefing, Line
from lib.answers.notes import check_address
from lib.answers.places import PlaceMap
from lib.dataset import REPORTS, Dataset, codes
from lib.draw import svg as pictures
from lib.draw.palette import LIGHT
from lib.render import documents
from lib.render.documents import Image, clean
from lib.view import View
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words import catalogue
from lib.words import records as evidence
from lib.words.catalogue import write_when
from lib.words.names import name_language
from tests import strategies
from tests.pages import open_page, read, read_notes
from tests.versions import TODAY

DATASET = dataset.load()
ATLAS = Atlas(DATASET)
ADDRESS = "https://atlas.example/country"
TAGS = (
    {"article", "section", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "div", "span", "b", "i", "a", "img"}
    | {"table", "caption", "details", "summary", "thead", "tbody", "tr", "th", "td"}
    | {"footer", "bdi", "blockquote"}
)
# What Markdown makes of text that is not literal.
ACTIVE = {"html_block", "html_inline", "fence", "code_block", "code_inline", "image", "em_open", "s_open"}
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "[press](javascript:alert(1))",
    "=cmd|' /C calc'!A0",
    "| a | b | `c` **d** ~~e~~ &lt; https://example.org www.example.org",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u2066 \u200f\u200bא",
    "1. a list\n\n# a heading\n\n    code",
    "long " * 2_000,
)


def write(code: str, data: Dataset = DATASET, **view: object) -> Briefing:
    """The briefing of a country under a view."""
    return briefings.brief(ATLAS if data is DATASET else Atlas(data), View(**view), code)


def draw(code: str) -> tuple[PlaceMap, str]:
    """What the small map of a country shows, and the map."""
    found = briefings.picture(ATLAS, View(), code)
    assert found is not None
    return found.data, pictures.draw_map(found.data)


def find_lines(value: object) -> list[Line]:
    """Every line anywhere in a briefing."""
    if isinstance(value, Line):
        return [value]
    if isinstance(value, tuple):
        return [line for each in value for line in find_lines(each)]
    if is_dataclass(value):
        return [line for field in fields(value) for line in find_lines(getattr(value, field.name))]
    return []


def read_markdown(text: str) -> str:
    """The words of a Markdown text, as a reader of the rendered page has them."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    inline = [child for token in tokens for child in token.children or []]
    assert not {token.type for token in (*tokens, *inline)} & ACTIVE
    for link in (token for token in inline if token.type == "link_open"):
        assert str(link.attrs["href"]).startswith(("https://", "http://"))
    return " ".join(token.content for token in inline if token.type == "text")


class Reading(HTMLParser):
    """Collects the tags, attributes and words of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


@given(strategies.views, st.data())
@settings(max_examples=200)
def test_a_briefing_has_the_totals_of_the_view(view: View, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(sorted({*ATLAS.select(view).countries, "IT", "CN"})))
    selection = ATLAS.select(replace(view, country=(code,)))
    briefing = briefings.brief(ATLAS, view, code)
    shown = selection.stations[selection.stations["country"] == code]
    assert briefing.count == sum(entry.stations for entry in briefing.entries) == int(shown["count"].sum())
    assert briefing.places == shown["place"].nunique()
    assert briefing.sourced == views.apply(View(country=(code,), asof=view.asof), DATASET).count
    assert f"Stations reported: {briefing.count}" in read_markdown(documents.render_markdown([briefing]))


@pytest.mark.parametrize("view", [View(), View(report=("110-overseas",)), View(response=("closed",))], ids=str)
def test_the_briefings_of_all_countries_add_up_to_the_view(view: View) -> None:
    selection = views.apply(view, DATASET)
    each = [briefings.brief(ATLAS, view, code).count for code in selection.countries]
    assert sum(each) == selection.count > 0


@pytest.mark.parametrize("code", briefings.choose_countries(views.apply(View(), DATASET)))
def test_every_mark_leads_to_a_note_and_every_note_is_used(code: str) -> None:
    briefing = write(code)
    statements = {statement.mark for note in briefing.notes for statement in note.statements}
    lines = find_lines(briefing)
    assert {mark for line in lines for mark in (*line.supported, *line.disputed)} == statements
    assert all(moment.said.supported or moment.said.disputed for moment in briefing.chronology)
    assert all(entry.note.supported or entry.note.disputed for entry in briefing.entries)
    assert all(number.reading.supported for group in briefing.figures for number in group.numbers)
    assert [note.number for note in briefing.notes] == list(range(1, len(briefing.notes) + 1))


def test_a_mark_leads_to_the_very_words_of_its_source() -> None:
    briefing = write("IT")
    closure = next(moment.said for moment in briefing.chronology if moment.kind == "Closure confirmed by the host")
    quotes = {statement.mark: statement.quote for note in briefing.notes for statement in note.statements}
    assert "non fornisca più questi servizi" in [quotes[mark] for mark in closure.supported]


def test_germany_is_said_to_be_closed_and_to_persist_with_who_said_which() -> None:
    closed, persists, *_ = write("DE").sides
    assert closed.title == "A closure ordered, claimed by China, or confirmed by the host authority"
    assert persists.title == "Activity said to persist"
    assert any("Foreign Office" in moment.said.text for moment in closed.moments)
    assert any("Ministry of the Interior" in moment.said.text for moment in persists.moments)
    assert all(moment.said.supported for side in (closed, persists) for moment in side.moments)


def test_germanys_figures_that_disagree_stand_together() -> None:
    disagreeing = [group for group in write("DE").figures if group.disagree]
    values = {number.value for group in disagreeing for number in group.numbers}
    assert {"1 station", "2 stations", "9 stations"} <= values


def test_the_chronology_is_in_order_and_no_date_is_sharper_than_known() -> None:
    responses = DATASET.responses
    for code in sorted(set(responses["country"])):
        own = responses[responses["country"] == code].sort_values(["counts_from", "id"])
        told = [moment.when for moment in write(code).chronology]
        when = [write_when(text) for text in own["date"]]
        remaining = iter(told)
        assert all(text in remaining for text in when), code


def test_nothing_later_than_the_date_is_told() -> None:
    briefing = write("IT", asof=REPORTS[0].published)
    assert not re.search(r"December 2022|2023|2024", " ".join(line.text for line in find_lines(briefing)))
    assert briefing.reported == 4


def test_a_country_without_a_response_says_nothing_found_and_the_date() -> None:
    briefing = write("MN")
    assert f"nothing found as of {TODAY}" in " ".join(line.text for line in briefing.missing)
    assert "no response of the authorities of Mongolia was found" in briefing.sentence


def test_what_the_filters_leave_out_is_said() -> None:
    briefing = write("IT", report=("110-overseas",))
    assert (briefing.count, briefing.sourced) == (4, 11)
    assert any(line.text.startswith("Filters leave 4 of them") for line in briefing.headline)
    assert any(moment.kind == "Cooperation ended" for moment in briefing.chronology)


def test_every_kind_of_response_has_its_hedge() -> None:
    assert all(kind.deed for kind in codes("responses.kind").values())


@pytest.mark.parametrize("kind", sorted(codes("responses.kind")))
def test_the_sentence_to_quote_always_says_who_reported_it(kind: str) -> None:
    basis = "policing" if kind in ("charges", "conviction") else ""
    responses = DATASET.responses.assign(kind=kind, basis=basis)
    sentence = write("NL", replace(DATASET, responses=responses)).sentence
    assert sentence.startswith("According to Safeguard Defenders (5 December 2022), ")
    assert f"were reported to have {codes('responses.kind')[kind].deed}" in sentence
    assert "China’s position, as reported on 26 October 2022" in sentence
    assert sentence.count("source: ") >= 3


def test_a_collateral_case_is_never_told_as_a_police_station_case() -> None:
    briefing = write("KR")
    assert "brought charges on grounds other than policing" in briefing.sentence or "conviction on" in briefing.sentence
    assert all(moment.kind != "Charges" for moment in briefing.chronology)


def test_an_act_in_the_sentence_carries_what_it_was_about() -> None:
    assert "This concerns Prato only" in write("IT").sentence
    assert "cooperation with China in" not in write("IT").sentence
    canada = write("CA").sentence
    furthest, latest = canada.index("furthest step found"), canada.index("latest response found")
    assert furthest < latest < canada.index("two community centres, which are in neither report")


@pytest.mark.parametrize("code", ["HR", "HU", "RS", "IT"])
def test_what_went_on_or_ended_is_police_cooperation_and_not_all_of_it(code: str) -> None:
    assert not re.search(r"(continued|ended) cooperation", write(code).sentence)


def test_stations_of_two_reports_are_said_apart() -> None:
    sentence = write("RS").sentence
    assert "According to 110 Overseas and texts on it (12 September 2022), 1 Chinese" in sentence
    assert "according to Patrol and Persuade and texts on it (5 December 2022), 1 more" in sentence


def test_the_source_of_an_act_is_the_best_kind_and_not_older_than_the_act() -> None:
    responses = DATASET.responses.to_dict("records")
    for row in responses:
        cited = DATASET.citations_of(row["id"])
        best = sentences.choose_source(cited, row["date"])
        assert best is not None and best["stance"] == "supports"
        # Written partial dates compare as far as both are known.
        known = min(len(best["published"]), len(row["date"]))
        assert not best["published"] or best["published"][:known] >= row["date"][:known]
        fresh = cited[(cited["stance"] == "supports") & (cited["published"] >= row["date"])]
        if best["kind"] == "republication":
            assert (fresh["kind"] == "republication").all()


def test_china_answers_for_the_country_where_it_did_and_denies_in_full_elsewhere() -> None:
    events = DATASET.events
    ids = {code: (evidence.choose_denial(events, code) or {})["id"] for code in ("NL", "GB", "CL", "US", "IT", "CA")}
    assert ids == {
        "NL": "ev-2022-10-26-china-service-centres",
        "GB": "ev-2023-06-06-embassy-in-london",
        "CL": "ev-2022-11-01-china-vina-del-mar",
        "US": "ev-2023-04-18-china-rejects-us-charges",
        "IT": "ev-2022-12-22-china-no-police-posts",
        "CA": "ev-2022-12-22-china-no-police-posts",
    }
    assert evidence.choose_denial(events[events["country"] == "IT"], "IT") is None


def test_the_statements_of_china_stand_once_and_only_where_something_was_reported() -> None:
    italy, hong_kong = write("IT"), write("HK")
    assert len(italy.denial) == len(hong_kong.denial) == 1
    assert len(italy.statements) >= 10 and all(line.supported or line.disputed for line in italy.statements)
    assert hong_kong.statements == ()
    assert not any("China: " in moment.said.text for moment in italy.chronology)


def test_the_act_at_the_furthest_step_is_told_with_its_scope() -> None:
    assert any("This concerns Prato only" in line.text for line in write("IT").standing)


def test_the_number_for_all_countries_has_one_note() -> None:
    for code in ("IT", "MN"):
        line = next(line for line in write(code).headline if line.text.startswith("In all countries"))
        assert len(line.supported) + len(line.disputed) == 1


def test_no_figure_stands_twice_and_a_rank_is_said_in_words() -> None:
    groups = write("IT").figures
    values = [(number.subject, number.value, number.author) for group in groups for number in group.numbers]
    assert len(values) == len(set(values))
    assert {"highest", "second highest", "11 stations added"} <= {value for _, value, _ in values}
    assert sum(number.author.startswith("The Guardian") for group in groups for number in group.numbers) == 1


def test_a_minimum_that_the_total_fulfils_is_no_other_number() -> None:
    assert not any("Others gave" in line.text for line in write("IT").headline)
    assert any(line.text.startswith("Others gave at least 3;") for line in write("NL").headline)


def test_a_paraphrase_says_whose_words_it_renders_and_a_note_leads_back() -> None:
    briefing = write("IT")
    html, text = documents.render_article(briefing), documents.render_markdown([briefing])
    assert not re.search(r"Paraphrased(?! from )", html + text)
    marks, notes, back, forth = (
        set(re.findall(pattern, html))
        for pattern in (r'id="mark-([^"]+)"', r'id="note-([^"]+)"', r'href="#mark-([^"]+)"', r'href="#note-([^"]+)"')
    )
    assert marks == back == forth <= notes
    assert html.count('id="mark-') == len(marks)


def make_hostile(text: str) -> Dataset:
    """The dataset with `text` wherever the data hold words about Italy."""
    citations, figures = DATASET.citations, DATASET.figures
    columns = ("title", "publisher", "quote", "locator")
    authors = figures["author"].where(figures["author"].str.startswith("Safeguard"), text)
    return replace(
        DATASET,
        title=text,
        stations=DATASET.stations.assign(note=text, confidence=text),
        responses=DATASET.responses.assign(actor=text, summary=text),
        events=DATASET.events.assign(title=text, summary=text),
        figures=figures.assign(reading=text, author=authors),
        citations=citations.assign(**dict.fromkeys(columns, text), url=f"https://example.org/{text}"),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    briefing = write("IT", make_hostile(text))
    html = documents.render_article(briefing, Image("data:image/svg+xml;base64,", text), ADDRESS)
    reading = Reading(html)
    assert reading.tags <= TAGS
    assert all(not name.startswith("on") for name, _ in reading.attributes)
    assert all(re.match("https?://|#(note|mark)-IT-", value) for name, value in reading.attributes if name == "href")
    assert clean(text) in " ".join(reading.words.split())
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", html)
    assert clean(text).split()[0] in read_markdown(documents.render_markdown([briefing]))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
def test_markdown_tables_keep_their_rows_whatever_stands_in_a_cell(text: str) -> None:
    hostile, plain = (documents.render_markdown([write("IT", data)]) for data in (make_hostile(text), DATASET))
    rows = [
        sum(token.type == "tr_open" for token in MarkdownIt("commonmark").enable("table").parse(each))
        for each in (hostile, plain)
    ]
    assert rows[0] == rows[1] > 10
    read_markdown(hostile)


def test_the_footer_of_the_printed_page_cannot_end_its_own_style() -> None:
    footer = documents.write_page_footer(write("IT", make_hostile('"; } </style><script>\\')), ADDRESS)
    assert not re.search(r"[<>]", footer)
    assert footer.count('"') == 4


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "", " https://example.org"]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert check_address(url) == ""


def test_the_html_file_needs_no_network_and_runs_nothing() -> None:
    found = [write(code) for code in ("IT", "DE")]
    picture = pictures.write_address(draw("IT")[1])
    document = documents.render_document(found, [Image(picture, "Italy"), None], ADDRESS)
    reading = Reading(document)
    assert reading.tags.isdisjoint({"script", "link", "iframe", "object", "embed", "form", "base"})
    assert [value for name, value in reading.attributes if name == "src"] == [picture]
    assert "url(" not in document and "@import" not in document
    assert "default-src 'none'" in dict(reading.attributes)["content"] or "default-src 'none'" in document


def test_the_small_map_marks_each_placed_place_and_holds_no_script() -> None:
    shown, svg = draw("IT")
    found = shown.places
    assert "<script" not in svg and "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    for place in found:
        assert place.is_placed
    # The legend has a disc for each step, and a ring and a diamond.
    legend = len({place.step for place in found}) + 2
    assert svg.count(f'stroke="{LIGHT.outline}"') - legend == len(found)
    assert "ring: a region" in svg and "diamond: a country, no city named" in svg


def test_the_page_without_a_country_offers_all_of_them() -> None:
    at = open_page("country")
    offered, others = at.button_group(key="open-country"), at.button_group(key="open-other")
    notes = dict(zip(offered.options, read_notes(at, "open-country"), strict=True))
    assert (notes["Italy"], notes["Germany"]) == (" · 11 · closed", " · 1 · closed · contested")
    assert others.options == ["China", "Hong Kong SAR China", "Thailand"]
    offered.set_value("IT").run()
    assert at.title[0].value == "Italy"
    assert at.query_params["country"] == "IT"


def test_next_and_previous_keep_the_view() -> None:
    at = open_page("country", country="IT", report="110-overseas")
    at.button(key="after").click().run()
    assert at.title[0].value == "Japan"
    assert at.query_params["report"] == "110-overseas"
    at.button(key="before").click().run()
    assert at.title[0].value == "Italy"


def test_of_five_countries_four_stand_side_by_side_and_the_fifth_is_named() -> None:
    at = open_page("country", country=["DE", "GB", "NL", "IT", "ES"])
    assert at.title[0].value.replace("\\", "") == "Germany, the United Kingdom, the Netherlands and Italy, side by side"
    assert "5 countries are chosen; the first 4 stand side by side. Left out here: Spain." in read(at)


def test_a_briefing_and_its_map_are_made_once_whatever_stands_beside_it() -> None:
    alone, beside = View(), View(country=("DE", "IT"), color="report", sort="name", place="it-rome")
    assert briefings.brief(ATLAS, alone, "IT") is briefings.brief(ATLAS, beside, "IT")
    one, other = (briefings.picture(ATLAS, view, "IT") for view in (alone, View(country=("DE", "IT"))))
    assert one is other is not None
    assert briefings.picture(ATLAS, beside, "IT") != one


@pytest.mark.parametrize("part", ["report", "response", "bureau", "confidence"])
def test_all_its_stations_come_back_whatever_filter_left_them_out(part: str) -> None:
    parameter = BY_FIELD[part]
    code = next(code for code in parameter.codes if write("GB", **{part: (code,)}).count < 3)
    at = open_page("country", country="GB", **{parameter.key: code})
    next(button for button in at.button if button.label == "Show all its stations").click().run()
    assert dict(at.query_params) == {"country": "GB"}


class Pseudo(dict[str, Any]):
    """A catalogue of a language in which every text of the atlas stands in brackets."""

    def get(self, key: str, default: object = None) -> Any:
        return f"⟦{key}⟧" if default else (f"⟦{key}⟧", f"⟦{key}⟧")


def drop_texts(said: str) -> str:
    """What is left of a page in that language: what is no text of the atlas."""
    left = re.sub("⟦[^⟦⟧]*⟧", "", said)
    return left if left == said else drop_texts(left)


def test_no_word_of_the_atlas_itself_stays_in_english_where_another_language_is_spoken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(catalogue, "_read_catalogue", lambda language: Pseudo())
    data = make_hostile("0")
    columns = (data.stations["city"], data.citations["republishes"], data.figures["author"])
    languages = map(name_language, data.citations["language"].unique())
    months = map(calendar.month_name.__getitem__, range(1, 13))
    ours = [word for column in columns for word in column.unique()] + [report.title for report in REPORTS]
    known = " ".join([*ours, *languages, *months, "https://example.org/0", "https://atlas.example/country"])
    for code in ("IT", "DE", "MN", "CN", "KR"):
        briefing = write(code, data)
        html = re.sub("<[^>]*>", " ", documents.render_article(briefing, address=ADDRESS))
        for said in (documents.render_markdown([briefing], ADDRESS), html):
            left = set(re.findall(r"[^\W\d_]{2,}", drop_texts(said)))
            assert left - set(re.findall(r"[^\W\d_]{2,}", f"{known} {briefing.name}")) == set()


def test_a_briefing_says_what_was_corrected_in_its_records_by_its_date() -> None:
    said = {moment.said.text for moment in write("IT").corrections}
    assert any(each.startswith("Kind: statement.") and "it-2022-09-cooperation-continued" in each for each in said)
    assert all("Record: " in each for each in said)
    assert write("IT", asof=date(2026, 11, 21)).corrections == ()
    assert "What was corrected here" in documents.render_markdown([write("IT")], "")
