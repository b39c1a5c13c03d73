"""Tell how a chat's handover stands, looking at Twilio first when nobody has heard of it for too long."""

from __future__ import annotations

from handover.core.chat import answer
from handover.core.chat.answer import Answer
from handover.core.chat.language import choose, texts
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest
from handover.usecases.kit import Tools


def tell_standing(tools: Tools, session_id: str, language: str) -> Answer:
    """How the session's latest handover stands."""
    words = texts(choose(language))
    if not session_id:
        return answer.refusal("missing_session", words)
    try:
        handover = latest(tools, session_id)
    except StorageError as error:
        tools.log.warn(str(error))
        return Answer(False, "refused", words.say("status.unknown_now"), "storage_unavailable")
    if handover is None:
        return answer.refusal("no_handover", words)
    tools.log.note(handover=handover.id)
    return answer.standing(handover, texts(choose(language, handover.language)))
