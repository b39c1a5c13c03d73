"""Record turns that a page sends, each once, and so many of a chat at most: a page is in a stranger's hands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from handover.core.chat.page_turns import read_page_turns
from handover.usecases.context import RequestContext
from handover.usecases.web_session import WebSession

#: Turns of one chat, whatever sent them. A page adds none after that.
MOST_OF_CHAT = 500


def record_page_turns(ctx: RequestContext, session: WebSession, body: Mapping[str, Any]) -> str:
    """Record the turns. Returns `kept`, `known` (all were recorded before), `ignored` (nothing was said in them), or
    `too_many`. Raises NotATurnError, OtherSessionError, and StorageError when one may not be recorded."""
    ctx.log.note(session=ctx.storage.sessions.pseudonym(session.session_id))
    turns = [turn for turn in read_page_turns(body, session.session_id, ctx.now()) if turn.lines]
    if not turns:
        return "ignored"
    if ctx.storage.turns.count(session.session_id) >= MOST_OF_CHAT:
        return "too_many"
    kept = ctx.storage.in_parallel(*[partial(ctx.storage.turns.keep, turn) for turn in turns])
    return "kept" if any(kept) else "known"
