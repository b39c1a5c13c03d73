"""Book the retry again that gave way to an agent's call back which the agent did not take: nobody has called the customer.

A chat has one live handover, so the retry is cancelled before the agent's phone rings, and booked again as the one after the
call back. Only one handover ever follows another, so any number of reports and schedulers book it once. Nothing is booked
after a key 1 of the agent: then what to do next is theirs.

It runs when the call back is over. What cannot be finished then, the scheduler does in its next run, and at the latest when
the retry that gave way is due (replaced_in_vain.py): that stays listed.
"""

from __future__ import annotations

from handover.core.call.state import Handover
from handover.services.storage import StorageError
from handover.usecases.book_again import book_again
from handover.usecases.context import RequestContext
from handover.usecases.follow_up import note_follow_up


def book_retry_soon(ctx: RequestContext, handover_id: str) -> None:
    """Book the retry again if that call back is over and was not taken, or leave that to the scheduler's next run."""
    try:
        called = ctx.storage.handovers.load(handover_id, ctx.now())
        if called:
            book_retry(ctx, called)
    except StorageError as error:
        ctx.log.warn(f"The retry that gave way to {handover_id} is booked again by the scheduler: {error}")
        note_follow_up(ctx, handover_id)


def book_retry(ctx: RequestContext, called: Handover) -> None:
    """Book the retry again that gave way to this call back, if the agent did not take it. Nothing is booked if the customer
    has cancelled it since, or does not want to be called. Raises StorageError; repeating it is safe."""
    if not called.owes_retry:
        return
    storage = ctx.storage
    retry, listed = storage.in_parallel(
        lambda: storage.handovers.load(called.gave_way, ctx.now()), lambda: storage.do_not_call.has(called.phone)
    )
    if retry and not listed and book_again(ctx, retry, called):
        ctx.log.note(outcome="retry booked again")
