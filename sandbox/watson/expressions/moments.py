"""Dates and times, which are texts in this language, in four forms: read, compared, and made by `now()` and `today()`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import EvaluationError
from .scope import Scope
from .values import text_of

Method = Callable[..., Any]
Moment = date | time | datetime

_FORM = re.compile(
    r"(?:(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:[ T](?=\d))?)?(?:(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?"
    r"(?: ?(?P<zone>Z|GMT(?:[+-]\d\d:\d\d)?|UTC|[A-Za-z]+(?:/[\w+-]+)+))?"
)


def local(scope: Scope, zone: str | None = None) -> datetime:
    """Returns the scope's time in a zone, else in the conversation's, else in GMT. Raises EvaluationError."""
    name = zone or scope.context.get("timezone") or "GMT"
    return scope.now.astimezone(zone_of(name))


def zone_of(name: Any) -> tzinfo:
    """Returns the time zone of a name. Raises EvaluationError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise EvaluationError(f"{text_of(name)!r} is not a time zone") from None


def local_time(now: datetime, zone: Any) -> datetime:
    """Returns a time in the conversation's zone, or in GMT if that is not one."""
    try:
        return now.astimezone(zone_of(zone))
    except EvaluationError:
        return now.astimezone(zone_of("GMT"))


def _now(scope: Scope, zone: Any = None) -> str:
    if zone is None:
        return f"{local(scope):%Y-%m-%d %H:%M:%S}"
    name = text_of(zone)
    if name.startswith("$"):  # IBM's own example is `now('$myzone')`
        name = text_of(scope.context.get(name[1:]))
    there = local(scope, name)
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M:%S} GMT{offset[:3]}:{offset[3:5]}"


def _today(scope: Scope) -> str:
    return f"{local(scope):%Y-%m-%d}"


def _clear_dialog_stack(_scope: Scope) -> None:
    """Does nothing: a digression does not return in the sandbox."""


def moment(text: Any) -> Moment:
    """Reads a date, a time or both. A zone at the end is ignored. Raises EvaluationError."""
    shown = text_of(text)
    found = _FORM.fullmatch(shown.strip())
    if found is None or not (found["date"] or found["time"]):
        raise EvaluationError(f"{shown!r} is not a date or time")
    try:
        day = date(*map(int, found["date"].split("-"))) if found["date"] else None
        clock = _time(found["time"]) if found["time"] else None
    except ValueError:
        raise EvaluationError(f"{shown!r} is not a date or time") from None
    if day and clock:
        return datetime.combine(day, clock)
    return day or clock or time()


def _time(text: str) -> time:
    hour, minute, second = map(int, f"{text}:0".split(":")[:3])
    return time(hour, minute, second)


def as_datetime(found: Moment) -> datetime:
    """Returns the date at 0:00, or the time on 1 January 1970, as IBM documents it for `reformatDateTime`."""
    if isinstance(found, datetime):
        return found
    return datetime.combine(date(1970, 1, 1), found) if isinstance(found, time) else datetime.combine(found, time())


def _comparison(holds: Callable[[int], bool]) -> Method:
    """Returns a comparison. What cannot be compared is false and a line in the console (IBM's page dialog-methods)."""

    def method(scope: Scope, text: Any, other: Any) -> bool:
        try:
            return holds(_order(text, other))
        except EvaluationError as error:
            scope.problems.append(f"A comparison of dates or times is false: {error}")
            return False

    return method


def _order(left: Any, right: Any) -> int:
    """Returns -1, 0 or 1. Of a date with a time only the time is compared with a time, and a date is its 0:00.

    Raises EvaluationError for a time on the left of anything else, and for a date with a time.
    """
    first, second = moment(left), moment(right)
    if isinstance(second, time):
        if isinstance(first, datetime):
            first = first.time()
        if isinstance(first, time):
            return (first > second) - (first < second)
    if isinstance(first, time) or isinstance(second, time):
        raise EvaluationError(f"{text_of(left)!r} and {text_of(right)!r} cannot be compared")
    one, other = as_datetime(first), as_datetime(second)
    return (one > other) - (one < other)


FUNCTIONS: dict[str, Method] = {"now": _now, "today": _today, "clearDialogStack": _clear_dialog_stack}

# These also take the scope.
SCOPED: dict[str, Method] = {
    "after": _comparison(lambda order: order > 0),
    "before": _comparison(lambda order: order < 0),
    "sameMoment": _comparison(lambda order: order == 0),
    "sameOrAfter": _comparison(lambda order: order >= 0),
    "sameOrBefore": _comparison(lambda order: order <= 0),
}
