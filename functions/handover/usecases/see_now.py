"""See what is live right now, told by the markers: one listing for those, and for each live handover one more and a read
for each event that this container has not read before. History costs nothing.
"""

from __future__ import annotations

from functools import partial

from handover.core.call.state import State
from handover.core.report.row import Row
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.keep_row import made


def live_rows(ctx: RequestContext) -> list[Row]:
    """Live handovers: first whoever waits for an agent, the longest waiting first, then who is talking to one. Raises
    StorageError."""
    marked = ctx.storage.handovers.marked_live()
    found = ctx.storage.bucket.together(*[partial(_standing, ctx, handover_id) for handover_id in marked])
    return sorted(
        (row for row in found if row), key=lambda row: (row.state == State.CONNECTED, row.requested_at, row.id)
    )


def _standing(ctx: RequestContext, handover_id: str) -> Row | None:
    """The row of a handover that is live; the marker of one that is over is taken away, or it would cost every look."""
    handovers = ctx.storage.handovers
    row = made(ctx, handover_id, partial(handovers.events, handover_id))
    if row and not row.live:
        try:
            handovers.unmark_live(handover_id)
        except StorageError as error:
            ctx.log.warn(str(error))
        return None
    return row
