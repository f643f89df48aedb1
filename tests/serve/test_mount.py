"""The path that the atlas is served under, as its setting is read."""

from collections.abc import Iterator

import pytest
from streamlit import config

from lib import serve
from lib.serve import base


@pytest.fixture(autouse=True)
def own_setting() -> Iterator[None]:
    """Each test reads its own setting."""
    base.read_base.cache_clear()
    yield
    config.set_option(base.OPTION, "")
    base.read_base.cache_clear()


@pytest.mark.parametrize(("said", "read"), [("", ""), ("atlas", "/atlas"), ("/tools/my-atlas/", "/tools/my-atlas")])
def test_a_path_is_read_with_or_without_its_slashes(said: str, read: str) -> None:
    config.set_option(base.OPTION, said)
    assert base.read_base() == read


@pytest.mark.parametrize("said", ["../atlas", "a//b", 'a"b', "a b", "atlas?x", "http://host/atlas", "a/../b", "ä"])
def test_what_is_no_path_is_an_error_that_names_it(said: str) -> None:
    config.set_option(base.OPTION, said)
    with pytest.raises(ValueError, match=r"server\.baseUrlPath"):
        base.read_base()


@pytest.mark.parametrize("said", ["data", "v", "assets/atlas", "timeline"])
def test_a_path_that_begins_as_an_address_within_does_is_refused(said: str) -> None:
    config.set_option(base.OPTION, said)
    with pytest.raises(ValueError, match="addresses within the atlas begin"):
        serve.middleware()


def test_only_what_leads_within_the_atlas_is_mounted() -> None:
    config.set_option(base.OPTION, "atlas")
    html = '<a href="/data"> <a href="//host/x"> <a href="#n"> <img src="/v/map.svg"> <p title="/x">href=/x</p>'
    assert base.mount(html) == html.replace('"/data', '"/atlas/data').replace('"/v', '"/atlas/v')
