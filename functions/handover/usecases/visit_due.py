"""Do what is to be done for one handover that is listed as due.

The listing says only that there may be something: the handover's events say what. Everything is looked at again at the
moment of the call: the desk's file as it is now, its hours, its agents, the customer's quiet hours, the list and the limits.

A booking that was not kept is told the customer, except in their quiet hours: then it is listed for when these end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from handover.core.call.booking import BY_DESK, CALL_BACK, CANCELED, DIAL, DROPPED, RETRY, Booking
from handover.core.call.due import Dial, Drop, Move, decide
from handover.core.call.events import EventKind
from handover.core.call.proof import ANY_KEY
from handover.core.call.retry_plan import MISSED
from handover.core.call.state import Handover, State
from handover.core.call.text_messages import TextKind
from handover.core.desk.calling_hours import first_time, not_quiet
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.limits import chat_limit
from handover.core.desk.stop import Stop, stop_of_desk
from handover.core.phone_numbers import PhoneNumberError
from handover.services.storage.bookings import Due
from handover.usecases.book_again import is_made_up_for
from handover.usecases.booking_steps import claim_step
from handover.usecases.cancel_booking import cancel_booking
from handover.usecases.check_request import CheckedCall
from handover.usecases.context import RequestContext
from handover.usecases.dial_booking import claim_dial, close, dial
from handover.usecases.follow_up import follow_up
from handover.usecases.pressed_key import pressed_key
from handover.usecases.read_number import read_number
from handover.usecases.record_consent import note_use
from handover.usecases.replaced_in_vain import is_replaced
from handover.usecases.retry_after_call_back import book_retry
from handover.usecases.text_customer import text_customer

Done = Literal["", "dialed", "moved", "dropped", "failed"]

#: A name whose handover does not exist is kept so long: its first event may be about to be written.
_MAY_COME = timedelta(minutes=2)
#: Reasons of a booking that was not kept which the customer gets no message about: they have another call, or want none.
_NOT_TOLD = ("already_calling", "do_not_call", "canceled")


class Visit:
    """One look at a handover that is listed. `context` returns a context with the time of one handover, `wait` waits until
    the next call may be dialled and returns whether it may."""

    def __init__(self, context: Callable[[], RequestContext], wait: Callable[[Desk], bool], due: Due) -> None:
        self._context = context
        self._wait = wait
        self._ctx = context()
        self._due = due

    def run(self) -> Done:
        """Do what is to be done. Returns what that was. Raises StorageError: then the next run goes on."""
        ctx = self._ctx
        handover = ctx.storage.handovers.load(self._due.handover_id, ctx.now())
        if handover is None:
            if ctx.now() - self._due.minute > _MAY_COME:
                self._unlist()
            return ""
        booking = handover.booking
        if booking is None or handover.state is not State.SCHEDULED:
            self._finish(handover)
            return ""
        if booking.over == DIAL or booking.at <= ctx.now():
            return self._keep(handover, booking)
        self._remind(handover, booking)
        return ""

    def _remind(self, handover: Handover, booking: Booking) -> None:
        """It is booked for later: it is listed now for a message, or from before a move. Or its time is within this
        minute: then the next run dials it."""
        if booking.at - self._due.minute < timedelta(minutes=1):
            return
        if booking.why != RETRY:
            text_customer(self._ctx, handover, TextKind.MOVED if booking.moves else TextKind.BOOKED)
        self._unlist()

    def _keep(self, handover: Handover, booking: Booking) -> Done:
        """Its time has come. A booking that its chat's pointer does not name lost against another handover: it is void."""
        ctx = self._ctx
        if not ctx.storage.sessions.is_named(handover.id, ctx.now()):
            ctx.storage.handovers.add(handover.id, EventKind.VOID, ctx.now())
            self._unlist()
            return ""
        try:
            desk = self._ctx.storage.desk()
        except DeskError as error:
            self._ctx.log.warn(str(error))
            return ""
        reached = booking.why == RETRY and self._was_reached(booking.after)
        if reached or (booking.why == CALL_BACK and self._has_talked(booking.after)):
            cancel_booking(ctx, handover)
            self._unlist()
            return "dropped"
        call, stop = self._look(desk, handover)
        found = decide(booking, desk, stop, self._ctx.now(), first_time(desk, handover.phone))
        if isinstance(found, Dial) and call:
            return self._dial(handover, booking, call)
        if isinstance(found, Move) and booking.over != DIAL:
            return self._move(handover, found.at)
        return self._drop(handover, booking, found.why if isinstance(found, Drop) else "closed")

    def _was_reached(self, before: str) -> bool:
        """Returns whether the customer pressed a key in the call that is to be tried again, or an agent has called them back
        in between."""
        called = self._ctx.storage.handovers.load(before, self._ctx.now())
        if called and called.gave_way:  # the retry was booked again after it
            retry = self._ctx.storage.handovers.load(called.gave_way, self._ctx.now())
            return not called.not_taken or bool(retry and retry.booking and self._was_reached(retry.booking.after))
        return called is not None and (called.state is State.NO_AGENT or pressed_key(self._ctx, called))

    def _has_talked(self, before: str) -> bool:
        """Returns whether the customer talked to an agent in the call after which this call back was booked: an agent booked
        it and took the call nevertheless, or another one did."""
        called = self._ctx.storage.handovers.load(before, self._ctx.now())
        return called is not None and called.state in (State.CONNECTED, State.COMPLETED)

    def _look(self, desk: Desk, handover: Handover) -> tuple[CheckedCall | None, Stop | None]:
        """Returns the call, and why the booking is not dialled now, if something speaks against it."""
        ctx, storage, phone = self._ctx, self._ctx.storage, handover.phone
        try:
            number = read_number(ctx, desk, phone)
        except PhoneNumberError:
            return None, Stop("desk_changed")
        earlier = handover.earlier or ()
        agreed = handover.proof or ANY_KEY
        call = CheckedCall(
            handover.call_request,
            desk,
            number,
            handover.language,
            earlier,
            agreed=agreed,
            digit_of=handover.digit_of,
            prefer=handover.prefer or (handover.booking.prefer if handover.booking else ""),
        )
        flags, listed = storage.in_parallel(storage.availability.read, lambda: storage.do_not_call.has(phone))
        if listed:
            return call, Stop("do_not_call")
        mark = storage.sessions.number_in_chat(handover.call_request.session_id, phone)
        if limit := chat_limit(desk.limits, earlier, mark, ctx.now()):
            return call, Stop("limit_reached", limit)
        return call, stop_of_desk(desk, flags.paused, storage.availability.away(flags, desk), ctx.now(), phone)

    def _dial(self, handover: Handover, booking: Booking, call: CheckedCall) -> Done:
        if not self._wait(call.desk):
            return ""
        ctx = self._renew()
        if booking.over != DIAL and not claim_dial(ctx, handover):
            return ""
        placing = dial(ctx, handover, call)
        if placing is None:
            return ""
        after = self._renew().storage.handovers.load(handover.id, self._ctx.now())
        if after:
            note_use(self._ctx, after)
            self._finish(after)
        return "dropped" if placing.state is State.REFUSED else "dialed"

    def _move(self, handover: Handover, at: datetime) -> Done:
        """Move it to `at`. It is listed for then first, so that it cannot be forgotten."""
        ctx = self._ctx
        ctx.storage.bookings.list_due(at, handover.id)
        moved = claim_step(ctx, handover, {"at": at.isoformat(), **BY_DESK})
        if moved is None or moved.booking is None:
            return ""
        if moved.booking.why != RETRY:
            text_customer(self._renew(), moved, TextKind.MOVED, by_us=True)
        self._unlist()
        return "moved"

    def _drop(self, handover: Handover, booking: Booking, why: str) -> Done:
        """Drop it. If a run died after it claimed to dial it, the permit is claimed, so that nobody dials it any more."""
        ctx = self._ctx
        if booking.over == DIAL:
            dropped = close(ctx, handover, why)
        else:
            dropped = claim_step(ctx, handover, {DROPPED: why}) is not None
        after = self._renew().storage.handovers.load(handover.id, ctx.now()) if dropped else None
        if after:
            self._finish(after)
        return "dropped" if dropped else ""

    def _finish(self, handover: Handover) -> None:
        """It is dialled or over: do what is left to do, and remove the name."""
        ctx = self._renew()
        booking = handover.booking
        if booking and booking.asked_anew:
            earlier = booking.over_at is not None and self._due.minute <= booking.over_at  # not listed to look at that
            if earlier or is_replaced(ctx, handover):
                self._unlist()
            return
        if not is_made_up_for(ctx, handover):
            return
        if handover.state in MISSED:
            follow_up(ctx, handover)
        book_retry(ctx, handover)
        kind = _owed(handover)
        if kind is TextKind.CANCELED:
            text_customer(ctx, handover, kind)
        elif kind:
            later = self._after_quiet_hours(handover)
            if later:
                ctx.storage.bookings.list_due(later, handover.id)
            else:
                text_customer(ctx, handover, kind)
        self._unlist()

    def _after_quiet_hours(self, handover: Handover) -> datetime | None:
        """Returns when the customer's quiet hours end, or None if there are none now."""
        try:
            ends = not_quiet(self._ctx.storage.desk(), handover.phone, self._ctx.now())
        except DeskError:
            return None
        return ends if ends and ends > self._ctx.now() else None

    def _unlist(self) -> None:
        self._ctx.storage.bookings.unlist_due(self._due)

    def _renew(self) -> RequestContext:
        """Returns a context whose time begins now: the call took the time of the one before, and something is left to do."""
        self._ctx = self._context()
        return self._ctx


def _owed(handover: Handover) -> TextKind | None:
    """Returns the message about a booking that is over, or None if there is none."""
    booking = handover.booking
    if booking is None or (booking.why == RETRY and booking.over == CANCELED):
        return None
    if handover.state is State.CANCELED and booking.over == CANCELED:
        return TextKind.CANCELED
    refused = handover.state is State.REFUSED and handover.reason not in _NOT_TOLD
    if refused or handover.not_placed:
        return TextKind.MISSED if booking.why == RETRY else TextKind.DROPPED
    return None
