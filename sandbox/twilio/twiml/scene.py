"""The input and output of a verb: its leg and document, and what follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from sandbox.twilio.flow import Steps
from sandbox.twilio.leg import Leg
from sandbox.twilio.recording import RecordingCallback
from sandbox.twilio.twiml.document import Problem
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.webhook import Webhook


class Ending(Enum):
    """How a script ended. Its caller decides what that means for the call."""

    RAN_OUT = "the document ended"
    HUNG_UP = "Hangup"
    REJECTED = "Reject"
    REJECTED_BUSY = "Reject, busy"
    FAILED = "an error"


@dataclass(frozen=True)
class GoTo:
    """The next document: its webhook, and additional parameters of the request."""

    webhook: Webhook
    extra: Mapping[str, str]


#: What follows a verb; None means the next verb of the document.
Outcome = GoTo | Ending | Problem | None

#: Plays the whisper at an address to the leg that answered.
PlayWhisper = Callable[[Leg, Webhook], Steps[Ending]]


@dataclass(frozen=True)
class Scene:
    """Where a verb is played. `url`: the document's own address, None for TwiML from a REST request.

    `whisper`: the document is a whisper. `first`: the verb is the first of its document. `play_wait` plays
    the documents for somebody who is alone in a conference.
    """

    leg: Leg
    url: str | None
    whisper: bool
    play_whisper: PlayWhisper
    play_wait: PlayWhisper
    first: bool = False

    def webhook(self, verb: Element, address: str, method: str, default: str | None = None) -> Webhook | None:
        """Returns the webhook in these two attributes of `verb`, or None if there is none."""
        url = verb.attributes.get(address, default)
        return None if url is None else Webhook(url, verb.get(method, "POST")).joined(self.url)

    def recording_callback(self, verb: Element) -> RecordingCallback | None:
        """Returns the callback that `verb` names for its recording, or None."""
        webhook = self.webhook(verb, "recordingStatusCallback", "recordingStatusCallbackMethod")
        events = frozenset(verb.get("recordingStatusCallbackEvent", "completed").split())
        return RecordingCallback(webhook, events) if webhook else None
