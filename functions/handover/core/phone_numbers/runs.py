"""The runs of digits in a text: digits that separators hold together, and what may be a number among them.

What is surely none is taken out first: times, dates, amounts, counts, plates, digits that touch letters. A run may hold two
numbers ("06 12 34 56 78 / 01 42 68 53 00"); it is then split where every piece is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handover.core.phone_numbers import vocabulary
from handover.core.privacy.cards import cards
from handover.core.privacy.iban import ibans

#: Separators within one number. A comma, a colon and a word are none.
_SEPARATOR = r"[ \n.\-/()\[\]'_]"
_RUN = re.compile(rf"[(\[]{{0,2}}(?:\+{{1,2}}[ (\[\-]{{0,2}})?\d(?:{_SEPARATOR}{{0,6}}\d)*")

#: Where a run may hold a second number: at a slash, at a new line, and before a trunk prefix.
_SEAM = re.compile(
    r"\s*/\s*(?=[(\[]?\d)|\s*\n\s*(?=[(\[]?\d)|\s+-?\s*(?=[(\[]?0)|\s{2,}(?=[(\[]?\d)|\s+-\s+(?=[(\[]?\d)"
)

#: Stands for each character that was taken out of a text.
TAKEN_OUT = "\x1f"
_NO_NUMBER = (
    re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?:\s?-\s?\d{1,2}:\d{2})?(?![\d:])"),  # 17:30
    re.compile(
        r"(?<![\d.])(?<!\d[-/])(?:0?[1-9]|[12]\d|3[01])([./-])\s?(?:0?[1-9]|1[0-2])\1\s?(?:19|20)\d{2}(?![\d/-]|\.\d)"
    ),
    re.compile(r"(?<![\d.])(?<!\d[-/])(?:19|20)\d{2}([./-])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?![\d/-]|\.\d)"),
    re.compile(r"(?<=\d)\s*\+\s*(?=0)"),  # two numbers: a country code never begins with 0
    re.compile(  # 2.000 €, and with a space only if no number is before it
        r"(?<![\d+.,'/-])(?:[1-9]\d{0,2}(?:[.']?\d{3})?|(?<!\d\s)[1-9]\d{0,2} \d{3})"
        r"\s?(?:€|(?:eur|euros?|chf|franken|usd|dollars?|rupees|km)\b)"
    ),
    re.compile(r"(?<!\S)\d{1,3}\s?%"),
    re.compile(r"(?<![\d+.,'/-])(?<!\d\s)[1-9]\d{0,6}(?:,\d{2,3})*\s?(?:rs\b\.?|inr\b|/-)"),
    re.compile(r"(?:[€$£¥₹]|\brs\.?)\s?\d[\d.,']*"),
    re.compile(
        r"\b(?:chf|sfr|eur|euro|usd|gbp|inr|km)\.?\s?[1-9]\d{0,2}(?:[.,']?\d{3})*(?:[.,](?:\d{2}|-))?(?![\d.,'/-])"
    ),
    re.compile(r"\bfr\.?\s?[1-9]\d{0,2}(?:'?\d{3})*\.(?:\d{2}|-)(?!\d)"),
    re.compile(r"\b\d[\d.']*,\d{2}(?!\d)(?=\s*(?:€|eur|chf|usd|\$|£))"),
    re.compile(  # KA-AB 123, but not "Mo-Fr 415 …"
        r"\b(?!(?:mo|di|mi|do|fr|sa|so|mon|tue?|wed?|thu?|fri|sat|sun?)-(?:mi|do|fr|sa|so)\b)"
        r"[a-zäöü]{1,3}-[a-z]{1,2}[ -]?[1-9]\d{0,3}[eh]?\b"
    ),
)
_CARD = re.compile(r"(?<![\d+])(?:[2-6]\d{3}(?:[ -]?\d{4}){3}|3[47]\d\d[ -]?\d{6}[ -]?\d{5})(?!\d)")
#: So many seams are looked at in one run: more are no numbers.
_MOST_SEAMS = 8

#: A sign that touches the digits of something else: an address, an account, a code of the network.
_SIGNS = "@#*=&%€$£¥₹\\^_"


@dataclass(frozen=True)
class Run:
    """Digits that belong together, and their place in the text. `loose`: nothing touches them that makes
    them another thing."""

    start: int
    end: int
    written: str
    loose: bool = True

    def part(self, start: int, end: int) -> Run:
        """Returns a part of the run, by places within it."""
        return Run(self.start + start, self.start + end, self.written[start:end], self.loose)


def without_others(text: str) -> str:
    """Returns the text (lower case) in which what is surely no number is taken out, place by place."""
    for start, end in (*_ibans(text), *_cards(text)):
        text = text[:start] + TAKEN_OUT * (end - start) + text[end:]
    listed = (vocabulary.LIST_NUMBER,) if vocabulary.LIST.search(text) else ()
    for pattern in (*listed, *_NO_NUMBER):
        text = pattern.sub(lambda found: TAKEN_OUT * len(found[0]), text)
    return text


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yields the places of IBANs. One text in a hundred passes their check by chance: so the letters of the country must be
    no end of a word, and no word of their own ("call me 079 …")."""
    for start, end in ibans(text):
        glued = text[start + 2 : start + 4].isdecimal() or "iban" in text[:start]
        if glued and not text[:start][-1:].isalnum():
            yield start, end


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Yields the places of card numbers that are written as on the card."""
    return (found.span() for found in _CARD.finditer(text) if any(cards(found[0], "")))


def runs(text: str) -> Iterator[Run]:
    """Yields the runs of a text that is plain, in lower case, and without others."""
    for found in _RUN.finditer(text):
        start, end = found.span()
        yield Run(start, end, found[0], loose=not (_touched_before(text, start) or _touched_after(text, end)))


def splits(run: Run) -> Iterator[list[Run]]:
    """Yields the ways to split a run into two to four pieces, at its seams."""
    seams = [seam.span() for seam in _SEAM.finditer(run.written)][:_MOST_SEAMS]
    yield from ([run.part(0, left), run.part(right, len(run.written))] for left, right in seams)
    if len(seams) > 1:
        bounds = [0, *(place for seam in seams for place in seam), len(run.written)]
        yield [run.part(bounds[n], bounds[n + 1]) for n in range(0, len(bounds), 2)]


def splits_at_spaces(run: Run) -> Iterator[list[Run]]:
    """Yields the ways to split a run in two at a space: "4155550132 2125550143"."""
    for seam in list(re.finditer(r"\s+", run.written))[:_MOST_SEAMS]:
        yield [run.part(0, seam.start()), run.part(seam.end(), len(run.written))]


def _touched_before(text: str, start: int) -> bool:
    before = text[:start].rstrip("([")
    if before.rstrip().endswith("#"):
        before = before.rstrip()
    if not before or before[-1] in f" \n{TAKEN_OUT}":
        return False
    if before[-1] in "-/_." and before[-2:-1].isalpha():
        return before[-1] != "." and not vocabulary.TOUCHING.search(before[:-1])
    if before[-1].isalpha():
        return not (vocabulary.TOUCHING.search(before) or vocabulary.EXTENSION_BEFORE.search(before))
    return before[-1] in _SIGNS and before[-1] != "=" and not vocabulary.NUMBER_SIGN.search(before)


def _touched_after(text: str, end: int) -> bool:
    after = text[end:].lstrip(")]")
    if not after or vocabulary.EXTENSION_AFTER.match(after) or vocabulary.TIMES.match(after):
        return False
    return after[0].isalpha() or after[0] in _SIGNS or (after[0] in "-/_." and after[1:2].isalpha() and after[0] != ".")
