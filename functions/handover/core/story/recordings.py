"""The lines of a story about a customer's recorded message: what happened to the recording, here and at Twilio."""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.events import Event, EventKind, LegReport, number_fact
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
}


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
