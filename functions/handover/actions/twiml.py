"""The action `twiml`: takes a signed form from Twilio and returns the TwiML for that leg.

The status is always 200, because an error status would end the customer's call without a word. When something fails,
the document is the right one for that leg: an apology for the customer, Hangup for the agent (anything else might
bridge a mailbox). A wake-up (usecases/wake.py) is no part of a call, and gets 204.

Somebody waits for every document. So what only some steps need is imported by them: a step that only speaks loads neither
the storage's nor the telephone's SDK, nor the code that would use them.
"""

from __future__ import annotations

import base64
from pathlib import Path

from handover.actions import twilio_request
from handover.core.call import spoken_steps, twiml
from handover.core.call.spoken_steps import Address
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import catalogue
from handover.errors import HandoverError
from handover.usecases.context import RequestContext
from handover.web import Request, Response, empty, xml

#: Seconds. Twilio waits 15 in all.
DEADLINE = 9.0

_HOLD_TONE = Path(__file__).parents[1] / "sounds" / "hold.wav"

#: The steps by the leg that requests them. `code` belongs to the call that speaks a sign-in code.
_CUSTOMER_STEPS = ("connect", "agree", "dialed", "wait")
_AFTER_THE_HUNT = ("choose", "message", "recorded")
_CALLER_STEPS = ("ring_back", "leave_message")
_AGENT_STEPS = ("whisper", "decide")
#: The steps of a call that goes on in a room: an agent's leg that is still the customer's Dial, the agent's own leg and a
#: colleague's, the customer's, and the sound for somebody alone.
_ROOM_STEPS = ("enter", "room", "star", "between", "hold")
_COLLEAGUE_STEPS = ("ask", "bring", "told", "invite", "join", "joined")
#: Those of an agent who calls a customer back from the page; `back_sorry` is their FallbackUrl.
_BACK_STEPS = ("back", "back_key", "back_done")
_BACK_SORRY = "back_sorry"
ALL_STEPS = {
    *spoken_steps.OF_HANDOVER,
    *spoken_steps.OF_ANYBODY,
    *_CUSTOMER_STEPS,
    *_CALLER_STEPS,
    *_AFTER_THE_HUNT,
    *_AGENT_STEPS,
    *_ROOM_STEPS,
    *_COLLEAGUE_STEPS,
    *_BACK_STEPS,
    _BACK_SORRY,
    "code",
    "sorry",
}


class UnknownStepError(HandoverError):
    """The address names no handover."""


def handle(request: Request, ctx: RequestContext) -> Response:
    if twilio_request.is_wake_up(request, "step"):
        from handover.usecases.woken import load_for_steps

        load_for_steps(ctx)
        return empty()
    if twilio_request.is_tone(request):
        return _tone()
    if refused := twilio_request.refuse_unsigned(request, "twiml", ctx.settings):
        return refused
    step = twilio_request.word(request, "step")
    known = step if step in ALL_STEPS else "unknown"
    ctx.log.note(step=known, handover=twilio_request.handover_id(request), outcome="said")
    try:
        return xml(_document(step, request, ctx))
    except HandoverError as error:
        ctx.log.note(outcome="apology")
        ctx.log.warn(str(error))
        return xml(apology(request))


def apology(request: Request) -> str:
    """Returns the TwiML for this leg when there is nothing better. It needs no settings and no storage."""
    step = twilio_request.word(request, "step")
    if step == "enter":  # the agent has accepted already
        return twiml.join_now()
    if step in (*_AGENT_STEPS, *_COLLEAGUE_STEPS, *_BACK_STEPS, _BACK_SORRY, "room", "star", "hold", "code"):
        return twiml.hang_up()
    return TwimlBuilder(catalogue(twilio_request.word(request, "l"))).sorry()


def _document(step: str, request: Request, ctx: RequestContext) -> str:
    if step in spoken_steps.OF_ANYBODY:
        return spoken_steps.OF_ANYBODY[step](_address(request), ctx.callback_urls)
    if step == "code":
        return _code(request, ctx)
    if step in spoken_steps.OF_HANDOVER:
        _require_handover(request)
        return spoken_steps.OF_HANDOVER[step](_address(request), ctx.callback_urls)
    if step in _CALLER_STEPS:
        return _of_caller(step, request, ctx)
    if step in (*_CUSTOMER_STEPS, *_AFTER_THE_HUNT, *_AGENT_STEPS, *_ROOM_STEPS, *_COLLEAGUE_STEPS, *_BACK_STEPS):
        return _of_leg(step, request, ctx)
    return apology(request)


def _address(request: Request) -> Address:
    handover_id = twilio_request.handover_id(request)
    language, desk, offer, proof, recording = (twilio_request.word(request, name) for name in ("l", "d", "o", "p", "r"))
    return Address(handover_id, language, desk, offer=offer, proof=proof, recording=recording)


def _require_handover(request: Request) -> str:
    handover_id = twilio_request.handover_id(request)
    if not handover_id:
        raise UnknownStepError("The address names no handover.")
    return handover_id


def _of_leg(step: str, request: Request, ctx: RequestContext) -> str:
    from handover.usecases.leg import LegRequest

    if step in _AFTER_THE_HUNT:
        from handover.usecases.nobody_left import STEPS
    elif step in _BACK_STEPS:
        from handover.usecases.call_back_steps import STEPS
    elif step in _AGENT_STEPS:
        from handover.usecases.agent_steps import STEPS
    elif step in _ROOM_STEPS:
        from handover.usecases.room import STEPS
    elif step in _COLLEAGUE_STEPS:
        from handover.usecases.colleague import STEPS
    else:
        from handover.usecases.connect_agent import STEPS
    handover_id, attempt = _require_handover(request), twilio_request.attempt(request)
    form, turn = twilio_request.parameters(request), twilio_request.turn(request)
    language, offer, recording = (twilio_request.word(request, name) for name in ("l", "o", "r"))
    leg = LegRequest(
        ctx,
        handover_id,
        attempt,
        form,
        language=language,
        offer=offer,
        recording=recording,
        turn=turn,
        heard=twilio_request.word(request, "b") == "1",
        first=twilio_request.first_attempt(request),
        picked_up=twilio_request.picked_up(request),
    )
    if step == "wait":
        from handover.usecases.wait_in_line import wait

        return wait(leg)
    return STEPS[step](leg)


def _tone() -> Response:
    """Returns the sound that a customer hears while they wait. It is no secret, so its request need not be signed: Twilio's
    documentation does not say whether one for a sound is."""
    body = base64.b64encode(_HOLD_TONE.read_bytes()).decode()
    return Response(200, {"Content-Type": "audio/wav", "Cache-Control": "public, max-age=86400"}, body)


def _of_caller(step: str, request: Request, ctx: RequestContext) -> str:
    """Returns the TwiML for somebody who rang us and pressed a key. It is for incoming calls only."""
    from handover.usecases.incoming_call import IncomingCall

    reported = twilio_request.parameters(request)
    if reported.get("Direction") != "inbound":
        raise UnknownStepError("This step is for incoming calls.")
    call = IncomingCall(ctx, _address(request), reported, twilio_request.attempt(request))
    if step == "leave_message":
        from handover.usecases.caller_message import leave_message

        return leave_message(call)
    from handover.usecases.ring_back import ring_back

    return ring_back(call)


def _code(request: Request, ctx: RequestContext) -> str:
    """Returns the TwiML of a call that speaks a sign-in code. `h` is the code's challenge; `a` is present once a key
    was pressed."""
    from handover.usecases.sign_in import spoken_code

    reported = twilio_request.parameters(request)
    challenge, language = twilio_request.word(request, "h"), twilio_request.word(request, "l")
    key = reported.get("Digits", "") if twilio_request.word(request, "a") else None
    return spoken_code(ctx, challenge, language, reported.get("To", ""), key)
