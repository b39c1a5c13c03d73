"""The agents' lines of the story: whose phone rang and for how long, who took the call, who talked with the customer.

The reports of an agent's leg (ringing, answered, completed) make one line, at the time when the phone began to ring. Each
decision of the agent is a line of its own, because its exact time matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from handover.core.call.events import Event, EventKind, LegReport, Timeline, text_fact
from handover.core.call.hunt import call_back_time
from handover.core.call.state import Handover
from handover.core.story.attempt import Attempt, Outcome, attempts
from handover.core.story.bookings import when
from handover.core.story.wording import StoryLine, Wording, rank

#: An agent's phone rings after the order is known, and before any agent decides.
_RINGING = rank(EventKind.HUNT) + 0.5

#: For a phone that nobody picked up: the text if it is known how long it rang, and the text if it is not.
_UNANSWERED: Mapping[Outcome, tuple[str, str]] = {
    Outcome.NO_ANSWER: ("story.rang_no_answer", "story.agent_no_answer"),
    Outcome.BROKEN_OFF: ("story.rang_broken_off", "story.agent_broken_off"),
    Outcome.CUT_SHORT: ("story.rang_cut_short", "story.agent_cut_short"),
    Outcome.BUSY: ("story.agent_busy", "story.agent_busy"),
    Outcome.FAILED: ("story.agent_failed", "story.agent_failed"),
}


def of_agents(
    handover: Handover, events: Sequence[Event], legs: Sequence[LegReport], wording: Wording
) -> Iterator[StoryLine]:
    """Yields the lines about every agent who was rung, in no particular order."""
    timeline = Timeline(events)
    for attempt in attempts(handover, events, legs):
        yield from _of_phone(handover, attempt, wording)
        yield from _of_decision(attempt, timeline, wording, handover.back_of != "")


def _of_phone(handover: Handover, attempt: Attempt, wording: Wording) -> Iterator[StoryLine]:
    began = attempt.rang_at or attempt.picked_up_at
    at = began or (attempt.over_at if attempt.outcome in _UNANSWERED else None)
    if at is None:
        return
    length = "" if attempt.rang is None else wording.length(attempt.rang)
    yield StoryLine(
        at, wording.text(_phone(handover, attempt), agent=wording.agent_name(attempt), length=length), _RINGING
    )


def _phone(handover: Handover, attempt: Attempt) -> str:
    if attempt.outcome in _UNANSWERED:
        return _UNANSWERED[attempt.outcome][0 if attempt.rang is not None else 1]
    if attempt.picked_up_at:
        return "story.rang_picked_up" if attempt.rang_at else "story.agent_picked_up"
    return "story.agent_rings" if attempt.outcome is Outcome.RINGING and handover.live else "story.agent_rang"


def _of_decision(attempt: Attempt, timeline: Timeline, wording: Wording, back: bool) -> Iterator[StoryLine]:
    agent = wording.agent_name(attempt)
    for kind, key in (
        (EventKind.ACCEPTED, "story.accepted"),
        (EventKind.PASSED, "story.passed"),
        (EventKind.BRIDGED, _talked(attempt)),
    ):
        at = _at(timeline, kind, attempt)
        if at:
            length = "" if attempt.talked is None else wording.length(attempt.talked)
            yield StoryLine(at, wording.text(key, agent=agent, length=length), rank(kind))
    ended = _own(timeline, EventKind.MISSED, attempt)
    if ended and (call_back := call_back_time(ended)):
        words = wording.text(
            "story.calls_back", agent=text_fact(ended.facts, "name") or agent, when=when(call_back, wording)
        )
        yield StoryLine(ended.at, words, rank(EventKind.MISSED))
    ends = {
        Outcome.LEFT: ("story.not_reached_back" if back else "story.left", _at(timeline, EventKind.MISSED, attempt)),
        Outcome.NO_KEY: ("story.agent_no_key", attempt.over_at),
        Outcome.TAKEN: ("story.agent_over", attempt.over_at),
    }
    key, over = ends.get(attempt.outcome, ("", None))
    if over:
        yield StoryLine(over, wording.text(key, agent=agent), rank(EventKind.MISSED))


def _talked(attempt: Attempt) -> str:
    """Returns the text for a conversation. It mentions if no key press is on record: then it is not proven that the agent
    accepted the call."""
    if attempt.talked is None:
        return "story.talked" if attempt.accepted else "story.talked_unaccepted"
    return "story.talked_for" if attempt.accepted else "story.talked_for_unaccepted"


def _at(timeline: Timeline, kind: EventKind, attempt: Attempt) -> datetime | None:
    event = _own(timeline, kind, attempt)
    return event.at if event else None


def _own(timeline: Timeline, kind: EventKind, attempt: Attempt) -> Event | None:
    return next((event for event in timeline.all(kind) if event.attempt == attempt.number), None)
