"""The state of a handover in which an agent calls a customer back: the agent's phone rings first (decision 59).

Its `sid` is the call to the agent, and all that happens between the two is attempt 1. The customer is called once the agent
has pressed a key; ANSWERED with that attempt says that they picked up. An agent who does not take the call called nobody, so
it counts as refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from handover.core.call.call_status import CallStatus
from handover.core.call.dropped import broken_leg
from handover.core.call.events import Event, EventKind, Timeline, text_fact
from handover.core.call.states import State

#: The attempt of the agent who calls back.
ATTEMPT = 1
#: Why it counts as refused when the agent did not take the call: the chat's word for it.
NOT_ACCEPTED = "no_agents"

_UNANSWERED: Mapping[str, State] = {CallStatus.BUSY: State.BUSY, CallStatus.FAILED: State.FAILED}


def state_of(timeline: Timeline, permit: Event, now: datetime, placing: timedelta) -> tuple[State, datetime]:
    """Returns the state at `now` (aware) and when it began. After `placing`, a permit without a further event is a call that
    may have been placed."""
    canceled, refused = timeline.one(EventKind.CANCELED), timeline.latest(EventKind.REFUSED)
    ended, accepted = timeline.one(EventKind.ENDED), timeline.one(EventKind.ACCEPTED)
    over = timeline.one(EventKind.BRIDGED) or timeline.one(EventKind.MISSED) or ended
    if canceled:
        return State.CANCELED, (ended or canceled).at
    if refused:
        return State.REFUSED, refused.at
    if ended and not accepted:
        return _not_accepted(timeline), ended.at
    if over:
        return _end(timeline), over.at
    answered = customer_answered(timeline)
    if answered:
        return State.CONNECTED, answered.at
    if accepted:
        return State.RINGING, accepted.at
    for kind, state in ((EventKind.PLACED, State.DIALING), (EventKind.UNCONFIRMED, State.UNCONFIRMED)):
        event = timeline.one(kind)
        if event:
            return state, event.at
    return (State.UNCONFIRMED if now - permit.at > placing else State.REQUESTED), permit.at


def customer_answered(timeline: Timeline) -> Event | None:
    """Returns the event that the customer picked up: a lookup says that of the agent's call, and has no attempt."""
    return next((event for event in timeline.all(EventKind.ANSWERED) if event.attempt == ATTEMPT), None)


def _not_accepted(timeline: Timeline) -> State:
    """A call that was looked for and never found may not have been placed; of any other the agent did not take it."""
    return State.REFUSED if timeline.sid() else State.FAILED


def _end(timeline: Timeline) -> State:
    missed, bridged = timeline.one(EventKind.MISSED), timeline.one(EventKind.BRIDGED)
    if bridged or (not missed and customer_answered(timeline)):
        return State.DROPPED if broken_leg(timeline) else State.COMPLETED
    status = text_fact(missed.facts, "status") if missed else ""
    return _UNANSWERED.get(status, State.NO_ANSWER)
