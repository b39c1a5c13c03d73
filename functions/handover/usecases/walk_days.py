"""Walk the events of today and yesterday (UTC) by name, and find handovers that may be unfinished.

Names alone say whether a handover has an end, so the walk costs one listing for a thousand names and reads nothing that is
over. A walk takes a few listings; the next one goes on where it stopped. So its cost does not grow with history.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from handover.services.storage.handovers import NamedHandover
from handover.usecases.context import RequestContext

#: Listings of a thousand names each: one for each day, so that many handovers of a day cost no more than a few.
_MOST_LISTINGS = 2


def walk_days(ctx: RequestContext, cursor: str) -> Iterator[tuple[str, NamedHandover | None]]:
    """Yields each handover with the cursor after it, beginning after `cursor`: all of both days once, if they fit into a
    walk. None stands for the end of a day. A cursor is a day and a name; `""` is the beginning. Raises StorageError."""
    days = [f"{ctx.now() - timedelta(days=ago):%Y%m%d}" for ago in (0, 1)]
    day, _, after = cursor.partition(" ")
    if day not in days:
        day, after = days[0], ""
    other = days[1 - days.index(day)]
    parts = [(day, after, ""), (other, "", ""), *([(day, "", after)] if after else [])]
    room = _MOST_LISTINGS
    for n, (of_day, start, until) in enumerate(parts):
        more = True
        while more and not (until and start >= until):
            if not room:
                return
            room -= 1
            page = ctx.storage.handovers.names_of_day(of_day, start)
            for named in page.handovers:
                start = named.last
                yield f"{of_day} {start}", named
            more = page.more and bool(page.handovers)
        yield (f"{parts[n + 1][0]} " if n + 1 < len(parts) else ""), None
