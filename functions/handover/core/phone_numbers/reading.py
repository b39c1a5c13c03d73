"""Read what a person typed: a number, or a sentence with a number in it."""

from __future__ import annotations

import re

from handover.core.phone_numbers.alone import MOST_OPTIONS, refuse_to_call
from handover.core.phone_numbers.characters import plain
from handover.core.phone_numbers.choice import chosen
from handover.core.phone_numbers.doubts import in_doubt
from handover.core.phone_numbers.extensions import extension_of
from handover.core.phone_numbers.mention import Label, Mention, Reader
from handover.core.phone_numbers.mentions import mentions
from handover.core.phone_numbers.number import (
    AmbiguousNumberError,
    ExtensionError,
    PhoneNumber,
    PhoneNumberError,
    phone_number_of,
)
from handover.core.phone_numbers.readings import Candidate
from handover.core.phone_numbers.service_numbers import refuse_service_number

#: Characters. What is longer is refused and not cut: the end of a text can correct its beginning.
LONGEST = 200


def read(typed: str, countries: tuple[str, ...]) -> PhoneNumber:
    """See the package."""
    reader = Reader(countries)
    text, found = _mentions(typed, reader)
    wanted = chosen(text, found, reader, negated_too=False)
    if not wanted:
        raise _nothing_read(text, found, countries)
    callable_, refusals, sure = _callable(wanted, countries)
    if not callable_:
        raise refusals[0]
    for mention in wanted:
        extension = extension_of(text, found, mention)
        main = _callable([mention], countries)[0] if extension else []
        if main:
            raise ExtensionError(main[0], extension)
    if len(callable_) > 1 or not sure or in_doubt(text, found, wanted, reader):
        raise AmbiguousNumberError(tuple(callable_[:MOST_OPTIONS]))
    return callable_[0]


def read_any(typed: str, countries: tuple[str, ...]) -> PhoneNumber:
    """See the package."""
    reader = Reader(countries)
    text, found = _mentions(typed, reader)
    wanted = chosen(text, found, reader, negated_too=True)
    numbers = _different([phone_number_of(number) for mention in wanted for number in mention.numbers])
    if not numbers:
        raise _nothing_read(text, found, countries)
    if (
        len(numbers) > 1
        or not all(mention.readings.sure for mention in wanted)
        or in_doubt(text, found, wanted, reader)
    ):
        raise AmbiguousNumberError(tuple(numbers[:MOST_OPTIONS]))
    return numbers[0]


def numbers_in(typed: str, countries: tuple[str, ...]) -> tuple[str, ...]:
    """See the package."""
    try:
        _, found = _mentions(typed[:LONGEST], Reader(countries))
    except PhoneNumberError:
        return ()
    return tuple(each.e164 for each in _different([phone_number_of(n) for mention in found for n in mention.numbers]))


def _mentions(typed: str, reader: Reader) -> tuple[str, list[Mention]]:
    if len(typed) > LONGEST:
        raise PhoneNumberError("invalid_number", "That is too long for a phone number.")
    if "phone-context" in typed.lower():
        raise PhoneNumberError("invalid_number", "A number with a context is not read.")
    return mentions(plain(typed), reader)


def _callable(
    wanted: list[Mention], countries: tuple[str, ...]
) -> tuple[list[PhoneNumber], list[PhoneNumberError], bool]:
    """Returns the numbers that the desk calls, why it does not call the others, and whether the first is certain."""
    numbers: list[PhoneNumber] = []
    refusals: list[PhoneNumberError] = []
    for mention in wanted:
        for number in mention.numbers:
            try:
                refuse_to_call(number, countries, is_fax=mention.label is Label.FAX)
                numbers.append(phone_number_of(number))
            except PhoneNumberError as error:
                refusals.append(error)
    # A number that cannot be called may be the one that is meant: then the other is asked about.
    return _different(numbers), refusals, not refusals and all(mention.readings.sure for mention in wanted)


def _nothing_read(text: str, found: list[Mention], countries: tuple[str, ...]) -> PhoneNumberError:
    """Returns why no number was read."""
    alone = len(found) == 1 and not re.search(r"[^\W\d_]", text)
    for mention in found:
        if mention.label is Label.OTHER or not mention.run.loose:
            continue
        candidate = Candidate(mention.run.written)
        try:
            refuse_service_number(candidate.digits, candidate.plus or not alone, countries)
        except PhoneNumberError as error:
            return error
    return PhoneNumberError("invalid_number", "That is not a phone number.")


def _different(numbers: list[PhoneNumber]) -> list[PhoneNumber]:
    return list({number.e164: number for number in numbers}.values())
