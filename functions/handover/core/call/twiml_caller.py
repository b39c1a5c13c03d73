"""The TwiML documents for somebody who rings us and has no request: who we are, the hours, and a message by key.

The key is an agreement: what happens with a message is said before it is asked for.
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.nobody_left import MOST_ASKED, Offer
from handover.core.call.twiml_nobody_left import KEY_TIMEOUT, NobodyLeftTwiml


class CallerTwiml(NobodyLeftTwiml):
    """Builds these documents in one language. `word` is the desk's name for the next address, or `""`."""

    def who_we_are(self, callback_urls: CallbackUrls, desk: str, word: str, hours: str, offer: Offer) -> str:
        """Says that no call is open, and the hours, and asks whether the caller wants to leave a message."""
        document = VoiceResponse()
        self._say(document, "ring_back.no_request", desk=desk, hours=hours)
        return self._ask_caller(document, callback_urls, word, offer, 0)

    def ask_caller_again(self, callback_urls: CallbackUrls, word: str, offer: Offer, asked: int) -> str:
        """Asks again after another key, as often as is left after the `asked` times."""
        return self._ask_caller(VoiceResponse(), callback_urls, word, offer, asked)

    def mailbox_full(self) -> str:
        return self._farewell("ring_back.mailbox_full")

    def agreement(self, offer: Offer) -> str:
        """Returns the words to which the caller agrees by the key."""
        length, kept = self._length(offer.message_seconds), self._kept(offer.kept_days)
        return self._texts.text("ring_back.ask_message", length=length, kept=kept)

    def _ask_caller(
        self, document: VoiceResponse, callback_urls: CallbackUrls, word: str, offer: Offer, asked: int
    ) -> str:
        length, kept = self._length(offer.message_seconds), self._kept(offer.kept_days)
        for n in range(asked + 1, MOST_ASKED + 1):
            url = callback_urls.step("leave_message", attempt=n, language=self.language_word, desk=word)
            gather = self._gather(url, timeout=KEY_TIMEOUT)
            self._say(gather, "ring_back.ask_message", length=length, kept=kept)
            document.append(gather)
        self._say(document, "ring_back.how_to_ask")
        document.hangup()
        return str(document)
