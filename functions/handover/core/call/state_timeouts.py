"""State timeouts: how long an unfinished handover may stay in one state before its call is looked up at Twilio.

A lookup is needed because a status callback may never arrive.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handover.core.call.events import Event
from handover.core.call.lost_call import PLACED_WITHIN
from handover.core.call.state import PLACING_ENDS, Handover, State

#: Two lookups at least this far apart that find no call prove that there is none: Twilio's list lags behind.
LOOK_GAP = timedelta(minutes=2)

_TIMEOUTS = {
    State.REQUESTED: timedelta(minutes=3),
    State.DIALING: timedelta(minutes=3),
    State.RINGING: timedelta(minutes=3),
    State.GREETED: timedelta(minutes=2),
    State.CANCELED: timedelta(seconds=30),
}
#: What Twilio allows: 24 hours for a call without a limit, 10 minutes of ringing.
_LONGEST_CALL, _LONGEST_RING = timedelta(hours=24), timedelta(minutes=10)

#: Of a caller who leaves a message: what is said before it, the longest one, and some time for the report of its end.
_MESSAGE = timedelta(minutes=4)

_PER_AGENT, _SLACK = timedelta(seconds=40), timedelta(minutes=2)


def overdue(handover: Handover, now: datetime) -> bool:
    """Returns whether an unfinished handover has stayed in its state too long, so that its call must be looked up at Twilio.

    A lookup starts the timeout again. The call of an unconfirmed handover is looked up at once, and again after LOOK_GAP.
    """
    if not may_ring(handover, now):
        return False
    looked = max((look.at for look in handover.looks), default=None)
    if handover.state is State.UNCONFIRMED:
        return looked is None or now - looked >= LOOK_GAP
    if handover.state is State.CANCELED and looked:
        return now - looked >= LOOK_GAP
    return not _in_time(handover, now)


def surely_live(handover: Handover, now: datetime) -> bool:
    """Returns whether the handover is live and has not stayed in its state too long: after that, only a lookup at Twilio
    tells whether it still is. A booking has no call that could be looked up."""
    return handover.state is State.SCHEDULED or (handover.live and _in_time(handover, now))


def _in_time(handover: Handover, now: datetime) -> bool:
    """Returns whether the handover's state, or the lookup after it, is younger than the state's timeout."""
    since = max([handover.since, *(look.at for look in handover.looks)])
    return now - since <= timeout(handover)


def may_ring(handover: Handover, now: datetime) -> bool:
    """Returns whether the customer's phone may still ring or be in a call, so that the call must be watched. A booking's
    does not."""
    if handover.state is State.SCHEDULED:
        return False
    return handover.live or (handover.unfinished and not surely_over(handover, now))


def surely_over(handover: Handover, now: datetime) -> bool:
    """Returns whether the longest call that the handover's create can have placed is over by now."""
    longest = timedelta(seconds=handover.time_limit) if handover.time_limit else _LONGEST_CALL
    return now - handover.requested_at > PLACED_WITHIN + _LONGEST_RING + longest


def counts(look: Event, handover: Handover, now: datetime) -> bool:
    """Returns whether an earlier lookup can be the first of the two that prove that no call rings: it saw none under way,
    when the create was over, and long enough ago."""
    status = look.facts.get("status")
    quiet = status == "none" or (status == "unsure" and look.facts.get("over") is True)
    after = handover.placed_by is None or look.at >= handover.placed_by
    return quiet and after and now - look.at >= LOOK_GAP


def timeout(handover: Handover) -> timedelta:
    """Returns how long the handover may stay in its present state. A customer who rings us is greeted before their handover
    begins: the request that makes it goes on to the hunt at once, or has failed."""
    if handover.state in (State.HUNTING, State.WAITING):
        patience = handover.hunt.patience if handover.hunt else timedelta(0)
        return max(_PER_AGENT * len(handover.order), patience) + _SLACK
    if handover.state is State.GREETED and handover.ring_back:
        return _MESSAGE if handover.message_only else PLACING_ENDS
    if handover.state is State.CONNECTED:
        return timedelta(seconds=handover.time_limit) + _SLACK
    return _TIMEOUTS.get(handover.state, _SLACK)
