"""Characters that a cell may not hold because nobody sees them, and how they are written where they must be named."""

import re
import unicodedata

# Control, format (right-to-left, zero-width), surrogate, private, unassigned and line-separating characters.
_UNSEEN_KINDS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks that are drawn as nothing: fillers, a joiner, variation selectors, the empty Braille cell.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def find_fault(text: str) -> str:
    """What is expected of a cell's characters where it has one that misleads; "" where all of them can be seen."""
    if not (text.isascii() and text.isprintable()):
        unseen = next(filter(_is_unseen, text), "")
        if unseen:
            return f"text without {_name(unseen)}, which nobody sees"
        if not unicodedata.is_normalized("NFC", text):
            return "letters and their accents as one character each (Unicode NFC)"
    return "" if text == text.strip() else "no space before or after the text"


def show(text: str) -> str:
    """The text with every character that misleads written out: [U+202E]."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.is_normalized("NFC", text)

    def write(character: str) -> str:
        is_space = unicodedata.category(character) == "Zs" and character != " "
        is_loose = not composed and unicodedata.combining(character)
        return f"[U+{ord(character):04X}]" if is_space or is_loose or _is_unseen(character) else character

    return "".join(map(write, text))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN_KINDS or bool(_UNSEEN.match(character))


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")
