"""The states of a handover. The words are part of the chat's contract."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The states of a handover. `scheduled` is a booking whose call was not requested yet. `waiting` is a customer on the
    phone for whom nobody is free. `dropped` is a conversation that was cut off."""

    SCHEDULED = "scheduled"
    REQUESTED = "requested"
    DIALING = "dialing"
    RINGING = "ringing"
    UNCONFIRMED = "unconfirmed"
    GREETED = "greeted"
    HUNTING = "hunting"
    WAITING = "waiting"
    CONNECTED = "connected"
    REFUSED = "refused"
    CANCELED = "canceled"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    NO_HUMAN = "no_human"
    ABANDONED = "abandoned"
    NO_AGENT = "no_agent"
    VOICEMAIL = "voicemail"
    DROPPED = "dropped"
    COMPLETED = "completed"

    @property
    def live(self) -> bool:
        return self in _LIVE


#: The word of the label in place of `no_agent` when an agent calls the customer back.
_CALLS_BACK = "calls_back"


def told_as(state: str, calls_back: bool) -> str:
    """Returns the word of a state's label; `calls_back`: an agent pressed key 3. That is told if nothing else came later."""
    return _CALLS_BACK if calls_back and state == State.NO_AGENT else state


_LIVE = frozenset(
    {
        State.SCHEDULED,
        State.REQUESTED,
        State.DIALING,
        State.RINGING,
        State.UNCONFIRMED,
        State.GREETED,
        State.HUNTING,
        State.WAITING,
        State.CONNECTED,
    }
)
