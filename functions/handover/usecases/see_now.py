"""See what is live right now, told by the markers: one listing for those, and for each live handover one more and a read
for each event that this container has not read before. History costs nothing.
"""

from __future__ import annotations

from functools import partial

from handover.core.call.state import State
from handover.core.report.row import Row
from handover.services.storage import StorageError
from handover.usecases.context import Tools
from handover.usecases.keep_row import made


def live_rows(tools: Tools) -> list[Row]:
    """Live handovers: first whoever waits for an agent, the longest waiting first, then who is talking to one. Raises
    StorageError."""
    marked = tools.storage.timelines.marked_live()
    found = tools.storage.bucket.together(*[partial(_standing, tools, hid) for hid in marked])
    return sorted(
        (row for row in found if row), key=lambda row: (row.state == State.CONNECTED, row.requested_at, row.id)
    )


def _standing(tools: Tools, hid: str) -> Row | None:
    """The row of a handover that is live; the marker of one that is over is taken away, or it would cost every look."""
    timelines = tools.storage.timelines
    row = made(tools, hid, partial(timelines.events, hid))
    if row and not row.live:
        try:
            timelines.unmark_live(hid)
        except StorageError as error:
            tools.log.warn(str(error))
        return None
    return row
