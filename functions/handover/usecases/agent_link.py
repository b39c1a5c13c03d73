"""The link that an agent gets by text message when their phone rings. It opens one handover, for a short time.

The message is claimed before it is sent, and a message whose fate is unknown is not sent again: an agent must not find
three of them after a call. A message that cannot be sent is recorded beside the ring, for the call's story, and nothing
else fails because of it.

The link holds only the handover and the attempt. Everything else is read from the stored handover at every request.
"""

from __future__ import annotations

from urllib.parse import urlencode

from handover.core.access.agent_link import hunt_target_of, opens
from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import catalogue
from handover.services.signed_tokens import sign
from handover.services.storage import StorageError
from handover.services.telephony import SmsRefusedError, TelephoneError
from handover.usecases.context import RequestContext

#: Seconds for which the message may be delivered: later the ring is over, and a call has begun or not.
_VALID_FOR = 120
#: No message is sent when fewer seconds of the request's time are left: Twilio's answer would come too late.
_LEAST_TO_SEND = 3.0
#: Longer desk names are cut, because the message should need at most two parts.
_LONGEST_NAME = 30

#: Reports of a leg: the claim of the message, a message that may not have been sent, and one that Twilio refused.
SENT, FAILED, REFUSED = "link", "link-failed", "link-refused"


def send_agent_link(ctx: RequestContext, handover_id: str, attempt: int) -> None:
    """Send the link to the agent of this attempt, at most once, and only if it would open now. Logs what fails."""
    if not ctx.settings.dashboard_secret:
        return
    try:
        desk = ctx.storage.desk()
        viewer = link_viewer(ctx, desk, handover_id, attempt)
        if viewer and ctx.storage.handovers.claim_leg(handover_id, attempt, SENT, ctx.now()):
            _send(ctx, desk, viewer)
    except (StorageError, DeskError) as error:
        ctx.log.warn(f"No link was sent to the agent: {error}")


def link_viewer(ctx: RequestContext, desk: Desk, handover_id: str, attempt: int) -> Viewer | None:
    """Returns the agent whose phone that attempt rang, if the link opens now and they are still on the desk with the number
    that the message went to; otherwise None. Raises StorageError."""
    handovers = ctx.storage.handovers
    events = handovers.events(handover_id)
    target = hunt_target_of(events, attempt)
    agent = desk.agent(target.id) if target else None
    if target is None or agent is None or agent.phone != target.phone:
        return None
    if not opens(events, handovers.legs(handover_id), attempt, ctx.now()):
        return None
    return Viewer(agent, handover_id=handover_id, attempt=attempt)


def _send(ctx: RequestContext, desk: Desk, viewer: Viewer) -> None:
    if ctx.deadline.left() < _LEAST_TO_SEND:
        _record(ctx, viewer, FAILED, "There was too little time left to send it.")
        return
    try:
        ctx.telephone.send_sms(viewer.agent.phone, _message(ctx, desk, viewer), _VALID_FOR)
    except SmsRefusedError as error:
        _record(ctx, viewer, REFUSED, str(error))
    except TelephoneError as error:
        _record(ctx, viewer, FAILED, str(error))


def _message(ctx: RequestContext, desk: Desk, viewer: Viewer) -> str:
    """Returns the message. The address is in its middle, where phones make no preview of it, and holds no personal data."""
    texts = catalogue(viewer.agent.language)
    token = sign(ctx.settings, "link", {"h": viewer.handover_id, "a": viewer.attempt})
    link = f"{ctx.settings.url('dashboard')}?{urlencode({'view': 'link', 't': token})}"
    name = desk.spoken_name(texts)[:_LONGEST_NAME].strip()
    return texts.text("sms.link", desk=name, link=link)


def _record(ctx: RequestContext, viewer: Viewer, fact: str, why: str) -> None:
    ctx.log.warn(f"The agent may have got no link: {why}")
    ctx.storage.handovers.add_leg(viewer.handover_id, viewer.attempt, fact, ctx.now(), {})
