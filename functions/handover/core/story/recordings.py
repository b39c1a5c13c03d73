"""The lines of a story about recordings, of a message or of the conversation: what happened to them, here and at Twilio."""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.call_recording import AGREED, CHOICE, FAILED, REFUSED, SILENT
from handover.core.call.events import Event, EventKind, LegReport, number_fact, text_fact
from handover.core.story.wording import StoryLine, Wording, rank

#: The text of each report, and the kind of event after which it comes within one second.
_REPORTS: Mapping[str, tuple[str, EventKind]] = {
    "message-chosen": ("story.message_chosen", EventKind.NO_AGENT),
    "recording-deleted": ("story.recording_deleted", EventKind.RECORDED),
    "recording-not-deleted": ("story.recording_not_deleted", EventKind.RECORDED),
    "recording-empty": ("story.recording_empty", EventKind.VOICEMAIL),
    "recording-none": ("story.recording_none", EventKind.ENDED),
    "recording-absent": ("story.recording_none", EventKind.ENDED),
    "recording-failed": ("story.recording_failed", EventKind.ENDED),
    "recording-lost": ("story.recording_lost", EventKind.ENDED),
    "recording-too-large": ("story.recording_too_large", EventKind.ENDED),
    "call-recording-deleted": ("story.recording_deleted", EventKind.CALL_RECORDED),
    "call-recording-lost": ("story.call_recording_lost", EventKind.ENDED),
    "call-recording-too-large": ("story.recording_too_large", EventKind.ENDED),
}

#: What the customer chose about a recording of the call, when a key was pressed.
_CHOICES: Mapping[str, str] = {
    AGREED: "story.call_agreed",
    REFUSED: "story.call_refused",
    SILENT: "story.call_silent",
    FAILED: "story.call_not_recorded",
}


def choice(hunt: Event, wording: Wording) -> StoryLine | None:
    """Returns the line with the customer's choice about a recording, or None if none was offered."""
    key = _CHOICES.get(text_fact(hunt.facts, CHOICE))
    return StoryLine(hunt.at, wording.text(key), rank(EventKind.HUNT) - 0.5) if key else None


def call_recorded(event: Event, wording: Wording) -> str:
    """Returns the sentence that the recording of the conversation is stored."""
    length = number_fact(event.facts, "seconds")
    return (
        wording.text("story.call_recorded", length=wording.length(length))
        if length
        else wording.text("story.call_kept")
    )


def recorded(event: Event, wording: Wording) -> str:
    """Returns the sentence that the message is stored."""
    length = number_fact(event.facts, "seconds")
    if not length:
        return wording.text("story.recorded")
    return wording.text("story.recorded_for", length=wording.length(length))


def of_recording(report: LegReport, wording: Wording) -> StoryLine | None:
    """Returns the line of a report about a recording, or None if it is about something else."""
    if report.fact not in _REPORTS:
        return None
    key, after = _REPORTS[report.fact]
    return StoryLine(report.at, wording.text(key), rank(after) + 0.5)
