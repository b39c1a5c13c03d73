"""List handovers as rows: those of a period, and those that are live now.

The cost of a list depends on what changed, not on how much is stored: two listings a day, and one read for each row that
this container has not read yet. A row that is missing is made from its events and stored for the next request. Rows are
only a cache: a row that cannot be stored changes nothing, and nobody on the phone waits for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from handover.core.call.events import Event
from handover.core.call.state import State
from handover.core.report.row import Row, row_from
from handover.usecases.context import RequestContext

if TYPE_CHECKING:  # a start of a call imports this module, and needs neither
    from handover.core.report.period import Period
    from handover.services.storage.row_cache import DayListing, ListedHandover

#: Rows that one list stores at most: its reader waits.
_MOST_STORED = 50

#: Rows are stored only when so many seconds of the request's time are left: of a list's, and of a call's callback.
_LEFT_FOR_LIST, _LEFT_FOR_ONE = 5.0, 4.0


def rows_in_period(ctx: RequestContext, period: Period, zone: tzinfo) -> list[Row]:
    """Returns the handovers of the reader's days in their time zone, newest first. Storage keeps UTC days, so it costs the
    stored days that the period touches. Raises StorageError."""
    rows = rows_of_days(ctx, period.stored_days(zone, ctx.now()))
    return [row for row in rows if period.holds(row.requested_at, zone)]


def rows_of_days(ctx: RequestContext, days: Sequence[str]) -> list[Row]:
    """Returns the handovers that began on those days (`yyyymmdd`, UTC), newest first. Raises StorageError."""
    listings = ctx.storage.row_cache.list_days(days)
    rows = ctx.storage.row_cache.get(listings)
    room = _MOST_STORED
    # One after the other: if the time runs out, the next request finds the first of them stored.
    for listing in listings:
        fresh = _make_rows(ctx, [listed for listed in listing.handovers if listed.handover_id not in rows])
        rows |= {row.id: row for row in fresh}
        room -= _store(ctx, listing, rows, fresh, room)
    return sorted(rows.values(), key=lambda row: (datetime.fromisoformat(row.requested_at), row.id), reverse=True)


def live_rows(ctx: RequestContext) -> list[Row]:
    """Returns the live handovers: first those that wait for an agent, the longest waiting first, then those that are
    connected. It costs one listing of the markers, and for each of them one listing and a read for each new event. Raises
    StorageError."""
    marked = ctx.storage.handovers.marked_live()
    found = ctx.storage.in_parallel(*[partial(_live_row, ctx, handover_id) for handover_id in marked])
    return sorted(
        (row for row in found if row), key=lambda row: (row.state == State.CONNECTED, row.requested_at, row.id)
    )


def store_row(ctx: RequestContext, handover_id: str) -> None:
    """Store the row of a handover that is over, so that a list reads one object for it. Logs what fails."""
    if ctx.deadline.left() < _LEFT_FOR_ONE:
        return
    with ctx.best_effort(f"Storing the row of {handover_id}"):
        listing = ctx.storage.row_cache.list_one(handover_id)
        for listed in listing.handovers:
            row = _make_row(ctx, handover_id, partial(ctx.storage.handovers.read, listed.events))
            if row and not row.live:
                ctx.storage.row_cache.put(listing, [row])


def _live_row(ctx: RequestContext, handover_id: str) -> Row | None:
    """Returns the row of a live handover. Removes the marker of one that is over: it would cost every list a read."""
    handovers = ctx.storage.handovers
    row = _make_row(ctx, handover_id, partial(handovers.events, handover_id))
    if row and not row.live:
        with ctx.best_effort(f"Removing the live marker of {handover_id}"):
            handovers.unmark_live(handover_id)
        return None
    return row


def _make_rows(ctx: RequestContext, missing: Sequence[ListedHandover]) -> list[Row]:
    read = ctx.storage.handovers.read
    works = [partial(_make_row, ctx, listed.handover_id, partial(read, listed.events)) for listed in missing]
    made = ctx.storage.in_parallel(*works)
    for listed, row in zip(missing, made, strict=True):
        if row is None:
            ctx.log.warn(f"{listed.handover_id} is left out of the list: its first event cannot be read.")
    return [row for row in made if row]


def _make_row(ctx: RequestContext, handover_id: str, read: Callable[[], Sequence[Event]]) -> Row | None:
    """Returns the row of the events that `read` returns, or None if they make no handover. Events that this version cannot
    understand are logged, so that they do not hide the other handovers. Raises StorageError."""
    try:
        return row_from(handover_id, read(), ctx.now())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        ctx.log.warn(f"{handover_id} cannot be listed: {type(error).__name__}.")
        return None


def _store(ctx: RequestContext, listing: DayListing, rows: Mapping[str, Row], fresh: Sequence[Row], room: int) -> int:
    """Store what the next request would have to make again. Returns the number of rows that it stored one by one."""
    if ctx.deadline.left() < _LEFT_FOR_LIST:
        return 0
    with ctx.best_effort(f"Storing rows of {listing.day}"):
        if _is_complete(ctx, listing, rows):
            if fresh or listing.whole not in listing.cached:
                ctx.storage.row_cache.put_day(listing, [rows[listed.handover_id] for listed in listing.handovers])
            return 0
        worth = _worth_storing(listing, fresh)[:room]
        ctx.storage.row_cache.put(listing, worth)
        return len(worth)
    return 0


def _is_complete(ctx: RequestContext, listing: DayListing, rows: Mapping[str, Row]) -> bool:
    """Returns whether the day is over, with every handover that began on it."""
    yesterday = f"{ctx.now() - timedelta(days=1):%Y%m%d}"
    began = [rows.get(listed.handover_id) for listed in listing.handovers]
    return listing.day < yesterday and bool(began) and all(row and not row.live for row in began)


def _worth_storing(listing: DayListing, fresh: Sequence[Row]) -> list[Row]:
    """Returns the rows of handovers that are over and have several events: reading a row costs a read too."""
    several = {listed.handover_id for listed in listing.handovers if len(listed.events) > 1}
    return [row for row in fresh if not row.live and row.id in several]
