"""List the handovers of stored days, each as its row.

What it costs depends on what changed, not on how much there was: two listings a day, one read for each row that this
container does not know yet. Rows that nobody kept are made from their events, and kept for the next one who looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from handover.core.report.row import Row
from handover.services.storage import StorageError
from handover.services.storage.row_cache import Listed, Listing
from handover.usecases.context import RequestContext
from handover.usecases.keep_row import made

#: Rows that one view keeps at most: it is asked for to be looked at.
_MOST_KEPT = 50

#: Seconds that must be left for keeping.
_LEFT_TO_KEEP = 5.0


def rows_of(ctx: RequestContext, days: Sequence[str]) -> list[Row]:
    """The handovers that began on those days (`yyyymmdd`, UTC), newest first. Raises StorageError."""
    listings = ctx.storage.rows.list_days(days)
    rows = ctx.storage.rows.recall(listings)
    room = _MOST_KEPT
    for listing in listings:  # one after the other: if the time is over, the first of them are kept for the next try
        fresh = _made(ctx, [listed for listed in listing.handovers if listed.handover_id not in rows])
        rows |= {row.id: row for row in fresh}
        room -= _keep(ctx, listing, rows, fresh, room)
    return sorted(rows.values(), key=lambda row: (datetime.fromisoformat(row.requested_at), row.id), reverse=True)


def _made(ctx: RequestContext, missing: Sequence[Listed]) -> list[Row]:
    read = ctx.storage.handovers.read
    works = [partial(made, ctx, listed.handover_id, partial(read, listed.events)) for listed in missing]
    return [row for row in ctx.storage.bucket.together(*works) if row]


def _keep(ctx: RequestContext, listing: Listing, rows: Mapping[str, Row], fresh: Sequence[Row], room: int) -> int:
    """Keep what the next one who looks would have to make again; how many rows were kept. Never fails."""
    if ctx.deadline.left() < _LEFT_TO_KEEP:
        return 0
    try:
        if _is_whole(ctx, listing, rows):
            if fresh or listing.whole not in listing.kept:
                ctx.storage.rows.keep_whole(listing, [rows[listed.handover_id] for listed in listing.handovers])
            return 0
        worth = _worth_keeping(listing, fresh)[:room]
        ctx.storage.rows.keep(listing, worth)
    except StorageError as error:
        ctx.log.warn(f"Rows of {listing.day} were not kept: {error}")
        return 0
    return len(worth)


def _is_whole(ctx: RequestContext, listing: Listing, rows: Mapping[str, Row]) -> bool:
    """Whether the day is over, with all that began on it."""
    yesterday = f"{ctx.now() - timedelta(days=1):%Y%m%d}"
    began = [rows.get(listed.handover_id) for listed in listing.handovers]
    return listing.day < yesterday and bool(began) and all(row and not row.live for row in began)


def _worth_keeping(listing: Listing, fresh: Sequence[Row]) -> list[Row]:
    """Those that are over and made of several events: a row costs a read too."""
    several = {listed.handover_id for listed in listing.handovers if len(listed.events) > 1}
    return [row for row in fresh if not row.live and row.id in several]
