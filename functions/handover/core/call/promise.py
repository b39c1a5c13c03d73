"""The promise of a booking: the customer is called at its time. It is kept when the call was requested soon enough."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from handover.core.call.booking import DIAL, DROPPED, KEPT_WITHIN, Booking
from handover.core.call.state import Handover
from handover.core.call.states import State

#: Why a booking was not dialled, if the customer has another call or wants none.
_GIVEN_UP = ("already_calling", "do_not_call", "canceled")

Promise = Literal["open", "kept", "broken"]


def promise_of(handover: Handover, now: datetime | None = None) -> Promise | None:
    """Returns whether the handover's promise is still `open`, was `kept` or was `broken`; None if there is none, or the
    customer gave it up in time: the booking was cancelled, or the customer rang us. One whose time had passed stays broken.
    With `now`, one that is overdue is broken."""
    booking = handover.booking
    if booking is None or _is_given_up(handover, booking):
        return None
    if booking.overdue or handover.not_placed or handover.state is State.REFUSED:
        return "broken"
    if handover.state is State.SCHEDULED:
        return "broken" if now and now > booking.at + KEPT_WITHIN else "open"
    if booking.over != DIAL or handover.state is State.CANCELED:
        return None
    return "kept" if handover.requested_at <= booking.at + KEPT_WITHIN else "broken"


def promised_span(handover: Handover) -> tuple[datetime, datetime] | None:
    """Returns from when to when the call was promised (UTC), or None if nothing was."""
    booking = handover.booking
    return (booking.at, booking.at + KEPT_WITHIN) if booking else None


def _is_given_up(handover: Handover, booking: Booking) -> bool:
    """Returns whether the customer has another call or wants none, or the booking cannot be read: nothing was promised."""
    if handover.state is not State.REFUSED:
        return False
    return handover.reason in _GIVEN_UP or (booking.over == DROPPED and handover.reason == "storage_unavailable")
