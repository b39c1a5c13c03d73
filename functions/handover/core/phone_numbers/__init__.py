"""Phone numbers as people type them: read, checked against the desk's rules, written as E.164.

A person may type a number or a whole sentence. It is read as exactly one number, or it is asked about, or it is refused: a
number is never guessed, because somebody's phone rings.
"""

from __future__ import annotations

from handover.core.phone_numbers.number import (
    AmbiguousNumberError,
    ExtensionError,
    PhoneNumber,
    PhoneNumberError,
    country_of,
    is_e164,
    known_country,
)
from handover.core.phone_numbers.reading import LONGEST, numbers_in, read, read_any

__all__ = [
    "LONGEST",
    "AmbiguousNumberError",
    "ExtensionError",
    "PhoneNumber",
    "PhoneNumberError",
    "country_of",
    "is_e164",
    "known_country",
    "numbers_in",
    "read",
    "read_any",
]
