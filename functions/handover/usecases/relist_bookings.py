"""List bookings again as due whose name in the index was lost: the index is a cache, and the events are the truth.

The walk of the days says by names alone which handovers may be waiting bookings. Each look at one costs a listing. So there
are a few in each round, others each time, however many are waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handover.core.call.state import State
from handover.usecases.context import RequestContext

#: Bookings that are looked at in one round. Rounds are so far apart that each takes the next ones.
_MOST = 20
_ROUND = timedelta(minutes=10)


def relist_bookings(ctx: RequestContext, handover_ids: Sequence[str]) -> None:
    """List those of some of these handovers that are waiting. Raises StorageError."""
    count = len(handover_ids)
    first = int(ctx.now().timestamp() // _ROUND.total_seconds()) * _MOST % count if count > _MOST else 0
    some = [*handover_ids[first:], *handover_ids[:first]][:_MOST]
    for handover in ctx.storage.handovers.load_many(some, ctx.now()):
        if handover and handover.booking and handover.state is State.SCHEDULED:
            ctx.storage.bookings.list_due(handover.booking.at, handover.id)
