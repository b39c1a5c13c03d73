"""One agent's phone in a hunt: when it rang, whether somebody picked up, what came of it.

What is known comes from two sides that do not wait for each other: our own events (taken, passed, talked) and what the
telephone company reports of the agent's leg. Either may be missing or late, so each question is answered from both. No
words here: how it is told is in `agents.py` and `headline.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handover.core.call.call_status import CallStatus
from handover.core.call.events import Event, EventKind, LegReport, Timeline
from handover.core.call.state import Handover


class Outcome(StrEnum):
    """What came of it; the first four may still change."""

    ASKED = "asked"  # next in the order; nothing is known of the phone yet
    RINGING = "ringing"
    PICKED_UP = "picked_up"
    TAKEN = "taken"
    TALKED = "talked"
    LEFT = "left"  # taken, but the customer had hung up
    PASSED = "passed"
    NO_KEY = "no_key"  # picked up, and no key pressed: a mailbox, or somebody who did not want to
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    BROKEN_OFF = "broken_off"  # it rang until the call was over


#: How a leg, or the Dial around it, says that nobody picked up.
_NOT_PICKED_UP: Mapping[str, Outcome] = {
    CallStatus.NO_ANSWER: Outcome.NO_ANSWER,
    CallStatus.BUSY: Outcome.BUSY,
    CallStatus.FAILED: Outcome.FAILED,
    CallStatus.CANCELED: Outcome.BROKEN_OFF,
}
_PICKED_UP = (CallStatus.COMPLETED, CallStatus.ANSWERED)

#: How reports of an agent's leg are called: this, then one of these words.
LEG = "agent-"
LEG_WORDS = (CallStatus.RINGING, CallStatus.IN_PROGRESS, *_PICKED_UP, *_NOT_PICKED_UP)


@dataclass(frozen=True)
class Attempt:
    """The `number`-th agent who was rung; `name` is empty when the order of agents is not on record. `talked` is in
    seconds; None where it is not known."""

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
        """Seconds that the phone rang; None when it still does, or that is not known."""
        until = self.picked_up_at or self.over_at
        return (until - self.rang_at).total_seconds() if self.rang_at and until else None


def attempts(handover: Handover, events: Iterable[Event], legs: Iterable[LegReport]) -> list[Attempt]:
    """Every agent who was rung, in the order in which they were."""
    facts, reports = Timeline(events), _by_attempt(legs)
    kinds = (EventKind.ACCEPTED, EventKind.PASSED, EventKind.BRIDGED, EventKind.MISSED)
    numbers = {*reports, *(event.attempt for kind in kinds for event in facts.all(kind))}
    current = _current(handover, facts)
    return [_attempt(n, handover, facts, reports.get(n, {})) for n in sorted(numbers | current) if n > 0]


def _current(handover: Handover, facts: Timeline) -> set[int]:
    """Whose turn it is, while somebody is looked for."""
    turn = max((event.attempt for event in facts.all(EventKind.MISSED)), default=0) + 1
    waiting = handover.live and facts.one(EventKind.HUNT) and not facts.one(EventKind.NO_AGENT)
    return {turn} if waiting and not handover.accepted_by and turn <= len(handover.order) else set()


def _by_attempt(legs: Iterable[LegReport]) -> dict[int, dict[str, datetime]]:
    """When each thing was first reported of an agent's leg: `{1: {"ringing": …}}`."""
    found: dict[int, dict[str, datetime]] = {}
    for report in sorted(legs, key=lambda report: report.at):
        if report.fact.startswith(LEG) and report.fact.removeprefix(LEG) in LEG_WORDS:
            found.setdefault(report.attempt, {}).setdefault(report.fact.removeprefix(LEG), report.at)
    return found


def _attempt(number: int, handover: Handover, facts: Timeline, leg: Mapping[str, datetime]) -> Attempt:
    own = {kind: event for kind in EventKind for event in facts.all(kind) if event.attempt == number}
    order, missed, bridged = handover.order, own.get(EventKind.MISSED), own.get(EventKind.BRIDGED)
    ends = [leg[word] for word in (*_NOT_PICKED_UP, *_PICKED_UP) if word in leg]
    over = [event.at for event in (bridged, missed) if event]
    return Attempt(
        number=number,
        name=order[number - 1].name if number <= len(order) else "",
        outcome=_outcome(own, leg),
        rang_at=leg.get(CallStatus.RINGING),
        picked_up_at=leg.get(CallStatus.IN_PROGRESS),
        over_at=min(ends or over, default=None),
        talked=seconds(bridged.facts.get("seconds")) if bridged else None,
        accepted=EventKind.ACCEPTED in own,
    )


def _outcome(own: Mapping[EventKind, Event], leg: Mapping[str, datetime]) -> Outcome:
    if EventKind.BRIDGED in own:
        return Outcome.TALKED
    if EventKind.ACCEPTED in own:
        return Outcome.LEFT if EventKind.MISSED in own else Outcome.TAKEN
    if EventKind.PASSED in own:
        return Outcome.PASSED
    missed = own.get(EventKind.MISSED)
    said = [*leg, str(missed.facts.get("status", ""))] if missed else list(leg)
    return _of_the_phone(said, over=missed is not None)


def _of_the_phone(said: Sequence[str], over: bool) -> Outcome:
    """What the phone alone tells: `said` is what was reported of it. A leg that was picked up stays picked up."""
    if CallStatus.IN_PROGRESS in said or any(word in said for word in _PICKED_UP):
        return Outcome.NO_KEY if over or any(word in said for word in _PICKED_UP) else Outcome.PICKED_UP
    for word, outcome in _NOT_PICKED_UP.items():
        if word in said:
            return outcome
    if over:
        return Outcome.FAILED
    return Outcome.RINGING if CallStatus.RINGING in said else Outcome.ASKED


def seconds(told: object) -> float | None:
    """A length as the telephone company tells it; None for what is none."""
    text = str(told)
    return float(text) if text.isdecimal() else None
