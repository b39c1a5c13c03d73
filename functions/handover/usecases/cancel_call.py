"""Cancel a call, unless an agent is talking already.

The cancellation is recorded first: from then on every step of the call hangs up, whatever happens to the request that
ends the leg. A call that is being placed at this very moment has no id yet; whoever places it looks again afterwards.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.events import Kind
from handover.core.call.state import Handover, State
from handover.core.i18n import Texts, choose, texts
from handover.core.reply import Answer
from handover.services.storage import StorageError
from handover.services.telephony import TelephoneError
from handover.usecases.claim_session import latest
from handover.usecases.context import Tools


def cancel_call(tools: Tools, session_id: str, language: str) -> Answer:
    """End the session's live handover; asked twice, it says the same again."""
    words = texts(choose(language))
    if not session_id:
        return reply.refusal("missing_session", words)
    try:
        handover = latest(tools, session_id)
        if handover is None:
            return reply.refusal("no_handover", words)
        words = texts(choose(language, handover.language))
        tools.log.note(handover=handover.id)
        return _cancel(tools, handover, words)
    except StorageError as error:
        tools.log.warn(str(error))
        return Answer(False, "refused", words.say("status.not_canceled"), "storage_unavailable")


def _cancel(tools: Tools, handover: Handover, words: Texts) -> Answer:
    if handover.state is State.CONNECTED:
        return reply.refusal("already_connected", words, handover.id, handover.state)
    if handover.state is State.CANCELED:
        return reply.standing(handover, words, already=True)
    if not handover.live:
        return reply.refusal("no_handover", words, handover.id, handover.state)
    tools.storage.timelines.add(handover.id, Kind.CANCELED, tools.now(), {"state": handover.state})
    reached = _hang_up(tools, handover)
    message = words.say("status.canceled_now" if reached else "status.canceled_unreached")
    return Answer(True, State.CANCELED, message, handover_id=handover.id)


def _hang_up(tools: Tools, handover: Handover) -> bool:
    """Whether the leg was ended, or there is none to end."""
    try:
        sid = handover.sid
        if not sid:
            leg = tools.telephone.find(handover.phone, handover.requested_at)
            sid = leg.sid if leg else ""
        if sid:
            tools.telephone.end(sid)
    except TelephoneError as error:
        tools.log.warn(str(error))
        return False
    return bool(sid)
