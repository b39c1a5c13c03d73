"""Fetch chats from Watson's logs API afterwards: those of handovers that are over, where Watson's own log has gaps.

The scheduler requests one chat a minute at most, and waits after a 429: nobody knows what a plan allows. How long Watson
takes to show a message is not known either, so a chat that is not complete is requested again later, a few times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handover.core.call.state import Handover
from handover.core.chat.provenance import provenance
from handover.core.chat.transcript import NotATurnError, Turn, read_turn
from handover.core.chat.turn import Source
from handover.services.assistant import AssistantError, BusyError, RefusedError
from handover.usecases.context import RequestContext

#: How long after its end a chat is requested for the first time, the second time, and so on.
AFTER_END = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=4), timedelta(hours=16))
#: Handovers that one run looks at, and pages of one chat.
_MOST_LOOKS, _MOST_PAGES = 5, 5
#: Channels of requests that came from no chat of Watson's, as callers without a request did.
_NO_CHAT = ("button",)
_AFTER_429, _AFTER_REFUSAL = timedelta(minutes=30), timedelta(hours=6)


def fetch_logs(ctx: RequestContext, over: Sequence[tuple[str, int]], left: float) -> int:
    """Fetch the chat of one of these handovers, each with the number of attempts that were made, as long as more than `left`
    seconds are left. Returns how many turns are new. Raises StorageError."""
    requests = ctx.storage.log_requests
    waiting = [(handover_id, made) for handover_id, made in over if made < len(AFTER_END)]
    if not waiting or requests.is_paused(ctx.now()):
        return 0
    first = int(ctx.now().timestamp() // 60) * _MOST_LOOKS % len(waiting)  # each gets its turn
    for handover_id, made in [*waiting[first:], *waiting[:first]][:_MOST_LOOKS]:
        if ctx.deadline.left() < left:
            break
        handover = ctx.storage.handovers.load(handover_id, ctx.now())
        if handover is None or not handover.ended or ctx.now() - handover.since < AFTER_END[made]:
            continue
        if not handover.call_request.session_id or handover.call_request.channel in _NO_CHAT:
            continue
        if _is_complete(ctx, handover):
            requests.done(handover_id)
        elif requests.claim(handover_id, made + 1, ctx.now()):
            return _fetch(ctx, handover, left)
        else:
            break  # another run has this minute
    return 0


def _is_complete(ctx: RequestContext, handover: Handover) -> bool:
    return provenance(ctx.storage.turns.list_for(handover.id), 0, handover.began_at).complete


def _fetch(ctx: RequestContext, handover: Handover, left: float) -> int:
    try:
        turns = _pages(ctx, handover, left)
    except AssistantError as error:
        ctx.log.warn(f"{handover.id}: {error}")
        if isinstance(error, BusyError | RefusedError):
            ctx.storage.log_requests.pause(ctx.now() + (_AFTER_429 if isinstance(error, BusyError) else _AFTER_REFUSAL))
        return 0
    stored = ctx.storage.turns
    new = stored.unknown(stored.list_for(handover.id), turns)
    if new and ctx.storage.handovers.load(handover.id, ctx.now()) is None:
        return 0  # erased meanwhile
    kept = stored.keep_all(ctx.storage.sessions.of(handover.id), new) if new else 0
    if _is_complete(ctx, handover):
        ctx.storage.log_requests.done(handover.id)
    return kept


def _pages(ctx: RequestContext, handover: Handover, left: float) -> list[Turn]:
    """Returns the chat's turns, as many as there is time for. Raises AssistantError."""
    turns: list[Turn] = []
    cursor = ""
    for n in range(_MOST_PAGES):
        if n and (not cursor or ctx.deadline.left() < left):
            break
        page = ctx.chat_logs.page(handover.call_request.session_id, cursor, ctx.leaving(left).deadline)
        for payload in page.logs:
            try:
                turns.append(replace(read_turn(payload), source=Source.LOGS_API))
            except NotATurnError:
                continue
        cursor = page.cursor
    return turns
