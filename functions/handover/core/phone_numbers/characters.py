"""The characters of a typed text, made plain: one digit for each script's, one dash, one space, one apostrophe.

Nothing is dropped but what nobody sees: a letter stays a letter, so that `O` is never read as a zero.
"""

from __future__ import annotations

import re
import unicodedata

#: What people and word processors write for a hyphen, besides the dashes of Unicode (Pd).
_DASHES = "−ー⁻~∼～⁓­"
_DOTS = "·•‧∙⋅・"
_APOSTROPHES = "’‘ʼʹ′´`＇‛"
#: What people type for a bracket, a dash and an apostrophe.
_ASCII = {"{": "(", "}": ")", "~": "-", "`": "'"}
#: What makes a digit a picture of a key (0️⃣).
_OVERLAYS = {"\N{VARIATION SELECTOR-16}", "\N{VARIATION SELECTOR-15}", "\N{COMBINING ENCLOSING KEYCAP}"}


def plain(text: str) -> str:
    """Returns the text with plain characters, one for each that is seen."""
    text = re.sub(r"^\s*(\d+)\.0\s*$", r"\1", text)  # a dialog that keeps the number as a floating point number
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character.isascii():
        return _ASCII.get(character, character if character.isprintable() or character == "\n" else " ")
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character == "­" or category == "Cf" or character in _OVERLAYS:  # a soft hyphen, zero width, direction
        return ""
    if category == "Pd" or character in _DASHES:
        return "-"
    if category == "Zs" or category == "Cc":
        return " "
    if character in _DOTS:
        return "."
    if category in ("Zl", "Zp"):
        return "\n"
    if character in _APOSTROPHES:
        return "'"
    return _compatible(character)


def _compatible(character: str) -> str:
    """Returns fullwidth and similar punctuation as its plain form. Digits in circles, superscripts and fractions are not
    digits that anybody dials: they stay as they are."""
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 and narrow.isascii() and not narrow.isdigit() else character
