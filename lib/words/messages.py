"""Every text that can be said, gathered for a translator: `python -m lib.words.messages CODE` writes `locale/CODE.po`.

Texts stand in the code (calls of `text` and `plural`), in the rows of the link's table, and in the package's
vocabularies. A file that is there keeps its translations; what is no longer said is marked as such.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from lib.dataset import ROOT
from lib.dataset.vocabulary import codes, list_vocabularies
from lib.view import PARAMETERS
from lib.words.catalogue import LOCALE

KEYWORDS = {"text": None, "mark": None, "plural": (1, 2)}
# A message, or its forms for one and for many; and where it stands.
Message = tuple[str | tuple[str, str], str]


def gather() -> Iterator[Message]:
    """Every text with the place it comes from."""
    for room in ("lib", "pages"):
        found = extract_from_dir(ROOT / room, [("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True)
        for file, _, message, _, _ in found:
            yield message if isinstance(message, str) else (message[0], message[1]), f"{room}/{file}"
    for parameter in PARAMETERS:
        for said in (parameter.title, parameter.label, parameter.sentence, parameter.expected):
            yield said, "lib/view/parameters.py"
    for vocabulary in list_vocabularies():
        for code in codes(vocabulary).values():
            for said in (code.label, code.small, code.short, code.meaning, code.named, code.deed):
                yield said, f"data/datapackage.json {vocabulary}"
            if code.one:
                yield (f"{{n}} {code.one}", f"{{n}} {code.many}"), f"data/datapackage.json {vocabulary}"


def write(language: str, folder: Path = LOCALE) -> Path:
    """The catalogue of a language with every text, as a file for a translator. Raises ValueError for no language."""
    catalogue = Catalog(locale=language, project="Station Atlas", charset="utf-8")
    for message, place in gather():
        if message:
            catalogue.add(message, locations=[(place, 0)])
    folder.mkdir(exist_ok=True)
    file = folder / f"{language}.po"
    if file.is_file():
        with file.open("rb") as known:
            translated = read_po(known, locale=language)
        translated.update(catalogue)
        catalogue = translated
    with file.open("wb") as out:
        write_po(out, catalogue, omit_header=False, include_lineno=False, width=120)
    return file


if __name__ == "__main__":
    print(f"Written: {write(sys.argv[1]).relative_to(ROOT)}")
