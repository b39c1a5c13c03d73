"""Search the words of chats, which rows do not have: a chat is kept for a shorter time than its handover.

The scheduler stores the words of chats in packs when their handovers have been over for an hour, so a search costs a listing
and a read or two for each day. What is in no pack yet is read from the chat itself: so many at most in one request, the
newest first, and the search says how many it left out. Those of today and yesterday are stored then, too; older ones are
not, because their words would stay longer than the chat.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from handover.core.call.call_request import CallRequest, requested_number
from handover.core.call.events import EventKind, text_fact
from handover.core.chat.merging import merged
from handover.core.privacy.mask import Mask, Numbers
from handover.core.report.chat_words import chat_words
from handover.core.report.row import Row
from handover.services.storage import DamagedError
from handover.usecases.context import RequestContext

#: Chats that a search reads itself, and the turns of one that are read, the latest.
MOST_READ, MOST_TURNS = 40, 120

#: Chats that the scheduler stores in one run, read so many at once.
_MOST_STORED, _AT_ONCE = 400, 20

#: A chat goes on while the customer is on the phone, and often a little longer.
_FINAL_AFTER = timedelta(hours=1)

#: Words are stored for so many days, counted from today: see above.
_STORED_DAYS = 2

#: Seconds of the request's time that must be left to read more chats.
_LEFT = 3.0


@dataclass(frozen=True)
class ChatSearch:
    """The words of chats by the handover's id; `left_out` is the number of those for which there was no time. `days` is for
    how many days chats are kept: older ones have no words."""

    words: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0


def words_of_chats(ctx: RequestContext, rows: Sequence[Row], kept_days: int) -> ChatSearch:
    """Returns the words of the chats of these rows, which are newest first. Chats older than `kept_days` have none. Raises
    StorageError."""
    oldest = ctx.now() - timedelta(days=kept_days)
    with_chat = [row for row in rows if not row.caller and datetime.fromisoformat(row.requested_at) > oldest]
    days = sorted({row.id[:8] for row in with_chat})
    stored = ctx.storage.chat_index.of_days(days)
    missing = [row for row in with_chat if row.id not in stored]
    read = _read(ctx, missing[:MOST_READ])
    for day in _stored_days(ctx):
        final = {
            row.id: read[row.id] for row in missing if row.id in read and row.id[:8] == day and _is_final(ctx, row)
        }
        if final and ctx.deadline.left() > _LEFT:
            with ctx.best_effort(f"Storing the words of chats of {day}"):
                ctx.storage.chat_index.add(day, final)
    return ChatSearch({**stored, **read}, len(missing) - len(read))


def store_chats(ctx: RequestContext, day: str, rows: Collection[Row], left: float) -> int:
    """Store the words of that day's chats that are not stored yet and do not change any more. Stops when `left` seconds of
    the request's time are left. Returns how many were stored. Raises StorageError."""
    final = [row for row in rows if not row.caller and _is_final(ctx, row)]
    if day not in _stored_days(ctx) or not final:
        return 0
    known = ctx.storage.chat_index.of_days([day])
    missing = [row for row in final if row.id not in known][:_MOST_STORED]
    fresh: dict[str, str] = {}
    for first in range(0, len(missing), _AT_ONCE):
        if ctx.deadline.left() < left:
            break
        fresh |= _read(ctx, missing[first : first + _AT_ONCE])
    if fresh:
        ctx.storage.chat_index.add(day, fresh)
    return len(fresh)


def _stored_days(ctx: RequestContext) -> list[str]:
    return [f"{ctx.now() - timedelta(days=ago):%Y%m%d}" for ago in range(_STORED_DAYS)]


def _is_final(ctx: RequestContext, row: Row) -> bool:
    return bool(row.over_at) and datetime.fromisoformat(row.over_at) < ctx.now() - _FINAL_AFTER


def _read(ctx: RequestContext, rows: Sequence[Row]) -> dict[str, str]:
    """Returns the words of the chats of these rows, without those that cannot be read in time: a listing for each, a read
    for each turn and for the call request."""
    if ctx.deadline.left() < _LEFT:
        return {}
    found = ctx.storage.attempts(*[partial(_words, ctx, row) for row in rows])
    return {row.id: words for row, words in zip(rows, found, strict=True) if isinstance(words, str)}


def _words(ctx: RequestContext, row: Row) -> str:
    handovers, turns = ctx.storage.handovers, ctx.storage.turns
    listed = turns.list_for(row.id)
    try:
        events = handovers.read([name for name in handovers.list_events(row.id) if _has_request(name)])
        first = next((event for event in events if event.facts.get("wish")), None)
        facts = first.facts if first else {}
        request = CallRequest.from_record(facts.get("wish"))
        read = turns.read(listed[-MOST_TURNS:])
        lines = merged(read, request.transcript, datetime.fromisoformat(row.requested_at))
        number = Numbers.OWN if text_fact(facts, "phone") else Numbers.ANY
        return chat_words(lines, Mask(requested_number(facts), number))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DamagedError) as error:
        ctx.log.warn(f"The chat of {row.id} cannot be searched: {type(error).__name__}.")
        return ""


def _has_request(name: str) -> bool:
    kind = name.rpartition("/")[2].partition(".")[0]
    return kind in (EventKind.REQUESTED, EventKind.REFUSED) or name.endswith(f"/{EventKind.BOOKED}.1")
