"""One attempt of a hunt: when an agent's phone rang, whether it was picked up, and how the attempt ended.

There are two sources that do not wait for each other: our own events (accepted, passed, bridged) and Twilio's reports of the
agent's leg. Either may be missing or late, so every question is answered from both. The sentences about an attempt are in
`agents.py` and `summary.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handover.core.call.call_status import CallStatus
from handover.core.call.events import CUT_SHORT, PICKED_UP, Event, EventKind, LegReport, Timeline, time_fact
from handover.core.call.hunt import YIELDED, call_back_time
from handover.core.call.state import Handover


class Outcome(StrEnum):
    """How an attempt ended. The first four may still change."""

    NEXT = "next"  # next in the order; nothing is known about the phone yet
    RINGING = "ringing"
    PICKED_UP = "picked_up"
    TAKEN = "taken"
    TALKED = "talked"
    LEFT = "left"  # accepted, but the customer had hung up
    PASSED = "passed"
    CALLS_BACK = "calls_back"
    NO_KEY = "no_key"  # picked up, but no key pressed: a mailbox, or a person who did not want the call
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    BROKEN_OFF = "broken_off"  # it rang until the call was over
    CUT_SHORT = "cut_short"  # it rang until a colleague, who was rung at the same time, picked up


#: The statuses of a leg, or of its Dial, when nobody picked up.
_NOT_PICKED_UP: Mapping[str, Outcome] = {
    CallStatus.NO_ANSWER: Outcome.NO_ANSWER,
    CallStatus.BUSY: Outcome.BUSY,
    CallStatus.FAILED: Outcome.FAILED,
    CallStatus.CANCELED: Outcome.BROKEN_OFF,
}
_PICKED_UP = (CallStatus.COMPLETED, CallStatus.ANSWERED)

#: The names of an agent's leg reports: this prefix, then one of these words.
LEG = "agent-"
LEG_WORDS = (CallStatus.RINGING, CallStatus.IN_PROGRESS, *_PICKED_UP, *_NOT_PICKED_UP)


@dataclass(frozen=True)
class Attempt:
    """The `number`-th agent who was rung. `name` is `""` if the order of agents is not on record. `talked` is in seconds.
    What is not known is None."""

    number: int
    name: str
    outcome: Outcome
    rang_at: datetime | None = None
    picked_up_at: datetime | None = None
    over_at: datetime | None = None
    talked: float | None = None
    accepted: bool = False

    @property
    def rang(self) -> float | None:
        """Seconds that the phone rang, or None if it still rings or that is not known."""
        until = self.picked_up_at or self.over_at
        return (until - self.rang_at).total_seconds() if self.rang_at and until else None


def attempts(handover: Handover, events: Iterable[Event], legs: Iterable[LegReport]) -> list[Attempt]:
    """Returns the attempts, one for every agent who was rung, in the order of the hunt."""
    timeline, reports = Timeline(events), _by_attempt(legs)
    kinds = (EventKind.ACCEPTED, EventKind.PASSED, EventKind.BRIDGED, EventKind.MISSED)
    numbers = {*reports, *(event.attempt for kind in kinds for event in timeline.all(kind))}
    yielded = {event.attempt for event in timeline.all(EventKind.MISSED) if event.facts.get("status") == YIELDED}
    due = (numbers | _current(handover, timeline)) - (yielded - reports.keys())  # an attempt given up rang nobody
    return [_attempt(n, handover, timeline, reports.get(n, {})) for n in sorted(due) if n > 0]


def _current(handover: Handover, timeline: Timeline) -> set[int]:
    """Returns the attempts that are due: none unless the hunt is under way."""
    hunt = handover.hunt if handover.live and not timeline.one(EventKind.NO_AGENT) else None
    return set(hunt.all_ringing) if hunt and not handover.accepted_by else set()


def _by_attempt(legs: Iterable[LegReport]) -> dict[int, dict[str, datetime]]:
    """Returns when each status of an agent's leg was first reported, by attempt: `{1: {"ringing": …}}`. That it was picked
    up also follows from how long it lasted."""
    found: dict[int, dict[str, datetime]] = {}
    for report in sorted(legs, key=lambda report: report.at):
        word = report.fact.removeprefix(LEG)
        if report.fact.startswith(LEG) and word in LEG_WORDS:
            own = found.setdefault(report.attempt, {})
            own.setdefault(word, report.at)
            if word in _PICKED_UP and (lasted := seconds(report.facts.get("CallDuration"))):
                own.setdefault(CallStatus.IN_PROGRESS, report.at - timedelta(seconds=lasted))
    return found


def _attempt(number: int, handover: Handover, timeline: Timeline, leg: Mapping[str, datetime]) -> Attempt:
    own = {kind: event for kind in EventKind for event in timeline.all(kind) if event.attempt == number}
    agent, missed, bridged = handover.agent_of(number), own.get(EventKind.MISSED), own.get(EventKind.BRIDGED)
    ends = [leg[word] for word in (*_NOT_PICKED_UP, *_PICKED_UP) if word in leg]
    over = [event.at for event in (bridged, missed) if event]
    rang_at, picked_up_at = leg.get(CallStatus.RINGING), leg.get(CallStatus.IN_PROGRESS) or _picked_up_at(own)
    return Attempt(
        number=number,
        name=agent.name if agent else "",
        outcome=_outcome(own, leg),
        rang_at=rang_at,
        picked_up_at=max(rang_at, picked_up_at) if rang_at and picked_up_at else picked_up_at,  # by two clocks
        over_at=min(ends or over, default=None),
        talked=seconds(bridged.facts.get("seconds")) if bridged else None,
        accepted=EventKind.ACCEPTED in own,
    )


def _picked_up_at(own: Mapping[EventKind, Event]) -> datetime | None:
    """Returns when the agent picked up by what they did next; by the end of their leg and how long it lasted if they did
    nothing."""
    for kind in (EventKind.ACCEPTED, EventKind.PASSED, EventKind.MISSED):
        if kind in own and (at := time_fact(own[kind].facts, PICKED_UP)):
            return at
    missed = own.get(EventKind.MISSED)
    if missed is None or missed.facts.get("status") not in _PICKED_UP:
        return None
    lasted = seconds(missed.facts.get("seconds"))
    return missed.at - timedelta(seconds=lasted) if lasted else None


def _outcome(own: Mapping[EventKind, Event], leg: Mapping[str, datetime]) -> Outcome:
    if EventKind.BRIDGED in own:
        return Outcome.TALKED
    missed = own.get(EventKind.MISSED)
    if missed and call_back_time(missed):
        return Outcome.CALLS_BACK
    if EventKind.PASSED in own:
        return Outcome.PASSED
    if EventKind.ACCEPTED in own:
        return Outcome.LEFT if missed else Outcome.TAKEN
    if missed and missed.facts.get("status") == CUT_SHORT and CallStatus.IN_PROGRESS not in leg:
        return Outcome.CUT_SHORT
    statuses = [*leg, str(missed.facts.get("status", ""))] if missed else list(leg)
    return _from_phone(statuses, over=missed is not None)


def _from_phone(statuses: Sequence[str], over: bool) -> Outcome:
    """Returns the outcome as far as the phone shows it. `statuses` are all that were reported, in no particular order: a
    leg that was picked up stays picked up."""
    if CallStatus.IN_PROGRESS in statuses or any(word in statuses for word in _PICKED_UP):
        return Outcome.NO_KEY if over or any(word in statuses for word in _PICKED_UP) else Outcome.PICKED_UP
    for word, outcome in _NOT_PICKED_UP.items():
        if word in statuses:
            return outcome
    if over:
        return Outcome.FAILED
    return Outcome.RINGING if CallStatus.RINGING in statuses else Outcome.NEXT


#: No call is longer than a day.
_MOST_DIGITS = 6


def seconds(reported: object) -> float | None:
    """Returns a duration as Twilio reports it, in seconds, or None if the value is not a number."""
    text = str(reported)
    return float(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None
