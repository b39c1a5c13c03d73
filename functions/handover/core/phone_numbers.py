"""Phone numbers as people type them: read, judged, written as E.164.

A chatbot that dials whatever is typed is the classic way to toll fraud, so a number is called only when it is a person's
kind of number in a country the desk calls. libphonenumber knows kinds and countries; what it cannot know (that a valid
number is a fax) the caller finds out by asking for a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from handover.errors import HandoverError

#: The kinds that a person answers. Premium, shared cost, pager, voicemail, personal (a costly relay in some countries),
#: company-wide and toll-free numbers are not called, and neither is a kind that nobody knows.
_PERSONAL_KINDS = ("FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "VOIP")

#: Country codes without a country: satellite and international networks, always costly.
_NO_COUNTRY = "001"

_MAX_TYPED = 100


class PhoneNumberError(HandoverError):
    """The number will not be called. `reason` is the refusal word."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class PhoneNumber:
    """A number that may be called: E.164, and its country as ISO 3166-1 alpha-2."""

    e164: str
    country: str


def read(typed: str, countries: tuple[str, ...]) -> PhoneNumber:
    """The number that somebody typed. Without a country code it belongs to the first of `countries`.

    Raises NumberError with `invalid_number`, `number_type_not_allowed` or `country_not_allowed`.
    """
    import phonenumbers

    if len(typed) > _MAX_TYPED:
        raise PhoneNumberError("invalid_number", "A phone number is shorter than that.")
    if re.search("fax", typed, re.IGNORECASE):
        raise PhoneNumberError("number_type_not_allowed", "That is a fax number.")
    try:
        number = phonenumbers.parse(" ".join(typed.split()), countries[0])
    except phonenumbers.NumberParseException:
        raise PhoneNumberError("invalid_number", "That cannot be read as a phone number.") from None
    _not_short(number, typed, countries)
    if number.extension:
        raise PhoneNumberError("number_type_not_allowed", "A number with an extension cannot be called directly.")
    region = phonenumbers.region_code_for_number(number)
    if phonenumbers.region_code_for_country_code(number.country_code or 0) == _NO_COUNTRY:
        raise PhoneNumberError("number_type_not_allowed", "Satellite and international networks are not called.")
    if not phonenumbers.is_valid_number(number):
        raise PhoneNumberError("invalid_number", "No such number can exist.")
    if phonenumbers.number_type(number) not in [getattr(phonenumbers.PhoneNumberType, k) for k in _PERSONAL_KINDS]:
        raise PhoneNumberError("number_type_not_allowed", "Numbers of that kind are not called.")
    if region not in countries:
        raise PhoneNumberError("country_not_allowed", "Numbers of that country are not called.")
    return PhoneNumber(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), str(region))


def is_e164(text: str) -> bool:
    """Whether a desk's own number (an agent's) is complete and can exist."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and written == text


def known_country(code: str) -> bool:
    """Whether libphonenumber knows numbers of that ISO 3166-1 alpha-2 country."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def _not_short(number: Any, typed: str, countries: tuple[str, ...]) -> None:
    """Emergency and service numbers (110, 112, 911, 116 117) are short numbers of their country."""
    import phonenumbers

    written = (re.sub(r"\D", "", typed), str(number.national_number))
    emergency = any(phonenumbers.is_emergency_number(n, country) for n in written for country in countries)
    national = not typed.lstrip().startswith("+")  # with a country code few digits are a mistake, not a service
    if emergency or (national and len(written[0]) <= 6 and phonenumbers.is_possible_short_number(number)):
        raise PhoneNumberError("number_type_not_allowed", "Emergency and short numbers are not called.")
