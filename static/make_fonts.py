"""The letters and icons that the atlas shows, cut out of Streamlit's fonts: a first visit loads 0.7 MB less.

    python -m static.make_fonts

Writes serif.woff2 and sans.woff2 (European letters in the weights that are used, of Source Serif and Source Sans, SIL
Open Font License 1.1: under a name of their own, as the licence asks of what was changed) and icons.woff2 (of Material
Symbols, Apache License 2.0: every icon that Streamlit's scripts or ours can name), which lib/serve/assets.py serves in
the place of Streamlit's. A letter that they do not have comes from a font of the reader's own. Run it again when
Streamlit or an icon of ours changes: a test holds every icon to be there.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from lib.dataset import ROOT
from lib.serve.assets import FONTS, STATIC, STREAMLIT

# Latin, Greek and Cyrillic letters, with the marks, money, arrows and signs that stand between them: the fonts have no
# other script.
RANGES: Final = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x2BC, 0x2BC), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491), (0x1E00, 0x1EFF)),
    *((0x2000, 0x206F), (0x20A0, 0x20BF), (0x2190, 0x2193), (0x2212, 0x2212), (0x25C6, 0x25C6)),
)
LETTERS: Final = [code for first, last in RANGES for code in range(first, last + 1)]
# How bold text may be; what else a font can vary is left to it.
WEIGHTS: Final = (400, 700)
FEATURES: Final = ("lnum", "tnum")
SERIF, SANS, ICONS = "serif.woff2", "sans.woff2", "icons.woff2"
# What an icon may be called, as a word of Streamlit's scripts and as we name it.
QUOTED, ICON = r"[`\"'/:]([a-z0-9_]{2,40})[`\"':]", r":material/(\w+):"
NAMED_BY: Final = " abcdefghijklmnopqrstuvwxyz0123456789_"


def cut_letters(file: str, name: str) -> TTFont:
    """A font's letters in WEIGHTS, under another name."""
    font = TTFont(find_font(file), recalcTimestamp=False)
    options = Options()
    options.layout_features += FEATURES
    options.name_IDs = ["*"]  # its makers and its licence among them
    cutter = Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16, 25):
            record.string = name.replace(" ", "") if record.nameID in (6, 25) else name
    return font


def cut_icons() -> TTFont:
    """The icons that Streamlit's scripts or ours can name. An icon is written as its name, which a ligature draws."""
    font = TTFont(find_font(ICONS), recalcTimestamp=False)
    said = _find_words((STREAMLIT / "static" / "js").glob("*.js"), QUOTED) | list_icons()
    names = said & set(font.getGlyphOrder())
    options = Options()
    # Otherwise every ligature of the letters is kept, which is every icon.
    options.layout_closure = False
    options.glyph_names = True
    options.name_IDs = ["*"]
    cutter = Subsetter(options)
    cutter.populate(glyphs=names, unicodes=[ord(letter) for letter in NAMED_BY])
    cutter.subset(font)
    return font


def list_icons() -> set[str]:
    """The icons that our own pages name, and any other word of theirs that is the name of one: what stands for an icon
    may be put together of parts."""
    ours = [*ROOT.glob("lib/show/*.py"), *ROOT.glob("pages/*.py")]
    known = TTFont(find_font(ICONS)).getGlyphOrder()
    return _find_words(ours, ICON) | (_find_words(ours, QUOTED) & set(known))


def find_font(file: str) -> Path:
    """The font of Streamlit's that a file of ours is cut from. Raises StopIteration where it ships none of its name."""
    return next((STREAMLIT / "static" / "media").glob(f"{FONTS[file]}*.woff2"))


def _find_words(files: Iterable[Path], pattern: str) -> set[str]:
    return {word for file in files for word in re.findall(pattern, file.read_text(encoding="utf-8"))}


def main() -> None:
    """Write the three files, and say how large each is beside what it was cut from (bytes)."""
    cut = {SERIF: cut_letters(SERIF, "Atlas Serif"), SANS: cut_letters(SANS, "Atlas Sans"), ICONS: cut_icons()}
    for file, font in cut.items():
        font.flavor = "woff2"
        font.save(STATIC / file)
        print(f"{file}: {(STATIC / file).stat().st_size:,} of {find_font(file).stat().st_size:,}")


if __name__ == "__main__":
    main()
