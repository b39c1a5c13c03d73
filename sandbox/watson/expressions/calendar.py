"""Calculations with dates and times: `plusDays` to `minusSeconds` (IBM's page dialog-methods).

A number may be negative. A month has its last day where it lacks the day: 31 January plus a month is 28 February.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta

from ..errors import EvaluationError
from .moments import Moment, as_datetime, moment
from .values import index, text_of

_DATE_UNITS = ("Days", "Weeks", "Months", "Years")
_TIME_UNITS = ("Hours", "Minutes", "Seconds")


def _shifted(unit: str, sign: int) -> Callable[..., str]:
    name = unit.lower()

    def method(text: Any, amount: Any) -> str:
        found = moment(text)
        if unit in _DATE_UNITS and isinstance(found, time):
            raise EvaluationError(f"{text_of(text)!r} has no date")
        try:
            moved = as_datetime(found) + relativedelta(**{name: sign * index(amount)})  # type: ignore[arg-type]  # a unit's name
        except (OverflowError, ValueError):
            raise EvaluationError(f"{text_of(amount)} {name} from {text_of(text)} is no date") from None
        return _in_form(moved, found, unit)

    return method


def _in_form(moved: datetime, before: Moment, unit: str) -> str:
    if unit in _TIME_UNITS:
        return f"{moved:%H:%M:%S}"  # also of a date with a time: IBM's example is `now().plusHours(1)`, 09:00:00
    is_date = isinstance(before, date) and not isinstance(before, datetime)
    day = f"{moved.year:04}-{moved.month:02}-{moved.day:02}"
    return day if is_date else f"{day} {moved:%H:%M:%S}"


METHODS: dict[str, Callable[..., str]] = {
    f"{word}{unit}": _shifted(unit, sign)
    for unit in (*_DATE_UNITS, *_TIME_UNITS)
    for word, sign in (("plus", 1), ("minus", -1))
}
