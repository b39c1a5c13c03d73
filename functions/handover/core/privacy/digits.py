"""The runs of digits in a text, however people and machines write them.

A run is digits with anything but letters between them: spaces, dashes, brackets, line breaks and invisible characters of
any script. Digits count in every script and form that Unicode has (fullwidth, Arabic-Indic, circled). In an address or a
page, `%20` and `&nbsp;` are separators too.

All work is linear in the length of the text: a customer may send any text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Letters for Unicode that a reader sees as a dash or not at all.
_LOOK_EMPTY = frozenset("\u30fc\uff70\u115f\u1160\u3164\uffa0")

_LETTER, _GAP = "x", " "

_RUN = re.compile("[0-9](?:[0-9 ]*[0-9])?")
_ASCII_DIGIT, _NOT_ASCII = re.compile("[0-9]"), re.compile("[^\x00-\x7f]")

#: An escaped character of an address (`%2B`) or of HTML (`&nbsp;`, `&#43;`).
_ESCAPE = re.compile(
    r"%(?P<url>[0-9A-Fa-f]{2})|&#(?P<code>[0-9]{1,6});|&#[xX](?P<hex>[0-9A-Fa-f]{1,5});|&[A-Za-z]{2,8};"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Run:
    """Digits that belong together. `digits[n]` stands at `starts[n]` to `ends[n]` of the text."""

    digits: str
    starts: Sequence[int]
    ends: Sequence[int]

    def joined(self, n: int) -> bool:
        """Returns whether nothing stands between digit n and the digit before it."""
        return n > 0 and self.starts[n] <= self.ends[n - 1]


@lru_cache(maxsize=1024)
def meaning(character: str) -> str:
    """Returns the digits that a character means, `""` for a separator, or `x` for a letter."""
    if character.isascii():
        return character if character.isdigit() else _LETTER if character.isalpha() else ""
    form = unicodedata.normalize("NFKC", character)
    digits = "".join(str(unicodedata.digit(part)) for part in form if part.isdigit())
    if digits or character in _LOOK_EMPTY:
        return digits
    return _LETTER if any(part.isalnum() for part in form) else ""


def only_digits(text: str) -> str:
    """Returns the digits of a text as `0` to `9`, without everything else."""
    return "".join(sign for sign in map(meaning, text) if sign != _LETTER)


def runs(text: str, breaks: Iterable[Span] = (), escapes: bool = False, least: int = 1) -> list[Run]:
    """Returns the runs of `least` digits or more, in order. No run goes into one of the `breaks`. With `escapes`, escaped
    characters count as what they mean."""
    if most_digits(text) < least:
        return []
    spans = {start: (end, _LETTER) for start, end in breaks}
    if escapes:
        spans = {match.start(): (match.end(), _unescaped(match)) for match in _ESCAPE.finditer(text)} | spans
    shape, index = _shape(text, spans)
    found = []
    for match in _RUN.finditer(shape):
        digits = match[0].replace(_GAP, "")
        if len(digits) >= least:
            starts = [index[at] for at in range(match.start(), match.end()) if shape[at] != _GAP]
            found.append(Run(digits, starts, [spans[at][0] if at in spans else at + 1 for at in starts]))
    return found


def most_digits(text: str) -> int:
    """Returns how many digits the text may have: quick, for texts that have few."""
    count = len(_ASCII_DIGIT.findall(text))
    if text.isascii():
        return count
    return count + sum(len(sign) for sign in map(meaning, _NOT_ASCII.findall(text)) if sign != _LETTER)


def folded(text: str) -> str:
    """Returns the text with single digits of all scripts as `0` to `9`. Its length stays the same."""
    if text.isascii():
        return text
    signs = {ord(character): meaning(character) for character in set(_NOT_ASCII.findall(text))}
    return text.translate({code: sign for code, sign in signs.items() if len(sign) == 1 and sign != _LETTER})


def _shape(text: str, spans: Mapping[int, tuple[int, str]]) -> tuple[str, Sequence[int]]:
    """Returns the text as digits, letters (`x`) and gaps, and the place of each of these in the text. `spans` (start: end
    and meaning) are taken as a whole."""
    table = {ord(character): meaning(character) or _GAP for character in set(text)}
    pieces: list[str] = []
    index: list[int] = []
    last = 0
    for start in (*sorted(spans), len(text)):
        if start < last:
            continue  # inside the span before
        plain = text[last:start].translate(table)
        pieces.append(plain)
        if len(plain) == start - last:
            index.extend(range(last, start))
        else:  # one character may mean several digits: ⑫
            index.extend(at for at in range(last, start) for _ in table[ord(text[at])])
        last, sign = spans.get(start, (start, ""))
        if start in spans:
            pieces.append(sign or _GAP)
            index.extend([start] * len(sign or _GAP))
    return "".join(pieces), index


def _unescaped(match: re.Match[str]) -> str:
    if match["url"]:
        code = int(match["url"], 16)
        return meaning(chr(code)) if code < 128 else ""  # a part of a character of another script: mostly a separator
    if match["code"] or match["hex"]:
        code = int(match["code"]) if match["code"] else int(match["hex"], 16)
        return meaning(chr(code))
    return ""


def replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Returns the text with each span (start, end, new text) replaced. Spans must be in order and not overlap."""
    pieces, last = [], 0
    for start, end, new in spans:
        pieces += [text[last:start], new]
        last = end
    return "".join((*pieces, text[last:]))
