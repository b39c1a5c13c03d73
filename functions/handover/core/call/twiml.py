"""The TwiML documents of a call: one method for each.

A call has two legs. The customer's leg starts with `greet`, the agent's leg with `whisper` (twiml_agent.py).

Gather has no finish key, so that "any key" includes `#`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from twilio.twiml.voice_response import Gather, VoiceResponse

from handover.core.call.call_status import CALLBACK_EVENTS
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import HuntTarget
from handover.core.call.greeting import KEY_TIMEOUT, PROMPTS, RING_BACK_PROMPTS
from handover.core.call.proof import TRIES
from handover.core.i18n import Catalogue, choose

#: Seconds that Twilio adds to a Dial's timeout.
_TWILIO_ADDS = 5
_SHORTEST = 5  # seconds, the least that Twilio takes as a timeout

_NOBODY: Mapping[int, HuntTarget] = MappingProxyType({})

#: Characters that XML cannot hold, not even escaped: control characters and half an emoji, which a cut text can end with.
#: As text, because compiling it takes longer than most documents, and hardly one needs it.
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class TwimlBuilder:
    """Builds the TwiML documents in one language."""

    def __init__(self, texts: Catalogue) -> None:
        self._texts = texts
        self._voice = {"voice": texts.text("call.voice"), "language": texts.text("call.locale")}

    @property
    def language_word(self) -> str:
        """The language as a word for the address of a step that only speaks."""
        return language_word(self._texts.tag)

    def _say(self, verb: Any, key: str, **values: object) -> None:
        verb.say(_in_xml(self._texts.text(key, **values)), **self._voice)

    def _farewell(self, key: str, **values: object) -> str:
        document = VoiceResponse()
        self._say(document, key, **values)
        document.hangup()
        return str(document)

    def _gather(self, action: str, timeout: int) -> Gather:
        return Gather(input="dtmf", num_digits=1, finish_on_key="", timeout=timeout, action=action, method="POST")

    # The customer's leg

    def greet(self, handover_id: str, callback_urls: CallbackUrls, desk: str) -> str:
        """Says who calls and why. A key press proves that a person listens."""
        document = VoiceResponse()
        for key in PROMPTS:
            gather = self._gather(callback_urls.step("connect", handover_id), timeout=KEY_TIMEOUT)
            self._say(gather, key, desk=desk)
            document.append(gather)
        document.redirect(callback_urls.step("no_key", handover_id, language=self.language_word), method="POST")
        return str(document)

    def no_key(self) -> str:
        return self._farewell("call.no_key")

    def dial(
        self,
        handover_id: str,
        attempt: int,
        agent: HuntTarget,
        callback_urls: CallbackUrls,
        caller: str,
        ring: int,
        time_limit: int,
        say: str = "call.next_agent",
        others: Mapping[int, HuntTarget] = _NOBODY,
        record: bool = False,
        room: bool = False,
    ) -> str:
        """Speaks the text `say` to the customer, then dials one agent, and `others` at the same time, each by their attempt.
        `caller` is our number that the agents' phones show, unless there is one for their country: a Dial has one. `ring` is
        how long their phones ring, `time_limit` the longest conversation, both in seconds. `record`: the conversation is
        recorded. `room`: the call goes on in a room, so it matters when the agent leaves."""
        document = VoiceResponse()
        self._say(document, say)
        first = attempt if others else 0
        callers = {each.caller for each in (agent, *others.values())}
        dial = document.dial(
            action=callback_urls.step("dialed", handover_id, attempt, first=first),
            method="POST",
            timeout=dial_timeout(ring),
            time_limit=time_limit,
            caller_id=(agent.caller if len(callers) == 1 else "") or caller,
            answer_on_bridge=True,
            **({"call_reason": _in_xml(agent.call_reason)} if agent.call_reason else {}),
            **(_recorded(callback_urls.callback("conversation", handover_id, attempt)) if record else {}),
        )
        for number, each in {attempt: agent, **others}.items():
            rung = each.rings or each.phone
            noun = dial.sip if rung.lower().startswith(("sip:", "sips:")) else dial.number
            noun(
                rung,
                url=callback_urls.step("whisper", handover_id, number, first=first),
                method="POST",
                status_callback=callback_urls.callback("agent", handover_id, number, room, first),
                status_callback_event=" ".join(CALLBACK_EVENTS),
                status_callback_method="POST",
                **({"send_digits": each.keys} if each.keys else {}),
            )
        return str(document)

    def goodbye(self) -> str:
        return self._farewell("call.goodbye")

    def dropped(self) -> str:
        """For the customer whose agent's line broke."""
        return self._farewell("call.dropped")

    def agent_calls_back(self, agent: str, when: str) -> str:
        """`agent` is a name, `when` the time in words."""
        return self._farewell("call.called_back", agent=agent, when=when)

    def unanswered(self) -> str:
        return self._farewell("call.unanswered")

    def go_to(self, url: str) -> str:
        document = VoiceResponse()
        document.redirect(url, method="POST")
        return str(document)

    # The leg of a customer who rings us

    def inbound(self, callback_urls: CallbackUrls, desk: str, word: str) -> str:
        """Says who we are. A key press proves that a person listens. `word` is the desk's name for the next address, or
        `""`."""
        document = VoiceResponse()
        for key in RING_BACK_PROMPTS:
            url = callback_urls.step("ring_back", language=self.language_word, desk=word)
            gather = self._gather(url, timeout=KEY_TIMEOUT)
            self._say(gather, key, desk=desk)
            document.append(gather)
        self._say(document, "ring_back.how_to_ask")
        document.hangup()
        return str(document)

    def ask_caller_for_digit(self, callback_urls: CallbackUrls, word: str, tries: int) -> str:
        """Asks for the digit in the chat, for the n-th time; the address counts. After the last try it ends the call."""
        if tries > TRIES:
            return self._farewell("proof.no_tries_left")
        document = VoiceResponse()
        url = callback_urls.step("ring_back", attempt=tries, language=self.language_word, desk=word)
        gather = self._gather(url, timeout=KEY_TIMEOUT)
        self._say(gather, "proof.digit_again" if tries == 1 else f"proof.wrong_digit_{tries}")
        document.append(gather)
        self._say(document, "ring_back.how_to_ask")
        document.hangup()
        return str(document)

    def not_connected(self, key: str, desk: str, hours: str) -> str:
        """Says why this caller is not connected."""
        return self._farewell(key, desk=desk, hours=hours)

    def nobody_there(self, hours: str, then: str) -> str:
        """Says that nobody is there, and goes on at the address `then`, which offers what is left."""
        document = VoiceResponse()
        self._say(document, "ring_back.nobody", hours=hours)
        document.redirect(then, method="POST")
        return str(document)

    def sorry(self) -> str:
        return self._farewell("call.sorry")

    # The call that speaks a sign-in code to an agent

    def offer_code(self, challenge: str, callback_urls: CallbackUrls, desk: str) -> str:
        """Says who calls, and that any key plays the sign-in code. Without a key press the code is not spoken, because it
        may reach a mailbox."""
        document = VoiceResponse()
        gather = self._gather(callback_urls.step("code", challenge, 1, self._texts.language), timeout=8)
        self._say(gather, "code.offer", desk=desk)
        document.append(gather)
        document.hangup()
        return str(document)

    def code(self, digits: str) -> str:
        """Speaks the sign-in code, digit by digit, twice."""
        return self._farewell("code.spoken", digits=", ".join(digits))

    def code_is_over(self) -> str:
        return self._farewell("code.over")


def _in_xml(text: str) -> str:
    """Returns the text with a space for each character that XML cannot hold. With one of them Twilio plays no document."""
    return text if text.isprintable() else re.sub(_NOT_XML, " ", text)


def _recorded(report: str) -> dict[str, str]:
    """Returns the attributes of a Dial that is recorded. One channel: people listen to it, and it is half as large."""
    return {
        "record": "record-from-answer",
        "recording_status_callback": report,
        "recording_status_callback_method": "POST",
        "recording_status_callback_event": "completed absent",
    }


def language_word(language: str) -> str:
    """Returns the language as a word for the address of a step that only speaks, or `""` for the language that such a step
    has without a word."""
    return "" if language == choose() else language


def dial_timeout(ring: int) -> int:
    """Returns the timeout of a Dial whose phone is to ring for so many seconds."""
    return max(_SHORTEST, ring - _TWILIO_ADDS)


def hang_up() -> str:
    """Returns a document that only hangs up."""
    document = VoiceResponse()
    document.hangup()
    return str(document)


def join_now() -> str:
    """Returns the empty document: on an agent's leg that is still part of the customer's Dial, Twilio bridges the two."""
    return str(VoiceResponse())
