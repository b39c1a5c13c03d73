"""The TwiML documents of the customer's leg that depend on the kind of proof: the greetings, and the tries at the digit."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.proof import DIGIT, NONE
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import Catalogue

#: Seconds to look into the chat and press the digit, after each of two prompts.
_DIGIT_TIMEOUT = 10

#: What is said before each further try.
_WRONG = {2: "proof.wrong_digit_2", 3: "proof.wrong_digit_3"}


class ProofTwiml(TwimlBuilder):
    """Builds these documents in one language."""

    def greet_for_digit(self, handover_id: str, callback_urls: CallbackUrls, desk: str, recording: str = "") -> str:
        """Says who calls and why, and asks for the digit in the chat. `recording`: the next step asks whether the call may
        be recorded."""
        return self._ask_digit(handover_id, callback_urls, "proof.greet_digit", 1, desk, recording)

    def wrong_digit(self, handover_id: str, callback_urls: CallbackUrls, attempt: int, recording: str = "") -> str:
        """Says that the digit was wrong, and asks for it again. `attempt` numbers the tries, from 1."""
        return self._ask_digit(handover_id, callback_urls, _WRONG[attempt], attempt, recording=recording)

    def no_tries_left(self) -> str:
        return self._farewell("proof.no_tries_left")

    def greet_without_key(self, handover_id: str, callback_urls: CallbackUrls, desk: str, recording: str = "") -> str:
        """Says who calls and why. The call is connected without a key, whatever picked up; it is recorded only after one."""
        if recording:
            from handover.core.call.twiml_recording import RecordingTwiml  # few desks record

            return RecordingTwiml(self._texts).ask(handover_id, callback_urls, recording, desk)
        document = VoiceResponse()
        self._say(document, "proof.greet_none", desk=desk)
        document.redirect(callback_urls.step("connect", handover_id, proof=NONE), method="POST")
        return str(document)

    def _ask_digit(
        self,
        handover_id: str,
        callback_urls: CallbackUrls,
        key: str,
        attempt: int,
        desk: str = "",
        recording: str = "",
    ) -> str:
        document = VoiceResponse()
        for text in (key, "proof.digit_again"):
            action = callback_urls.step("connect", handover_id, attempt, proof=DIGIT, recording=recording)
            gather = self._gather(action, timeout=_DIGIT_TIMEOUT)
            self._say(gather, text, desk=desk)
            document.append(gather)
        document.redirect(callback_urls.step("no_key", handover_id, language=self.language_word), method="POST")
        return str(document)


def greet_for(
    proof: str, texts: Catalogue, handover_id: str, callback_urls: CallbackUrls, desk: str, recording: str = ""
) -> str:
    """Returns the greeting for a kind of proof other than any key. A word that is none asks for the digit: `connect` knows
    better, and nobody is connected by a mistake. Of a recording (its word) is spoken after the proof."""
    builder = ProofTwiml(texts)
    if proof == NONE:
        return builder.greet_without_key(handover_id, callback_urls, desk, recording)
    if recording:
        from handover.core.call.call_recording import days_in, to_ask  # few desks record

        recording = to_ask(days_in(recording))
    return builder.greet_for_digit(handover_id, callback_urls, desk, recording)
