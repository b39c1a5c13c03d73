"""The TwiML documents of the agent's leg, before it is joined to the customer's: one method for each.

When a document on this leg ends without Hangup, Twilio **bridges** the two legs, even if the agent's side is a mailbox. So
every document ends with Hangup, except `accepted` and `connected`. Twilio allows Say, Play, Gather and Hangup here, no other
verbs.

A key leads to the step `decide`. Its address says whether the agent has heard the brief by then.
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.brief import KEY_TIMEOUT
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.twiml import TwimlBuilder

#: Seconds for a key.
_DECISION_TIMEOUT = 8


class AgentTwiml(TwimlBuilder):
    """Builds these documents in one language."""

    def whisper(
        self,
        handover_id: str,
        attempt: int,
        callback_urls: CallbackUrls,
        desk: str,
        reason: str,
        recorded: bool = False,
    ) -> str:
        """Says the desk, the reason and the keys, and before any key counts that the call is recorded. It has no name and no
        details, because it may reach a mailbox."""
        url = callback_urls.step("decide", handover_id, attempt)
        return self._ask(url, "call.whisper", before="recording.whisper" if recorded else "", desk=desk, reason=reason)

    def brief_again(self, handover_id: str, attempt: int, callback_urls: CallbackUrls, brief: str) -> str:
        url = callback_urls.step("decide", handover_id, attempt, heard=True)
        return self._ask(url, "call.brief_and_keys", brief=brief)

    def ask_again(
        self, handover_id: str, attempt: int, callback_urls: CallbackUrls, heard: bool = False, first: str = ""
    ) -> str:
        """Asks for a key once more. `first` is the key of a text that comes before."""
        url = callback_urls.step("decide", handover_id, attempt, heard=heard)
        return self._ask(url, *([first] if first else []), "call.keys")

    def accepted(self, handover_id: str, attempt: int, callback_urls: CallbackUrls, brief: str) -> str:
        """Speaks the brief, which a key breaks off. It ends without Hangup, so Twilio bridges the legs then."""
        document = VoiceResponse()
        url = callback_urls.step("decide", handover_id, attempt, heard=True)
        gather = self._gather(url, timeout=KEY_TIMEOUT)
        self._say(gather, "call.accepted", brief=brief)
        document.append(gather)
        return str(document)

    def connected(self) -> str:
        """Says nothing. It ends without Hangup, so Twilio bridges the legs at once."""
        return str(VoiceResponse())

    def passed(self) -> str:
        return self._farewell("call.passed")

    def called_back(self, when: str) -> str:
        """`when` is the time in words for which the agent's call back is booked."""
        return self._farewell("call.agent_calls_back", when=when)

    def customer_left(self) -> str:
        return self._farewell("call.customer_left")

    def taken(self, colleague: str) -> str:
        """For an agent who was rung with others: one of them has the call. The name may be `""`."""
        return self._farewell("call.taken" if colleague else "call.taken_by_somebody", agent=colleague)

    def _ask(self, url: str, *keys: str, before: str = "", **values: object) -> str:
        """Speaks the texts of these keys and waits for a key press. `before` is spoken before any counts."""
        document = VoiceResponse()
        if before:
            self._say(document, before)
        gather = self._gather(url, timeout=_DECISION_TIMEOUT)
        for key in keys:
            self._say(gather, key, **values)
        document.append(gather)
        self._say(document, "call.no_decision")
        document.hangup()
        return str(document)
