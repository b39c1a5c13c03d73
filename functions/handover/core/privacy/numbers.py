"""Masks for phone numbers. People see the last two digits: `…67`.

`without_number` masks one number, that of the customer, however it is written, and leaves other digits readable.
`without_any_number` masks everything that may be a phone number: for lists and logs, which are seen without a record of who
saw them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from handover.core.privacy.digits import Run, Span, most_digits, only_digits, replaced, runs

#: The last digits that identify a number, with or without a country code before them.
_LAST_DIGITS = 7

#: Of a number with fewer digits nothing is shown, and it is not looked for: every year and price would be masked.
_FEWEST_DIGITS = 5

#: Country codes have one digit (1, 7), two digits (these), or three (all others); ITU-T E.164, list of 2016.
_CODES = """
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58
    60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98
"""
_TWO_DIGIT_CODES = frozenset(_CODES.split())

#: What people dial before a country code.
_EXITS = ("00", "011", "")

#: Dates and times that stand alone: `23.11.2026`, `11/23/2026`, `2026-11-23`, `2026-11-23T09:30:00.000+01:00`, `09:30`.
DATE = re.compile(
    r"(?<![^\s(\[,;\"'=T])(?:"
    r"(?:0?[1-9]|[12][0-9]|3[01])[./-](?:0?[1-9]|[12][0-9]|3[01])[./-](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z|[+-][01][0-9]:[0-5][0-9])?"
    r"(?:\s?[-\u2013]\s?(?:[01]?[0-9]|2[0-3]):[0-5][0-9])?"
    r")(?=[\s)\],;\"'T]|[.!?:](?:\s|$)|$)"
)


def masked(number: str) -> str:
    """Returns a phone number as its last two digits: `…67`. Of a number of four digits or fewer nothing is shown: `…`."""
    digits = only_digits(number)
    return "…" + digits[-2:] if len(digits) >= _FEWEST_DIGITS else "…"


def without_number(text: str, number: str) -> str:
    """Returns the text with that phone number masked: in any grouping, script and form, with or without its country code.

    `number` is in E.164, or as it was typed. Customers write their number into the chat. Other digits stay as they are,
    unless they contain the number's last seven digits, or the digits that are joined to them.
    """
    if most_digits(text) < _FEWEST_DIGITS:
        return text
    for target in _targets(number):
        for escapes in _readings(text):
            spans = [
                span for run in runs(text, escapes=escapes, least=len(target.key)) for span in target.spans(text, run)
            ]
            text = replaced(text, spans)
    return text


def without_any_number(text: str) -> str:
    """Returns the text with everything masked that may be a phone number: seven digits or more without a letter between
    them. Dates and times stay."""
    if most_digits(text) < _LAST_DIGITS:
        return text
    breaks = [match.span() for match in DATE.finditer(text)]
    for escapes in _readings(text):
        found = runs(text, breaks, escapes, _LAST_DIGITS)
        text = replaced(text, [(*_with_signs(text, run.starts[0], run.ends[-1]), masked(run.digits)) for run in found])
        breaks = [match.span() for match in DATE.finditer(text)]
    return text


def _readings(text: str) -> tuple[bool, ...]:
    """Returns how to read the text: with escaped characters as what they mean, and as it stands. `5%49` may be both."""
    return (True, False) if "%" in text or "&" in text else (False,)


@dataclass(frozen=True)
class _Target:
    """A number to look for: its last digits (`key`), the digits before them, its country code if it is known."""

    key: str
    before: str
    code: str
    shown: str

    def spans(self, text: str, run: Run) -> Iterator[tuple[int, int, str]]:
        """Yields the spans of the text that hold the number, with what is shown there, in order."""
        done = 0
        at = run.digits.find(self.key)
        while at >= 0:
            first, last = at, at + len(self.key) - 1
            while first > done and run.joined(first):
                first -= 1
            while last + 1 < len(run.digits) and run.joined(last + 1):
                last += 1
            first -= self._more(run.digits[max(done, first - 20) : first], at - first)
            yield (*_with_signs(text, run.starts[first], run.ends[last]), self.shown)
            done = last + 1
            at = run.digits.find(self.key, done)

    def _more(self, digits: str, known: int) -> int:
        """Returns how many of the `digits` before the number's end belong to it: area code, trunk prefix, country code.
        `known` digits of the number before its key were found already."""
        rest = self.before[: max(0, len(self.before) - known)]
        area = rest[len(self.code) :]
        national = [area, *(trunk + area for trunk in ("0", "8", "1"))]
        code = self.code[: len(rest)]
        abroad = [exit_code + code + one for exit_code in _EXITS for one in national[:2] if code]
        ways = [rest, *national, *abroad]
        return max(len(way) for way in ("", *ways) if digits.endswith(way))


@lru_cache(maxsize=64)
def _targets(number: str) -> tuple[_Target, ...]:
    """Returns what to look for. A number that could not be read may hold several, and words between them."""
    international = number.lstrip().startswith("+")
    found = []
    for run in runs(number, least=_FEWEST_DIGITS):
        code = _country_code(run.digits) if international else ""
        national = run.digits[len(code) :]
        key = national[-_LAST_DIGITS:] if len(national) >= _FEWEST_DIGITS else run.digits[-_LAST_DIGITS:]
        found.append(_Target(key, run.digits[: -len(key)], code, masked(run.digits)))
    return tuple(found)


def _country_code(digits: str) -> str:
    if digits[:1] in ("1", "7"):
        return digits[:1]
    return digits[:2] if digits[:2] in _TWO_DIGIT_CODES else digits[:3]


_PLUS = re.compile(r"(?:[+\uff0b\ufe62\u207a]|%2[Bb]|&#43;|&#[xX]2[Bb];|&plus;)\s?\Z")


def _with_signs(text: str, start: int, end: int) -> Span:
    """Returns the span with the plus before it, and with a bracket whose other half is inside."""
    inside = text[start:end]
    if inside.count(")") > inside.count("(") and text[max(0, start - 1) : start] == "(":
        start -= 1
    elif inside.count("(") > inside.count(")") and text[end : end + 1] == ")":
        end += 1
    plus = _PLUS.search(text, max(0, start - 8), start)
    return (plus.start() if plus else start), end
