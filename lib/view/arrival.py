"""A link as it arrives: what mails, chats and word processors do to it, undone where one reading is possible."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

# What programs add to every link they pass on: nobody's filter.
_FOLLOWERS = re.compile(
    r"utm_.*|fbclid|gclid|gbraid|wbraid|dclid|srsltid|_gl|_ga|msclkid|yclid|ttclid|twclid|li_fat_id|igshid|ref_src|"
    r"mc_[ce]id|mkt_tok|_hs(?:enc|mi)|vero_id|oly_(?:anon|enc)_id",
    re.I,
)
# What stands around a link in a sentence and is taken into it.
_AROUND = " \t\r\n.,;:!?()[]{}<>\"'`*_“”„‘’«»‹›…"


def is_follower(key: str) -> bool:
    """Whether a key was added by who passed the link on, to follow its readers."""
    return _FOLLOWERS.fullmatch(key) is not None


def split(query: Mapping[str, Sequence[str]], known: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The parts of a query by key, each key once, in their order: keys as they are known where one reading gives that.

    Undone are a key's case, an "&amp;" for "&", a ";" between parts, a "=" that was encoded with its key.
    """
    parts: dict[str, list[str]] = {}
    for key, texts in query.items():
        name, more = _read_key(key, known)
        parts.setdefault(name, [])
        for text in [*([more] if more else []), *texts]:
            pieces = re.split(rf"[;&](?:amp;)?(?=(?:{'|'.join(known)})=)", text, flags=re.I)
            parts[name].append(pieces[0])
            for piece in pieces[1:]:
                inner, _, value = piece.partition("=")
                parts.setdefault(inner.casefold(), []).append(value)
    return list(parts.items())


def _read_key(key: str, known: Sequence[str]) -> tuple[str, str]:
    """A key as it is known, and the value that was encoded with it; the key as it came where it is not known."""
    for text in (key, unquote(key)):
        name, _, value = clean(text).removeprefix("amp;").strip(_AROUND).partition("=")
        if name.casefold() in known:
            return name.casefold(), value
    return key, ""


def clean(text: str) -> str:
    """A text without what is not seen, wide letters and odd spaces as plain ones."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(each for each in plain if unicodedata.category(each) not in ("Cf", "Cc")).split())


def read_as(text: str) -> Iterator[str]:
    """What a value may have been before it was bent, the least bent first."""
    seen = {text}
    yield text
    for undone in (
        clean(text),
        clean(text).strip(_AROUND),
        clean(html.unescape(text)).strip(_AROUND),
        # "=" is "=3D" in mails (quoted-printable), and its "3D" stays with the value.
        clean(text).removeprefix("3D").strip(_AROUND),
        clean(unquote(text)).strip(_AROUND),
        clean(unquote(unquote(text))).strip(_AROUND),
    ):
        if undone and undone not in seen:
            seen.add(undone)
            yield undone
