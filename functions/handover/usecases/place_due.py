"""Place the booked calls that are due, and do what else is listed for now: messages, and calls to follow up.

The index of what is due (`services/storage/bookings.py`) names handovers by the minute. Its earliest names are listed in one
request, however many calls are waiting and however long the scheduler did not run. So nothing has to be remembered between
runs, and nothing can be passed over. A name goes when there is nothing left to do for it; what fails stays for the next run.

Calls that piled up are dialled one after the other: after an outage customers are not called all at once. Each call claims
its second, so that this holds however many runs there are at the same moment: a run that meets another one leaves the rest
to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handover.core.desk.config import Desk
from handover.deadline import Deadline
from handover.errors import HandoverError
from handover.services.storage.bookings import Due
from handover.usecases.context import RequestContext
from handover.usecases.visit_due import Done, Visit

#: Seconds: what one handover may take, and what a run leaves of its time for the rest of the sweep.
_FOR_ONE, _LEFT_TO_STOP = 7.0, 8.0
#: Seconds in a row that another run may have before this one leaves the rest to it.
_MOST_TAKEN = 3


def place_due(ctx: RequestContext, due: Sequence[Due]) -> dict[str, int]:
    """Do what is due. Returns how many bookings were `dialed`, `moved` and `dropped`, and how many names `failed`."""
    counts = {"dialed": 0, "moved": 0, "dropped": 0, "failed": 0}
    pace = _Pace(ctx)
    for each in due:
        if not pace.has_room():
            break
        try:
            done: Done = Visit(pace.context, pace.wait, each).run()
        except Exception as error:  # a defect in one handover must not hold up the others
            done = "failed"
            what = error if isinstance(error, HandoverError) else type(error).__name__
            ctx.log.warn(f"{each.handover_id}: {what}")
        if done:
            counts[done] += 1
    return counts


class _Pace:
    """The time of one run: what is left of it, and when the next call may be dialled."""

    def __init__(self, ctx: RequestContext) -> None:
        self._ctx = ctx
        self._next_call: float | None = None  # by the clock's seconds
        self._left_to_another = False

    def has_room(self, wait: float = 0.0) -> bool:
        """Returns whether one more handover fits into the run's time after so many seconds."""
        return not self._left_to_another and self._ctx.deadline.left() - wait >= _FOR_ONE + _LEFT_TO_STOP

    def context(self) -> RequestContext:
        """Returns the context of one handover, whose time begins now: one that hangs does not hold up the others."""
        left = min(_FOR_ONE, self._ctx.deadline.left())
        return replace(self._ctx, deadline=Deadline(self._ctx.app.clock, left))

    def wait(self, desk: Desk) -> bool:
        """Wait until the next call may be dialled. Returns False when it does not fit into the run's time, or another run is
        dialling. Raises StorageError."""
        clock, apart = self._ctx.app.clock, 60.0 / desk.bookings.calls_per_minute
        for _ in range(_MOST_TAKEN):
            wait = max(0.0, self._next_call - clock.monotonic()) if self._next_call is not None else 0.0
            if not self.has_room(wait):
                return False
            if wait:
                self._ctx.telephone.pause(wait)
            self._next_call = clock.monotonic() + apart
            if self._ctx.storage.bookings.claim_dial(self._ctx.now(), apart):
                return True
        self._left_to_another = True
        return False
