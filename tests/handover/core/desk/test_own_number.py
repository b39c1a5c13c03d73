"""Agents type their number in any form. It is compared and never dialled."""

from __future__ import annotations

import pytest

from handover.core.desk import config
from handover.core.desk.own_number import agent_with, read_own_number
from handover.core.phone_numbers import PhoneNumberError
from tests.handover.rig import ANNA, DESK, OTHER

FOUND = config.read(DESK)


@pytest.mark.parametrize(
    "typed",
    [
        "+493012345671",
        "+49 30 12345671",
        "0049 30 12345671",
        "030 12345671",
        "030/123 456-71",
        "(030) 12345671",
        "+49 (0)30 12345671",
        "  030\t12345671\n",
        "tel:+493012345671",
    ],
)
def test_a_number_is_read_however_it_is_written(typed: str) -> None:
    assert read_own_number(typed, FOUND) == ANNA


def test_a_number_of_a_country_that_the_desk_does_not_call_is_read_too() -> None:
    assert read_own_number("+43 1 5880081", FOUND) == "+4315880081"


@pytest.mark.parametrize("typed", ["", "anna", "110", "+49", "+49 30", "123", "+999 123456789", "0" * 101, "é" * 5000])
def test_text_that_is_not_a_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneNumberError):
        read_own_number(typed, FOUND)


def test_an_agent_is_found_by_number() -> None:
    assert agent_with(FOUND, ANNA) == FOUND.agent("anna")
    assert agent_with(FOUND, OTHER) is None


def test_an_agents_number_is_read_in_the_form_of_its_own_country() -> None:
    agents = [{"id": "kim", "name": "Kim", "phone": "+14155550132"}]
    assert read_own_number("(415) 555-0132", config.read({**DESK, "agents": agents})) == "+14155550132"


def test_of_two_numbers_that_may_be_meant_the_agents_is() -> None:
    agents = [{"id": "kim", "name": "Kim", "phone": "+436641234567"}]
    desk = config.read({**DESK, "countries": ["US", "DE", "AT"], "agents": agents})
    assert read_own_number("0664 1234567", desk) == "+436641234567"
