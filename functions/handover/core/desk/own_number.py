"""The number that somebody types to say which agent they are.

It is read more leniently than a number that shall be called (core/phone_numbers.py): nothing is dialled because of it, only
compared with the desk's own numbers, which may be of any kind and country.
"""

from __future__ import annotations

from handover.core.desk.config import Agent, Desk
from handover.core.phone_numbers import PhoneNumberError

_MAX_TYPED = 100


def read_own_number(typed: str, country: str) -> str:
    """The number as E.164; without a country code it belongs to `country`. Raises NumberError for what is none."""
    import phonenumbers

    try:
        number = phonenumbers.parse(" ".join(typed[: _MAX_TYPED + 1].split()), country)
    except phonenumbers.NumberParseException:
        raise PhoneNumberError("invalid_number", "That cannot be read as a phone number.") from None
    if len(typed) > _MAX_TYPED or not phonenumbers.is_valid_number(number):
        raise PhoneNumberError("invalid_number", "No such number can exist.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def agent_with(desk: Desk, number: str) -> Agent | None:
    """The agent who has this number (E.164); None when it is nobody's."""
    return next((agent for agent in desk.agents if agent.phone == number), None)
