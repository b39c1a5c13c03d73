"""The phone number that an agent types to sign in.

It is read as a customer's is (core/phone_numbers), but it may be of any type and country: it is only compared with the
numbers of the desk's agents. So where two numbers may be meant, the agent's is.
"""

from __future__ import annotations

from handover.core.desk.config import Agent, Desk
from handover.core.phone_numbers import AmbiguousNumberError, read_any


def read_own_number(typed: str, desk: Desk) -> str:
    """Returns the number in E.164. Raises PhoneNumberError when it is not a valid number."""
    try:
        return read_any(typed, desk.countries).e164
    except AmbiguousNumberError as error:
        numbers = [option.e164 for option in error.options]
        return next((number for number in numbers if agent_with(desk, number)), numbers[0])


def agent_with(desk: Desk, number: str) -> Agent | None:
    """Returns the agent whose own phone has this number (E.164), or None if there is none. A switchboard is nobody's."""
    return next((agent for agent in desk.agents if agent.own_phone == number), None) if number else None
