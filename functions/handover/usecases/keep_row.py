"""Keep the row of a handover that is over, so that it costs whoever looks at lists one read at most.

A row is a cache: that it could not be kept changes nothing, and nobody who waits on a line must wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from handover.core.call.events import Event
from handover.core.report.row import Row, row_from
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext

#: Seconds that must be left for a row to be worth its while: with less, a call could still be placed, but not much more.
_LEFT = 4.0


def keep_row(ctx: RequestContext, handover_id: str) -> None:
    """Fold the handover once more and keep its row, unless it is live. Never fails: a warning is logged."""
    if ctx.deadline.left() < _LEFT:
        return
    try:
        listing = ctx.storage.rows.list_one(handover_id)
        for listed in listing.handovers:
            row = made(ctx, handover_id, partial(ctx.storage.handovers.read, listed.events))
            if row and not row.live:
                ctx.storage.rows.keep(listing, [row])
    except StorageError as error:
        ctx.log.warn(f"The row of {handover_id} was not kept: {error}")


def made(ctx: RequestContext, handover_id: str, read: Callable[[], Sequence[Event]]) -> Row | None:
    """The row of the events that `read` gives. None for what is no handover, and for one that this version cannot
    understand: it is logged, and must not hide the others. Raises StorageError."""
    try:
        return row_from(handover_id, read(), ctx.now())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        ctx.log.warn(f"{handover_id} cannot be listed: {type(error).__name__}.")
        return None
