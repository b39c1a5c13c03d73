"""Every usual form of a number is read as itself, asked about, or refused with the right reason.

The forms of one desk are one test, which lists all that are read otherwise.
"""

from __future__ import annotations

import pytest

from handover.core.phone_numbers import AmbiguousNumberError, ExtensionError, PhoneNumberError, read
from tests.handover.core.phone_numbers.forms import FORMS
from tests.handover.core.phone_numbers.forms_beside_others import BESIDE_OTHERS
from tests.handover.core.phone_numbers.forms_in_chats import IN_CHATS

BY_DESK = (*IN_CHATS.items(), *BESIDE_OTHERS.items())
ALL = [*FORMS, *((desk, typed, right) for desk, forms in BY_DESK for typed, right in forms.items())]


def outcome(typed: str, countries: tuple[str, ...]) -> str:
    try:
        return read(typed, countries).e164
    except AmbiguousNumberError as error:
        return " | ".join([option.e164 for option in error.options] + [""] * (len(error.options) == 1))
    except ExtensionError as error:
        return f"{error.number.e164} x {error.extension}"
    except PhoneNumberError as error:
        return error.reason


@pytest.mark.parametrize("desk", sorted({desk for desk, _, _ in ALL}), ids="-".join)
def test_the_forms_of_a_desk_are_read_as_they_are_meant(desk: tuple[str, ...]) -> None:
    forms = {typed: right for each, typed, right in ALL if each == desk}
    assert {typed: outcome(typed, desk) for typed in forms} == forms


def test_the_table_has_each_form_once() -> None:
    assert len({(desk, typed) for desk, typed, _ in ALL}) == len(ALL) >= 1000
