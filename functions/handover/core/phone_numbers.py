"""Phone numbers as people type them: parsed, checked against the desk's rules, written as E.164.

A chatbot that dials every number that is typed invites toll fraud. So a number is called only if it is of a type that
people have, in a country that the desk calls. libphonenumber knows types and countries. It cannot know that a valid number
is a fax: the call finds that out when it asks for a key press.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from handover.errors import HandoverError

#: The types of number that a person answers. Not called are premium, shared cost, pager, voicemail, personal (a costly
#: relay in some countries), company-wide and toll-free numbers, and numbers of unknown type.
_PERSONAL_TYPES = ("FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "VOIP")

#: Country codes without a country: satellite and international networks. They are always costly.
_NO_COUNTRY = "001"

_MAX_TYPED = 100

#: E.164 allows 15 digits. The metadata of some countries accept longer numbers, which no network can dial.
_MOST_DIGITS = 15


class PhoneNumberError(HandoverError):
    """The number cannot be read or must not be called. `reason` is the reason of the refusal in the chat's contract."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class PhoneNumber:
    """A number that may be called, in E.164, and its country as ISO 3166-1 alpha-2."""

    e164: str
    country: str


def read(typed: str, countries: tuple[str, ...]) -> PhoneNumber:
    """Returns the number that was typed. Without a country code it belongs to the first of `countries`.

    Raises PhoneNumberError with `invalid_number`, `number_type_not_allowed` or `country_not_allowed`.
    """
    import phonenumbers

    if len(typed) > _MAX_TYPED:
        raise PhoneNumberError("invalid_number", "That is too long for a phone number.")
    if re.search("fax", typed, re.IGNORECASE):
        raise PhoneNumberError("number_type_not_allowed", "That is a fax number.")
    try:
        number = phonenumbers.parse(" ".join(typed.split()), countries[0])
    except phonenumbers.NumberParseException:
        raise PhoneNumberError("invalid_number", "That is not a phone number.") from None
    _refuse_short_number(number, typed, countries)
    if number.extension:
        raise PhoneNumberError("number_type_not_allowed", "A number with an extension cannot be called directly.")
    region = phonenumbers.region_code_for_number(number)
    if phonenumbers.region_code_for_country_code(number.country_code or 0) == _NO_COUNTRY:
        raise PhoneNumberError("number_type_not_allowed", "Satellite and international networks are not called.")
    if not is_dialable(number):
        raise PhoneNumberError("invalid_number", "No such phone number exists.")
    if phonenumbers.number_type(number) not in [getattr(phonenumbers.PhoneNumberType, k) for k in _PERSONAL_TYPES]:
        raise PhoneNumberError("number_type_not_allowed", "Numbers of that type are not called.")
    if region not in countries:
        raise PhoneNumberError("country_not_allowed", "Numbers of that country are not called.")
    return PhoneNumber(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), str(region))


def country_of(e164: str) -> str:
    """Returns the country of a number that was read before, as ISO 3166-1 alpha-2, or `""`."""
    import phonenumbers

    try:
        return str(phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or "")
    except phonenumbers.NumberParseException:
        return ""


def is_dialable(number: Any) -> bool:
    """Returns whether a number that phonenumbers parsed is valid and no longer than E.164 allows."""
    import phonenumbers

    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and len(written.lstrip("+")) <= _MOST_DIGITS


def is_e164(text: str) -> bool:
    """Returns whether the text is a valid number in E.164. For the numbers of agents, which may be of any type."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return is_dialable(number) and written == text


def known_country(code: str) -> bool:
    """Returns whether libphonenumber knows numbers of that country (ISO 3166-1 alpha-2)."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def _refuse_short_number(number: Any, typed: str, countries: tuple[str, ...]) -> None:
    """Raises PhoneNumberError for emergency and service numbers (110, 112, 911, 116 117)."""
    import phonenumbers

    written = (re.sub(r"\D", "", typed), str(number.national_number))
    emergency = any(phonenumbers.is_emergency_number(n, country) for n in written for country in countries)
    # With a country code, few digits are a mistake and not a service number.
    national = not typed.lstrip().startswith("+")
    if emergency or (national and len(written[0]) <= 6 and phonenumbers.is_possible_short_number(number)):
        raise PhoneNumberError("number_type_not_allowed", "Emergency and short numbers are not called.")
