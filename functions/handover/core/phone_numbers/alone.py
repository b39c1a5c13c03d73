"""A number that was typed alone: digits, perhaps with a plus before them, and nothing else.

Most customers type just that, and a chat that has read a number sends it like that. Nothing can stand beside it that says
that it is not the one. So it is read without the words and patterns of sentences, which take longer to load than all else
that a number needs.
"""

from __future__ import annotations

import re
from typing import Any

from handover.core.phone_numbers.characters import plain
from handover.core.phone_numbers.number import (
    AmbiguousNumberError,
    PhoneNumber,
    PhoneNumberError,
    phone_number_of,
    refusal_of,
)
from handover.core.phone_numbers.readings import Candidate, Readings, readings
from handover.core.phone_numbers.service_numbers import refuse_behind_area_code, refuse_service_number

#: Longer digits may be a card's. As few as three may be an emergency number.
_ALONE = re.compile(r"\s*(\+?[0-9]{1,14})\s*")

MOST_OPTIONS = 3


def number_alone(typed: str) -> str:
    """Returns the digits, with their plus, if nothing else was typed, or `""`."""
    found = _ALONE.fullmatch(plain(typed)) if len(typed) <= _LONGEST else None
    return found[1] if found else ""


def read(written: str, countries: tuple[str, ...]) -> PhoneNumber:
    """Returns the number. Raises PhoneNumberError, AmbiguousNumberError."""
    found = _readings(written, countries)
    numbers: list[PhoneNumber] = []
    refusals: list[PhoneNumberError] = []
    for number in found.numbers:
        try:
            refuse_to_call(number, countries)
            numbers.append(phone_number_of(number))
        except PhoneNumberError as error:
            refusals.append(error)
    if not numbers:
        raise refusals[0]
    if len(numbers) > 1 or refusals or not found.sure:
        raise AmbiguousNumberError(tuple(numbers[:MOST_OPTIONS]))
    return numbers[0]


def read_any(written: str, countries: tuple[str, ...]) -> PhoneNumber:
    """Returns the number, also one that is not to be called. Raises PhoneNumberError, AmbiguousNumberError."""
    found = _readings(written, countries)
    numbers = tuple(map(phone_number_of, found.numbers))
    if len(numbers) > 1 or not found.sure:
        raise AmbiguousNumberError(numbers[:MOST_OPTIONS])
    return numbers[0]


def refuse_to_call(number: Any, countries: tuple[str, ...], is_fax: bool = False) -> None:
    """Raises PhoneNumberError if a valid number must not be called."""
    refuse_behind_area_code(number)
    if is_fax:
        raise PhoneNumberError("number_type_not_allowed", "That is a fax number.")
    if refusal := refusal_of(number, countries):
        raise refusal


def _readings(written: str, countries: tuple[str, ...]) -> Readings:
    """Returns what the digits can mean. Raises PhoneNumberError if that is nothing."""
    candidate = Candidate(written)
    found = readings(candidate, countries)
    if not found.numbers:
        refuse_service_number(candidate.digits, candidate.plus, countries)
        raise PhoneNumberError("invalid_number", "That is not a phone number.")
    return found


#: Characters: more than fourteen digits are blanks.
_LONGEST = 40
