"""The files of a data folder: the one door through which their bytes come in, and the words for what is wrong.

Nothing here waits or runs out of memory, whatever stands in the folder: a pipe, a link to nowhere, a file of any size.
"""

import codecs
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lib.dataset.characters import show

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "data"
TABLES = ("sources", "stations", "responses", "events", "figures", "claims", "citations", "leads", "changes", "health")
PACKAGE, GEOCACHE, RELEASES = "datapackage.json", "geocache.json", "releases/releases.json"
# All that the atlas reads; drafts, locks and notes beside them are nobody's business.
FILES = (PACKAGE, GEOCACHE, *(f"{table}.csv" for table in TABLES))
# A hundred thousand rows are 16 MB, ten thousand places 2 MB.
MAX_BYTES, MAX_JSON_BYTES = 100_000_000, 10_000_000
# Of objects in objects: ours has 8.
MAX_DEPTH = 32


@dataclass(frozen=True)
class Problem:
    """Something wrong with the data: where it stands, what stands there, and what was expected.

    `lines` is how many lines of the file it speaks of, from `line` on. Texts hold only characters that can be seen.
    """

    file: str
    line: int | None
    column: str
    value: str
    expected: str
    lines: int = 1

    def __post_init__(self) -> None:
        for name in ("column", "value", "expected"):
            object.__setattr__(self, name, show(getattr(self, name)))

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        if self.line is not None and self.lines > 1:
            line = f", lines {self.line} to {self.line + self.lines - 1}"
        value = self.value if len(self.value) <= 80 else f"{self.value[:80]}…"
        return f"{self.file}{line}, {self.column}: '{value}'; expected {self.expected}"


class DatasetError(Exception):
    """A file without which nothing can be shown is missing or cannot be read."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        self.file, self.reason, self.remedy = file, show(reason), show(remedy)
        super().__init__(f"{file}: {self.reason}. {self.remedy}")


# Names, sizes and times of files, in nanoseconds.
Stamp = tuple[tuple[str, int, int, int], ...]


def read_stamp(folder: Path) -> Stamp:
    """What stands in a folder now: equal as long as no file that the atlas reads was changed, replaced or taken away.

    Our own package counts too, since it defines the fields of every folder.
    """
    stamps = []
    for path in (*(folder / file for file in (*FILES, RELEASES)), DATA / PACKAGE):
        try:
            found = path.stat()
        except (OSError, ValueError):
            continue
        # A file that was put in place with its old date still changes the second of the times.
        stamps.append((str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns))
    return tuple(stamps)


def read_bytes(folder: Path, file: str, most: int = MAX_BYTES) -> bytes:
    """A regular file's bytes; DatasetError where it is missing, is something else, or has more than `most`."""
    remedy = f"Put {file} in the data folder, or point ATLAS_DATA at a folder that has it."
    try:
        # Opening a pipe would wait for whoever writes to it.
        opened = os.open(folder / file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise DatasetError(file, "it is no regular file, but a folder, a pipe or a device", remedy)
            with open(opened, "rb", closefd=False) as stream:
                content = stream.read(most + 1)
        finally:
            os.close(opened)
    except FileNotFoundError:
        is_link = (folder / file).is_symlink()
        raise DatasetError(
            file, f"the file is missing{', its link leads nowhere' if is_link else ''}", remedy
        ) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise DatasetError(file, f"the file cannot be read ({said})", remedy) from None
    if len(content) > most:
        raise DatasetError(file, f"the file is larger than {most // 1_000_000} MB", remedy)
    return content


@dataclass(frozen=True)
class Lines:
    """The first lines of a text file, without their ends.

    garbled: the indexes of those that are not UTF-8; rest: how many lines follow them; is_finished: whether the file's
    last line ends as the others do, which that of a file that was cut mostly does not.
    """

    texts: list[str]
    garbled: frozenset[int]
    rest: int
    is_finished: bool


def is_utf16(content: bytes) -> bool:
    """Whether a text says by its mark that it is UTF-16."""
    return content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decode_marked(content: bytes) -> bytes:
    """A text in UTF-8, without a mark: one in UTF-16 is turned into it."""
    if is_utf16(content):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16").encode()
    return content.removeprefix(codecs.BOM_UTF8)


def split_lines(content: bytes, most: int) -> Lines:
    """A text's first lines as an editor counts them; a mark at its start is no part of the first."""
    content = decode_marked(content).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    is_finished = content.endswith(b"\n")
    lines = content.removesuffix(b"\n").split(b"\n", most)
    rest = lines[most].count(b"\n") + 1 if len(lines) > most else 0
    lines = lines[:most]
    try:
        return Lines(b"\n".join(lines).decode().split("\n"), frozenset(), rest, is_finished)
    except UnicodeDecodeError:
        garbled = frozenset(index for index, line in enumerate(lines) if not _is_utf8(line))
        return Lines([line.decode(errors="backslashreplace") for line in lines], garbled, rest, is_finished)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


class Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood there more than once."""

    repeated: frozenset[str] = frozenset()


def read_json(folder: Path, file: str) -> tuple[Object, str]:
    """A JSON object and the text that it was read from; DatasetError where there is none.

    Numbers with a fraction or an exponent, and very long ones, are Decimals, as they were written.
    """
    content = decode_marked(read_bytes(folder, file, MAX_JSON_BYTES))
    remedy = f"Mend it and reload, or point ATLAS_DATA at a folder that has a {file}."
    try:
        text = content.decode()
        value = json.loads(
            text,
            object_pairs_hook=_make_object,
            parse_float=_read_decimal,
            parse_constant=_read_decimal,
            parse_int=lambda digits: int(digits) if len(digits) < 20 else _read_decimal(digits),
        )
    except (ValueError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DatasetError(file, f"the file cannot be read as JSON ({said})", remedy) from None
    if not isinstance(value, Object):
        raise DatasetError(file, "the file is not a JSON object", remedy)
    if any(depth > MAX_DEPTH for _, depth in walk(value)):
        raise DatasetError(file, "the file cannot be read as JSON (it is nested too deeply)", remedy)
    return value, text


def walk(value: object) -> Iterator[tuple[object, int]]:
    """Everything in a JSON value, itself included, with how deep it lies; what lies below MAX_DEPTH stays shut."""
    waiting = [(value, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if depth <= MAX_DEPTH and isinstance(part, dict | list):
            waiting.extend((inner, depth + 1) for inner in (part.values() if isinstance(part, dict) else part))


def _make_object(pairs: list[tuple[str, Any]]) -> Object:
    made = Object(pairs)
    if len(made) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        made.repeated = frozenset(key for key, count in counts.items() if count > 1)
    return made


def _read_decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")
