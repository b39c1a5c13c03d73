"""Ring-back: which of a number's handovers a caller from that number means, and what may be done about it.

The number of a caller can be forged, so it decides only who is rung: nothing about a handover is said to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handover.core.call.state import Handover, State

#: How long after its end a call that was missed is still meant.
_MISSED_FOR = timedelta(hours=24)

#: Ring-backs of one number that ring the agents: in an hour and in a day.
_MOST_IN_HOUR, _MOST_IN_DAY = 3, 6
_HOUR, _DAY = timedelta(hours=1), timedelta(hours=24)

#: A person is on the phone, and agents are rung or talk: nobody is rung a second time.
_ON_THE_PHONE = (State.HUNTING, State.WAITING, State.CONNECTED)

#: The ends after which the customer still wants to talk. `refused` is one only for a booking that was dropped.
_MISSED = (
    State.BUSY,
    State.NO_ANSWER,
    State.FAILED,
    State.NO_HUMAN,
    State.ABANDONED,
    State.NO_AGENT,
    State.VOICEMAIL,
    State.DROPPED,
)


class Answer(StrEnum):
    """What a caller gets."""

    RING = "ring"  # the agents are rung, once what is pending is cancelled
    SAME = "same"  # this very call rings the agents already: Twilio repeated the request
    ALREADY = "already"  # somebody with this number is on the phone with us
    TOO_OFTEN = "too_often"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RingBack:
    """`handover` is the one whose request the caller means, or the call's own for SAME. `pending` are the attempts to call
    this number that have to be cancelled before."""

    answer: Answer
    handover: Handover | None = None
    pending: tuple[Handover, ...] = ()

    @property
    def being_called(self) -> bool:
        """Whether a call to this number is under way: then the agents are rung even if the desk has closed since."""
        return any(one.in_progress for one in self.pending)


#: The fact of a permit that no agent is to be rung: the customer rang while nobody was there.
NOBODY = "nobody"


def assess(found: Iterable[Handover], number: str, call_sid: str, now: datetime) -> RingBack:
    """Returns what a caller with this number (E.164) gets. `found` are the latest handovers of the number, in any order;
    those of another number are left out, and calls of theirs for which nobody could be rung."""
    theirs = {one.id: one for one in found if one.phone == number and not _in_vain(one)}
    own = sorted(theirs.values(), key=lambda one: one.requested_at)
    same = next((one for one in own if call_sid and one.ring_back == call_sid), None)
    if same:
        return RingBack(Answer.SAME, same)
    if any(one.state in _ON_THE_PHONE for one in own):
        return RingBack(Answer.ALREADY)
    pending = tuple(one for one in own if one.live)
    if any(one.ring_back for one in pending):  # another call of theirs is about to ring the agents
        return RingBack(Answer.ALREADY)
    latest = own[-1] if own else None
    meant = pending[-1] if pending else latest if latest and _was_missed(latest, now) else None
    if meant is None:
        return RingBack(Answer.UNKNOWN)
    return RingBack(Answer.TOO_OFTEN if _too_often(own, now) else Answer.RING, meant, pending)


def _in_vain(handover: Handover) -> bool:
    return bool(handover.ring_back) and handover.state is State.REFUSED


def _was_missed(handover: Handover, now: datetime) -> bool:
    """Returns whether the customer still wants to talk. After wrong digits nobody knows who has that phone."""
    missed = handover.state in _MISSED or handover.replaced
    dropped_booking = handover.state is State.REFUSED and handover.booking is not None
    return (missed or dropped_booking) and not handover.disproved and now - handover.since <= _MISSED_FOR


def _too_often(own: Iterable[Handover], now: datetime) -> bool:
    ages = [now - one.requested_at for one in own if one.ring_back]
    return sum(age < _HOUR for age in ages) >= _MOST_IN_HOUR or sum(age < _DAY for age in ages) >= _MOST_IN_DAY
