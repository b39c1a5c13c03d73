"""When the link that came with a ringing phone opens: while that ring lasts, or after that agent took the call.

A text message can be forwarded, read over a shoulder, or found months later, so a link lives no longer than it is of use,
and in doubt it is closed: whoever has a right to look can sign in. Decided from facts alone, in whatever order they
arrived. Who the agent is today, and whether they still belong to the desk, is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.events import Event, EventKind, HuntTarget, LegReport, Timeline

#: After a call was taken and its end was noted down, and after it was taken in vain: time to correct a word.
AFTER_WRAP_UP = timedelta(hours=1)
#: After a call was taken, whatever is missing on record.
AFTER_ACCEPT = timedelta(hours=12)
#: No phone rings longer, its owner's thinking included; for rings whose end was never reported.
LONGEST_RING = timedelta(minutes=5)

#: Nobody is looked for any more.
_HUNT_OVER = (EventKind.ENDED, EventKind.CANCELED, EventKind.NO_AGENT, EventKind.VOICEMAIL)
_RANG = tuple(f"agent-{status}" for status in (CallStatus.RINGING, CallStatus.IN_PROGRESS))
_LEG_OVER = tuple(f"agent-{status}" for status in OVER)


def hunt_target_of(events: Iterable[Event], attempt: int) -> HuntTarget | None:
    """The agent whose phone that attempt rings; None when there is no such attempt."""
    hunt = Timeline(events).one(EventKind.HUNT)
    order = hunt.facts.get("agents", ()) if hunt else ()
    return HuntTarget(**order[attempt - 1]) if 0 < attempt <= len(order) else None


def opens(events: Iterable[Event], legs: Iterable[LegReport], attempt: int, now: datetime) -> bool:
    """Whether the link of that attempt opens now."""
    events = list(events)
    agent = hunt_target_of(events, attempt)
    if agent is None:
        return False
    facts = Timeline(events)
    standing = facts.accepted()
    if standing == attempt:
        taken = min(event.at for event in _own(facts, attempt, EventKind.ACCEPTED, EventKind.BRIDGED))
        return now < _until(facts, agent, taken + AFTER_ACCEPT)
    if standing:
        return False
    if _own(facts, attempt, EventKind.ACCEPTED):  # in vain: the customer had hung up
        missed = _own(facts, attempt, EventKind.MISSED)[0].at
        return now < _until(facts, agent, missed + AFTER_WRAP_UP)
    return _rings(facts, [leg for leg in legs if leg.attempt == attempt], attempt, now)


def _until(facts: Timeline, agent: HuntTarget, at_the_latest: datetime) -> datetime:
    """The end of a link whose call was taken. Only what the agent themselves noted shortens it: a colleague's word on
    the case must not shut out who talks to the customer."""
    wraps = [event.at for event in facts.all(EventKind.WRAPPED) if event.facts.get("agent") == agent.id]
    return min([at_the_latest, *(at + AFTER_WRAP_UP for at in wraps)])


def _rings(facts: Timeline, leg: list[LegReport], attempt: int, now: datetime) -> bool:
    if any(facts.one(kind) for kind in _HUNT_OVER) or _own(facts, attempt, EventKind.PASSED, EventKind.MISSED):
        return False
    if any(report.fact in _LEG_OVER for report in leg):
        return False
    rang = [report.at for report in leg if report.fact in _RANG]
    return bool(rang) and now - min(rang) < LONGEST_RING


def _own(facts: Timeline, attempt: int, *kinds: EventKind) -> list[Event]:
    return [event for kind in kinds for event in facts.all(kind) if event.attempt == attempt]
