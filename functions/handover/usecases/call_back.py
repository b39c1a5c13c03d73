"""Book a call back that a customer asks for by a key, while they are on the phone.

It is booked before the time is said, and the time that is said is the one that was booked. When Twilio repeats the request,
the booking is found again, because only one handover ever follows another.

The customer may cancel in the chat, or take their consent back, while the call is being booked. Both look for a booking
after they were recorded, and here they are looked for after the booking: one of the two sees the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handover.core.booking_reply import TimeWords
from handover.core.call.booking import CALL_BACK
from handover.core.call.call_request import CallRequest
from handover.core.call.events import EventKind
from handover.core.call.nobody_left import MOST_ASKED, Offer
from handover.core.call.twiml_nobody_left import NobodyLeftTwiml
from handover.core.desk.calling_hours import first_time
from handover.core.desk.config import Desk
from handover.services.storage import StorageError
from handover.usecases.book import book, drop
from handover.usecases.cancel_booking import booked_after, cancel_booking
from handover.usecases.leg import Leg

#: Of the record of an earlier booking these are its own, and no part of what the customer wants.
_OF_BOOKINGS = ("at", "why", "after", "retry", "prefer")


def call_back(leg: Leg, offer: Offer) -> str:
    """Book the call, and return the document that says when it is, or that it could not be booked; then a message is
    offered, if one can be left. Raises DeskError, StorageError before anything was booked."""
    texts = leg.texts
    builder = NobodyLeftTwiml(texts)
    desk = leg.ctx.storage.desk()
    try:
        at = booked_at(leg, desk, offer.call_back_minutes)
        if at and unbooked(leg, EventKind.CANCELED):
            return builder.not_called_back()
    except StorageError as error:  # it may be booked
        leg.ctx.log.warn(f"It is not known whether a call back was booked: {error}")
        return builder.perhaps_called_back()
    if at:
        leg.ctx.log.note(outcome="booked")
        words = TimeWords(desk, str(leg.facts["phone"]), leg.ctx.now(), texts)
        return builder.called_back(words.of(at))
    if not offer.message_seconds:
        return builder.not_called_back()
    word = Offer(message_seconds=offer.message_seconds).word
    return builder.ask(
        leg.handover_id, leg.callback_urls, word, asked=MOST_ASKED - 1, first="voicemail.not_called_back_but"
    )


def booked_at(leg: Leg, desk: Desk, minutes: int, prefer: str = "") -> datetime | None:
    """Book a call for so many minutes later, or the first time after that at which the desk may call; the agent with the id
    `prefer` is rung first. Returns the time of the booking, or None if there is none: no time is left, the chat or the
    number has another call, or the number is not to be called; a key does not lift that, because a caller's number can be
    forged. Raises StorageError: then it may be booked, and it may be repeated."""
    ctx, storage, number = leg.ctx, leg.ctx.storage, str(leg.facts["phone"])
    if not number:  # it is withheld
        return None
    handover, listed = storage.in_parallel(
        lambda: storage.handovers.load(leg.handover_id, ctx.now()), lambda: storage.do_not_call.has(number)
    )
    at = first_time(desk, number)(ctx.now() + timedelta(minutes=minutes))
    if handover is None or at is None or listed:
        return None
    record = {**_request(leg.facts), **({"prefer": prefer} if prefer else {})}
    booked = book(ctx, record, at, CALL_BACK, after=handover)
    return booked.booking.at if booked and booked.booking else None


def unbooked(leg: Leg, *over: EventKind) -> bool:
    """Returns whether the booking that was just made does not hold, and ends it then: one of these events was recorded
    meanwhile, or the number is not to be called any more. Raises StorageError."""
    ctx, session_id = leg.ctx, CallRequest.from_record(leg.facts.get("wish")).session_id
    found, listed = ctx.storage.in_parallel(
        lambda: ctx.storage.handovers.events_of(leg.handover_id, *over),
        lambda: ctx.storage.do_not_call.has(str(leg.facts["phone"])),
    )
    booked = booked_after(ctx, leg.handover_id, session_id) if found or listed else None
    if booked and found:
        cancel_booking(ctx, booked)
    elif booked:
        drop(ctx, booked, "do_not_call")
    return bool(found or listed)


def _request(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: fact for name, fact in facts.items() if name not in _OF_BOOKINGS}
