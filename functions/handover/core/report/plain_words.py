"""Texts as a search compares them: words of letters and digits, without case, accents and signs.

`Müller-Straße` and `MULLER STRASSE` are the same then. What somebody typed is never run as a pattern.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Between the texts of several fields, so that no phrase reaches over two of them.
FIELD = "\n"

#: The longest word that counts as a plate or a number of a file: its letters and digits are one thing, however written.
_LONGEST_CODE = 24


def folded(text: str) -> str:
    """Returns the text without case and accents, so that `muller` finds `Müller` and `STRASSE` finds `Straße`."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Returns the folded text's words of letters and digits, with one space between them: `B-AB 1234` is `b ab 1234`."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded(text)).split())


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
