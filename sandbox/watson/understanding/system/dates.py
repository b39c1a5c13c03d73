"""Dates in an input. Patterns find and classify them, `dateparser` reads them (docs/decisions/0035)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from . import festivals
from .words import Words


@dataclass(frozen=True)
class Day:
    """A date at `begin` to `end` of the rewritten text. `fields`: for `interpretation`."""

    begin: int
    end: int
    value: date
    granularity: str = "day"
    fields: dict[str, Any] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()


Reader = Callable[[re.Match[str], Words, datetime], Day | None]

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def dates_in(text: str, words: Words, now: datetime) -> Iterator[Day]:
    """Yields the dates of a text in lower case with digits, without overlaps: a longer kind of pattern comes first."""
    taken: list[tuple[int, int]] = []
    for pattern, read in _patterns(words):
        for found in re.finditer(pattern, text):
            if any(found.start() < end and begin < found.end() for begin, end in taken):
                continue
            day = read(found, words, now)
            if day is not None:
                taken.append((day.begin, day.end))
                yield day


def _patterns(words: Words) -> Iterator[tuple[str, Reader]]:
    months, weekdays = "|".join(words.months), "|".join(words.weekdays)
    units = "|".join(word for word, unit in words.units.items() if unit not in ("second", "minute", "hour"))
    modifier = rf"{words.next_}|{words.this}|{words.last}"
    on, named = rf"(?<!\w)(?:(?:{words.on}))?", rf"(?:(?:{weekdays}),? (?:the |den |der )?)?"
    day, year = r"(?P<day>0?[1-9]|[12]\d|3[01])", r"(?P<year>(?:19|20)\d\d)"
    one = r"\d{1,4}|an?|einem|einer|einen|eine"
    for form in (
        r"\d{4}-\d\d?-\d\d?(?!\w)",
        r"\d\d?[/.-]\d\d?[/.-](?:\d{4}|\d\d)(?![\w/])",
        rf"{day}(?:st|nd|rd|th|\.)? ?(?:of )?(?P<month>{months})(?:,? {year})?(?!\w)",
        rf"(?P<month>{months}) (?:the )?{day}(?:st|nd|rd|th|\.)?(?:,? {year})?(?![\w:])",
        r"\d\d?\.\d\d?\.(?!\w)" if words.code == "de" else r"(?!24/7)\d\d?/\d\d?(?![\w/])",
    ):
        yield rf"{on}{named}(?P<calendar>{form})", _calendar
    yield rf"(?<!\w)(?P<when>in|vor) (?P<count>{one}) (?P<unit>{units})(?!\w)", _relative
    yield rf"(?<!\w)(?P<count>{one}) (?P<unit>{units}) (?P<when>ago|from now|from today)(?!\w)", _relative
    yield rf"(?<!\w)(?P<modifier>{modifier}) (?P<unit>{units}|weekend|wochenende)(?!\w)", _period
    for weekday, word in enumerate(words.weekdays):
        yield rf"{on}(?:(?P<modifier>{modifier}) )?(?P<name{weekday}>{word})(?!\w)", _weekday
    for word, name in (festivals.DE if words.code == "de" else festivals.EN).items():
        yield rf"{on}(?:an |zu )?(?P<f>{word})(?!\w)", _festival(name)
    for word, shift in words.relative_days.items():
        yield rf"(?<!\w)(?<!guten )(?<!am )(?<!heute )(?<!jeden )(?:{word})(?!\w)", _relative_day(shift)
    before = rf"in |im |(?:{modifier}|{words.since}|{words.until}) "
    yield rf"(?<!\w)(?:{before})?(?P<month>{months})(?:,? {year})?(?!\w| ?\d)", _month


def _calendar(found: re.Match[str], words: Words, now: datetime) -> Day | None:
    text = found["calendar"]
    value = _parsed(text, words, now)
    if value is None:
        return None
    given = found.groupdict()
    has_year = bool(given.get("year")) or bool(re.search(r"\d{4}|\d[/.-]\d\d?[/.-]\d", text))
    fields: dict[str, Any] = {"specific_day": str(value.day), "specific_month": str(value.month)}
    if has_year:
        return Day(*found.span(), value, "day", {**fields, "specific_year": str(value.year)})
    this_year = _in_year(value, now.year)
    past = this_year is not None and this_year < now.date()
    return Day(*found.span(), value, "day", fields, (this_year.isoformat(),) if past and this_year else ())


def _in_year(value: date, year: int) -> date | None:
    try:
        return value.replace(year=year)
    except ValueError:
        return None


def _relative(found: re.Match[str], words: Words, now: datetime) -> Day | None:
    unit = next(unit for word, unit in words.units.items() if re.fullmatch(word, found["unit"]))
    count = int(found["count"]) if found["count"].isdigit() else 1
    sign = -1 if found["when"] in ("ago", "vor") else 1
    step, shown = (14, "day") if unit == "fortnight" else (1, unit)
    try:
        value = now.date() + relativedelta(**{f"{shown}s": sign * count * step})  # type: ignore[arg-type]  # a unit's name
    except (OverflowError, ValueError):
        return None
    return Day(*found.span(), value, unit, {f"relative_{unit}": sign * count})


def _period(found: re.Match[str], words: Words, now: datetime) -> Day | None:
    """Reads "next week", "this weekend": its first day, or the day as far away for a day."""
    step = (
        1 if re.fullmatch(words.next_, found["modifier"]) else -1 if re.fullmatch(words.last, found["modifier"]) else 0
    )
    today = now.date()
    if found["unit"] in ("weekend", "wochenende"):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 if today.weekday() != 6 else -1)
        return Day(*found.span(), saturday + timedelta(weeks=step), "weekend", {"relative_weekend": step})
    unit = next(unit for word, unit in words.units.items() if re.fullmatch(word, found["unit"]))
    first = {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "fortnight": today,
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }[unit]
    moved = first + (timedelta(days=14 * step) if unit == "fortnight" else relativedelta(**{f"{unit}s": step}))  # type: ignore[arg-type]  # a unit's name
    return Day(*found.span(), moved, unit, {f"relative_{unit}": step})


def _weekday(found: re.Match[str], words: Words, now: datetime) -> Day | None:
    """Reads "Friday". It is the coming one; the past one is an alternative unless a modifier says which is meant."""
    name = next(key for key in found.groupdict() if key.startswith("name"))
    weekday, modifier, today = int(name.removeprefix("name")), found["modifier"], now.date()
    if len(found[name]) <= 4 and words.code == "en" and not modifier and not found.group().startswith("on "):
        return None  # sat, sun, wed and mon are words of their own
    ahead = (weekday - today.weekday()) % 7 or 7
    fields = {"specific_day_of_week": _DAY_NAMES[weekday]}
    if modifier and re.fullmatch(words.last, modifier):
        return Day(*found.span(), today + timedelta(days=ahead - 7 if ahead < 7 else -7), "day", fields)
    value = today + timedelta(days=ahead)
    return Day(*found.span(), value, "day", fields, () if modifier else ((value - timedelta(days=7)).isoformat(),))


def _festival(name: str) -> Reader:
    def read(found: re.Match[str], _words: Words, now: datetime) -> Day:
        return Day(*found.span(), festivals.coming(name, now.date()), "day", {"festival": name})

    return read


def _relative_day(shift: int) -> Reader:
    def read(found: re.Match[str], _words: Words, now: datetime) -> Day:
        return Day(*found.span(), now.date() + timedelta(days=shift), "day", {"relative_day": shift})

    return read


def _month(found: re.Match[str], words: Words, now: datetime) -> Day | None:
    bare = found.group() == found["month"]
    if bare and found["month"] in words.doubtful_months:
        return None
    value = _parsed(f"{found['month'].rstrip('.')} {found['year'] or ''}".strip(), words, now, of_month=True)
    if value is None:
        return None
    fields = {"specific_month": str(value.month)}
    if found["year"]:
        return Day(*found.span(), value, "month", {**fields, "specific_year": found["year"]})
    if value.month == now.month:
        value = value.replace(year=now.year)
    past = value.replace(year=now.year) if value.year > now.year else None
    return Day(*found.span(), value, "month", fields, (past.isoformat(),) if past else ())


def _parsed(text: str, words: Words, now: datetime, of_month: bool = False) -> date | None:
    import dateparser  # here, because it takes 200 ms and only a skill with @sys-date needs it

    found = dateparser.parse(
        text,
        languages=[words.code],
        settings={
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "PREFER_DAY_OF_MONTH": "first" if of_month else "current",
            "DATE_ORDER": words.date_order,
            "TIMEZONE": "UTC",
            "TO_TIMEZONE": "UTC",
        },
    )
    return found.date() if found else None
