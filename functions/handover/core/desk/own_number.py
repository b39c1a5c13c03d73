"""The phone number that an agent types to sign in.

It is checked less strictly than a number that is to be called (core/phone_numbers.py): it is only compared with the numbers
of the desk's agents, which may be of any type and country.
"""

from __future__ import annotations

from handover.core.desk.config import Agent, Desk
from handover.core.phone_numbers import PhoneNumberError, is_dialable

_MAX_TYPED = 100


def read_own_number(typed: str, country: str) -> str:
    """Returns the number in E.164. Without a country code it belongs to `country`. Raises PhoneNumberError when it is not
    a valid number."""
    import phonenumbers

    try:
        number = phonenumbers.parse(" ".join(typed[: _MAX_TYPED + 1].split()), country)
    except phonenumbers.NumberParseException:
        raise PhoneNumberError("invalid_number", "That is not a phone number.") from None
    if len(typed) > _MAX_TYPED or not is_dialable(number):
        raise PhoneNumberError("invalid_number", "No such phone number exists.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def agent_with(desk: Desk, number: str) -> Agent | None:
    """Returns the agent with this number (E.164), or None if no agent has it."""
    return next((agent for agent in desk.agents if agent.phone == number), None)
