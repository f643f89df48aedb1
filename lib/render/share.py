"""Texts to take along → buttons that copy them; `static/reader.js` hears the press and says what became of it."""

from dataclasses import dataclass
from html import escape

from lib.answers.share import Piece, Share


@dataclass(frozen=True)
class Told:
    """What a button says when it has copied, and what stands beside it where the browser does not let it."""

    copied: str
    failed: str


def render_copy(label: str, text: str, told: Told) -> str:
    """A button that copies a text, which is not shown."""
    return f'<span class="copies">{_render_button(label, told)}{_render_text(text, "hidden")}</span>'


def render_pieces(share: Share, told: Told) -> str:
    """Each text of a view with its name, what it is for, and its button."""
    return f'<div class="pieces">{"".join(_render_piece(each, share.copy, told) for each in share.pieces)}</div>'


def _render_piece(piece: Piece, copy: str, told: Told) -> str:
    about = f" <small>{escape(piece.about)}</small>" if piece.about else ""
    button = _render_button(copy, told, f"{copy}: {piece.label}")
    shown = _render_text(piece.text, f'role="group" tabindex="0" aria-label="{escape(piece.label)}"')
    return f"<section><p><b>{escape(piece.label)}</b>{about}</p>{button}{shown}</section>"


def _render_button(label: str, told: Told, name: str = "") -> str:
    """A button; `name` is what it is called where its label does not say what it copies."""
    named = f' aria-label="{escape(name)}"' if name else ""
    return (
        f'<button type="button" class="copy" data-copied="{escape(told.copied)}" '
        f'data-failed="{escape(told.failed)}"{named}>{escape(label)}</button>'
    )


def _render_text(text: str, looks: str) -> str:
    """What the button beside it copies: as a text and no attribute, of which Streamlit takes away what looks like code.

    A link, a citation and code are no words to translate.
    """
    return f'<pre translate="no" {looks}>{escape(text)}</pre>'
