"""Book the call that an agent promises with the outcome of a call, for themselves or for any agent who is free.

It is a booking like any other of the chat: the scheduler dials it, the customer may cancel it, and the agent's phone is rung
first if it is theirs. It is booked before the outcome is saved. So the form may be sent again: the same time is the same
booking, because a chat has one booking at most, and so has a number.

A retry that is waiting gives way, and is booked again if the agent's call is not booked. If that fails too, the
scheduler does it at the retry's time (replaced_in_vain.py).
"""

from __future__ import annotations

from datetime import datetime

from handover.core.call.booking import FOLLOW_UP, RETRY
from handover.core.call.proof import ANY_KEY
from handover.core.call.state import Handover, State
from handover.core.call.wrapup import WrapUp, WrapUpError
from handover.core.desk.booking_time import problem_of
from handover.core.desk.config import Desk
from handover.core.desk.slots import nearest_slots
from handover.core.desk.stop import stop_of_booking
from handover.core.phone_numbers import PhoneNumberError
from handover.services.storage import StorageError
from handover.usecases.book import book, bookings_of, drop
from handover.usecases.book_again import book_again
from handover.usecases.booking_steps import give_way
from handover.usecases.check_request import CheckedCall
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext
from handover.usecases.read_number import read_number

_FIELD = "call_at"


def book_follow_up(ctx: RequestContext, desk: Desk, handover: Handover, wrap: WrapUp) -> None:
    """Book the call of a wrap-up that has one (`call_at`). Raises WrapUpError with the reason why it cannot be booked, and
    StorageError: then it may be booked, and it may be repeated."""
    at, number = datetime.fromisoformat(wrap.call_at), handover.phone
    call = _call(ctx, desk, handover, wrap.call_for)
    if stop := stop_of_booking(desk, number):
        raise WrapUpError(_FIELD, stop.reason)
    if problem := problem_of(desk, number, at, ctx.now()):
        instead = () if problem == "past" else nearest_slots(desk, number, at, ctx.now())
        raise WrapUpError(_FIELD, problem, days=desk.bookings.days_ahead, slots=tuple(instead))
    session = handover.call_request.session_id
    before, (other, _), listed = ctx.storage.in_parallel(
        lambda: latest(ctx, session),
        lambda: bookings_of(ctx, number, 1),
        lambda: ctx.storage.do_not_call.has(number),
    )
    if listed:
        raise WrapUpError(_FIELD, "do_not_call")
    try:
        if before and give_way(ctx, before):  # a retry: the agent's time takes its place
            before = other = latest(ctx, session)
        _book(ctx, call, at, before or handover, other)
    except (WrapUpError, StorageError):
        if before and before.booking and before.booking.why == RETRY:
            _book_retry(ctx, before.id)
        raise


def _book(ctx: RequestContext, call: CheckedCall, at: datetime, before: Handover, other: Handover | None) -> None:
    """Book the call as the chat's handover after `before`. `other` is the number's booking, if it has one."""
    number = call.number.e164
    for known in (before, other):
        if known and known.live:
            _require_same(known, at)
            return
    booked = book(ctx, call.as_record(), at, FOLLOW_UP, after=before)
    if booked is None:  # another request was first: its call is found when the form is sent again
        raise WrapUpError(_FIELD, "already_calling")
    _require_same(booked, at)
    if ctx.storage.do_not_call.has(number):  # a withdrawal looks for bookings after it has listed the number
        drop(ctx, booked, "do_not_call")
        raise WrapUpError(_FIELD, "do_not_call")


def _book_retry(ctx: RequestContext, retry_id: str) -> None:
    """Book the retry again if it gave way, unless the agent's call follows it after all."""
    with ctx.best_effort("Booking a retry again"):
        retry = ctx.storage.handovers.load(retry_id, ctx.now())
        gave_way = retry and retry.booking and retry.booking.asked_anew
        if retry and gave_way and not ctx.storage.do_not_call.has(retry.phone):
            book_again(ctx, retry, retry)


def _call(ctx: RequestContext, desk: Desk, handover: Handover, agent_id: str) -> CheckedCall:
    if not handover.phone:
        raise WrapUpError(_FIELD, "no_number")
    try:
        number = read_number(ctx, desk, handover.phone)
    except PhoneNumberError:
        raise WrapUpError(_FIELD, "not_callable") from None
    return CheckedCall(
        handover.call_request,
        desk,
        number,
        handover.language,
        handover.earlier or (),
        agreed=handover.proof or ANY_KEY,
        digit_of=handover.digit_of,
        prefer=agent_id,
    )


def _require_same(known: Handover, at: datetime) -> None:
    """Return if that live handover is a booking for that time. Raises WrapUpError."""
    if known.state is not State.SCHEDULED or known.booking is None:
        raise WrapUpError(_FIELD, "already_calling")
    if known.booking.at != at:
        raise WrapUpError(_FIELD, "already_booked", booked=known.booking.at)
