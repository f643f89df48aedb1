"""Damage to a data folder, of every kind that editors, disks and people do, for the property tests."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from lib.dataset.files import FILES, GEOCACHE, PACKAGE

# What stands in a cell, or in a file of JSON, that nobody should read as it is.
HOSTILE = (
    *("", " ", ",", '"', "''", "Madrid ", "\u00a0Madrid", "Ma\ndrid", "Ma\rdrid", "Co\u0301rdoba", "São\u00a0Paulo"),
    *("\x00", "\x1b[31m", "\u202egnirts", "zero\u200bwidth", "\ufeff", "\u2028", "\u3164", "\ue000", "𐏿"),
    *("1_0", "+3", "1e2", "102.9", "-0", "-1", "01", "１０", "٣", "1e400", "Infinity", "NaN", "9" * 400, "0x10", "²"),
    *("9999-12-31", "0000", "2022-02-30", "0001-01-01", "2022-13", "1262-01", "２０２２"),
    *("XX", "es", "ES", "<script>alert(1)</script>", "=HYPERLINK(1)", "javascript:alert(1)", "$$x$$", "a" * 5_000),
    *(
        "charges",
        "closed",
        "es-madrid-fuzhou-1",
        "seed-001",
        "fig-stations-reported-102",
        "[" * 50,
        "{",
        "null",
        "true",
    ),
)
TOGETHER = 4  # damages at once


@dataclass(frozen=True)
class Damage:
    """What is done to a file: a kind, two places in it (0 to 1), and a text."""

    file: str
    kind: str
    place: float
    other: float
    text: str

    def do(self, folder: Path) -> None:
        """Damage the file in a folder; nothing where an earlier damage took it away."""
        path = folder / self.file
        if self.kind in _PLACES:
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            path.unlink(missing_ok=True)
            _PLACES[self.kind](path)
        elif path.is_file():
            path.write_bytes(_CHANGES[self.kind](self, path.read_bytes()))

    def at(self, length: int) -> int:
        """The first place as an index into something of a length."""
        return min(int(self.place * length), max(length - 1, 0))


def _flip(damage: Damage, content: bytes) -> bytes:
    if not content:
        return content
    index = damage.at(len(content))
    return content[:index] + bytes([content[index] ^ (1 << int(damage.other * 7))]) + content[index + 1 :]


def _change_lines(change: Callable[[Damage, list[bytes], int], list[bytes]]) -> Callable[[Damage, bytes], bytes]:
    def do(damage: Damage, content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        return b"".join(change(damage, lines, damage.at(len(lines)))) if lines else content

    return do


def _change_cell(damage: Damage, lines: list[bytes], index: int) -> list[bytes]:
    cells = lines[index].split(b",")
    cells[min(int(damage.other * len(cells)), len(cells) - 1)] = damage.text.encode()
    return [*lines[:index], b",".join(cells), *lines[index + 1 :]]


def _insert(damage: Damage, content: bytes) -> bytes:
    index = damage.at(len(content))
    return content[:index] + damage.text.encode() + content[index:]


_CHANGES: dict[str, Callable[[Damage, bytes], bytes]] = {
    "flip": _flip,
    "cut": lambda damage, content: content[: damage.at(len(content))],
    "insert": _insert,
    "empty": lambda damage, content: b"",
    "cell": _change_lines(_change_cell),
    "drop": _change_lines(lambda damage, lines, index: lines[:index] + lines[index + 1 :]),
    "double": _change_lines(lambda damage, lines, index: lines[: index + 1] + lines[index:]),
    "blank": _change_lines(lambda damage, lines, index: [*lines[:index], b"\n", *lines[index:]]),
    "headless": _change_lines(lambda damage, lines, index: lines[1:]),
    "alone": _change_lines(lambda damage, lines, index: lines[:1]),
    "semicolons": lambda damage, content: content.replace(b",", b";"),
    "latin-1": lambda damage, content: content.decode(errors="replace").encode("latin-1", errors="replace"),
    "utf-16": lambda damage, content: content.decode(errors="replace").encode("utf-16"),
    "mark": lambda damage, content: b"\xef\xbb\xbf" + content,
    "windows": lambda damage, content: content.replace(b"\n", b"\r\n"),
    "macintosh": lambda damage, content: content.replace(b"\n", b"\r"),
}
_PLACES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "dangling": lambda path: path.symlink_to("nowhere"),
    "circle": lambda path: path.symlink_to(path.name),
    "endless": lambda path: path.symlink_to("/dev/zero"),
}
# Most damage leaves most of the atlas, so that what is left is looked at, too.
_GENTLE = ("cell", "cell", "cell", "flip", "insert", "blank", "drop", "double", "windows", "mark")
_fractions = st.floats(0, 1)


def _make(files: tuple[str, ...], kinds: tuple[str, ...]) -> st.SearchStrategy[Damage]:
    texts = st.sampled_from(HOSTILE) | st.text(max_size=6)
    return st.builds(Damage, st.sampled_from(files), st.sampled_from(kinds), _fractions, _fractions, texts)


damages = st.lists(
    _make(FILES, _GENTLE) | _make(FILES, (*_CHANGES, *_PLACES)) | _make((GEOCACHE, PACKAGE), _GENTLE),
    min_size=1,
    max_size=TOGETHER,
)
