"""Amounts of money and percentages (IBM's page system-entities)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...expressions import Mention
from .numbers import value_of
from .rewritten import Rewritten
from .words import Words

_NUMBER = r"(?<![\w.,])-?\d+(?:[.,’']\d+)*"


def percentages(text: Rewritten, words: Words) -> Iterator[Mention]:
    """Yields the percentages. Of `1-2%` and `from 2 to 3 percent` both numbers are."""
    percent, last_number = rf" ?(?:{words.percent})", rf"(?P<last>{_NUMBER}|(?<=[-–])\d+(?:[.,]\d+)?)"
    first_number = rf"(?:(?P<first>{_NUMBER})(?:{percent})? ?(?:-|–|{words.to}) ?)?"
    for found in re.finditer(first_number + last_number + percent, text.text):
        last = value_of(found["last"].lstrip("-"), words)
        first = value_of(found["first"].lstrip("-"), words) if found["first"] else None
        if last is None:
            continue
        if first is not None:
            yield _mention("sys-percentage", first, text, found.span("first"))
        begin = found.start("last")
        yield _mention("sys-percentage", -last if found["last"].startswith("-") else last, text, (begin, found.end()))


def currencies(text: Rewritten, words: Words) -> Iterator[Mention]:
    """Yields the amounts of money, in base units: 20 cents are 0.2."""
    for units, share in ((words.currencies, 1), (words.cents, 100)):
        for unit, code in units.items():
            for found in re.finditer(_pattern(unit), text.text):
                value = value_of((found["before"] or found["after"]).lstrip("-"), words)
                if value is None:
                    continue
                value = value if share == 1 else value / share
                negative = (found["before"] or found["after"]).startswith("-")
                yield _mention("sys-currency", -value if negative else value, text, found.span(), unit=code)


def _pattern(unit: str) -> str:
    """Returns the pattern of a number before its unit, or after a sign or code."""
    after = rf"(?<!\w)(?:{unit}) ?(?P<after>\d+(?:[.,’']\d+)*)(?!\w)"
    return rf"(?P<before>{_NUMBER}) ?(?:{unit})(?!\w)|{after}"


def _mention(entity: str, value: int | float, text: Rewritten, place: tuple[int, int], **more: str) -> Mention:
    begin, end = text.span(*place)
    return Mention(
        entity, value, text.original[begin:end], (begin, end), interpretation={"numeric_value": value, **more}
    )
