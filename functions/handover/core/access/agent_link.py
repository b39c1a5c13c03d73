"""When an agent's link opens: while their phone rings, and for a time after they took the call.

An agent gets the link in a text message when their phone rings. A text message can be forwarded, read over a shoulder or
found months later, so a link opens only as long as it is of use. In doubt it stays closed: the agent can still sign in.
The decision uses recorded events and reports only. Their order of arrival does not matter. Whether the agent still
belongs to the desk is decided elsewhere (usecases).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.events import Event, EventKind, HuntTarget, LegReport, Timeline
from handover.core.call.hunt import hunt_of

#: After the agent saved a wrap-up, or accepted a call whose customer had hung up: time to correct the wrap-up.
AFTER_WRAP_UP = timedelta(hours=1)
#: After the agent accepted the call. The link closes then, even if there is no wrap-up and no end on record.
AFTER_ACCEPT = timedelta(hours=12)
#: For a ring whose end was never reported: no phone rings longer, the time to decide included.
LONGEST_RING = timedelta(minutes=5)

#: After one of these no agent is rung any more.
_HUNT_OVER = (EventKind.ENDED, EventKind.CANCELED, EventKind.NO_AGENT, EventKind.VOICEMAIL)
_RANG = tuple(f"agent-{status}" for status in (CallStatus.RINGING, CallStatus.IN_PROGRESS))
_LEG_OVER = tuple(f"agent-{status}" for status in OVER)


def hunt_target_of(events: Iterable[Event], attempt: int) -> HuntTarget | None:
    """Returns the agent whom that attempt rings, or None if there is no such attempt."""
    hunt = hunt_of(Timeline(events))
    return hunt.agent_of(attempt) if hunt else None


def link_attempt(events: Iterable[Event], attempt: int) -> int:
    """Returns the attempt that the link of an agent names: their place in the frozen order, or that attempt if they have
    none. So an agent who is rung again needs no second message."""
    hunt = hunt_of(Timeline(events))
    agent = hunt.agent_of(attempt) if hunt else None
    return min(hunt.attempts_of(agent)) if hunt and agent else attempt


def opens(events: Iterable[Event], legs: Iterable[LegReport], attempt: int, now: datetime) -> bool:
    """Returns whether the link of that attempt opens now. An agent who is rung again for the same customer keeps the link
    that they have: their latest attempt decides."""
    timeline = Timeline(events)
    hunt = hunt_of(timeline)
    agent = hunt.agent_of(attempt) if hunt else None
    if hunt is None or agent is None:
        return False
    attempt = max(n for n in hunt.attempts_of(agent) if n <= max([attempt, *hunt.together]))
    accepted = timeline.accepted()
    if accepted == attempt:
        taken = min(event.at for event in _own(timeline, attempt, EventKind.ACCEPTED, EventKind.BRIDGED))
        return now < _until(timeline, agent, taken + AFTER_ACCEPT)
    if accepted:
        return False
    if _own(timeline, attempt, EventKind.ACCEPTED):  # a MISSED event took the acceptance back: the customer had hung up
        missed = _own(timeline, attempt, EventKind.MISSED)[0].at
        return now < _until(timeline, agent, missed + AFTER_WRAP_UP)
    return _rings(timeline, [leg for leg in legs if leg.attempt == attempt], attempt, now)


def _until(timeline: Timeline, agent: HuntTarget, at_the_latest: datetime) -> datetime:
    """Returns when the link of an accepted call closes. Only a wrap-up by the agent themselves closes it earlier: one by
    a colleague must not lock out the agent who talks to the customer."""
    wraps = [event.at for event in timeline.all(EventKind.WRAPPED) if event.facts.get("agent") == agent.id]
    return min([at_the_latest, *(at + AFTER_WRAP_UP for at in wraps)])


def _rings(timeline: Timeline, leg: list[LegReport], attempt: int, now: datetime) -> bool:
    if any(timeline.one(kind) for kind in _HUNT_OVER) or _own(timeline, attempt, EventKind.PASSED, EventKind.MISSED):
        return False
    if any(report.fact in _LEG_OVER for report in leg):
        return False
    rang = [report.at for report in leg if report.fact in _RANG]
    return bool(rang) and now - min(rang) < LONGEST_RING


def _own(timeline: Timeline, attempt: int, *kinds: EventKind) -> list[Event]:
    return [event for kind in kinds for event in timeline.all(kind) if event.attempt == attempt]
