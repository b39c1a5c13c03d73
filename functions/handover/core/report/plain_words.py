"""Texts as a search compares them: words of letters and digits, without case, accents and signs.

`Müller-Straße` and `MULLER STRASSE` are the same then. What somebody typed is never run as a pattern.
"""

from __future__ import annotations

import unicodedata

#: Between the texts of several fields, so that no phrase reaches over two of them.
FIELD = "\n"

#: The longest word that counts as a plate or a number of a file: its letters and digits are one thing, however written.
_LONGEST_CODE = 24


class _Signs(dict[int, int | None]):
    """What becomes of a character, by its number: letters and digits stay, accents go, all else parts words."""

    def __missing__(self, code: int) -> int | None:
        sign = chr(code)
        found = code if sign.isalnum() else None if unicodedata.combining(sign) else ord(" ")
        self[code] = found
        return found


_SIGNS = _Signs()


def plain(text: str) -> str:
    """Returns the text's words of letters and digits without case and accents, with one space between them: `B-AB 1234` is
    `b ab 1234`, and `Straße` is `strasse`."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    return " ".join(folded.translate(_SIGNS).split())


def holds(text: str, typed: str) -> bool:
    """Returns whether a plain text has a typed one, which is plain too. It may begin and end within words. A plate, and what
    was typed with signs in it, is found however it is written: `b ab 1234` and `bab1234` are the same."""
    if typed in text:
        return True
    code = typed.replace(" ", "")
    return (" " in typed or is_code(code)) and code in text.replace(" ", "")


def is_code(word: str) -> bool:
    """Returns whether the word looks like a plate or a number of a file: it has letters and digits."""
    digits = sum(sign.isdigit() for sign in word)
    return 0 < digits < len(word) <= _LONGEST_CODE
