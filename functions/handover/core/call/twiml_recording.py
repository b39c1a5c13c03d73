"""The TwiML documents that announce a recording to the customer, and ask whether there may be one.

The announcement is spoken before a Gather begins. So a key that is pressed during it means nothing, and who agrees has heard
all of it.
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.call_recording import days_in
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.greeting import KEY_TIMEOUT
from handover.core.call.twiml import TwimlBuilder

_PROMPTS = ("recording.connect", "recording.connect_again")


class RecordingTwiml(TwimlBuilder):
    """Builds these documents in one language. `word` is that of the announcement (call_recording.py)."""

    def greet_announced(self, handover_id: str, callback_urls: CallbackUrls, desk: str, word: str) -> str:
        """Says who calls, why, and that the call is recorded. A key connects, and says whether it may be."""
        document = VoiceResponse()
        self._say(document, "recording.greet", desk=desk, kept=self._kept(word))
        for key in _PROMPTS:
            gather = self._gather(callback_urls.step("connect", handover_id, recording=word), timeout=KEY_TIMEOUT)
            self._say(gather, key)
            document.append(gather)
        document.redirect(callback_urls.step("no_key", handover_id, language=self.language_word), method="POST")
        return str(document)

    def ask(self, handover_id: str, callback_urls: CallbackUrls, word: str, desk: str = "") -> str:
        """Says that the call is recorded, and asks whether it may be. It goes on in any case. `desk`: it says first who
        calls and why."""
        document = VoiceResponse()
        if desk:
            self._say(document, "proof.greet_none", desk=desk)
        self._say(document, "recording.announce", kept=self._kept(word))
        url = callback_urls.step("agree", handover_id, recording=word)
        gather = self._gather(url, timeout=KEY_TIMEOUT)
        self._say(gather, "recording.ask")
        document.append(gather)
        document.redirect(url, method="POST")
        return str(document)

    def _kept(self, word: str) -> str:
        days = days_in(word)
        return self._texts.text("voicemail.day" if days == 1 else "voicemail.days", n=days)
