"""The TwiML documents of a call that no agent took: the customer may leave a message, or be called back.

All of them are for the customer's leg. Each question is asked at most MOST_ASKED times, and the apology follows it. Every
address names the language, so that the apology for a step that fails is in the customer's own.
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.nobody_left import MOST_ASKED, offered_in
from handover.core.call.twiml import TwimlBuilder

#: Seconds for a key, and of silence that end a message.
KEY_TIMEOUT, _SILENCE = 6, 8


class NobodyLeftTwiml(TwimlBuilder):
    """Builds these documents in one language. `offer` is its word (core/call/nobody_left.py)."""

    def ask(self, handover_id: str, callback_urls: CallbackUrls, offer: str, asked: int = 0, first: str = "") -> str:
        """Asks what the customer wants, as often as is left after the `asked` times. `first` is the key of the text that
        comes first: by default, the first time, that no agent could take the call."""
        document = VoiceResponse()
        opening = first or ("voicemail.nobody_left" if not asked else "")
        if opening:
            self._say(document, opening)
        for n in range(asked + 1, MOST_ASKED + 1):
            gather = self._gather(self._url(callback_urls, "choose", handover_id, n), timeout=KEY_TIMEOUT)
            self._say(gather, self._question(offer))
            document.append(gather)
        self._say(document, "voicemail.nothing_chosen")
        document.hangup()
        return str(document)

    def go_to_message(self, handover_id: str, callback_urls: CallbackUrls) -> str:
        return self.go_to(self._url(callback_urls, "message", handover_id))

    def message(self, handover_id: str, callback_urls: CallbackUrls, seconds: int, days: int) -> str:
        """Says that a message is recorded and how long it is kept, and records `seconds` at most after a tone. What follows
        the recording is heard when Twilio recorded nothing."""
        document = VoiceResponse()
        self._say(document, "voicemail.after_the_tone", length=self._length(seconds), kept=self._kept(days))
        document.record(
            action=self._url(callback_urls, "recorded", handover_id),
            method="POST",
            max_length=seconds,
            timeout=_SILENCE,
            finish_on_key="1234567890*#",
            play_beep=True,
            trim="trim-silence",
            recording_status_callback=callback_urls.callback("recording", handover_id),
            recording_status_callback_method="POST",
            recording_status_callback_event="completed absent",
        )
        self._say(document, "voicemail.heard_nothing")
        document.hangup()
        return str(document)

    def thanks(self) -> str:
        return self._farewell("voicemail.thanks")

    def heard_nothing(self) -> str:
        return self._farewell("voicemail.heard_nothing")

    def called_back(self, when: str) -> str:
        """`when` is the time in words."""
        return self._farewell("voicemail.called_back", when=when)

    def perhaps_called_back(self) -> str:
        return self._farewell("voicemail.perhaps_called_back")

    def not_called_back(self) -> str:
        return self._farewell("voicemail.not_called_back")

    def _question(self, offer: str) -> str:
        message, call_back = offered_in(offer)
        if message and call_back:
            return "voicemail.ask_both"
        return "voicemail.ask_message" if message else "voicemail.ask_call_back"

    def _url(self, callback_urls: CallbackUrls, step: str, handover_id: str, attempt: int = 0) -> str:
        return callback_urls.step(step, handover_id, attempt, language=self.language_word)

    def _length(self, seconds: int) -> str:
        if seconds % 60:
            return self._texts.text("voicemail.second" if seconds == 1 else "voicemail.seconds", n=seconds)
        key = "voicemail.minute" if seconds == 60 else "voicemail.minutes"
        return self._texts.text(key, n=seconds // 60)

    def _kept(self, days: int) -> str:
        return self._texts.text("voicemail.day" if days == 1 else "voicemail.days", n=days)
