"""Record a chat's turns, as Watson's log webhook sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.chat.transcript import read_turn
from handover.usecases.context import RequestContext


def record_turn(ctx: RequestContext, event: Mapping[str, Any]) -> str:
    """Record the turn of a `message_logged` event. Returns `kept`, `known` (it was recorded before), or `ignored` for any
    other event (`cdr_logged`, and future ones).

    Raises NotATurnError, and StorageError when the turn may not be recorded.
    """
    about = event.get("event")
    name = about.get("name") if isinstance(about, Mapping) else None
    payload = event.get("payload")
    if name != "message_logged":
        return "ignored"
    turn = read_turn(payload if isinstance(payload, Mapping) else {})
    ctx.log.note(session=ctx.storage.sessions.pseudonym(turn.session_id))
    return "kept" if ctx.storage.turns.keep(turn) else "known"
