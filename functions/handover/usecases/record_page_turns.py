"""Record turns that a page sends, each once, and so many of a chat at most: a page is in a stranger's hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from handover.core.chat.page_turns import read_page_turns
from handover.core.chat.parts import ListedTurn
from handover.core.chat.turn import Source, Turn
from handover.usecases.context import RequestContext
from handover.usecases.web_session import WebSession

#: Objects that pages store of one chat, and their bytes. They add none after that.
MOST_OF_CHAT, MOST_BYTES_OF_CHAT = 500, 1_000_000


def record_page_turns(ctx: RequestContext, session: WebSession, body: Mapping[str, Any]) -> str:
    """Record the turns. Returns `kept`, `known` (all were recorded before), `ignored` (nothing was said in them), or
    `too_many`. Raises NotATurnError, OtherSessionError, and StorageError when one may not be recorded."""
    ctx.log.note(session=ctx.storage.sessions.pseudonym(session.session_id))
    turns = [turn for turn in read_page_turns(body, session.session_id, ctx.now()) if turn.lines]
    if not turns:
        return "ignored"
    stored = [turn for turn in ctx.storage.turns.entries(session.session_id) if turn.source is Source.WEB_CHAT]
    new = ctx.storage.turns.unknown(stored, turns)
    fitting = list(_fitting(new, stored))
    if new and not fitting:
        return "too_many"
    kept = ctx.storage.in_parallel(*[partial(ctx.storage.turns.keep, turn) for turn in fitting])
    return "kept" if any(kept) else "known"


def _fitting(turns: Sequence[Turn], stored: Sequence[ListedTurn]) -> Iterator[Turn]:
    """Yields the first of the turns, as many as the chat has room for beside what is stored."""
    room = MOST_BYTES_OF_CHAT - sum(turn.size for turn in stored)
    for turn in turns[: max(0, MOST_OF_CHAT - len(stored))]:
        room -= turn.size
        if room < 0:
            return
        yield turn
