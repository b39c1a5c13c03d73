"""A number that a text mentions, and the reader that says what a written number can mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from handover.core.phone_numbers.number import PhoneNumberError, region_of
from handover.core.phone_numbers.readings import Candidate, Readings, readings
from handover.core.phone_numbers.runs import Run

#: A text of 200 characters that people write has a few.
MOST_READINGS = 60


class Label(StrEnum):
    """What the words beside a number say that it is."""

    NONE = "none"
    PHONE = "phone"
    FAX = "fax"
    OTHER = "other"


class Look(IntEnum):
    """How much a number looks like a telephone's."""

    BARE = 0
    GROUPED = 1  # as people group the digits of a telephone number
    MARKED = 2  # with a plus or a trunk prefix


@dataclass(frozen=True)
class Mention:
    """A run of digits in the text. Without numbers in its readings it is none that can be called from here."""

    run: Run
    readings: Readings
    look: Look = Look.BARE
    label: Label = Label.NONE

    @property
    def numbers(self) -> tuple[Any, ...]:
        return self.readings.numbers

    @property
    def digits(self) -> str:
        return Candidate(self.run.written).digits


class Reader:
    """Reads runs at a desk with these countries, each writing once. Raises PhoneNumberError when a text has more of them
    than people write."""

    def __init__(self, countries: tuple[str, ...]) -> None:
        self._countries = countries
        self._read: dict[str, Readings] = {}

    def __call__(self, written: str) -> Readings:
        if written not in self._read:
            if len(self._read) >= MOST_READINGS:
                raise PhoneNumberError("invalid_number", "That has too many digits for a phone number.")
            self._read[written] = readings(Candidate(written), self._countries)
        return self._read[written]

    def is_of_first_country(self, mention: Mention) -> bool:
        """Returns whether a number is one of the desk's first country."""
        return bool(self._countries) and any(region_of(number) == self._countries[0] for number in mention.numbers)
