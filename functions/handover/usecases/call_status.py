"""Tell how a chat's handover stands, looking at Twilio first when nobody has heard of it for too long."""

from __future__ import annotations

from handover.core import reply
from handover.core.call.state import Handover
from handover.core.desk.config import DeskError
from handover.core.i18n import Texts, choose, texts
from handover.core.reply import Answer
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest
from handover.usecases.context import Tools


def tell_standing(tools: Tools, session_id: str, language: str) -> Answer:
    """How the session's latest handover stands."""
    words = texts(choose(language))
    if not session_id:
        return reply.refusal("missing_session", words)
    try:
        handover = latest(tools, session_id)
    except StorageError as error:
        tools.log.warn(str(error))
        return Answer(False, "refused", words.say("status.unknown_now"), "storage_unavailable")
    if handover is None:
        return reply.refusal("no_handover", words)
    tools.log.note(handover=handover.id)
    return _told(tools, handover, texts(choose(language, handover.language)))


def _told(tools: Tools, handover: Handover, words: Texts) -> Answer:
    """With what came of it, if that was noted; without, where nobody can tell what the desk calls it."""
    if not handover.wraps:
        return reply.standing(handover, words)
    try:
        return reply.outcome(handover, words, tools.storage.desk().dispositions)
    except (DeskError, StorageError) as error:
        tools.log.warn(f"The outcome was not told: {error}")
        return reply.standing(handover, words)
