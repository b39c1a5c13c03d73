"""The steps of a call back from the page: the agent's leg, from picking up to the end of the customer's phone.

    back        permit ‖ order ‖ all that ends the call
    back_key    the same ─ do-not-call list ─ accepted, or passed
    back_done   permit ‖ order ─ bridged, or missed

The customer is dialled only after the acceptance is recorded. When something cannot be read or recorded, the agent's leg
ends, and nobody is called. What the customer hears is `back_hello` in core/call/spoken_steps.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handover.core.call import twiml
from handover.core.call.call_status import CallStatus
from handover.core.call.called_back import ATTEMPT
from handover.core.call.events import BACK_OF, EventKind, number_fact, text_fact
from handover.core.call.twiml_call_back import CallBackTwiml
from handover.core.desk.limits import Limits
from handover.usecases.leg import Leg, LegRequest, UnknownCallError

#: After one of these nobody may be called.
_OVER = (EventKind.CANCELED, EventKind.ENDED, EventKind.REFUSED, EventKind.BRIDGED, EventKind.MISSED)


def back(request: LegRequest) -> str:
    """The agent picked up."""
    leg = _leg(request, *_OVER)
    if _is_over(leg):
        return _builder(leg).nobody_called()
    return _builder(leg).ask(leg.handover_id, leg.callback_urls, str(leg.facts["desk"]))


def back_key(request: LegRequest) -> str:
    """The agent pressed a key, so a person is on the line."""
    ctx = request.ctx
    leg = _leg(request, *_OVER)
    listed = ctx.storage.do_not_call.has(str(leg.facts["phone"]))
    builder, key = _builder(leg), leg.form.get("Digits", "")
    ctx.log.note(key=key[:1])
    if _is_over(leg) or listed:
        return builder.nobody_called()
    if key == "2":
        leg.record(EventKind.PASSED)
        return builder.nobody_called()
    if key != "1":
        return builder.ask_key_again(leg.handover_id, leg.callback_urls)
    facts = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
    ctx.storage.handovers.add(leg.handover_id, EventKind.ACCEPTED, ctx.now(), facts, ATTEMPT)
    texts = leg.agents_texts
    tag = leg.texts.tag
    return builder.dial_customer(
        leg.handover_id,
        leg.callback_urls,
        name=leg.call_request_for(texts).name,
        number=str(leg.facts["phone"]),
        hello=leg.callback_urls.step("back_hello", leg.handover_id, language=tag, desk=str(leg.facts["desk"])),
        caller=text_fact(leg.facts, "caller") or ctx.settings.twilio_number,
        ring=number_fact(leg.hunt, "ring_customer") or Limits.ring_customer_seconds,
        time_limit=int(leg.facts["time_limit"]),
    )


def back_done(request: LegRequest) -> str:
    """The customer's phone is over."""
    leg = _leg(request)
    status = leg.form.get("DialCallStatus", "")
    bridged = leg.form.get("DialBridged", "")
    if bridged == "true" or (not bridged and status in (CallStatus.COMPLETED, CallStatus.ANSWERED)):
        leg.record(EventKind.BRIDGED, seconds=leg.form.get("DialCallDuration", ""))
        return twiml.hang_up()
    leg.record(EventKind.MISSED, status=status)
    return _builder(leg).not_reached(status)


def _leg(request: LegRequest, *kinds: EventKind) -> Leg:
    leg = request.leg(EventKind.HUNT, *kinds)
    if leg.attempt != ATTEMPT or not text_fact(leg.facts, BACK_OF):
        raise UnknownCallError("No agent calls back in this handover.")
    return leg


def _is_over(leg: Leg) -> bool:
    return any(kind in leg.events for kind in _OVER)


def _builder(leg: Leg) -> CallBackTwiml:
    return CallBackTwiml(leg.agents_texts)


#: The steps by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"back": back, "back_key": back_key, "back_done": back_done}
