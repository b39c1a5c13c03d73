"""Text the agent whose phone begins to ring: a link to who is calling, once for each ring.

The message is claimed before it is sent, and one whose fate is not known is not sent again: nobody is to find three of
them after a call. What cannot be sent is noted beside the ring, so that the call's story can say so; it is no reason for
anything else to fail.
"""

from __future__ import annotations

from urllib.parse import urlencode

from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import catalogue
from handover.services.signed_tokens import sign
from handover.services.storage import StorageError
from handover.services.telephony import NotTextedError, TelephoneError
from handover.usecases import follow_link
from handover.usecases.context import RequestContext

#: Seconds after which the message is not worth delivering any more: the ring is over, and a call has begun or not.
_GOOD_FOR = 120
#: Below this many seconds of the request's time no message is sent: its answer could not be waited for.
_LEAST_TO_TEXT = 3.0
#: Longer names are cut, because the message should be no more than two.
_LONGEST_NAME = 30

#: How the claim is called among what a leg reports, and what became of a message that was not surely taken.
SENT, FAILED, REFUSED = "link", "link-failed", "link-refused"


def text_link(ctx: RequestContext, handover_id: str, attempt: int) -> None:
    """Send the link if it would open now, and never twice. Raises nothing that a report could fail of."""
    if not ctx.settings["DASHBOARD_SECRET"]:
        return
    try:
        desk = ctx.storage.desk()
        viewer = follow_link.viewer(ctx, desk, handover_id, attempt)
        if viewer and ctx.storage.handovers.claim_leg(handover_id, attempt, SENT, ctx.now()):
            _send(ctx, desk, viewer)
    except (StorageError, DeskError) as error:
        ctx.log.warn(f"No link was sent to the agent: {error}")


def _send(ctx: RequestContext, desk: Desk, viewer: Viewer) -> None:
    if ctx.deadline.left() < _LEAST_TO_TEXT:
        _note(ctx, viewer, FAILED, "There was too little time left to send it.")
        return
    try:
        ctx.telephone.text(viewer.agent.phone, _words(ctx, desk, viewer), _GOOD_FOR)
    except NotTextedError as error:
        _note(ctx, viewer, REFUSED, str(error))
    except TelephoneError as error:
        _note(ctx, viewer, FAILED, str(error))


def _words(ctx: RequestContext, desk: Desk, viewer: Viewer) -> str:
    """The message. The address stands in its middle, where phones make no preview of it, and holds no personal data."""
    said = catalogue(viewer.agent.language)
    sealed = sign(ctx.settings, "link", {"h": viewer.handover_id, "a": viewer.attempt})
    link = f"{ctx.settings.url('dashboard')}?{urlencode({'view': 'link', 't': sealed})}"
    name = desk.name or said.text("call.default_desk")
    return said.text("sms.link", desk=name[:_LONGEST_NAME].strip(), link=link)


def _note(ctx: RequestContext, viewer: Viewer, fact: str, why: str) -> None:
    ctx.log.warn(f"The agent may have got no link: {why}")
    ctx.storage.handovers.add_leg(viewer.handover_id, viewer.attempt, fact, ctx.now(), {})
