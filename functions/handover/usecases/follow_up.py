"""Follow up a call that did not reach the customer: book the next retry, or text that we called.

It runs when the end of the customer's leg is recorded, and again in the scheduler's next run if it could not be finished. It
may run any number of times: the chat's next handover is claimed once, so is a message.

A retry is part of what the customer asked for. So there is none after a cancellation or a withdrawal, none when the chat or
another one has a call for that number, none beyond the number's limits, and none if they pressed a key (pressed_key.py).
"""

from __future__ import annotations

from datetime import datetime

from handover.core.call.booking import RETRY
from handover.core.call.events import EventKind
from handover.core.call.retry_plan import MISSED, Retry, needs_follow_up, next_retry
from handover.core.call.state import Handover
from handover.core.call.text_messages import TextKind
from handover.core.desk.calling_hours import first_time
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.limits import number_limit
from handover.services.storage import StorageError
from handover.services.storage.quotas import BARRIER
from handover.usecases.book import book
from handover.usecases.cancel_booking import cancel_booking
from handover.usecases.context import RequestContext
from handover.usecases.pressed_key import pressed_key
from handover.usecases.text_customer import text_customer


def follow_up_soon(ctx: RequestContext, handover_id: str) -> None:
    """Follow up a handover whose customer's leg has just ended. What cannot be finished now, the scheduler does next."""
    try:
        handover = ctx.storage.handovers.load(handover_id, ctx.now())
        if handover:
            follow_up(ctx, handover)
    except StorageError as error:
        ctx.log.warn(f"{handover_id} is followed up by the scheduler: {error}")
        note_follow_up(ctx, handover_id)


def note_follow_up(ctx: RequestContext, handover_id: str) -> None:
    """Leave the follow-up to the scheduler's next run."""
    with ctx.best_effort("Noting that a call is to be followed up"):
        ctx.storage.bookings.list_due(ctx.now(), handover_id)


def follow_up(ctx: RequestContext, handover: Handover) -> None:
    """Book the next retry, or text the customer, if the handover's call did not reach them. Raises StorageError; repeating
    it is safe."""
    if not needs_follow_up(handover) or handover.state not in MISSED:
        return
    if pressed_key(ctx, handover):
        return
    try:
        desk = ctx.storage.desk()
    except DeskError as error:
        ctx.log.warn(str(error))
        return
    retry = next_retry(handover, desk.retries)
    at = _time_of(ctx, desk, handover, retry) if retry else None
    if retry and at:
        permit = ctx.storage.handovers.events_of(handover.id, EventKind.REQUESTED).get(EventKind.REQUESTED)
        booked = book(ctx, permit.facts, at, RETRY, after=handover, retry=retry.n) if permit else None
        if booked and ctx.storage.handovers.has(handover.id, EventKind.CANCELED):
            cancel_booking(ctx, booked)  # the customer was told so meanwhile: see cancel_call.py
        elif booked:
            ctx.log.note(retry=retry.n)
    elif not _went_on(ctx, handover):
        text_customer(ctx, handover, TextKind.MISSED)


def _went_on(ctx: RequestContext, handover: Handover) -> bool:
    """Returns whether the chat has a later handover: a newer request, or the retry that was booked before. Raises
    StorageError."""
    sessions = ctx.storage.sessions
    return sessions.latest_number(handover.call_request.session_id) > sessions.place_of(handover.id)


def _time_of(ctx: RequestContext, desk: Desk, handover: Handover, retry: Retry) -> datetime | None:
    """Returns when the retry is to be dialled, or None if it must not be: also when it is known so late that it was missed
    that its time is over, as with any booking. Raises StorageError."""
    storage, number = ctx.storage, handover.phone
    if retry.is_late(desk, ctx.now()):
        return None
    at = first_time(desk, number)(max(retry.at, ctx.now())) if number else None
    if at is None:
        return None
    listed, called_at = storage.in_parallel(
        lambda: storage.do_not_call.has(number), lambda: _calls_to(ctx, desk, number)
    )
    return None if listed or number_limit(desk.limits, called_at, at) else at


def _calls_to(ctx: RequestContext, desk: Desk, number: str) -> list[datetime]:
    """Returns when the number was called in the last day, as far as that matters for its limits."""
    calls = ctx.storage.quotas.calls_to(number)
    latest = calls.read_latest(calls.taken(), desk.limits.calls_per_number_per_day)
    return [call.at for call in latest if call.owner != BARRIER]
