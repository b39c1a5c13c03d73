"""List handovers as rows: those of a period, and those that are live now.

The cost of a list depends on what changed, not on how much is stored: two listings a day, and one read for each row that
this container has not read yet, or for each pack of rows. A row that is missing is made from its events and stored for the
next request. Rows are only a cache: a row that cannot be stored changes nothing, and nobody on the phone waits for one.

Nothing that is stored may hide a handover or make a list fail. If so many rows are missing that the time runs out, the list
says how many are left out. What it made is stored, so the next one gets further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from handover.core.call.events import Event
from handover.core.call.state import State
from handover.core.report.grouping import grouped
from handover.core.report.row import Row, row_from
from handover.services.storage import DamagedError
from handover.usecases.context import RequestContext

if TYPE_CHECKING:  # a start of a call imports this module, and needs neither
    from handover.core.report.period import Period
    from handover.services.storage.day_listing import DayListing, ListedHandover

#: Rows are stored only when so many seconds of the request's time are left: of a list's, and of a call's callback.
_LEFT_FOR_LIST, _LEFT_FOR_ONE = 4.0, 4.0

#: No desk leaves an agent alone for longer after a conversation.
_LONGEST_WRAP_UP = timedelta(minutes=15)

#: Events that a list reads before it looks at the time again, and rows that it makes before it stores them.
_READ_AT_ONCE, _STORED_AT_ONCE = 64, 1000

#: What reading a damaged object may raise.
_DAMAGED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DamagedError)


@dataclass(frozen=True)
class HandoverList:
    """Rows, newest first. `left_out` is the number of handovers for which there was no time."""

    rows: list[Row]
    left_out: int = 0


def list_period(ctx: RequestContext, period: Period, zone: tzinfo) -> HandoverList:
    """Returns the handovers of the reader's days in their time zone. Storage keeps UTC days, so it costs the stored days
    that the period touches. Raises StorageError."""
    found = list_days(ctx, period.stored_days(zone, ctx.now()))
    return replace(found, rows=[row for row in found.rows if period.holds(row.requested_at, zone)])


def group_refusals(ctx: RequestContext, rows: Sequence[Row], zone: tzinfo) -> list[Row]:
    """Returns the rows with the refused requests of one chat and one of the reader's days as one row."""

    nameless = ctx.storage.refusals.without_session

    def chat_and_day(row: Row) -> tuple[str, date] | None:
        if row.chat == nameless:
            return None
        return row.chat, datetime.fromisoformat(row.requested_at).astimezone(zone).date()

    return grouped(rows, chat_and_day)


def list_days(ctx: RequestContext, days: Sequence[str]) -> HandoverList:
    """Returns the handovers that began on those days (`yyyymmdd`, UTC). Raises StorageError."""
    listings = ctx.storage.row_cache.list_days(days)
    rows = ctx.storage.row_cache.get(listings)
    left_out = sum([_complete(ctx, listing, rows) for listing in listings])
    ordered = sorted(rows.values(), key=lambda row: (datetime.fromisoformat(row.requested_at), row.id), reverse=True)
    return HandoverList(ordered, left_out)


def live_rows(ctx: RequestContext, marked: Sequence[str] | None = None) -> list[Row]:
    """Returns the live handovers: first those that wait for an agent, the longest waiting first, then those that are
    connected. `marked` are those with a live marker, if they are known already.

    It costs three rounds: one listing of the markers; a listing for each of them; a read for each new event. Raises
    StorageError."""
    return _live(ctx, _rows_by_id(ctx, ctx.storage.handovers.marked_live() if marked is None else marked))


def live_and_booked_rows(ctx: RequestContext, most: int) -> tuple[list[Row], HandoverList]:
    """Returns the live handovers like `live_rows`, and the booked calls that come next, the earliest first, at most so many;
    `left_out` is how many more are listed. It costs the rounds of `live_rows`: both are read side by side. Raises
    StorageError."""
    marked, listed = ctx.storage.in_parallel(ctx.storage.handovers.marked_live, ctx.storage.bookings.next_due)
    booked = list(dict.fromkeys(due.handover_id for due in listed if due.handover_id not in marked))
    shown = booked[:most]
    rows = _rows_by_id(ctx, [*marked, *shown])
    # The index of bookings also has what was moved or is over.
    next_ones = [rows[each] for each in shown if each in rows and rows[each].state == State.SCHEDULED]
    by_time = sorted(next_ones, key=lambda row: (row.booked_for, row.id))
    live = _live(ctx, {each: rows[each] for each in marked if each in rows})
    return live, HandoverList(by_time, len(booked) - len(shown))


def rows_of(ctx: RequestContext, handover_ids: Sequence[str]) -> list[Row]:
    """Returns the rows of these handovers in their order, without those that are gone: two listings for each and a read; a
    read for each event where no row is stored. Raises StorageError."""
    cache = ctx.storage.row_cache
    listings = ctx.storage.in_parallel(*[partial(cache.list_one, handover_id) for handover_id in handover_ids])
    rows = cache.get(listings)
    missing = [listed for listing in listings for listed in listing.handovers if listed.handover_id not in rows]
    rows |= _rows_of(ctx, missing)
    return [rows[each] for each in handover_ids if each in rows]


def _rows_by_id(ctx: RequestContext, handover_ids: Sequence[str]) -> dict[str, Row]:
    """Returns the rows of these handovers in two rounds, without those that have none. Raises StorageError."""
    list_events = ctx.storage.handovers.list_events
    names = ctx.storage.in_parallel(*[partial(list_events, handover_id) for handover_id in handover_ids])
    made = _make_rows(ctx, list(zip(handover_ids, names, strict=True)))
    return {handover_id: row for handover_id, row in made.items() if row}


def _live(ctx: RequestContext, marked: Mapping[str, Row]) -> list[Row]:
    """Returns the live ones of the handovers with a marker, in their order on the page; the others lose their marker."""
    over = [each for each, row in marked.items() if not row.live and not _may_wrap_up(row, ctx.now())]
    ctx.storage.in_parallel(*[partial(_unmark, ctx, each) for each in over])
    live = [row for row in marked.values() if row.live]
    return sorted(live, key=lambda row: (row.state == State.CONNECTED, row.requested_at, row.id))


def _may_wrap_up(row: Row, now: datetime) -> bool:
    """Returns whether an agent may still wrap up the handover: then its marker says that they are not to be rung."""
    talked = row.state == State.COMPLETED and row.agent and not row.disposition and row.over_at
    return bool(talked) and now - datetime.fromisoformat(row.over_at) < _LONGEST_WRAP_UP


def store_row(ctx: RequestContext, handover_id: str) -> None:
    """Store the row of a handover that is over, so that a list reads one object for it. Logs what fails."""
    if ctx.deadline.left() < _LEFT_FOR_ONE:
        return
    with ctx.best_effort(f"Storing the row of {handover_id}"):
        listing = ctx.storage.row_cache.list_one(handover_id)
        for row in _make_rows(ctx, [(listed.handover_id, listed.events) for listed in listing.handovers]).values():
            if row and not row.live:
                ctx.storage.row_cache.put(listing, [row])


def pack_rows(ctx: RequestContext, days: Sequence[str], left: float) -> int:
    """Store the rows of those days in packs, and delete the single ones that are in packs: then no reader has to read them
    one by one. Then store the words of their chats, for the search. Stops when `left` seconds of the request's time are
    left. Returns the number of rows that were deleted. Logs what fails."""
    deleted = 0
    for day in days:
        if ctx.deadline.left() < left:
            break
        with ctx.best_effort(f"Packing the rows of {day}"):
            (listing,) = ctx.storage.row_cache.list_days([day])
            rows = ctx.storage.row_cache.get([listing])
            _complete(ctx, listing, rows, left)
            deleted += ctx.storage.row_cache.tidy(listing)
            if rows:
                from handover.usecases.search_chats import store_chats  # it loads what reads chats

                store_chats(ctx, day, rows.values(), left)
    return deleted


def _unmark(ctx: RequestContext, handover_id: str) -> None:
    """Remove the marker of a handover that is over: it would cost every list a read."""
    with ctx.best_effort(f"Removing the live marker of {handover_id}"):
        ctx.storage.handovers.unmark_live(handover_id)


def _complete(ctx: RequestContext, listing: DayListing, rows: dict[str, Row], left: float = _LEFT_FOR_LIST) -> int:
    """Add the rows of the day that are missing, and store what the next list would have to make again. Returns the number of
    handovers for which there was no time."""
    missing = [listed for listed in listing.handovers if listed.handover_id not in rows]
    fresh: set[str] = set()
    done, slowest, stored = 0, 0.0, 0
    for some in _batches(missing):
        before = ctx.deadline.left()
        if done and before < left + slowest:
            break
        made = _rows_of(ctx, some)
        rows |= made
        fresh |= made.keys()
        done, slowest = done + len(some), max(slowest, before - ctx.deadline.left())
        if done - stored >= _STORED_AT_ONCE:
            _store(ctx, listing, rows, fresh)
            stored = done
    _store(ctx, listing, rows, fresh, _is_complete(ctx, listing, rows))
    return len(missing) - done


def _batches(missing: Sequence[ListedHandover]) -> list[list[ListedHandover]]:
    """Returns the handovers in groups that are read at the same time."""
    batches: list[list[ListedHandover]] = []
    room = 0
    for listed in missing:
        if room < len(listed.events):
            batches.append([])
            room = _READ_AT_ONCE
        batches[-1].append(listed)
        room -= len(listed.events)
    return batches


def _rows_of(ctx: RequestContext, missing: Sequence[ListedHandover]) -> dict[str, Row]:
    made = _make_rows(ctx, [(listed.handover_id, listed.events) for listed in missing])
    for handover_id in [handover_id for handover_id, row in made.items() if row is None]:
        ctx.log.warn(f"{handover_id} is not in the list: its request cannot be read.")
    return {handover_id: row for handover_id, row in made.items() if row}


def _make_rows(ctx: RequestContext, listed: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Row | None]:
    """Returns the rows of handovers by their id, None for each that has none; `listed` are their ids and the names of their
    events, all of which are read at the same time. Raises StorageError."""
    try:
        events: Sequence[Sequence[Event]] = ctx.storage.handovers.read_many([names for _, names in listed])
    except _DAMAGED:
        events = ctx.storage.in_parallel(*[partial(_read, ctx, handover_id, names) for handover_id, names in listed])
    each = zip(listed, events, strict=True)
    return {handover_id: _make_row(ctx, handover_id, found) for (handover_id, _), found in each}


def _make_row(ctx: RequestContext, handover_id: str, events: Sequence[Event]) -> Row | None:
    """Returns the row of these events, or None if they make no handover. What cannot be understood is logged and left out,
    so that it hides nothing else."""
    try:
        return row_from(handover_id, events, ctx.now(), ctx.storage.number_ends)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        ctx.log.warn(f"{handover_id} cannot be listed: {type(error).__name__}.")
        return None


def _read(ctx: RequestContext, handover_id: str, names: Sequence[str]) -> Sequence[Event]:
    """Returns the events of those names. If they cannot all be read because some are damaged, those are left out."""
    try:
        return ctx.storage.handovers.read(names)
    except _DAMAGED:
        events: list[Event] = []
        for name in names:
            try:
                events += ctx.storage.handovers.read([name])
            except _DAMAGED as error:
                ctx.log.warn(f"An event of {handover_id} is left out: {type(error).__name__}.")
        return events


def _store(
    ctx: RequestContext, listing: DayListing, rows: Mapping[str, Row], fresh: Set[str], over: bool = False
) -> None:
    if ctx.deadline.left() > _LEFT_FOR_LIST / 2 and listing.handovers:
        with ctx.best_effort(f"Storing rows of {listing.day}"):
            ctx.storage.row_cache.put_day(listing, rows, fresh, over)


def _is_complete(ctx: RequestContext, listing: DayListing, rows: Mapping[str, Row]) -> bool:
    """Returns whether the day is over, with every handover that began on it."""
    yesterday = f"{ctx.now() - timedelta(days=1):%Y%m%d}"
    began = [rows.get(listed.handover_id) for listed in listing.handovers]
    return listing.day < yesterday and bool(began) and all(row and not row.live for row in began)
