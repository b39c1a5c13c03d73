"""The link that an agent gets by text message when their phone rings. It opens one handover, for a short time.

The message is claimed before it is sent, and a message whose fate is unknown is not sent again: an agent must not find
three of them after a call, also one who is rung again for the same customer. The claim holds the report of the ring, so
both are one write. A message that cannot be sent is recorded beside it, for the call's story, and nothing else fails
because of it.

The link holds only the handover and the attempt. Everything else is read from the stored handover at every request.
"""

from __future__ import annotations

from urllib.parse import urlencode

from handover.core.access.agent_link import hunt_target_of, link_attempt, opens
from handover.core.access.viewer import Viewer
from handover.core.call.events import Event, EventKind, LegReport, frozen_order
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


def record_ring(ctx: RequestContext, handover_id: str, ring: LegReport, is_new: bool) -> None:
    """Record that the agent's phone of this attempt rings, and send them the link, at most once, and only if it would open
    now. `is_new` says that the phone began to ring a moment ago. Logs what fails, but raises StorageError when the ring may
    not be recorded."""
    handovers, attempt = ctx.storage.handovers, ring.attempt
    try:
        to_text = _to_text(ctx, handover_id, ring, is_new)
        if to_text:
            own = to_text[1].attempt == attempt
            if handovers.claim_leg(handover_id, to_text[1].attempt, SENT, ctx.now(), ring if own else None):
                _send(ctx, *to_text)
            if own:
                return
    except (StorageError, DeskError) as error:
        ctx.log.warn(f"No link was sent to the agent: {error}")
    handovers.add_leg(handover_id, attempt, ring.fact, ring.at, ring.facts)


def _to_text(ctx: RequestContext, handover_id: str, ring: LegReport, is_new: bool) -> tuple[Desk, Viewer] | None:
    """Returns the agent who should get the link, with their desk, or None if there is none. Raises StorageError, DeskError.

    A ring that is new can only be over because the call is. So few events are read then."""
    if not ctx.settings.dashboard_secret:
        return None
    handovers, desk = ctx.storage.handovers, ctx.storage.desk()
    if is_new:
        found = handovers.events_of(handover_id, EventKind.HUNT, EventKind.CANCELED, EventKind.ENDED)
        if EventKind.HUNT in found and ring.attempt > len(frozen_order(found[EventKind.HUNT].facts)):
            found |= handovers.events_beside(handover_id, {EventKind.CHOSEN: ring.attempt})[0]
            if EventKind.CHOSEN not in found:  # of several who are rung together it has the first one's number
                return _of_story(ctx, desk, handover_id, ring)
        viewer = _viewer(ctx, desk, handover_id, ring.attempt, [*found.values()], [ring])
        return (desk, viewer) if viewer else None
    return _of_story(ctx, desk, handover_id, ring)


def _of_story(ctx: RequestContext, desk: Desk, handover_id: str, ring: LegReport) -> tuple[Desk, Viewer] | None:
    """Returns the same from all that is stored of the handover. Raises StorageError."""
    events, legs = ctx.storage.handovers.story(handover_id)
    viewer = _viewer(ctx, desk, handover_id, ring.attempt, events, [*legs, ring])
    return (desk, viewer) if viewer else None


def link_viewer(ctx: RequestContext, desk: Desk, handover_id: str, attempt: int) -> Viewer | None:
    """Returns the agent whose phone that attempt rang, if the link opens now and they are still on the desk with the number
    that the message went to; otherwise None. Raises StorageError."""
    return _viewer(ctx, desk, handover_id, attempt, *ctx.storage.handovers.story(handover_id))


def _viewer(
    ctx: RequestContext, desk: Desk, handover_id: str, attempt: int, events: list[Event], legs: list[LegReport]
) -> Viewer | None:
    target = hunt_target_of(events, attempt)
    agent = desk.agent(target.id) if target else None
    if target is None or agent is None or not agent.own_phone or agent.own_phone != target.phone:
        return None
    if not opens(events, legs, attempt, ctx.now()):
        return None
    return Viewer(agent, handover_id=handover_id, attempt=link_attempt(events, attempt))


def _send(ctx: RequestContext, desk: Desk, viewer: Viewer) -> None:
    if ctx.deadline.left() < _LEAST_TO_SEND:
        _record(ctx, viewer, FAILED, "There was too little time left to send it.")
        return
    try:
        phone = viewer.agent.own_phone
        ctx.telephone.send_sms(phone, _message(ctx, desk, viewer), _VALID_FOR, desk.number_for(phone))
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
