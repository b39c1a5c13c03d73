"""The promise of a booking: the customer is called at its time. It is kept when the call was requested soon enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from handover.core.call.booking import DIAL, DROPPED
from handover.core.call.state import Handover
from handover.core.call.states import State

#: A call that is requested later than this after the booking's time breaks the promise.
KEPT_WITHIN = timedelta(minutes=5)

#: Bookings that were dropped for one of these reasons were never promised, or the customer took them back.
_NO_PROMISE = ("already_calling", "do_not_call", "storage_unavailable")

Promise = Literal["open", "kept", "broken"]


def promise_of(handover: Handover, now: datetime | None = None) -> Promise | None:
    """Returns whether the handover's promise is still `open`, was `kept` or was `broken`; None if there is none, or the
    customer gave it up: the booking was cancelled, or the customer rang us. With `now`, one that is overdue is broken."""
    booking = handover.booking
    if booking is None:
        return None
    if handover.state is State.SCHEDULED:
        return "broken" if now and now > booking.at + KEPT_WITHIN else "open"
    if booking.over == DROPPED:
        return None if booking.reason in _NO_PROMISE else "broken"
    if booking.over != DIAL or handover.state is State.CANCELED:
        return None
    if handover.state is State.REFUSED:
        return None if handover.reason in _NO_PROMISE else "broken"
    return "kept" if handover.requested_at <= booking.at + KEPT_WITHIN else "broken"


def promised_span(handover: Handover) -> tuple[datetime, datetime] | None:
    """Returns from when to when the call was promised (UTC), or None if nothing was."""
    booking = handover.booking
    return (booking.at, booking.at + KEPT_WITHIN) if booking else None
