"""Place the booked calls that are due, and do what else is listed for now: messages, and calls to follow up.

The index of what is due (`services/storage/bookings.py`) names handovers by the minute. Its earliest names are listed in one
request, however many calls are waiting and however long the scheduler did not run, so nothing has to be remembered between
runs. A name goes when there is nothing left to do for it. What fails stays, and the next run does it.

Everything is looked at again at the moment of the call: the desk's file as it is now, its hours, its agents, the customer's
quiet hours, the list and the limits. Calls that piled up are dialled one after the other, and not at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handover.clock import Deadline
from handover.core.call.booking import CANCELED, DIAL, DROPPED, RETRY, Booking
from handover.core.call.due import Dial, Drop, Move, decide
from handover.core.call.retry_plan import MISSED
from handover.core.call.state import Handover, State
from handover.core.call.text_messages import TextKind
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.limits import chat_limit
from handover.core.desk.stop import Stop, stop_of_desk
from handover.core.phone_numbers import PhoneNumberError
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.bookings import Due
from handover.usecases.book import drop
from handover.core.desk.calling_hours import first_time
from handover.usecases.check_request import CheckedCall
from handover.usecases.context import RequestContext
from handover.usecases.dial_booking import claim_dial, close, dial
from handover.usecases.follow_up import follow_up
from handover.usecases.move_booking import move_by_desk
from handover.usecases.read_number import read_number
from handover.usecases.text_customer import text_customer

#: Seconds: what one handover may take, and what a run leaves of its time for the rest of the sweep.
_FOR_ONE, _LEFT_TO_STOP = 8.0, 15.0
#: A name whose handover does not exist is kept so long: its first event may be about to be written.
_MAY_COME = timedelta(minutes=2)
#: Reasons of a booking that was not kept which the customer gets no message about: they have another call, or want none.
_NOT_TOLD = ("already_calling", "do_not_call", "canceled")


def place_due(ctx: RequestContext, due: Sequence[Due]) -> dict[str, int]:
    """Do what is due. Returns how many calls were `dialed`, how many bookings were `moved` and `dropped`, and how many names
    `failed`."""
    return _Run(ctx).run(due)


class _Run:
    def __init__(self, ctx: RequestContext) -> None:
        self._ctx = ctx
        self._next_call: float | None = None  # by the clock's seconds
        self.counts = {"dialed": 0, "moved": 0, "dropped": 0, "failed": 0}

    def run(self, due: Sequence[Due]) -> dict[str, int]:
        for each in due:
            if self._ctx.deadline.left() < _FOR_ONE + _LEFT_TO_STOP:
                break
            clock = self._ctx.app.clock
            one = _One(self, replace(self._ctx, deadline=Deadline(clock, _FOR_ONE)), each)
            try:
                one.visit()
            except Exception as error:  # a defect in one handover must not hold up the others
                self.counts["failed"] += 1
                what = error if isinstance(error, HandoverError) else type(error).__name__
                self._ctx.log.warn(f"{each.handover_id}: {what}")
        return self.counts

    def wait_for_turn(self, desk: Desk) -> bool:
        """Wait until the next call may be dialled. Returns False when this run has no time left for it."""
        clock, apart = self._ctx.app.clock, 60.0 / desk.bookings.calls_per_minute
        wait = max(0.0, self._next_call - clock.monotonic()) if self._next_call is not None else 0.0
        if self._ctx.deadline.left() - wait < _FOR_ONE + _LEFT_TO_STOP:
            return False
        if wait:
            self._ctx.telephone.pause(wait)
        self._next_call = clock.monotonic() + apart
        return True


class _One:
    """What is listed for one handover under one minute."""

    def __init__(self, run: _Run, ctx: RequestContext, due: Due) -> None:
        self._run = run
        self._ctx = ctx
        self._due = due

    def visit(self) -> None:
        """Do what is to be done. Raises StorageError."""
        ctx = self._ctx
        handover = ctx.storage.handovers.load(self._due.handover_id, ctx.now())
        if handover is None:
            if ctx.now() - self._due.minute > _MAY_COME:
                self._unlist()
        elif handover.state is not State.SCHEDULED or handover.booking is None:
            self._finish(handover)
        elif handover.booking.over == DIAL or handover.booking.at <= ctx.now():
            self._keep(handover, handover.booking)
        else:
            self._wait(handover, handover.booking)

    def _wait(self, handover: Handover, booking: Booking) -> None:
        """It is booked for later: this name is from before a move, or for a message."""
        if booking.why != RETRY:
            text_customer(self._ctx, handover, TextKind.MOVED if booking.moves else TextKind.BOOKED)
        if booking.at.replace(second=0, microsecond=0) > self._due.minute:
            self._unlist()

    def _keep(self, handover: Handover, booking: Booking) -> None:
        """Its time has come. Raises StorageError."""
        ctx = self._ctx
        try:
            desk = ctx.storage.desk()
        except DeskError as error:
            ctx.log.warn(str(error))
            return
        stop = self._stop(desk, handover)
        found = decide(booking, desk, stop, ctx.now(), first_time(desk, handover.phone))
        if isinstance(found, Drop):
            self._drop(handover, booking, found.why)
        elif isinstance(found, Move) and booking.over != DIAL:
            self._move(handover, found)
        elif isinstance(found, Dial) or booking.over == DIAL:
            self._dial(handover, booking, desk, found)

    def _stop(self, desk: Desk, handover: Handover) -> Stop | None:
        """Returns why this booking is not dialled now, or None. Raises StorageError."""
        storage, number = self._ctx.storage, handover.phone
        try:
            read_number(self._ctx, desk, number)
        except PhoneNumberError:
            return Stop("desk_changed")
        flags, listed = storage.in_parallel(storage.availability.read, lambda: storage.do_not_call.has(number))
        if listed:
            return Stop("do_not_call")
        mark = storage.sessions.number_in_chat(handover.call_request.session_id, number)
        limit = chat_limit(desk.limits, handover.earlier or (), mark, self._ctx.now())
        if limit:
            return Stop("limit_reached", limit)
        return stop_of_desk(desk, flags.paused, storage.availability.away(flags, desk), self._ctx.now(), number)

    def _dial(self, handover: Handover, booking: Booking, desk: Desk, found: object) -> None:
        ctx = self._ctx
        number = read_number(ctx, desk, handover.phone)
        call = CheckedCall(handover.call_request, desk, number, handover.language, handover.earlier or ())
        if not isinstance(found, Dial):  # a run died after it claimed to dial this, and now it must not be dialled
            if close(ctx, handover, call.as_record(), "closed"):
                self._run.counts["dropped"] += 1
            return
        if not self._run.wait_for_turn(desk):
            return
        ctx = replace(ctx, deadline=Deadline(ctx.app.clock, _FOR_ONE))
        if booking.over != DIAL and not claim_dial(ctx, handover):
            return
        if dial(ctx, handover, call):
            self._run.counts["dialed"] += 1
        after = ctx.storage.handovers.load(handover.id, ctx.now())
        if after:
            self._finish(after)

    def _move(self, handover: Handover, move: Move) -> None:
        moved = move_by_desk(self._ctx, handover, move.at)
        if moved is None:
            return
        self._run.counts["moved"] += 1
        if moved.booking and moved.booking.why != RETRY:
            text_customer(self._ctx, moved, TextKind.MOVED, by_us=True)
        self._unlist()
