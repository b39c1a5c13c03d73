"""The door `twiml`: what Twilio is to do next on a leg. A signed form comes in, TwiML goes out, always with 200: an error
status would end the customer's call without a word. Whatever breaks inside, the answer is right for that leg: an apology
for the customer, Hangup for the agent (anything else might bridge a mailbox)."""

from __future__ import annotations

from handover.core.call import twiml
from handover.core.call.callback_urls import is_handover_id
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import DeskError
from handover.core.i18n import catalogue, choose
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.telephony.signatures import is_signed
from handover.usecases.connect_agent import AGENT_STEPS, CUSTOMER_STEPS
from handover.usecases.context import RequestContext
from handover.usecases.leg import UnknownCallError, read_leg
from handover.usecases.sign_in import spoken_code
from handover.web import Request, Response, text, xml

#: Twilio waits 15 s in all.
DEADLINE = 9.0


def handle(request: Request, ctx: RequestContext) -> Response:
    if not is_signed(request, "twiml", ctx.settings):
        return text("This address answers Twilio only.", 403)
    query = request.query_params
    step, handover_id, attempt = query.get("step", ""), query.get("h", ""), query.get("a", "")
    known = step in CUSTOMER_STEPS or step in AGENT_STEPS or step in ("inbound", "code", "sorry")
    ctx.log.note(
        step=step if known else "unknown", handover=handover_id if is_handover_id(handover_id) else "", outcome="said"
    )
    try:
        if step == "inbound":
            return xml(_inbound(ctx))
        if step == "code":
            return xml(_code(request, ctx))
        if step in CUSTOMER_STEPS or step in AGENT_STEPS:
            steps = CUSTOMER_STEPS if step in CUSTOMER_STEPS else AGENT_STEPS
            if not is_handover_id(handover_id):
                raise UnknownCallError("The address names no handover.")
            leg = read_leg(ctx, handover_id, int(attempt) if attempt.isdecimal() else 0, request.form)
            return xml(steps[step](leg))
    except HandoverError as error:
        ctx.log.note(outcome="apology")
        ctx.log.warn(str(error))
    return xml(apology(request))


def apology(request: Request) -> str:
    """What is said on this leg when nothing else can be: needs no settings and no storage."""
    query = request.query_params
    if query.get("step", "") in (*AGENT_STEPS, "code"):
        return twiml.hang_up()
    return TwimlBuilder(catalogue(choose(query.get("l")))).sorry()


def _inbound(ctx: RequestContext) -> str:
    """Somebody rings our number. Who it is proves nothing, so nothing is said but who we are."""
    try:
        desk = ctx.storage.desk()
        name, language = desk.name, desk.language
    except (DeskError, StorageError) as error:
        ctx.log.warn(str(error))
        name, language = "", "en"
    words = catalogue(language)
    return TwimlBuilder(words).inbound(name or words.text("call.default_desk"))


def _code(request: Request, ctx: RequestContext) -> str:
    """An agent who signs in is called; `h` names the code that was asked for, `a` says that a key was pressed."""
    query, form = request.query_params, request.form
    key = form.get("Digits", "") if query.get("a") else None
    return spoken_code(ctx, query.get("h", ""), query.get("l", ""), form.get("To", ""), key)
