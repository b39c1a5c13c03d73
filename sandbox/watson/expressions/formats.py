"""Formats of dates and times, `reformatDateTime('EEEE, d MMMM')`: the letters of Java's SimpleDateFormat, in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from ..errors import EvaluationError
from .moments import as_datetime, moment
from .values import text_of

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = 3
_FULL = 4
_PARTS = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*")


def formatted(found: datetime, pattern: str) -> str:
    """Returns a time in a format; one without a zone counts as GMT. Raises EvaluationError for an unknown letter."""

    def replace(part: re.Match[str]) -> str:
        letters = part.group()
        if letters.startswith("'"):
            return part.group(1).replace("''", "'") or "'"
        write = _LETTERS.get(letters[0])
        if write is None:
            raise EvaluationError(f"{letters!r} is not a letter of the date format {pattern!r}")
        return write(found, len(letters))

    return _PARTS.sub(replace, pattern)


def _reformatted(text: Any, pattern: Any) -> str:
    return formatted(as_datetime(moment(text)), text_of(pattern))


def _padded(value: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda found, count: f"{value(found):0{count}d}" if count < 20 else str(value(found))


def _year(value: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda found, count: f"{value(found) % 100:02d}" if count == 2 else _padded(value)(found, count)


def _month(found: datetime, count: int) -> str:
    if count < _SHORT:
        return _padded(lambda moved: moved.month)(found, count)
    name = _MONTHS[found.month - 1]
    return name if count >= _FULL else name[:3]


def _day_name(found: datetime, count: int) -> str:
    name = _DAYS[found.weekday()]
    return name if count >= _FULL else name[:3]


def _week_begin(day: date) -> date:
    """Returns the Sunday of a day's week; weeks begin with it in Java's default locale, US English."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _week_year(found: datetime) -> int:
    """Returns the year that a day's week belongs to: the next one if the week holds its 1 January."""
    last = _week_begin(found.date()) + timedelta(days=6)
    return last.year


def _week(found: datetime) -> int:
    first = _week_begin(date(_week_year(found), 1, 1))
    return (_week_begin(found.date()) - first).days // 7 + 1


def _week_of_month(found: datetime) -> int:
    return (_week_begin(found.date()) - _week_begin(found.date().replace(day=1))).days // 7 + 1


def _offset(found: datetime) -> str:
    return found.strftime("%z") or "+0000"


def _iso_offset(found: datetime, count: int) -> str:
    offset = _offset(found)
    if offset == "+0000":
        return "Z"
    return offset[:3] if count == 1 else offset if count == 2 else f"{offset[:3]}:{offset[3:5]}"


_LETTERS: dict[str, Callable[[datetime, int], str]] = {
    "G": lambda _found, _count: "AD",
    "y": _year(lambda found: found.year),
    "Y": _year(_week_year),
    "M": _month,
    "L": _month,
    "w": _padded(_week),
    "W": _padded(_week_of_month),
    "D": _padded(lambda found: found.timetuple().tm_yday),
    "d": _padded(lambda found: found.day),
    "F": _padded(lambda found: (found.day - 1) // 7 + 1),
    "E": _day_name,
    "u": _padded(lambda found: found.isoweekday()),
    "a": lambda found, _count: "AM" if found.hour < 12 else "PM",
    "H": _padded(lambda found: found.hour),
    "k": _padded(lambda found: found.hour or 24),
    "K": _padded(lambda found: found.hour % 12),
    "h": _padded(lambda found: found.hour % 12 or 12),
    "m": _padded(lambda found: found.minute),
    "s": _padded(lambda found: found.second),
    "S": _padded(lambda found: found.microsecond // 1000),
    "z": lambda found, _count: found.tzname() or "GMT",
    "Z": lambda found, _count: _offset(found),
    "X": _iso_offset,
}

METHODS: dict[str, Callable[..., str]] = {"reformatDateTime": _reformatted}
