"""Let an agent hear their sign-in code on the phone, where text messages do not arrive.

One call for each code, to the number that the agent has in desk.json now. The code is said only after a key was pressed:
a mailbox presses none.
"""

from __future__ import annotations

from handover.core.access.sign_in_code import CodeError, code_of, still_good
from handover.core.call import twiml
from handover.core.call.twiml import Speaker
from handover.core.desk.config import Agent, Desk
from handover.core.i18n import choose, texts
from handover.services.telephony import TelephoneError, UnconfirmedError
from handover.usecases.context import Tools


def call_instead(tools: Tools, desk: Desk, challenge: str, language: str) -> None:
    """Call whoever asked for this code. Nothing shows whether there is somebody to call, or was called before.

    Raises CodeError when the code is no longer good, StorageError.
    """
    asked = still_good(tools.storage.codes.asked(challenge), tools.now())
    agent = desk.agent(asked.agent)
    if agent:
        call_once(tools, agent, challenge, language)
    else:
        tools.storage.codes.claim(challenge, "called", tools.now())
        look_busy(tools)


def call_once(tools: Tools, agent: Agent, challenge: str, language: str) -> None:
    """Ring the agent's phone unless it rang for this code already. Raises StorageError."""
    if not tools.storage.codes.claim(challenge, "called", tools.now()):
        look_busy(tools)
        return
    try:
        tools.telephone.speak(agent.phone, tools.links.step("code", challenge, language=language))
    except (TelephoneError, UnconfirmedError) as error:
        tools.log.warn(f"A sign-in code may not have been spoken: {error}")


def look_busy(tools: Tools) -> None:
    """Ask Twilio for something, so that an answer for nobody takes as long as one for an agent."""
    try:
        tools.telephone.look_for_texts(tools.settings["TWILIO_NUMBER"])
    except TelephoneError as error:
        tools.log.warn(f"Twilio could not be asked: {error}")


def say_code(tools: Tools, challenge: str, language: str, called: str, key: str | None) -> str:
    """What the phone `called` (E.164) hears, as TwiML: the offer before a key was pressed (None), the code after it.

    Raises StorageError, DeskError.
    """
    desk, asked = tools.storage.bucket.together(tools.storage.desk, lambda: tools.storage.codes.asked(challenge))
    agent = desk.agent(asked.agent) if asked else None
    if agent is None or agent.phone != called:
        return twiml.hang_up()
    words = texts(choose(language, default=agent.language))
    try:
        still_good(asked, tools.now())
    except CodeError:
        return Speaker(words).code_is_over()
    if key is None:
        return Speaker(words).offer_code(challenge, tools.links, desk.name or words.say("call.default_desk"))
    return Speaker(words).code(code_of(tools.settings["DASHBOARD_SECRET"], challenge)) if key else twiml.hang_up()
