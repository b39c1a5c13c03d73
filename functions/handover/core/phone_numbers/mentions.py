"""The numbers that a text mentions: each with what it can mean, where it stands, and how much it looks like a
telephone's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.labels import labelled
from handover.core.phone_numbers.mention import Look, Mention, Reader
from handover.core.phone_numbers.readings import Candidate, Readings, is_grouped
from handover.core.phone_numbers.runs import TAKEN_OUT, Run, runs, splits, splits_at_spaces, without_others

#: So many times, dates and plates are looked at.
_MOST_FIRST = 8
_SHORTEST_PIECE = 7
#: Digits, without a trunk prefix, of a number that is usually complete; behind a slash something else begins rather.
_LONG, _LONG_BEFORE_SLASH = 10, 9
#: Digits before a number: fewer may be its country code, more than those of a date the beginning of it.
_LEAST_BEFORE, _MOST_OF_A_DATE, _MOST_BEFORE = 4, 8, 19
#: No number is longer, without a trunk prefix, unless it has an extension. (libphonenumber knows no such limit.)
_LONGEST = 11

#: A number with a space after each digit: its last one is no extension.
_DIGIT_BY_DIGIT = re.compile(r"\+?(?:\d\D+)+\d")


def mentions(text: str, read: Reader) -> tuple[str, list[Mention]]:
    """Returns the text as it was read (lower case, without what is surely no number), and every run of digits in it."""
    whole = _without_first(_without_counts(without_others(text.lower()), read), read)
    found = [mention for run in runs(whole) for mention in _pieces(whole, run, read)]
    return whole, [labelled(whole, found, n) for n in range(len(found))]


def _without_counts(text: str, read: Reader) -> str:
    """Takes out counts and times of day. The last digits of a number are none when it is grouped as its country groups them:
    "06 12 34 56 78 times"."""

    def less(found: re.Match[str]) -> str:
        last = re.match(r"\d+", found[0])
        head = text[: found.start() + (last.end() if last else 0)]
        run = next(reversed(list(runs(head))), None)
        if run and run.start < found.start() and run.end == len(head) and is_grouped(run.written, read(run.written)):
            return found[0]
        return TAKEN_OUT * len(found[0])

    for pattern in (vocabulary.CLOCK, vocabulary.COUNT):
        text = pattern.sub(less, text)
    return text


def _without_first(text: str, read: Reader) -> str:
    """Takes out a time, a date or a plate where only that leaves a number: "after 5 030 …"."""
    for found in islice(vocabulary.SOMETHING_FIRST.finditer(text), _MOST_FIRST):
        less = f"{text[: found.start()]}{TAKEN_OUT * len(found[0])}{text[found.end() :]}"
        around = next((run for run in reversed(list(runs(text))) if run.start < found.end() < run.end), None)
        left = [run for run in runs(less) if around and run.start < around.end and run.end > around.start]
        if (
            around
            and not read(around.written).numbers
            and any(mention.numbers for run in left for mention in _pieces(less, run, read))
        ):
            text = less
    return text


def _pieces(text: str, run: Run, read: Reader) -> Iterator[Mention]:
    """Yields the run as one mention, or its pieces if each of them is a number."""
    if (
        not run.loose
        or vocabulary.SPOKEN_BEFORE.search(text[: run.start])
        or vocabulary.SPOKEN_AFTER.match(text[run.end :])
    ):
        yield Mention(replace(run, loose=False), Readings())
        return
    after = text[run.end :]
    for pieces in splits(run):
        if all(
            len(Candidate(piece.written).digits) >= _SHORTEST_PIECE and read(piece.written).numbers for piece in pieces
        ):
            yield from (_mention(piece, read(piece.written)) for piece in pieces[:-1])
            yield _without_count(pieces[-1], after, read)
            return
    if not read(run.written).numbers:
        for pieces in splits_at_spaces(run):
            if all(len(Candidate(p.written).digits) >= _LONG and read(p.written).numbers for p in pieces):
                yield _mention(pieces[0], read(pieces[0].written))
                yield _without_count(pieces[1], after, read)
                return
    yield from _behind_digits(run, after, read)


def _behind_digits(run: Run, after: str, read: Reader) -> Iterator[Mention]:
    """Yields the run as one mention. If it is no number, but one stands behind a date, a year or the like
    ("12/31/99 415-555-0132"): yields both, the number as one that is not certain."""
    whole = _without_count(run, after, read)
    if not whole.numbers:
        for first, second in splits_at_spaces(run):
            before, number = _mention(first, Readings()), _without_count(second, after, read)
            if before.look is not Look.MARKED and _stands_behind(before, number):
                sure = number.readings.sure and first.written.endswith(".")  # a sentence
                yield from (before, replace(number, readings=replace(number.readings, sure=sure)))
                return
    yield whole


def _stands_behind(before: Mention, number: Mention) -> bool:
    """Returns whether a number is whole, and what stands before it can be no part of it."""
    written = number.run.written
    usual = number.look is Look.MARKED or written.isdecimal() or is_grouped(written, number.readings)
    ends = before.run.written.endswith(".")
    most = _MOST_BEFORE if ends or number.look is Look.MARKED else _MOST_OF_A_DATE
    return (
        usual and len(number.digits) >= _LONG and _LEAST_BEFORE <= len(before.digits) <= most and bool(number.numbers)
    )


def _without_count(run: Run, after: str, read: Reader) -> Mention:
    """Returns the run without a count or a time at its end ("030 … 2 mal klingeln"), or with both readings if it is not
    clear whether there is one."""
    whole = _perhaps_more(run, after, read)
    digit = vocabulary.TIMES.match(after) and vocabulary.LAST_DIGIT.search(run.written)
    digits = vocabulary.PERHAPS_TIME.match(after) and vocabulary.LAST_DIGITS.search(run.written)
    last = digit or digits
    less = run.part(0, last.start()) if last else run
    shorter = read(less.written)
    if not shorter.numbers or less == run:
        return _mention(run, whole)
    if not whole.numbers or (digit and vocabulary.TIMES_RINGING.match(after)):
        return _mention(less, shorter)
    return _mention(run, Readings((*shorter.numbers, *whole.numbers)) if digit else whole)


def _perhaps_extended(run: Run, read: Reader) -> Readings:
    """Returns what a run can mean. The last digits of a long number may be an extension ("030 23125123/12"): then the number
    without them is a second reading."""
    whole = read(run.written)
    last = vocabulary.LAST_GROUP.search(run.written)
    if not whole.numbers or last is None or _DIGIT_BY_DIGIT.fullmatch(run.written):
        return whole
    shorter = read(run.written[: last.start()])
    least = _LONG_BEFORE_SLASH if set(last[0]) & set("/([") else _LONG
    codes = {number.country_code for number in whole.numbers}
    elsewhere = is_grouped(run.written[: last.start()], shorter) and all(
        number.country_code not in codes for number in shorter.numbers
    )
    if not elsewhere and all(len(str(number.national_number)) < least for number in shorter.numbers):
        return whole
    return Readings((*whole.numbers, *shorter.numbers))


def _perhaps_more(run: Run, after: str, read: Reader) -> Readings:
    """Returns what a run can mean. Its last digits may be hours, a date, a postcode, or an extension: then the number
    without them is a reading too, and not certain if it is the only one."""
    whole, written = read(run.written), run.written
    long = any(len(str(number.national_number)) > _LONGEST for number in whole.numbers)
    tail = vocabulary.HOURS.search(written) or vocabulary.DAY.search(written + after[:1])
    if tail is None and vocabulary.PLACE.match(after) and (long or not whole.numbers):
        tail = vocabulary.POSTCODE.search(written)
    less = read(written[: tail.start()]) if tail else Readings()
    if less.numbers:
        return Readings((*less.numbers, *whole.numbers), sure=bool(whole.numbers))
    extended = _perhaps_extended(run, read)
    last = re.search(r"\s+\d+$", written) if long else None
    return Readings((*extended.numbers, *read(written[: last.start()]).numbers), extended.sure) if last else extended


def _mention(run: Run, found: Readings) -> Mention:
    written = run.written.lstrip("([ ")
    if "+" in written or written.startswith("0"):
        return Mention(run, found, Look.MARKED)
    groups = re.findall(r"\d+", written)
    usual = len(groups) > 2 or is_grouped(written, found)
    return Mention(run, found, Look.GROUPED if usual else Look.BARE)
