"""Read the number that a customer typed, by the desk's rules: the one reader of everything that may be called."""

from __future__ import annotations

from collections.abc import Collection

from handover.core import phone_numbers
from handover.core.desk.config import Desk
from handover.core.phone_numbers import AmbiguousNumberError, ExtensionError, PhoneNumber, PhoneNumberError
from handover.usecases.context import RequestContext


def read_number(ctx: RequestContext, desk: Desk, typed: str, country: str = "") -> PhoneNumber:
    """Returns the number. `country`: the one of the desk's that the customer chose for it, or `""`. Raises PhoneNumberError
    when there is none, more than one, or one that is not called: the desk's own is one of those."""
    own = {ctx.settings.twilio_number, *desk.own_numbers}
    try:
        number = _read(typed, desk.countries, country)
    except AmbiguousNumberError as error:
        options = tuple(option for option in error.options if option.e164 not in own)
        if not options:
            _refuse_own(error.options[0], own)
        raise AmbiguousNumberError(options) from None
    except ExtensionError as error:
        _refuse_own(error.number, own)
        raise
    _refuse_own(number, own)
    return number


def _read(typed: str, countries: tuple[str, ...], country: str) -> PhoneNumber:
    """Returns the number, of the chosen country if there is one, or of another one if its code was typed."""
    if not country:
        return phone_numbers.read(typed, countries)
    number = phone_numbers.read(typed, (country, *(each for each in countries if each != country)))
    if number.country == country:
        return number
    try:
        return phone_numbers.read(typed, (country,))
    except PhoneNumberError as error:
        if error.reason != "country_not_allowed":  # without a code it would be a stranger's, in a country not chosen
            raise
    return number


def _refuse_own(number: PhoneNumber, own: Collection[str]) -> None:
    if number.e164 in own:
        raise PhoneNumberError("number_type_not_allowed", "That is the desk's own number.")
