"""The story's lines about colleagues whom an agent brought into a running call, and the clause of the summary."""

from __future__ import annotations

from collections.abc import Iterator

from handover.core.call.events import EventKind, Timeline
from handover.core.call.room import Colleague, attempt_and_visit
from handover.core.call.state import Handover
from handover.core.story.wording import StoryLine, Wording, rank


def of_colleagues(handover: Handover, timeline: Timeline, wording: Wording) -> Iterator[StoryLine]:
    """Yields the lines about every colleague who was called, and about an agent who left while one went on."""
    for colleague in handover.colleagues:
        names = _names(handover, colleague, wording)
        yield _line(colleague, EventKind.COLLEAGUE, wording.text("story.colleague_called", **names))
        if colleague.joined_at:
            yield _line(colleague, EventKind.JOINED, wording.text("story.colleague_joined", **names))
        if colleague.over_at:
            key = "story.colleague_left" if colleague.joined_at else "story.colleague_missed"
            yield _line(colleague, EventKind.COLLEAGUE_OVER, wording.text(key, **names))
    joined = {attempt_and_visit(each.number)[0] for each in handover.colleagues if each.joined_at}
    for event in timeline.all(EventKind.LEFT):
        agent = handover.agent_of(event.attempt)
        if agent and event.attempt in joined:
            yield StoryLine(event.at, wording.text("story.agent_left", agent=agent.name), rank(EventKind.LEFT))


def brought_in(handover: Handover, wording: Wording) -> str:
    """Returns a sentence for each colleague who came in, or `""`."""
    came = [each for each in handover.colleagues if each.joined_at]
    return " ".join(wording.text("story.colleague_joined", **_names(handover, each, wording)) for each in came)


def _line(colleague: Colleague, kind: EventKind, sentence: str) -> StoryLine:
    at = {EventKind.JOINED: colleague.joined_at, EventKind.COLLEAGUE_OVER: colleague.over_at}.get(kind)
    return StoryLine(at or colleague.called_at, sentence, rank(kind))


def _names(handover: Handover, colleague: Colleague, wording: Wording) -> dict[str, str]:
    attempt = attempt_and_visit(colleague.number)[0]
    agent = handover.agent_of(attempt)
    name = agent.name if agent else wording.text("story.agent", number=attempt)
    return {"agent": name, "colleague": colleague.agent.name}
