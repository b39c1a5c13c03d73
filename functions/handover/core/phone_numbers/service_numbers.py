"""Emergency and service numbers (110, 112, 911, 116 117): they are never called."""

from __future__ import annotations

from typing import Any

from handover.core.phone_numbers.number import PhoneNumberError, region_of

_LONGEST = 6


def refuse_service_number(digits: str, plus: bool, countries: tuple[str, ...]) -> None:
    """Raises PhoneNumberError if these digits are an emergency or service number of one of the countries."""
    import phonenumbers

    written = {digits}
    for country in countries:
        code = str(phonenumbers.country_code_for_region(country))
        if digits.startswith(code):
            written.add(digits[len(code) :])
    emergency = any(phonenumbers.is_emergency_number(n, country) for n in written for country in countries)
    # With a country code, few digits are a mistake and not a service number.
    short = not plus and len(digits) <= _LONGEST and _is_short_number(digits, countries)
    if emergency or short:
        raise PhoneNumberError("number_type_not_allowed", "Emergency and short numbers are not called.")


def refuse_behind_area_code(number: Any) -> None:
    """Raises PhoneNumberError if a valid number is an emergency number behind an area code: 030 110 reaches the police."""
    import phonenumbers

    national = phonenumbers.national_significant_number(number)
    local = national[phonenumbers.length_of_geographical_area_code(number) :]
    if phonenumbers.is_emergency_number(local, region_of(number)):
        raise PhoneNumberError("number_type_not_allowed", "Emergency numbers are not called.")


def _is_short_number(digits: str, countries: tuple[str, ...]) -> bool:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, countries[0] if countries else None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_short_number(number))
