"""Twilio's words for the status of a call, as callbacks, `DialCallStatus` and its REST API use them.

A word that is not listed here is possible: Twilio may add one. So a status is kept as text, and compared with these.
"""

from __future__ import annotations

from enum import StrEnum


class CallStatus(StrEnum):
    """The status of one leg. In events and reports it is stored as this word."""

    QUEUED = "queued"
    INITIATED = "initiated"  # in callbacks only
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    ANSWERED = "answered"  # in DialCallStatus only
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


#: The changes of a leg that Twilio reports to the action `status`. These are Twilio's names of events: the callback after
#: `answered` has the status `in-progress`.
CALLBACK_EVENTS = ("ringing", "answered", "completed")

#: The leg was never answered.
UNANSWERED = (CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED)

#: The leg is over. No other status follows.
OVER = (CallStatus.COMPLETED, *UNANSWERED)


def may_be_missed(status: str, hunted: bool) -> bool:
    """Returns whether a leg that ended with that status may have missed the customer. `hunted` says whether a key was
    pressed."""
    return status in (CallStatus.BUSY, CallStatus.NO_ANSWER) or (status == CallStatus.COMPLETED and not hunted)
