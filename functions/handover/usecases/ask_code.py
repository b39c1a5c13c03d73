"""Ask for a sign-in code with a phone number.

Whether the number is an agent's must not show, not even by how long the answer takes: for nobody's number the same is
claimed and kept, and Twilio is asked for something as well. Nothing is sent before its record is kept.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from handover.core.access.sign_in_code import LASTS, LENGTH, LETTERS, MOST_AN_HOUR, code_of, next_request_at
from handover.core.desk.config import Agent, Desk
from handover.core.desk.own_number import agent_with
from handover.core.i18n import catalogue
from handover.errors import HandoverError
from handover.services.telephony import NotTextedError, TelephoneError
from handover.usecases.context import RequestContext
from handover.usecases.speak_code import call_once, look_busy


class TooManyCodesError(HandoverError):
    """Too many codes were asked for with this number; `again` is when the next may be."""

    def __init__(self, again: datetime) -> None:
        super().__init__("Too many codes were asked for with one number.")
        self.again = again


def ask_code(ctx: RequestContext, desk: Desk, number: str, language: str) -> str:
    """Send a code to the agent whose number (E.164) this is; the challenge that the asking browser keeps.

    Raises TooManyCodesError, StorageError. What goes wrong with Twilio is the operator's to know: it is logged.
    """
    ctx.storage.require_conditional_writes()
    challenge = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    _take_slot(ctx, number, challenge)
    agent = agent_with(desk, number)
    ctx.storage.codes.ask(challenge, agent.id if agent else "", ctx.now())
    if agent:
        _send(ctx, desk, agent, challenge, language)
    else:
        look_busy(ctx)
    return challenge


def _take_slot(ctx: RequestContext, number: str, challenge: str) -> None:
    quotas, prefix, now = ctx.storage.quotas, ctx.storage.keys.asked(number), ctx.now()
    while True:  # who loses a slot lost it to somebody who took one, so the limit ends this
        taken = quotas.of_number(prefix, MOST_AN_HOUR)
        again = next_request_at([slot.at for slot in taken], now)
        if again:
            raise TooManyCodesError(again)
        if quotas.claim_next(prefix, taken[0].n if taken else 0, challenge, now):
            return


def _send(ctx: RequestContext, desk: Desk, agent: Agent, challenge: str, language: str) -> None:
    words = catalogue(language)
    code = code_of(ctx.settings["DASHBOARD_SECRET"], challenge)
    body = words.text("code.text", code=code, desk=desk.name or words.text("code.default_desk"))
    try:
        ctx.telephone.text(agent.phone, body, good_for=int(LASTS.total_seconds()))
    except NotTextedError as error:
        ctx.log.warn(f"A sign-in code could not be texted and is spoken instead: {error}")
        call_once(ctx, agent, challenge, language)
    except TelephoneError as error:
        ctx.log.warn(f"A sign-in code may not have been texted: {error}")
