"""Text the agent whose phone begins to ring: a link to who is calling, once for each ring.

The message is claimed before it is sent, and one whose fate is not known is not sent again: nobody is to find three of
them after a call. What cannot be sent is noted beside the ring, so that the call's story can say so; it is no reason for
anything else to fail.
"""

from __future__ import annotations

from urllib.parse import urlencode

from handover.core.access.viewer import Visitor
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import texts
from handover.services.signed_tokens import seal
from handover.services.storage import StorageError
from handover.services.telephony import NotTextedError, TelephoneError
from handover.usecases import follow_link
from handover.usecases.context import Tools

#: Seconds after which the message is not worth delivering any more: the ring is over, and a call has begun or not.
_GOOD_FOR = 120
#: Below this many seconds of the request's time no message is sent: its answer could not be waited for.
_LEAST_TO_TEXT = 3.0
#: Longer names are cut, because the message should be no more than two.
_LONGEST_NAME = 30

#: How the claim is called among what a leg reports, and what became of a message that was not surely taken.
SENT, FAILED, REFUSED = "link", "link-failed", "link-refused"


def text_link(tools: Tools, hid: str, attempt: int) -> None:
    """Send the link if it would open now, and never twice. Raises nothing that a report could fail of."""
    if not tools.settings["DASHBOARD_SECRET"]:
        return
    try:
        desk = tools.storage.desk()
        visitor = follow_link.visitor(tools, desk, hid, attempt)
        if visitor and tools.storage.timelines.claim_leg(hid, attempt, SENT, tools.now()):
            _send(tools, desk, visitor)
    except (StorageError, DeskError) as error:
        tools.log.warn(f"No link was sent to the agent: {error}")


def _send(tools: Tools, desk: Desk, visitor: Visitor) -> None:
    if tools.deadline.left() < _LEAST_TO_TEXT:
        _note(tools, visitor, FAILED, "There was too little time left to send it.")
        return
    try:
        tools.telephone.text(visitor.agent.phone, _words(tools, desk, visitor), _GOOD_FOR)
    except NotTextedError as error:
        _note(tools, visitor, REFUSED, str(error))
    except TelephoneError as error:
        _note(tools, visitor, FAILED, str(error))


def _words(tools: Tools, desk: Desk, visitor: Visitor) -> str:
    """The message. The address stands in its middle, where phones make no preview of it, and holds no personal data."""
    said = texts(visitor.agent.language)
    sealed = seal(tools.settings, "link", {"h": visitor.hid, "a": visitor.attempt})
    link = f"{tools.settings.url('dashboard')}?{urlencode({'view': 'link', 't': sealed})}"
    name = desk.name or said.say("call.default_desk")
    return said.say("sms.link", desk=name[:_LONGEST_NAME].strip(), link=link)


def _note(tools: Tools, visitor: Visitor, fact: str, why: str) -> None:
    tools.log.warn(f"The agent may have got no link: {why}")
    tools.storage.timelines.add_leg(visitor.hid, visitor.attempt, fact, tools.now(), {})
