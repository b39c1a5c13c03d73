"""The TwiML document for a customer who waits in line: a few words, a soft tone, and a key.

It is short, because each time that it is over, an agent who became free is looked for. There is never silence for more than
a second: the tone has no gap of that length, and the wait for a key after it is one second.
"""

from __future__ import annotations

from math import ceil

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.nobody_left import offered_in
from handover.core.call.twiml import TwimlBuilder

#: The tone's length in seconds (sounds/hold.wav), how often it is played, and the wait for a key after it.
TONE_SECONDS, _TONES, _KEY_TIMEOUT = 2.5, 3, 1
#: What one document lasts without its words.
DOCUMENT_SECONDS = TONE_SECONDS * _TONES + _KEY_TIMEOUT
#: Words are spoken in each document whose turn is a multiple of it, about every half minute.
_WORDS_EVERY = 4
#: Below this turn nobody is asked whether they stay: the patience could be over when they press the key.
_ASKED_FROM = 4


def turns_for(seconds: float) -> int:
    """Returns how many documents fill so many seconds: the turn that counts down to 1 in their addresses."""
    return max(1, ceil(seconds / DOCUMENT_SECONDS))


class WaitingTwiml(TwimlBuilder):
    """Builds the document. `attempt` is the attempt that the customer waits for."""

    def wait(
        self, handover_id: str, attempt: int, turn: int, callback_urls: CallbackUrls, said: str, offer: str = ""
    ) -> str:
        """Speaks the text `said` (`""`: none) and plays the tone. A key leads to the same step, and so does the end. `offer`
        is the word of what is offered when nobody is left: the customer may ask to be called back now already.
        Shortly before their patience is over they are not asked: then they are offered it anyway."""
        word = self.language_word
        address = callback_urls.step("wait", handover_id, attempt, language=word, offer=offer, turn=turn)
        asked = offered_in(offer)[1] and turn >= _ASKED_FROM
        document = VoiceResponse()
        gather = self._gather(address, timeout=_KEY_TIMEOUT)
        if said:
            self._say(gather, said)
            self._say(gather, "waiting.keys" if asked else "waiting.stay")
        gather.play(callback_urls.hold_tone(), loop=_TONES)
        document.append(gather)
        document.redirect(address, method="POST")
        return str(document)


def words_for(turn: int, before: int, key: str) -> str:
    """Returns the text of a document, or `""` for none. `before` is the turn of the document before, 0 if this is the first
    one; `key` is what the customer pressed."""
    if key:
        return "waiting.stays"
    if not before:
        return "waiting.first"
    return "waiting.still" if turn % _WORDS_EVERY == 0 else ""
