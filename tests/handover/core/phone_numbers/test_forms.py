"""Every usual form of a number is read as itself, asked about, or refused with the right reason."""

from __future__ import annotations

import pytest

from handover.core.phone_numbers import AmbiguousNumberError, ExtensionError, PhoneNumberError, read
from tests.handover.core.phone_numbers.forms import FORMS


def outcome(typed: str, countries: tuple[str, ...]) -> str:
    try:
        return read(typed, countries).e164
    except AmbiguousNumberError as error:
        return " | ".join([option.e164 for option in error.options] + [""] * (len(error.options) == 1))
    except ExtensionError as error:
        return f"{error.number.e164} x {error.extension}"
    except PhoneNumberError as error:
        return error.reason


@pytest.mark.parametrize(("countries", "typed", "right"), FORMS)
def test_a_form_is_read_as_it_is_meant(countries: tuple[str, ...], typed: str, right: str) -> None:
    assert outcome(typed, countries) == right


def test_the_table_has_forms_enough() -> None:
    assert len({(countries, typed) for countries, typed, _ in FORMS}) == len(FORMS) >= 250
