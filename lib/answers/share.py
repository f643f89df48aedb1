"""What of a view can be taken along as text: its links, its sentence, how to cite it, and how to frame it."""

import json
from dataclasses import dataclass
from datetime import date
from html import escape

from lib.answers.frame import AUTHOR, NAME
from lib.answers.pages import PAGES
from lib.answers.releases import promise, return_today
from lib.view import Selection, write_address
from lib.view.atlas import Atlas
from lib.words import views as words
from lib.words.catalogue import text, write_date

# What a page of another site frames: the height, in pixels, that a map or a timeline needs.
HEIGHT = 720
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{each: f"\\{each}" for each in "&%$#_{}"},
    }
)


@dataclass(frozen=True)
class Piece:
    """A text to take along: its code, what it is called and what it is for."""

    code: str
    label: str
    about: str
    text: str


@dataclass(frozen=True)
class Share:
    """What the panel is called, the word on each button, and the texts."""

    label: str
    copy: str
    pieces: tuple[Piece, ...]


def write(atlas: Atlas, selection: Selection, page: str, base: str, today: str, framed: str) -> Share:
    """The texts of a view on a page (its code) at an address, as of a day of access (ISO 8601).

    framed: "yes" where other sites may frame the page.
    """
    dataset, sentence = atlas.dataset, words.describe(selection)
    exact = write_address(base, selection.view, dataset)
    cited = _Cited(
        title=f"{text(next(each.title for each in PAGES if each.code == page))}: {sentence}",
        version=dataset.version,
        issued=dataset.created,
        read=date.fromisoformat(today),
        link=exact,
    )
    pieces = [
        Piece(
            "exact",
            text("Exact link"),
            promise(atlas),
            exact,
        ),
        Piece(
            "short",
            text("Short link"),
            text("Shows the data of the day on which it is opened."),
            write_address(base, return_today(selection.view, dataset)),
        ),
        Piece("sentence", text("The view as a sentence"), "", sentence),
        Piece("citation", text("Citation"), "", cited.write_plain()),
        Piece("bibtex", text("Citation, BibTeX"), "", cited.write_bibtex()),
        Piece("csl", text("Citation, CSL-JSON"), text("For Zotero, Pandoc and their kind."), cited.write_csl()),
    ]
    if framed:
        code = _write_frame(f"{exact}&embed=true", sentence)
        about = text("The figure in a page of yours, with its source.")
        pieces.append(Piece("embed", text("Code to embed"), about, code))
    return Share(text("Share"), text("Copy"), tuple(pieces))


def _write_frame(address: str, sentence: str) -> str:
    return (
        f'<iframe src="{escape(address)}" title="{escape(sentence)}" width="100%" height="{HEIGHT}" '
        'style="border: 0" loading="lazy"></iframe>'
    )


@dataclass(frozen=True)
class _Cited:
    """What is cited: a view of a data version, and when it was read."""

    title: str
    version: str
    issued: date
    read: date
    link: str

    def write_plain(self) -> str:
        return text(
            "{author}. “{title}” {atlas}, data version {version}, {issued}. {link} (read on {read}).",
            author=text(AUTHOR),
            title=self.title,
            atlas=text(NAME),
            version=self.version,
            issued=write_date(self.issued),
            link=self.link,
            read=write_date(self.read),
        )

    def write_bibtex(self) -> str:
        """An entry of BibTeX's kind misc, with the fields that biblatex knows beside it."""
        title = f"{text(NAME)}. {self.title}".translate(_LATEX)
        return "\n".join(
            (
                f"@misc{{station-atlas-{self.version},",
                f"  author = {{{{{text(AUTHOR)}}}}},",
                f"  title = {{{{{title}}}}},",
                f"  year = {{{self.issued.year}}},",
                f"  version = {{{self.version}}},",
                f"  url = {{{self.link}}},",
                f"  urldate = {{{self.read.isoformat()}}}",
                "}",
            )
        )

    def write_csl(self) -> str:
        """An item of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
        item = {
            "id": f"station-atlas-{self.version}",
            "type": "dataset",
            "title": f"{text(NAME)}. {self.title}",
            "author": [{"literal": text(AUTHOR)}],
            "version": self.version,
            "issued": {"date-parts": [_list_parts(self.issued)]},
            "accessed": {"date-parts": [_list_parts(self.read)]},
            "URL": self.link,
        }
        return json.dumps([item], ensure_ascii=False, indent=2)


def _list_parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]
