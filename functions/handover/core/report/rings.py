"""The outcome of each ring of an agent's phone, as letters: one for each attempt of a hunt that is over."""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.call.events import Event, EventKind, Timeline
from handover.core.call.hunt import YIELDED, call_back_time
from handover.core.call.state import Handover

#: The agent took the call; gave it up by key 2 or 3; did not answer, or the customer left first.
TAKEN, PASSED, MISSED = "t", "p", "m"

#: The statuses of attempts that say nothing of the agent: given up before the phone rang, or ended by a colleague's answer.
_NOT_ASKED = (YIELDED, "cut_short")

_KINDS = (EventKind.ACCEPTED, EventKind.PASSED, EventKind.BRIDGED, EventKind.MISSED)


def rings_of(handover: Handover, events: Sequence[Event]) -> dict[str, str]:
    """Returns the letters of the attempts that have an outcome, in their order, by the agent's id. An attempt that says
    nothing of the agent is none."""
    timeline = Timeline(events)
    of = {kind: {event.attempt: event for event in timeline.all(kind)} for kind in _KINDS}
    found: dict[str, str] = {}
    for attempt in sorted({attempt for events in of.values() for attempt in events}):
        agent = handover.agent_of(attempt)
        missed = of[EventKind.MISSED].get(attempt)
        if agent is None or not agent.id or (missed and missed.facts.get("status") in _NOT_ASKED):
            continue
        if attempt in of[EventKind.BRIDGED] or (attempt in of[EventKind.ACCEPTED] and missed is None):
            letter = TAKEN
        else:
            by_key = attempt in of[EventKind.PASSED] or (missed is not None and call_back_time(missed) is not None)
            letter = PASSED if by_key else MISSED
        found[agent.id] = found.get(agent.id, "") + letter
    return found
