"""The door `twiml`: what Twilio is to do next on a leg. A signed form comes in, TwiML goes out, always with 200: an error
status would end the customer's call without a word. Whatever breaks inside, the answer is right for that leg: an apology
for the customer, Hangup for the agent (anything else might bridge a mailbox)."""

from __future__ import annotations

from handover.core.call import twiml
from handover.core.call.links import is_handover_id
from handover.core.call.twiml import Speaker
from handover.core.desk.config import DeskError
from handover.core.i18n import choose, texts
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.telephony.signatures import is_signed
from handover.usecases.connect_agent import AGENT_STEPS, CUSTOMER_STEPS, UnknownCallError, read_leg
from handover.usecases.context import Tools
from handover.usecases.speak_code import say_code
from handover.web import Request, Response, text, xml

#: Twilio waits 15 s in all.
DEADLINE = 9.0


def handle(request: Request, tools: Tools) -> Response:
    if not is_signed(request, "twiml", tools.settings):
        return text("This address answers Twilio only.", 403)
    query = request.query_params
    step, hid, attempt = query.get("step", ""), query.get("h", ""), query.get("a", "")
    known = step in CUSTOMER_STEPS or step in AGENT_STEPS or step in ("inbound", "code", "sorry")
    tools.log.note(step=step if known else "unknown", handover=hid if is_handover_id(hid) else "", outcome="said")
    try:
        if step == "inbound":
            return xml(_inbound(tools))
        if step == "code":
            return xml(_code(request, tools))
        if step in CUSTOMER_STEPS or step in AGENT_STEPS:
            steps = CUSTOMER_STEPS if step in CUSTOMER_STEPS else AGENT_STEPS
            if not is_handover_id(hid):
                raise UnknownCallError("The address names no handover.")
            leg = read_leg(tools, hid, int(attempt) if attempt.isdecimal() else 0, request.form)
            return xml(steps[step](leg))
    except HandoverError as error:
        tools.log.note(outcome="apology")
        tools.log.warn(str(error))
    return xml(apology(request))


def apology(request: Request) -> str:
    """What is said on this leg when nothing else can be: needs no settings and no storage."""
    query = request.query_params
    if query.get("step", "") in (*AGENT_STEPS, "code"):
        return twiml.hang_up()
    return Speaker(texts(choose(query.get("l")))).sorry()


def _inbound(tools: Tools) -> str:
    """Somebody rings our number. Who it is proves nothing, so nothing is said but who we are."""
    try:
        desk = tools.storage.desk()
        name, language = desk.name, desk.language
    except (DeskError, StorageError) as error:
        tools.log.warn(str(error))
        name, language = "", "en"
    words = texts(language)
    return Speaker(words).inbound(name or words.say("call.default_desk"))


def _code(request: Request, tools: Tools) -> str:
    """An agent who signs in is called; `h` names the code that was asked for, `a` says that a key was pressed."""
    query, form = request.query_params, request.form
    key = form.get("Digits", "") if query.get("a") else None
    return say_code(tools, query.get("h", ""), query.get("l", ""), form.get("To", ""), key)
