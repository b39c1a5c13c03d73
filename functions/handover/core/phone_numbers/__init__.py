"""Phone numbers as people type them: read, checked against the desk's rules, written as E.164.

A person may type a number or a whole sentence. It is read as exactly one number, or it is asked about, or it is refused: a
number is never guessed, because somebody's phone rings.

The readers are loaded when something is read. That of sentences is loaded only for one: its patterns take some 30 ms to
compile.
"""

from __future__ import annotations

from handover.core.phone_numbers.number import (
    AmbiguousNumberError,
    ExtensionError,
    PhoneNumber,
    PhoneNumberError,
    country_of,
    international,
    is_e164,
    is_read_out,
    known_country,
)

__all__ = [
    "AmbiguousNumberError",
    "ExtensionError",
    "PhoneNumber",
    "PhoneNumberError",
    "country_of",
    "international",
    "is_e164",
    "is_read_out",
    "known_country",
    "numbers_in",
    "read",
    "read_any",
]


def read(typed: str, countries: tuple[str, ...]) -> PhoneNumber:
    """Returns the number that was typed, if a desk with these countries (the first one first) may call it.

    Raises PhoneNumberError with `missing_number` (none is to be called), `invalid_number`, `number_type_not_allowed` or
    `country_not_allowed`; AmbiguousNumberError; ExtensionError.
    """
    from handover.core.phone_numbers import alone

    if digits := alone.number_alone(typed):
        return alone.read(digits, countries)
    from handover.core.phone_numbers import reading

    return reading.read(typed, countries)


def read_any(typed: str, countries: tuple[str, ...]) -> PhoneNumber:
    """Returns the number that was typed, of any type and country, also one that is not to be called. An extension is left
    out. For numbers that are not dialled: those of agents, and those that are not to be called again.

    Raises PhoneNumberError with `invalid_number` or `number_type_not_allowed`; AmbiguousNumberError.
    """
    from handover.core.phone_numbers import alone

    if digits := alone.number_alone(typed):
        return alone.read_any(digits, countries)
    from handover.core.phone_numbers import reading

    return reading.read_any(typed, countries)


def numbers_in(typed: str, countries: tuple[str, ...]) -> tuple[str, ...]:
    """Returns every number, in E.164, that any part of the text can mean. For searches: some of them may not be meant."""
    from handover.core.phone_numbers import reading

    return reading.numbers_in(typed, countries)
