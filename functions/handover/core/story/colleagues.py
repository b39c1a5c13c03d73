"""The story's lines about colleagues whom an agent brought into a running call, and the clause of the summary."""

from __future__ import annotations

from collections.abc import Iterator

from handover.core.call.events import Event, EventKind, Timeline
from handover.core.call.hunt import YIELDED
from handover.core.call.room import attempt_and_visit, first_agent
from handover.core.call.state import Handover
from handover.core.story.wording import StoryLine, Wording, rank


def of_colleagues(handover: Handover, timeline: Timeline, wording: Wording) -> Iterator[StoryLine]:
    """Yields the lines about every colleague who was called, and about an agent who left while one went on."""
    joined = {event.attempt for event in timeline.all(EventKind.JOINED)}
    over = timeline.all(EventKind.COLLEAGUE_OVER)
    not_rung = {event.attempt for event in over if event.facts.get("status") == YIELDED or event.facts.get("reason")}
    for event in timeline.all(EventKind.COLLEAGUE):
        if event.attempt not in not_rung:
            yield _line(handover, timeline, event, "story.colleague_called", wording)
    for event in timeline.all(EventKind.JOINED):
        yield _line(handover, timeline, event, "story.colleague_joined", wording)
    for event in over:
        key = "story.colleague_left" if event.attempt in joined else "story.colleague_missed"
        yield _line(
            handover, timeline, event, "story.colleague_not_rung" if event.attempt in not_rung else key, wording
        )
    went_on = {attempt_and_visit(number)[0] for number in joined}
    for event in timeline.all(EventKind.LEFT):
        agent = handover.agent_of(event.attempt)
        if agent and event.attempt in went_on:
            yield StoryLine(event.at, wording.text("story.agent_left", agent=agent.name), rank(EventKind.LEFT))


def brought_in(handover: Handover, timeline: Timeline, wording: Wording) -> str:
    """Returns a sentence for each colleague who came in, or `""`."""
    lines = [
        _line(handover, timeline, event, "story.colleague_joined", wording) for event in timeline.all(EventKind.JOINED)
    ]
    return " ".join(line.sentence for line in lines)


def _line(handover: Handover, timeline: Timeline, event: Event, key: str, wording: Wording) -> StoryLine:
    attempt = attempt_and_visit(event.attempt)[0]
    agent = handover.agent_of(attempt)
    called = next((each for each in timeline.all(EventKind.COLLEAGUE) if each.attempt == event.attempt), None)
    sentence = wording.text(
        key,
        agent=agent.name if agent else wording.text("story.agent", number=attempt),
        colleague=(first_agent(called.facts).name if called else "") or wording.text("story.somebody"),
    )
    return StoryLine(event.at, sentence, rank(event.kind))
