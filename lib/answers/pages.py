"""The pages of the atlas, in the order a reader is shown them: the one row that a page has beside its own modules."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from lib.answers.blocks import answer
from lib.view import View
from lib.view.atlas import Atlas
from lib.words.catalogue import mark


@dataclass(frozen=True)
class Page:
    """A page: its code (`pages/CODE.py`), its title in the navigation, the question that it answers, and the tables
    whose records `open` opens on it ("openings": stations with a date of their own; "groups": the station entries
    of a country or a bureau; "contests": responses that contradict one another); framed: a newsroom may embed it;
    strip: the filter of responses stands above it as key figures."""

    code: str
    title: str
    question: str
    opens: tuple[str, ...] = ()
    framed: bool = False
    strip: bool = False

    @property
    def path(self) -> str:
        """Its address; the first page's is the bare one."""
        return "/" if self == PAGES[0] else f"/{self.code}"


PAGES = (
    Page(
        "map",
        mark("Map"),
        mark("Where were stations reported, by which report, and what did that government do?"),
        framed=True,
        strip=True,
    ),
    Page("timeline", mark("Timeline"), mark("What happened when?"), ("responses", "events", "openings"), framed=True),
    Page(
        "responses",
        mark("Responses"),
        mark("What did governments do, side by side, and what was found nowhere?"),
        ("responses",),
        strip=True,
    ),
    Page(
        "reports",
        mark("Reports"),
        mark("Who gave which number, and why do the numbers differ?"),
        ("groups", "contests", "figures"),
    ),
    Page(
        "sources", mark("Sources"), mark("Who said all this, in which language, and what rests on what?"), ("sources",)
    ),
    Page("country", mark("Countries"), mark("What is known of one country, in order, and who said so?")),
    Page("data", mark("Data"), mark("Which rows are behind this view, and how are they taken along?")),
    Page("method", mark("Method"), mark("What does the atlas show, how was it made, and what does it not show?")),
)


def answer_page(page: Page, atlas: Atlas, view: View) -> Any:
    """The Answer of a page to a view: what `write` of its module gives."""
    return answer(atlas, import_module(f"lib.answers.{page.code}").write, view)
