"""Keep what was said in a chat, turn by turn, as Watson's log webhook tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.chat.transcript import read_turn
from handover.usecases.context import RequestContext


def record_turn(ctx: RequestContext, event: Mapping[str, Any]) -> str:
    """Keep a `message_logged` event's turn; says in a word what became of the event.

    Raises NotATurnError, and StorageError when the turn is not kept. Other events (`cdr_logged`, and what Watson may
    invent) are none of ours and are let pass.
    """
    about = event.get("event")
    name = about.get("name") if isinstance(about, Mapping) else None
    payload = event.get("payload")
    if name != "message_logged":
        return "ignored"
    turn = read_turn(payload if isinstance(payload, Mapping) else {})
    ctx.log.note(session=ctx.storage.keys.session(turn.session_id)[:8])
    return "kept" if ctx.storage.turns.keep(turn) else "known"
