"""Keep the row of a handover that is over, so that it costs whoever looks at lists one read at most.

A row is a cache: that it could not be kept changes nothing, and nobody who waits on a line must wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from handover.core.call.events import Event
from handover.core.report.row import Row, row_from
from handover.services.storage import StorageError
from handover.usecases.context import Tools

#: Seconds that must be left for a row to be worth its while: with less, a call could still be placed, but not much more.
_LEFT = 4.0


def keep_row(tools: Tools, hid: str) -> None:
    """Fold the handover once more and keep its row, unless it is live. Never fails: a warning is logged."""
    if tools.deadline.left() < _LEFT:
        return
    try:
        listing = tools.storage.rows.list_one(hid)
        for listed in listing.handovers:
            row = made(tools, hid, partial(tools.storage.timelines.read, listed.events))
            if row and not row.live:
                tools.storage.rows.keep(listing, [row])
    except StorageError as error:
        tools.log.warn(f"The row of {hid} was not kept: {error}")


def made(tools: Tools, hid: str, read: Callable[[], Sequence[Event]]) -> Row | None:
    """The row of the events that `read` gives. None for what is no handover, and for one that this version cannot
    understand: it is logged, and must not hide the others. Raises StorageError."""
    try:
        return row_from(hid, read(), tools.now())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        tools.log.warn(f"{hid} cannot be listed: {type(error).__name__}.")
        return None
