"""A part of the link is one row: every filter, set alone, is said, counted, cleared and offered to be dropped."""

import pytest

from lib import view as views
from lib.answers.country import brief
from lib.dataset import Dataset
from lib.view import FILTERS, PARAMETERS, Parameter, View
from lib.view.atlas import Atlas
from lib.view.parameters import BY_FIELD
from lib.words import views as words
from tests.pages import open_page, read, read_notes

NARROWING = [parameter for parameter in PARAMETERS if parameter.narrows]
# A value of each filter that leaves something, and one that together with another filter leaves nothing.
SOME = {"country": "GB", "report": "110-overseas", "response": "closed", "bureau": "fuzhou", "contested": "yes"}
each_filter = pytest.mark.parametrize("parameter", NARROWING, ids=lambda parameter: parameter.key)


def choose(parameter: Parameter) -> str:
    return SOME.get(parameter.key) or parameter.codes[0]


def ask(parameter: Parameter) -> View:
    view, problems = views.parse({parameter.key: [choose(parameter)]})
    assert problems == ()
    return view


def test_a_filter_is_a_row_and_the_rows_are_the_view() -> None:
    assert [parameter.field for parameter in PARAMETERS] == list(vars(View()))
    assert {"country", "report", "response", "bureau", "confidence", "contested"} == {each.key for each in NARROWING}
    assert all(parameter.title and parameter.label and parameter.sentence for parameter in NARROWING)


@each_filter
def test_the_sentence_says_it_and_the_count_is_its_options_count(dataset: Dataset, parameter: Parameter) -> None:
    whole, selection = views.apply(View(), dataset), views.apply(ask(parameter), dataset)
    assert 0 < selection.count < whole.count
    assert selection.count == whole.facets[parameter.field][choose(parameter)]
    said = words.describe(selection)
    assert said.replace(words.describe_filters(ask(parameter)), "") != said
    assert len(words.describe_filters(ask(parameter))) > 5


@each_filter
def test_clear_takes_it_back(parameter: Parameter) -> None:
    at = open_page("map", **{parameter.key: choose(parameter)})
    clear = next(button for button in at.button if button.label == "Clear")
    clear.click().run()
    assert "87 stations in 68 places" in read(at) and dict(at.query_params) == {}


@each_filter
def test_its_control_shows_it_with_counts(dataset: Dataset, parameter: Parameter) -> None:
    whole = views.apply(View(), dataset)
    at = open_page("map")
    controls = [*at.pills, *at.multiselect, *at.toggle]
    control = next(each for each in controls if each.key == parameter.field)
    listed = parameter.label if control.type == "multiselect" else parameter.field
    shown = control.label if parameter.kind == "flag" else " ".join(read_notes(at, listed))
    counts = {count for count in whole.facets[parameter.field].values() if count}
    if parameter.field == "response":
        # The strip counts countries: each in every step that it reached.
        counts = {sum(step in each.reached for each in whole.standings.values()) for step in parameter.codes}
    assert counts and all(str(count) in shown for count in counts)


@each_filter
def test_the_empty_page_offers_to_drop_it(parameter: Parameter) -> None:
    # No report was out in 2021: whatever is asked for, nothing is there.
    at = open_page("map", **{parameter.key: choose(parameter), "asof": "2021-01-01"})
    assert f"Drop “{parameter.title}”" in [button.label for button in at.button]


@each_filter
def test_a_briefing_names_it(dataset: Dataset, parameter: Parameter) -> None:
    briefing = brief(Atlas(dataset), ask(parameter), "GB" if parameter.key != "contested" else "DE")
    text = " ".join(line.text for line in briefing.headline)
    asked = words.describe_filters(ask(parameter)) if parameter.key != "country" else "the United Kingdom"
    assert asked.strip() in text


def test_as_of_is_a_filter_but_narrows_no_column() -> None:
    assert BY_FIELD["asof"] in FILTERS and not BY_FIELD["asof"].narrows
