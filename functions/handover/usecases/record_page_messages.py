"""Record the messages of a chat that the customer's page sends. Its token has named the session; the body names none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.chat.page_messages import read_page_messages
from handover.core.chat.turn import Source
from handover.errors import HandoverError
from handover.usecases.context import RequestContext

#: Messages from pages that are kept of one chat.
_MOST_OF_A_CHAT = 2000


class TooManyMessagesError(HandoverError):
    """So many messages of this chat were kept that no more are."""


def record_page_messages(ctx: RequestContext, session: str, body: Mapping[str, Any]) -> str:
    """Record the messages in a page's body; `session` is the hash of its token's session. Returns `kept`, or `known` when
    all were recorded before.

    Raises NotATurnError, TooManyMessagesError, and StorageError when a message may not be recorded.
    """
    turns = read_page_messages(body, ctx.now())
    ctx.log.note(session=session[:8])
    stored = ctx.storage.turns
    listed = stored.list_of(session)
    new = stored.unknown(listed, turns)
    if sum(turn.source is Source.WEB_CHAT for turn in listed) + len(new) > _MOST_OF_A_CHAT:
        raise TooManyMessagesError("No more messages of this chat are kept.")
    return "kept" if new and stored.keep_all(session, new) else "known"
