"""Times of day in an input (IBM's page system-entities)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from .words import PARTS_OF_DAY, Words


@dataclass(frozen=True)
class Clock:
    """A time at `begin` to `end` of the rewritten text. `until`: the end of a part of the day. `day`: the date, if the time
    is so far from now ("in two hours")."""

    begin: int
    end: int
    value: time
    granularity: str
    fields: dict[str, Any] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()
    until: time | None = None
    day: datetime | None = None


Reader = Callable[[re.Match[str], Words, datetime], Clock | None]


def times_in(text: str, words: Words, now: datetime) -> Iterator[Clock]:
    """Yields the times of a text in lower case with digits, without overlaps."""
    taken: list[tuple[int, int]] = []
    for pattern, read in _patterns(words):
        for found in re.finditer(pattern, text):
            if any(found.start() < end and begin < found.end() for begin, end in taken):
                continue
            clock = read(found, words, now)
            if clock is not None:
                taken.append((clock.begin, clock.end))
                yield clock


def _patterns(words: Words) -> Iterator[tuple[str, Reader]]:
    at = rf"(?<![\w.,:])(?:{words.at})?"
    hour, minute = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
    suffix = "|".join(words.part_suffix)
    units = "|".join(word for word, unit in words.units.items() if unit in ("second", "minute", "hour"))
    one = r"\d{1,4}|an?|einer?"
    if words.code == "de":
        yield (
            rf"{at}(?P<part>halb|viertel vor|viertel nach|dreiviertel) {hour}(?: uhr)?(?: (?P<suffix>{suffix}))?(?!\w)",
            _spoken,
        )
        yield (
            rf"{at}(?P<minutes>\d\d?) (?:minuten )?(?P<part>vor|nach) {hour}(?: uhr)?(?: (?P<suffix>{suffix}))?(?!\w)",
            _spoken,
        )
        yield rf"{at}{hour}[:.]{minute}(?: ?uhr| ?h)(?: (?P<suffix>{suffix}))?(?!\w)", _digits
        yield rf"{at}{hour} ?uhr(?: {minute})?(?: (?P<suffix>{suffix}))?(?!\w)", _digits
        yield r"(?<!\w)(?P<part>mittags?|mitternacht)(?!\w)", _named
    else:
        yield (
            rf"{at}(?P<part>half past|(?:a )?quarter past|(?:a )?quarter to) {hour}(?: ?(?P<suffix>{suffix}))?(?!\w)",
            _spoken,
        )
        yield rf"{at}(?P<minutes>\d\d?) (?:minutes )?(?P<part>past|to) {hour}(?: ?(?P<suffix>{suffix}))?(?!\w)", _past
        yield rf"{at}{hour}(?: o'?clock)(?: ?(?P<suffix>{suffix}))?(?!\w)", _digits
        yield rf"{at}(?P<part>noon|midday|midnight)(?!\w)", _named
    yield rf"{at}{hour}:{minute}(?::(?P<second>[0-5]\d))?(?: ?(?P<suffix>{suffix}))?(?![\w:])", _digits
    yield rf"{at}{hour} ?(?P<suffix>{suffix})(?!\w)", _digits
    to, clock = rf"(?:-|–|{words.to})", r"(?:[01]?\d|2[0-4])(?:[:.]\d\d)?"
    yield rf"{at}{hour}(?= ?{to} ?{clock} ?(?:uhr\b|o'clock\b|{suffix}))", _digits
    yield rf"(?<!\w)(?:{words.at}){hour}(?=\s*(?:$|[.,;!?)](?:\s|$)|[-–]|(?:{words.after_hour})\b))", _digits
    yield rf"(?<!\w)(?P<when>in|vor) (?P<count>{one}) (?P<unit>{units})(?!\w)", _relative
    yield rf"(?<!\w)(?P<count>{one}) (?P<unit>{units}) (?P<when>ago|from now)(?!\w)", _relative
    yield r"(?<!\w)(?P<when>in) (?P<count>half an hour|einer halben stunde)(?!\w)", _relative
    yield rf"(?<!\w)(?:{words.now})(?!\w)", _now
    yield from _parts_of_day(words)


def _parts_of_day(words: Words) -> Iterator[tuple[str, Reader]]:
    if words.code == "en":
        yield r"(?<!\w)tonight(?!\w)", _part("night")
    for word, name in words.parts_of_day.items():
        if words.code == "de" and "morgen" in word:
            # "morgen" alone is tomorrow, and "guten Morgen" is neither.
            yield r"(?<!\w)(?:morgens|(?:(?<=heute )|(?<=am )|(?<=jeden ))morgen|(?<=morgen )früh)(?!\w)", _part(name)
        else:
            yield rf"(?<!\w)(?<!good )(?<!guten )(?<!gute )(?:(?:in the|at|this) )?(?:{word})(?!\w)", _part(name)


def _digits(found: re.Match[str], words: Words, _now: datetime) -> Clock | None:
    given = found.groupdict()
    hour, minute, second = (int(given.get(name) or 0) for name in ("hour", "minute", "second"))
    fields: dict[str, Any] = {"specific_hour": str(hour)}
    granularity = "hour"
    if given.get("minute"):
        granularity, fields["specific_minute"] = "minute", str(minute)
    if given.get("second"):
        granularity, fields["specific_second"] = "second", str(second)
    return _clock(found, words, hour, minute, second, granularity, fields)


def _spoken(found: re.Match[str], words: Words, _now: datetime) -> Clock | None:
    hour, part = int(found["hour"]), found["part"].removeprefix("a ")
    shift = {
        "halb": -30, "viertel vor": -15, "viertel nach": 15, "dreiviertel": -15, "half past": 30, "quarter past": 15,
        "quarter to": -15,
    }.get(part)  # fmt: skip
    if shift is None:
        shift = int(found["minutes"]) * (1 if part in ("nach", "past") else -1)
    if not 1 <= hour <= 24 or abs(shift) > 59:
        return None
    minutes = (hour * 60 + shift) % (24 * 60)
    fields = {"specific_hour": str(minutes // 60), "specific_minute": str(minutes % 60)}
    return _clock(found, words, minutes // 60, minutes % 60, 0, "minute", fields)


def _past(found: re.Match[str], words: Words, now: datetime) -> Clock | None:
    """Reads "20 past 5". "1 to 5" is a range, so "to" needs the word "minutes"."""
    return None if found["part"] == "to" and "minutes" not in found.group() else _spoken(found, words, now)


def _clock(
    found: re.Match[str], words: Words, hour: int, minute: int, second: int, granularity: str, fields: dict[str, Any]
) -> Clock | None:
    """Returns the time; without a word for the half of the day, the other half is an alternative."""
    suffix = found.groupdict().get("suffix")
    half = next((half for word, half in words.part_suffix.items() if suffix and re.fullmatch(word, suffix)), None)
    if half and hour > 12:
        half = None
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    if hour > 24 or (hour == 24 and minute):
        return None
    value = time(hour % 24, minute, second)
    doubtful = half is None and hour <= 12 and int(found["hour"]) > 0 and not found["hour"].startswith("0")
    other = time((hour + 12) % 24, minute, second)
    return Clock(*found.span(), value, granularity, fields, (other.isoformat(),) if doubtful else ())


def _named(found: re.Match[str], _words: Words, _now: datetime) -> Clock:
    midnight = found["part"] in ("midnight", "mitternacht")
    return Clock(*found.span(), time(0 if midnight else 12), "hour", {"specific_hour": "0" if midnight else "12"})


def _relative(found: re.Match[str], words: Words, now: datetime) -> Clock:
    sign = -1 if found["when"] in ("ago", "vor") else 1
    if "unit" not in found.groupdict():
        unit, count = "minute", 30
    else:
        unit = next(unit for word, unit in words.units.items() if re.fullmatch(word, found["unit"]))
        count = int(found["count"]) if found["count"].isdigit() else 1
    moved = now + sign * timedelta(**{f"{unit}s": count})
    value = moved.time().replace(microsecond=0)
    return Clock(*found.span(), value, unit, {f"relative_{unit}": sign * count}, day=moved)


def _now(found: re.Match[str], _words: Words, now: datetime) -> Clock:
    return Clock(*found.span(), now.time().replace(microsecond=0), "instant", {"part_of_day": "now"}, day=now)


def _part(name: str) -> Reader:
    begin, end = PARTS_OF_DAY[name]

    def read(found: re.Match[str], _words: Words, _now: datetime) -> Clock:
        return Clock(*found.span(), begin, "hour", {"part_of_day": name}, until=end)

    return read
