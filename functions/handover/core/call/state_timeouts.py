"""How long each live state may last before somebody must look at Twilio, because a report may never come."""

from __future__ import annotations

from datetime import datetime, timedelta

from handover.core.call.state import Handover, State

#: Two look-ups this far apart that find no call settle that there is none: Twilio's list lags behind.
LOOK_GAP = timedelta(minutes=2)

_BOUNDS = {
    State.REQUESTED: timedelta(minutes=3),
    State.DIALING: timedelta(minutes=3),
    State.RINGING: timedelta(minutes=3),
    State.GREETED: timedelta(minutes=2),
}
_PER_AGENT, _SLACK = timedelta(seconds=40), timedelta(minutes=2)


def overdue(handover: Handover, now: datetime) -> bool:
    """Whether a live handover is past its bound, so that Twilio must be asked. A look that found the call alive starts
    the bound anew; an unconfirmed one is looked for at once, and again after LOOK_GAP."""
    if not handover.live:
        return False
    looked = handover.looks[-1].at if handover.looks else None
    if handover.state is State.UNCONFIRMED:
        return looked is None or now - looked >= LOOK_GAP
    since = max(handover.since, looked) if looked else handover.since
    return now - since > bound(handover)


def bound(handover: Handover) -> timedelta:
    """How long the present state may last."""
    if handover.state is State.HUNTING:
        return _PER_AGENT * len(handover.order) + _SLACK
    if handover.state is State.CONNECTED:
        return timedelta(seconds=handover.time_limit) + _SLACK
    return _BOUNDS.get(handover.state, _SLACK)
