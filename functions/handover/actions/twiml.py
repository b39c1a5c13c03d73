"""The action `twiml`: takes a signed form from Twilio and returns the TwiML for that leg.

The status is always 200, because an error status would end the customer's call without a word. When something fails,
the document is the right one for that leg: an apology for the customer, Hangup for the agent (anything else might
bridge a mailbox). A wake-up (usecases/wake.py) is no part of a call, and gets 204.
"""

from __future__ import annotations

from handover.actions import twilio_request
from handover.core.call import twiml
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import DeskError
from handover.core.i18n import catalogue, choose
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.usecases.connect_agent import AGENT_STEPS, CUSTOMER_STEPS
from handover.usecases.context import RequestContext
from handover.usecases.leg import UnknownCallError, read_leg
from handover.usecases.sign_in import spoken_code
from handover.usecases.woken import load_for_steps
from handover.web import Request, Response, empty, xml

#: Seconds. Twilio waits 15 in all.
DEADLINE = 9.0

_LEG_STEPS = {**CUSTOMER_STEPS, **AGENT_STEPS}


def handle(request: Request, ctx: RequestContext) -> Response:
    if twilio_request.is_wake_up(request, "step"):
        load_for_steps(ctx)
        return empty()
    if refused := twilio_request.refuse_unsigned(request, "twiml", ctx.settings):
        return refused
    step = request.query_params.get("step", "")
    known = step in _LEG_STEPS or step in ("inbound", "code", "sorry")
    ctx.log.note(step=step if known else "unknown", handover=twilio_request.handover_id(request), outcome="said")
    try:
        return xml(_document(step, request, ctx))
    except HandoverError as error:
        ctx.log.note(outcome="apology")
        ctx.log.warn(str(error))
        return xml(apology(request))


def apology(request: Request) -> str:
    """Returns the TwiML for this leg when there is nothing better. It needs no settings and no storage."""
    query = request.query_params
    if query.get("step", "") in (*AGENT_STEPS, "code"):
        return twiml.hang_up()
    return TwimlBuilder(catalogue(choose(query.get("l")))).sorry()


def _document(step: str, request: Request, ctx: RequestContext) -> str:
    if step == "inbound":
        return _inbound(ctx)
    if step == "code":
        return _code(request, ctx)
    if step not in _LEG_STEPS:
        return apology(request)
    handover_id = twilio_request.handover_id(request)
    if not handover_id:
        raise UnknownCallError("The address names no handover.")
    return _LEG_STEPS[step](
        read_leg(ctx, handover_id, twilio_request.attempt(request), twilio_request.parameters(request))
    )


def _inbound(ctx: RequestContext) -> str:
    """Returns the TwiML for a caller of our number. The caller's number proves nothing, so they hear only who we
    are."""
    try:
        desk = ctx.storage.desk()
        texts = catalogue(desk.language)
        name = desk.spoken_name(texts)
    except (DeskError, StorageError) as error:
        ctx.log.warn(str(error))
        texts = catalogue("en")
        name = texts.text("call.default_desk")
    return TwimlBuilder(texts).inbound(name)


def _code(request: Request, ctx: RequestContext) -> str:
    """Returns the TwiML of a call that speaks a sign-in code. `h` is the code's challenge; `a` is present once a key
    was pressed."""
    query, reported = request.query_params, twilio_request.parameters(request)
    key = reported.get("Digits", "") if query.get("a") else None
    return spoken_code(ctx, query.get("h", ""), query.get("l", ""), reported.get("To", ""), key)
