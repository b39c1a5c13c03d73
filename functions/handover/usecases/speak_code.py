"""Let an agent hear their sign-in code on the phone, where text messages do not arrive.

One call for each code, to the number that the agent has in desk.json now. The code is said only after a key was pressed:
a mailbox presses none.
"""

from __future__ import annotations

from handover.core.access.sign_in_code import CodeError, code_of, require_usable
from handover.core.call import twiml
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import Agent, Desk
from handover.core.i18n import catalogue, choose
from handover.services.telephony import TelephoneError, UnconfirmedError
from handover.usecases.context import RequestContext


def call_instead(ctx: RequestContext, desk: Desk, challenge: str, language: str) -> None:
    """Call whoever asked for this code. Nothing shows whether there is somebody to call, or was called before.

    Raises CodeError when the code is no longer good, StorageError.
    """
    asked = require_usable(ctx.storage.codes.asked(challenge), ctx.now())
    agent = desk.agent(asked.agent)
    if agent:
        call_once(ctx, agent, challenge, language)
    else:
        ctx.storage.codes.claim(challenge, "called", ctx.now())
        look_busy(ctx)


def call_once(ctx: RequestContext, agent: Agent, challenge: str, language: str) -> None:
    """Ring the agent's phone unless it rang for this code already. Raises StorageError."""
    if not ctx.storage.codes.claim(challenge, "called", ctx.now()):
        look_busy(ctx)
        return
    try:
        ctx.telephone.speak(agent.phone, ctx.callback_urls.step("code", challenge, language=language))
    except (TelephoneError, UnconfirmedError) as error:
        ctx.log.warn(f"A sign-in code may not have been spoken: {error}")


def look_busy(ctx: RequestContext) -> None:
    """Ask Twilio for something, so that an answer for nobody takes as long as one for an agent."""
    try:
        ctx.telephone.look_for_texts(ctx.settings["TWILIO_NUMBER"])
    except TelephoneError as error:
        ctx.log.warn(f"Twilio could not be asked: {error}")


def say_code(ctx: RequestContext, challenge: str, language: str, called: str, key: str | None) -> str:
    """What the phone `called` (E.164) hears, as TwiML: the offer before a key was pressed (None), the code after it.

    Raises StorageError, DeskError.
    """
    desk, asked = ctx.storage.bucket.together(ctx.storage.desk, lambda: ctx.storage.codes.asked(challenge))
    agent = desk.agent(asked.agent) if asked else None
    if agent is None or agent.phone != called:
        return twiml.hang_up()
    words = catalogue(choose(language, default=agent.language))
    try:
        require_usable(asked, ctx.now())
    except CodeError:
        return TwimlBuilder(words).code_is_over()
    if key is None:
        return TwimlBuilder(words).offer_code(
            challenge, ctx.callback_urls, desk.name or words.text("call.default_desk")
        )
    return TwimlBuilder(words).code(code_of(ctx.settings["DASHBOARD_SECRET"], challenge)) if key else twiml.hang_up()
