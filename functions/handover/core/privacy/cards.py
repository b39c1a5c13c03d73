"""Card numbers in a text, in any grouping and script: found by length and check digit (ISO/IEC 7812).

One number in ten passes the check by chance. So a card number begins and ends where a group of digits does, never begins
with 0, and is no phone number that is known or has a plus before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

from handover.core.privacy.digits import Span, most_digits, only_digits, runs
from handover.core.privacy.numbers import DATE

_SHORTEST_CARD, _LONGEST_CARD = 13, 19

#: The most digits of a phone number (E.164), and of an expiry date with a verification value.
_LONGEST_NUMBER, _LONGEST_EXTRAS = 15, 8


def cards(text: str, number: str) -> Iterator[Span]:
    """Yields the spans of card numbers: 13 to 19 digits that pass the check of ISO/IEC 7812, from the beginning of a group
    of digits to the end of one. An expiry date and a verification value after them belong to the span."""
    if most_digits(text) < _SHORTEST_CARD:
        return
    phone = only_digits(number)[-7:]
    dates = [match.span() for match in DATE.finditer(text)]
    for run in runs(text, dates, least=_SHORTEST_CARD):
        groups = [n for n in range(len(run.digits)) if not run.joined(n)]
        ends = {*groups[1:], len(run.digits)}
        passes = _luhn(run.digits)
        last = (0, 0)  # of the run's digits
        for start in groups:
            dialled = text[max(0, run.starts[start] - 1) : run.starts[start]] in ("+", "\uff0b")
            for end in range(start + _LONGEST_CARD, start + _SHORTEST_CARD - 1, -1):
                if end not in ends or run.digits[start] == "0" or not passes(start, end):
                    continue
                digits = run.digits[start:end]
                if len(digits) <= _LONGEST_NUMBER and (dialled or (len(phone) == 7 and phone in digits)):
                    continue
                if start >= last[1] and last[1]:
                    yield run.starts[last[0]], run.ends[last[1] - 1]
                last = (last[0] if start < last[1] else start, max(last[1], end))
                break
        if last[1]:
            yield run.starts[last[0]], run.ends[_end_of_extras(len(run.digits), groups, last[1]) - 1]


def _end_of_extras(length: int, groups: Sequence[int], end: int) -> int:
    """Returns where the digits about a card end, which may follow its number as `12/27 123`."""
    borders = [n for n in groups[bisect_left(groups, end) :] if n >= end] + [length]
    extras = all(after - before <= 4 for before, after in pairwise(borders))
    return length if extras and 3 <= length - end <= _LONGEST_EXTRAS else end


def _luhn(digits: str) -> Callable[[int, int], bool]:
    """Returns a function that says whether the digits from `start` to before `end` pass the Luhn check."""
    values = [int(digit) for digit in digits]
    doubled = [2 * value - 9 if value > 4 else 2 * value for value in values]
    # Every other digit is doubled, counted from the last one. So there are two sums, one for each parity of the end.
    sums = [
        list(
            accumulate(
                (b if (n - parity) % 2 == 0 else a for n, (a, b) in enumerate(zip(values, doubled, strict=True))),
                initial=0,
            )
        )
        for parity in (0, 1)
    ]
    return lambda start, end: (sums[end % 2][end] - sums[end % 2][start]) % 10 == 0
