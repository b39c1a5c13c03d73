"""A phone number that may be called, the refusals, and what libphonenumber knows of a number.

A chatbot that dials every number that is typed invites toll fraud. So a number is called only if it is of a type that
people have, in a country that the desk calls. libphonenumber knows types and countries. It cannot know that a valid number
is a fax: the call finds that out when it asks for a key press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handover.errors import HandoverError

#: The types of number that a person answers. Not called are premium, shared cost, pager, voicemail, personal (a costly
#: relay in some countries), company-wide and toll-free numbers, and numbers of unknown type.
_PERSONAL_TYPES = ("FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "VOIP")

#: Country codes without a country: satellite and international networks. They are always costly.
_NO_COUNTRY = "001"

#: Countries in which a message to a landline is read out (and landlines can be told from mobile phones).
_READ_OUT = ("GB", "GG", "IM", "JE")

#: E.164 allows 15 digits. The metadata of some countries accept longer numbers, which no network can dial.
MOST_DIGITS = 15


@dataclass(frozen=True)
class PhoneNumber:
    """A number that may be called, in E.164, and its country as ISO 3166-1 alpha-2."""

    e164: str
    country: str

    @property
    def international(self) -> str:
        """The number as people write it for another country: `+49 30 23125123`."""
        return international(self.e164)


class PhoneNumberError(HandoverError):
    """The number cannot be read or must not be called. `reason` is the reason of the refusal in the chat's contract."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class AmbiguousNumberError(PhoneNumberError):
    """Several numbers may be meant, or one that is not certain. `options` are at most three of them."""

    def __init__(self, options: tuple[PhoneNumber, ...]) -> None:
        super().__init__("ambiguous_number", "More than one number may be meant.")
        self.options = options


class ExtensionError(PhoneNumberError):
    """The number has an extension, which cannot be dialled. `number` is the main number."""

    def __init__(self, number: PhoneNumber, extension: str) -> None:
        super().__init__("extension_not_supported", "A number with an extension cannot be called directly.")
        self.number = number
        self.extension = extension


def refusal_of(number: Any, countries: tuple[str, ...]) -> PhoneNumberError | None:
    """Returns why a valid number that phonenumbers parsed must not be called by a desk with these countries, or None."""
    import phonenumbers

    if phonenumbers.region_code_for_country_code(number.country_code or 0) == _NO_COUNTRY:
        return PhoneNumberError("number_type_not_allowed", "Satellite and international networks are not called.")
    if phonenumbers.number_type(number) not in [getattr(phonenumbers.PhoneNumberType, k) for k in _PERSONAL_TYPES]:
        return PhoneNumberError("number_type_not_allowed", "Numbers of that type are not called.")
    if phonenumbers.region_code_for_number(number) not in countries:
        return PhoneNumberError("country_not_allowed", "Numbers of that country are not called.")
    return None


def international(e164: str) -> str:
    """Returns a number as people write it for another country: `+49 30 23125123`."""
    import phonenumbers

    return str(phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def country_of(e164: str) -> str:
    """Returns the country of a number that was read before, as ISO 3166-1 alpha-2, or `""`."""
    import phonenumbers

    try:
        return str(phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or "")
    except phonenumbers.NumberParseException:
        return ""


def region_of(number: Any) -> str:
    """Returns the country of a number that phonenumbers parsed, as ISO 3166-1 alpha-2, or `""`."""
    import phonenumbers

    return str(phonenumbers.region_code_for_number(number) or "")


def phone_number_of(number: Any) -> PhoneNumber:
    """Returns a number that phonenumbers parsed."""
    import phonenumbers

    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(e164, region_of(number))


def is_read_out(e164: str) -> bool:
    """Returns whether a text message to this number may ring a landline and be read aloud: Twilio tries that in the United
    Kingdom, and refuses it elsewhere. Of American numbers nobody can tell."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    is_landline = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    return is_landline and phonenumbers.region_code_for_number(number) in _READ_OUT


def is_dialable(number: Any) -> bool:
    """Returns whether a number that phonenumbers parsed is valid and no longer than E.164 allows."""
    import phonenumbers

    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and len(written.lstrip("+")) <= MOST_DIGITS


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
