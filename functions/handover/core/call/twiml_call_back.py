"""The TwiML documents of a call back: the agent's phone rings first, and is asked for a key before anybody is called.

Before the key there is no name and no number, because a mailbox may be listening.
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.call_status import CALLBACK_EVENTS
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.called_back import ATTEMPT
from handover.core.call.twiml import TwimlBuilder, dial_timeout

#: Seconds for the key.
_TIMEOUT = 8
#: What is said to the agent when the customer was not reached, by Twilio's word for it.
_NOT_REACHED = ("busy", "no-answer", "failed")


class CallBackTwiml(TwimlBuilder):
    """Builds these documents in one language."""

    def ask(self, handover_id: str, callback_urls: CallbackUrls, desk: str) -> str:
        """Says who calls and what the keys do."""
        return self._ask(handover_id, callback_urls, "call_back.ask", desk)

    def ask_key_again(self, handover_id: str, callback_urls: CallbackUrls) -> str:
        return self._ask(handover_id, callback_urls, "call_back.keys", "")

    def nobody_called(self) -> str:
        return self._farewell("call_back.nobody_called")

    def dial_customer(
        self,
        handover_id: str,
        callback_urls: CallbackUrls,
        *,
        name: str,
        number: str,
        hello: str,
        caller: str,
        ring: int,
        time_limit: int,
    ) -> str:
        """Says whom it calls, and dials the customer. `hello` is the address of what they hear when they pick up, `caller`
        our number that their phone shows, `ring` and `time_limit` are seconds."""
        document = VoiceResponse()
        self._say(document, "call_back.calling" if name else "call_back.calling_unnamed", name=name)
        dial = document.dial(
            action=callback_urls.step("back_done", handover_id, ATTEMPT),
            method="POST",
            timeout=dial_timeout(ring),
            time_limit=time_limit,
            caller_id=caller,
        )
        dial.number(
            number,
            url=hello,
            method="POST",
            status_callback=callback_urls.callback("back_customer", handover_id, ATTEMPT),
            status_callback_event=" ".join(CALLBACK_EVENTS),
            status_callback_method="POST",
        )
        return str(document)

    def hello(self, desk: str) -> str:
        """For the customer who picks up: who calls. It ends without Hangup, so the agent, who is on the line, is heard
        then."""
        document = VoiceResponse()
        self._say(document, "call_back.hello", desk=desk)
        return str(document)

    def not_reached(self, status: str) -> str:
        """Tells the agent that the customer was not reached. `status` is Twilio's word."""
        word = status if status in _NOT_REACHED else _NOT_REACHED[1]
        return self._farewell(f"call_back.{word.replace('-', '_')}")

    def _ask(self, handover_id: str, callback_urls: CallbackUrls, key: str, desk: str) -> str:
        document = VoiceResponse()
        gather = self._gather(callback_urls.step("back_key", handover_id, ATTEMPT), timeout=_TIMEOUT)
        self._say(gather, key, desk=desk)
        document.append(gather)
        self._say(document, "call_back.nobody_called")
        document.hangup()
        return str(document)
