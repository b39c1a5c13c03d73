"""Sign an agent in with a code that is sent to their phone, and out again.

Nothing may show whether a number is an agent's, not even the time that a response takes. So storage and Twilio get the same
number of requests in the same order for an agent's number, for a landline, and for a number that is no agent's; where there
is nothing to send, Twilio gets a request without effect. Nothing is sent before its record is stored.

Where text messages do not arrive, a code can be spoken: one call for each code, to the number that the agent has in
desk.json now. The code is spoken only after a key was pressed, because a mailbox presses none.
"""

from __future__ import annotations

import secrets

from handover.core.access.sign_in_code import (
    LASTS,
    LENGTH,
    LETTERS,
    MOST_TRIES,
    CodeError,
    code_of,
    is_right,
    read_code,
    require_usable,
)
from handover.core.access.viewer import Viewer
from handover.core.call import twiml
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import Agent, Desk
from handover.core.desk.own_number import agent_with
from handover.core.i18n import catalogue, choose
from handover.services.storage import StorageError
from handover.services.telephony import SmsRefusedError, TelephoneError, UnconfirmedError
from handover.usecases.code_limits import claim_code_request, may_send
from handover.usecases.context import RequestContext


def request_code(ctx: RequestContext, desk: Desk, number: str, language: str, known: bool = False) -> str:
    """Send a code to the agent with this number (E.164). Returns the challenge, for the browser that requests the code.

    `known` means that the browser is known for the number (usecases/known_browser.py). Raises TooManyCodesError,
    StorageError. Failures of Twilio concern the operator: they are logged.
    """
    ctx.storage.require_conditional_writes()
    challenge = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    claim_code_request(ctx, number, known)
    agent = agent_with(desk, number)
    ctx.storage.sign_in_codes.record_request(challenge, agent.id if agent else "", ctx.now(), known)
    sent = may_send(ctx, desk, wanted=agent is not None, known=known)
    _deliver(ctx, desk, agent if sent else None, challenge, language)
    return challenge


def request_spoken_code(ctx: RequestContext, desk: Desk, challenge: str, language: str) -> None:
    """Call the agent who requested this code. Nothing shows whether there is one.

    A second request for the same code does nothing. Raises CodeError when the code is no longer valid, StorageError.
    """
    request = require_usable(ctx.storage.sign_in_codes.requested(challenge), ctx.now())
    if not ctx.storage.sign_in_codes.claim(challenge, "called", ctx.now()):
        return
    agent = None if request.called else desk.agent(request.agent)
    sent = may_send(ctx, desk, wanted=agent is not None, known=request.known)
    _call(ctx, desk, agent if sent else None, challenge, language)


def spoken_code(ctx: RequestContext, challenge: str, language: str, called: str, key: str | None) -> str:
    """Returns the TwiML for the phone `called` (E.164): the offer before a key was pressed (None), the code after it.

    Raises StorageError, DeskError.
    """
    storage = ctx.storage
    desk, request = storage.in_parallel(storage.desk, lambda: storage.sign_in_codes.requested(challenge))
    agent = desk.agent(request.agent) if request else None
    if agent is None or agent.own_phone != called:
        return twiml.hang_up()
    texts = catalogue(choose(language, default=agent.language))
    try:
        require_usable(request, ctx.now())
    except CodeError:
        return TwimlBuilder(texts).code_is_over()
    if key is None:
        return TwimlBuilder(texts).offer_code(challenge, ctx.callback_urls, desk.spoken_name(texts))
    return TwimlBuilder(texts).code(code_of(ctx.settings.dashboard_secret, challenge)) if key else twiml.hang_up()


def redeem_code(ctx: RequestContext, desk: Desk, challenge: str, typed: str) -> Agent:
    """Returns the agent whose code was typed for this challenge. A code is good once; a try is counted before it is judged.

    Raises CodeError, StorageError.
    """
    code, codes, now = read_code(typed), ctx.storage.sign_in_codes, ctx.now()
    request = require_usable(codes.requested(challenge), now)
    n = codes.claim_try(challenge, MOST_TRIES, now)
    if n == 0:
        raise CodeError("spent")
    right = is_right(code, challenge, ctx.settings.dashboard_secrets)
    agent = desk.agent(request.agent)
    if agent is None or not right:
        raise CodeError("wrong", MOST_TRIES - n) if n < MOST_TRIES else CodeError("spent")
    if not codes.claim(challenge, "used", now):
        raise CodeError("used")
    return agent


def sign_in(ctx: RequestContext, agent: Agent, sign_in_id: str) -> None:
    """Sign in the browser that holds the secret `sign_in_id`. Raises StorageError."""
    ctx.storage.sign_ins.add(agent.own_phone, sign_in_id, ctx.now())


def sign_out(ctx: RequestContext, viewer: Viewer, everywhere: bool = False) -> None:
    """Sign out this browser, or all of the agent's browsers. Raises StorageError."""
    if everywhere:
        ctx.storage.sign_ins.remove_all(viewer.agent.own_phone)
    else:
        ctx.storage.sign_ins.remove(viewer.agent.own_phone, viewer.sign_in_id)


def _deliver(ctx: RequestContext, desk: Desk, agent: Agent | None, challenge: str, language: str) -> None:
    """Send the code as a text message, or call if the number takes none. For None, make the same requests without effect.

    That the phone is called is recorded before the call, so that it is not called once more for this code.
    """
    called = _text(ctx, desk, agent, challenge, language)
    try:
        ctx.storage.sign_in_codes.record_delivery(challenge, called, ctx.now())
    except StorageError as error:
        ctx.log.warn(f"A sign-in code is not spoken: {error}")
        called = False
    _call(ctx, desk, agent if called else None, challenge, language)


def _text(ctx: RequestContext, desk: Desk, agent: Agent | None, challenge: str, language: str) -> bool:
    """Send the code as a text message. Returns whether the number takes none, or our number for it sends none: then the code
    is spoken, and Twilio gets no request more than for others."""
    if agent is None:
        _take_as_long(ctx)
        return False
    texts = catalogue(language)
    code = code_of(ctx.settings.dashboard_secret, challenge)
    message = texts.text("code.text", code=code, desk=desk.name or texts.text("code.default_desk"))
    try:
        phone, lasts = agent.own_phone, int(LASTS.total_seconds())
        ctx.telephone.send_sms(phone, message, lasts, desk.number_for(phone), fall_back=False)
    except SmsRefusedError as error:
        ctx.log.warn(f"A sign-in code could not be sent as a text message and is spoken instead: {error}")
        return True
    except TelephoneError as error:
        ctx.log.warn(f"A sign-in code may not have been sent: {error}")
    return False


def _call(ctx: RequestContext, desk: Desk, agent: Agent | None, challenge: str, language: str) -> None:
    """Call the agent to speak the code. For None, make a request without effect."""
    if agent is None:
        _take_as_long(ctx)
        return
    try:
        url = ctx.callback_urls.step("code", challenge, language=language)
        ctx.telephone.place_announcement(agent.own_phone, url, desk.number_for(agent.own_phone))
    except (TelephoneError, UnconfirmedError) as error:
        ctx.log.warn(f"A sign-in code may not have been spoken: {error}")


def _take_as_long(ctx: RequestContext) -> None:
    """Send Twilio a request without effect, so that the response takes as long as for an agent's number."""
    with ctx.best_effort("A request to Twilio"):
        ctx.telephone.fetch_last_sms(ctx.settings.twilio_number)
