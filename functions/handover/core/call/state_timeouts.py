"""State timeouts: how long a live handover may stay in one state before its call is looked up at Twilio.

A lookup is needed because a status callback may never arrive.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handover.core.call.state import Handover, State

#: Two lookups at least this far apart that find no call prove that there is none: Twilio's list lags behind.
LOOK_GAP = timedelta(minutes=2)

_TIMEOUTS = {
    State.REQUESTED: timedelta(minutes=3),
    State.DIALING: timedelta(minutes=3),
    State.RINGING: timedelta(minutes=3),
    State.GREETED: timedelta(minutes=2),
}
_PER_AGENT, _SLACK = timedelta(seconds=40), timedelta(minutes=2)


def overdue(handover: Handover, now: datetime) -> bool:
    """Returns whether a live handover has stayed in its state too long, so that its call must be looked up at Twilio.

    A lookup starts the timeout again. The call of an unconfirmed handover is looked up at once, and again after LOOK_GAP.
    """
    if not handover.live:
        return False
    looked = handover.looks[-1].at if handover.looks else None
    if handover.state is State.UNCONFIRMED:
        return looked is None or now - looked >= LOOK_GAP
    since = max(handover.since, looked) if looked else handover.since
    return now - since > timeout(handover)


def timeout(handover: Handover) -> timedelta:
    """Returns how long the handover may stay in its present state."""
    if handover.state is State.HUNTING:
        return _PER_AGENT * len(handover.order) + _SLACK
    if handover.state is State.CONNECTED:
        return timedelta(seconds=handover.time_limit) + _SLACK
    return _TIMEOUTS.get(handover.state, _SLACK)
