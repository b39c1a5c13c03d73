"""Agents type their number in any form. It is compared and never dialled."""

from __future__ import annotations

import pytest

from handover.core.desk import config
from handover.core.desk.own_number import agent_with, read_own_number
from handover.core.phone_numbers import PhoneNumberError
from tests.handover.rig import ANNA, DESK, OTHER


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
    assert read_own_number(typed, "DE") == ANNA


def test_a_number_of_a_country_that_the_desk_does_not_call_is_read_too() -> None:
    assert read_own_number("+43 1 5880081", "DE") == "+4315880081"


@pytest.mark.parametrize("typed", ["", "anna", "110", "+49", "+49 30", "123", "+999 123456789", "0" * 101, "é" * 5000])
def test_text_that_is_not_a_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneNumberError):
        read_own_number(typed, "DE")


def test_an_agent_is_found_by_number() -> None:
    found = config.read(DESK)
    assert agent_with(found, ANNA) == found.agent("anna")
    assert agent_with(found, OTHER) is None
