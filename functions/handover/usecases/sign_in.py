"""Sign an agent in with a code that is sent to their phone, and out again.

Nothing may show whether a number is an agent's, not even the time that a response takes. So for a number that is no agent's
the same is claimed and recorded, and Twilio gets a request as well. Nothing is sent before its record is stored.

Where text messages do not arrive, a code can be spoken: one call for each code, to the number that the agent has in
desk.json now. The code is spoken only after a key was pressed, because a mailbox presses none.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from handover.core.access.sign_in_code import (
    LASTS,
    LENGTH,
    LETTERS,
    MOST_AN_HOUR,
    MOST_TRIES,
    CodeError,
    code_of,
    is_right,
    next_request_at,
    read_code,
    require_usable,
)
from handover.core.access.viewer import Viewer
from handover.core.call import twiml
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import Agent, Desk
from handover.core.desk.own_number import agent_with
from handover.core.i18n import catalogue, choose
from handover.errors import HandoverError
from handover.services.telephony import SmsRefusedError, TelephoneError, UnconfirmedError
from handover.usecases.context import RequestContext


class TooManyCodesError(HandoverError):
    """Too many codes were requested with this number; `again` is when the next one may be requested."""

    def __init__(self, again: datetime) -> None:
        super().__init__("Too many codes were requested with one number.")
        self.again = again


def request_code(ctx: RequestContext, desk: Desk, number: str, language: str) -> str:
    """Send a code to the agent with this number (E.164). Returns the challenge, for the browser that requests the code.

    Raises TooManyCodesError, StorageError. Failures of Twilio concern the operator: they are logged.
    """
    ctx.storage.require_conditional_writes()
    challenge = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    _claim_quota(ctx, number, challenge)
    agent = agent_with(desk, number)
    ctx.storage.sign_in_codes.record_request(challenge, agent.id if agent else "", ctx.now())
    if agent:
        _send_code(ctx, desk, agent, challenge, language)
    else:
        _take_as_long(ctx)
    return challenge


def request_spoken_code(ctx: RequestContext, desk: Desk, challenge: str, language: str) -> None:
    """Call the agent who requested this code. Nothing shows whether there is one, or whether they were called before.

    Raises CodeError when the code is no longer valid, StorageError.
    """
    request = require_usable(ctx.storage.sign_in_codes.requested(challenge), ctx.now())
    agent = desk.agent(request.agent)
    if agent:
        _call_once(ctx, agent, challenge, language)
    else:
        ctx.storage.sign_in_codes.claim(challenge, "called", ctx.now())
        _take_as_long(ctx)


def spoken_code(ctx: RequestContext, challenge: str, language: str, called: str, key: str | None) -> str:
    """Returns the TwiML for the phone `called` (E.164): the offer before a key was pressed (None), the code after it.

    Raises StorageError, DeskError.
    """
    storage = ctx.storage
    desk, request = storage.in_parallel(storage.desk, lambda: storage.sign_in_codes.requested(challenge))
    agent = desk.agent(request.agent) if request else None
    if agent is None or agent.phone != called:
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
    ctx.storage.sign_ins.add(agent.phone, sign_in_id, ctx.now())


def sign_out(ctx: RequestContext, viewer: Viewer, everywhere: bool = False) -> None:
    """Sign out this browser, or all of the agent's browsers. Raises StorageError."""
    if everywhere:
        ctx.storage.sign_ins.remove_all(viewer.agent.phone)
    else:
        ctx.storage.sign_ins.remove(viewer.agent.phone, viewer.sign_in_id)


def _claim_quota(ctx: RequestContext, number: str, challenge: str) -> None:
    quotas, now = ctx.storage.quotas, ctx.now()
    while True:  # a claim is lost only to a request that won it, so the limit ends this loop
        claims = quotas.codes_for(number, MOST_AN_HOUR)
        again = next_request_at([claim.at for claim in claims], now)
        if again:
            raise TooManyCodesError(again)
        if quotas.claim_code_for(number, claims[0].n if claims else 0, challenge, now):
            return


def _send_code(ctx: RequestContext, desk: Desk, agent: Agent, challenge: str, language: str) -> None:
    texts = catalogue(language)
    code = code_of(ctx.settings.dashboard_secret, challenge)
    message = texts.text("code.text", code=code, desk=desk.name or texts.text("code.default_desk"))
    try:
        ctx.telephone.send_sms(agent.phone, message, valid_for=int(LASTS.total_seconds()))
    except SmsRefusedError as error:
        ctx.log.warn(f"A sign-in code could not be sent as a text message and is spoken instead: {error}")
        _call_once(ctx, agent, challenge, language)
    except TelephoneError as error:
        ctx.log.warn(f"A sign-in code may not have been sent: {error}")


def _call_once(ctx: RequestContext, agent: Agent, challenge: str, language: str) -> None:
    """Call the agent, unless they were called for this code before."""
    if not ctx.storage.sign_in_codes.claim(challenge, "called", ctx.now()):
        _take_as_long(ctx)
        return
    try:
        ctx.telephone.place_announcement(agent.phone, ctx.callback_urls.step("code", challenge, language=language))
    except (TelephoneError, UnconfirmedError) as error:
        ctx.log.warn(f"A sign-in code may not have been spoken: {error}")


def _take_as_long(ctx: RequestContext) -> None:
    """Send Twilio a request without effect, so that the response takes as long as for an agent's number."""
    with ctx.best_effort("A request to Twilio"):
        ctx.telephone.fetch_last_sms(ctx.settings.twilio_number)
