"""Methods of dates and times, which are texts in this language, in four forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import EvaluationError
from .scope import Scope

Method = Callable[..., Any]
Moment = date | time | datetime

_FORMS = (("%H:%M:%S", time), ("%H:%M", time), ("%Y-%m-%d", date), ("%Y-%m-%d %H:%M:%S", datetime))


def _now(scope: Scope, zone: str | None = None) -> str:
    if zone is None:
        return f"{_local(scope, None):%Y-%m-%d %H:%M:%S}"
    there = _local(scope, zone)
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M:%S} GMT{offset[:3]}:{offset[3:]}"


def _today(scope: Scope) -> str:
    return f"{_local(scope, None):%Y-%m-%d}"


def _local(scope: Scope, zone: str | None) -> datetime:
    name = zone or scope.context.get("timezone") or "GMT"
    try:
        return scope.now.astimezone(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        raise EvaluationError(f"{name!r} is not a time zone") from None


def moment(text: Any) -> Moment:
    """Reads a date, a time or both. A zone at the end is ignored. Raises EvaluationError."""
    bare = re.sub(r" (?:GMT[+-]\d\d:\d\d|[A-Za-z]+(?:/\w+)+)$", "", str(text))
    for form, kind in _FORMS:
        try:
            found = datetime.strptime(bare, form)  # noqa: DTZ007  # moments of this language have no zone
        except ValueError:
            continue
        return found.date() if kind is date else found.time() if kind is time else found
    raise EvaluationError(f"{text!r} is not a date or time")


def _order(left: Any, right: Any) -> int:
    """Returns -1, 0 or 1. With a bare time on one side only times are compared (IBM's page dialog-methods)."""
    first, second = moment(left), moment(right)
    if isinstance(first, datetime) and isinstance(second, time):
        first = first.time()
    elif isinstance(first, time) and isinstance(second, datetime):
        second = second.time()
    if type(first) is not type(second):
        raise EvaluationError(f"{left!r} and {right!r} cannot be compared")
    return (first > second) - (first < second)  # type: ignore[operator]  # the same type on both sides, seen above


_PATTERN = re.compile(r"'([^']*)'|([A-Za-z])\2*")
_LETTERS = {
    "yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "dd": "%d", "HH": "%H", "hh": "%I", "mm": "%M",
    "ss": "%S", "a": "%p", "EEEE": "%A", "E": "%a", "EEE": "%a", "u": "%u",
}  # fmt: skip
_BARE = {"M": "%m", "d": "%d", "H": "%H", "h": "%I", "m": "%M", "s": "%S"}


def _reformat(text: str, pattern: str) -> str:
    found = moment(text)
    whole = found if isinstance(found, datetime) else _whole(found)

    def replace(part: re.Match[str]) -> str:
        letters = part.group()
        if letters.startswith("'"):
            return part.group(1) or "'"
        if letters in _BARE:
            return whole.strftime(_BARE[letters]).lstrip("0") or "0"
        if letters not in _LETTERS:
            raise EvaluationError(f"the sandbox does not know {letters!r} in the date format {pattern!r}")
        return whole.strftime(_LETTERS[letters])

    return _PATTERN.sub(replace, pattern)


def _whole(found: date | time) -> datetime:
    if isinstance(found, time):
        return datetime.combine(date(1970, 1, 1), found)
    return datetime.combine(found, time())


FUNCTIONS: dict[str, Method] = {"now": _now, "today": _today}

METHODS: dict[str, Method] = {
    "after": lambda text, other: _order(text, other) > 0,
    "before": lambda text, other: _order(text, other) < 0,
    "reformatDateTime": _reformat,
    "sameMoment": lambda text, other: _order(text, other) == 0,
    "sameOrAfter": lambda text, other: _order(text, other) >= 0,
    "sameOrBefore": lambda text, other: _order(text, other) <= 0,
}
