"""The TwiML documents for somebody who rings us and has no request: who we are, the hours, and a message by key.

The key is an agreement: what happens with a message is said before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.nobody_left import MOST_ASKED, Offer
from handover.core.call.twiml_nobody_left import KEY_TIMEOUT, NobodyLeftTwiml

_TERMS = "ring_back.message_terms"


class CallerTwiml(NobodyLeftTwiml):
    """Builds these documents in one language. `word` is the desk's name for the next address, or `""`."""

    def who_we_are(self, callback_urls: CallbackUrls, desk: str, word: str, hours: str, offer: Offer) -> str:
        """Says that no call is open, the hours, and what the caller agrees to by the key that is asked for then. A key
        during these words means nothing."""
        document = VoiceResponse()
        self._say(document, "ring_back.no_request", desk=desk, hours=hours)
        self._say(document, _TERMS, **self._terms(offer))
        return self._ask_caller(document, callback_urls, word, 0)

    def ask_caller_again(self, callback_urls: CallbackUrls, word: str, asked: int) -> str:
        """Asks again after another key, as often as is left after the `asked` times."""
        return self._ask_caller(VoiceResponse(), callback_urls, word, asked)

    def mailbox_full(self) -> str:
        return self._farewell("ring_back.mailbox_full")

    def agreement(self, offer: Offer) -> str:
        """Returns the words to which the caller agrees by the key."""
        return self._texts.text(_TERMS, **self._terms(offer))

    def _terms(self, offer: Offer) -> Mapping[str, str]:
        return {"length": self._length(offer.message_seconds), "kept": self._kept(offer.kept_days)}

    def _ask_caller(self, document: VoiceResponse, callback_urls: CallbackUrls, word: str, asked: int) -> str:
        for n in range(asked + 1, MOST_ASKED + 1):
            url = callback_urls.step("leave_message", attempt=n, language=self.language_word, desk=word)
            gather = self._gather(url, timeout=KEY_TIMEOUT)
            self._say(gather, "voicemail.ask_message")
            document.append(gather)
        self._say(document, "ring_back.how_to_ask")
        document.hangup()
        return str(document)
