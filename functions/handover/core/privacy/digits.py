"""The runs of digits in a text, however people and machines write them.

A run is digits with anything but letters between them: spaces, dashes, brackets, line breaks and invisible characters of
any script. Digits count in every script and form that Unicode has (fullwidth, Arabic-Indic, circled). In an address or a
page, `%20` and `&nbsp;` are separators too.

All work is linear in the length of the text: a customer may send any text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

#: Letters for Unicode that a reader sees as a dash or not at all.
_LOOK_EMPTY = frozenset("\u30fc\uff70\u115f\u1160\u3164\uffa0")

_LETTER = "x"

#: An escaped character of an address (`%2B`) or of HTML (`&nbsp;`, `&#43;`).
_ESCAPE = re.compile(
    r"%(?P<url>[0-9A-Fa-f]{2})|&#(?P<code>[0-9]{1,6});|&#[xX](?P<hex>[0-9A-Fa-f]{1,5});|&[A-Za-z]{2,8};"
)

Span = tuple[int, int]


@dataclass
class Run:
    """Digits that belong together. `digits[n]` stands at `starts[n]` to `ends[n]` of the text."""

    digits: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def joined(self, n: int) -> bool:
        """Returns whether nothing stands between digit n and the digit before it."""
        return n > 0 and self.starts[n] <= self.ends[n - 1]


@lru_cache(maxsize=4096)
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
    signs = {character: meaning(character) for character in set(text)}
    if not any(sign.isdigit() for sign in signs.values()):
        return []
    found = [_run(part) for part in _parts(text, signs, sorted(breaks), escapes)]
    return [run for run in found if len(run.digits) >= least]


#: A digit sign with its place in the text.
_Placed = tuple[str, int, int]


def _parts(text: str, signs: dict[str, str], breaks: Sequence[Span], escapes: bool) -> Iterator[list[_Placed]]:
    skip = {start: (_LETTER, end) for start, end in breaks}
    if escapes:
        skip = {match.start(): (_unescaped(match), match.end()) for match in _ESCAPE.finditer(text)} | skip
    part: list[_Placed] = []
    at, length = 0, len(text)
    while at < length:
        sign, end = skip[at] if at in skip else (signs[text[at]], at + 1)
        if sign == _LETTER:
            if part:
                yield part
            part = []
        elif sign:
            part.append((sign, at, end))
        at = end
    if part:
        yield part


def _unescaped(match: re.Match[str]) -> str:
    if match["url"]:
        code = int(match["url"], 16)
        return meaning(chr(code)) if code < 128 else ""  # a part of a character of another script: mostly a separator
    if match["code"] or match["hex"]:
        code = int(match["code"]) if match["code"] else int(match["hex"], 16)
        return meaning(chr(code))
    return ""


def _run(part: Iterable[_Placed]) -> Run:
    digits, starts, ends = [], [], []
    for sign, start, end in part:
        for digit in sign:  # one character may mean several digits: ⑫
            digits.append(digit)
            starts.append(start)
            ends.append(end)
    return Run("".join(digits), starts, ends)


def replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Returns the text with each span (start, end, new text) replaced. Spans must be in order and not overlap."""
    pieces, last = [], 0
    for start, end, new in spans:
        pieces += [text[last:start], new]
        last = end
    return "".join((*pieces, text[last:]))
