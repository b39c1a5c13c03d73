"""The summary of a handover: one sentence that says what is happening, what happened, or why there was no call.

An agent reads it at the top of the page while the customer is already on the phone, so it answers their first question.
The story has the details.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handover.core.call.called_back import NOT_ACCEPTED
from handover.core.call.events import Event, EventKind, LegReport, Timeline, text_fact
from handover.core.call.hunt import call_back_time, called_back
from handover.core.call.state import Handover, State
from handover.core.story.attempt import Attempt, Outcome, attempts
from handover.core.story.bookings import when
from handover.core.story.colleagues import brought_in
from handover.core.story.wording import Wording


def summary(handover: Handover, events: Sequence[Event], legs: Sequence[LegReport], wording: Wording) -> str:
    """Returns the sentence. Another one follows for each colleague who was brought in, and one if there was a conversation,
    but no agent's acceptance is on record."""
    scene = _Scene(handover, Timeline(events), attempts(handover, events, legs), wording)
    if handover.message_only and wording.texts.has(key := f"headline.caller_{handover.state}"):
        return wording.text(key)
    not_rung = handover.state is State.REFUSED and handover.reason not in ("", NOT_ACCEPTED)
    if handover.back_of and not not_rung and wording.texts.has(key := f"headline.back_{handover.state}"):
        agent = handover.order[0].name if handover.order else wording.text("story.somebody")
        return wording.text(key, agent=agent)
    sentence_of = _OF_STATE.get(handover.state)
    sentence = sentence_of(scene) if sentence_of else scene.text(f"headline.{handover.state}")
    if more := brought_in(handover, scene.timeline, wording):
        sentence = f"{sentence} {more}"
    if not handover.anomalies:
        return sentence
    return f"{sentence} " + wording.text("headline.unaccepted")


@dataclass(frozen=True)
class _Scene:
    """The data of a handover that sentences use."""

    handover: Handover
    timeline: Timeline
    tried: Sequence[Attempt]
    wording: Wording

    def text(self, key: str, **values: object) -> str:
        return self.wording.text(key, **values)

    def between(self, begin: EventKind, end: EventKind) -> str:
        """Returns the time from one event to the other as text, or `""` if it is not known."""
        first, last = self.timeline.one(begin), self.timeline.one(end)
        if not first or not last or last.at <= first.at:
            return ""
        return self.wording.length((last.at - first.at).total_seconds())


def _greeted(scene: _Scene) -> str:
    return scene.text("headline.no_key" if scene.timeline.one(EventKind.NO_KEY) else "headline.greeted")


def _hunting(scene: _Scene) -> str:
    rung = [attempt for attempt in scene.tried if attempt.outcome in (Outcome.NEXT, Outcome.RINGING, Outcome.PICKED_UP)]
    if not rung:
        return scene.text("headline.hunting_nobody")
    together = scene.handover.hunt.all_ringing if scene.handover.hunt else {}
    names = [scene.wording.agent_name(attempt) for attempt in rung if attempt.number in together]
    return scene.text("headline.hunting", agent=", ".join(names) or scene.wording.agent_name(rung[-1]))


def _connected(scene: _Scene) -> str:
    agent = scene.handover.agent
    if scene.handover.agent_left:  # then a colleague goes on, if there is one
        agent = next((each.agent for each in scene.handover.colleagues if each.is_in), agent)
    if scene.handover.bridged:
        return scene.text("headline.ending", agent=agent.name) if agent else scene.text("headline.ending_unnamed")
    return scene.text("headline.connected", agent=agent.name) if agent else scene.text("headline.connected_unnamed")


def _refused(scene: _Scene) -> str:
    key = f"headline.refused_{scene.handover.reason}"
    return scene.text(key) if scene.wording.texts.has(key) else scene.text("headline.refused")


def _canceled(scene: _Scene) -> str:
    if scene.handover.replaced:
        return scene.text("headline.canceled_ring_back")
    return scene.text("headline.canceled" if scene.timeline.one(EventKind.CANCELED) else "headline.canceled_elsewhere")


def _no_answer(scene: _Scene) -> str:
    rang = scene.between(EventKind.RINGING, EventKind.ENDED)
    return scene.text("headline.no_answer_rang", length=rang) if rang else scene.text("headline.no_answer")


def _failed(scene: _Scene) -> str:
    return scene.text("headline.failed" if scene.handover.sid else "headline.failed_unknown")


def _abandoned(scene: _Scene) -> str:
    left = [attempt for attempt in scene.tried if attempt.outcome is Outcome.LEFT]
    if left:
        return scene.text("headline.abandoned_late", agent=scene.wording.agent_name(left[-1]))
    waited = scene.between(EventKind.HUNT, EventKind.ENDED)
    return scene.text("headline.abandoned_waiting", length=waited) if waited else scene.text("headline.abandoned")


#: The clause that says why an agent did not take the call.
_WHY: Mapping[Outcome, str] = {
    Outcome.PASSED: "headline.why_passed",
    Outcome.NO_KEY: "headline.why_no_key",
    Outcome.NO_ANSWER: "headline.why_no_answer",
    Outcome.CUT_SHORT: "headline.why_cut_short",
    Outcome.BUSY: "headline.why_busy",
    Outcome.FAILED: "headline.why_failed",
}


def _no_agent(scene: _Scene) -> str:
    if end := called_back(scene.timeline):
        agent = text_fact(end.facts, "name") or scene.text("story.somebody")
        at = call_back_time(end)
        return scene.text("headline.calls_back", agent=agent, when=when(at, scene.wording) if at else "")
    if not scene.tried:
        return scene.text("headline.no_agent")
    why = [
        scene.text(_WHY.get(attempt.outcome, "headline.why_unknown"), agent=scene.wording.agent_name(attempt))
        for attempt in scene.tried
    ]
    return scene.text("headline.no_agent_why", why=", ".join(why))


def _completed(scene: _Scene) -> str:
    agent, taken = scene.handover.agent, scene.handover.accepted_by
    lengths = [attempt.talked for attempt in scene.tried if attempt.number == taken and attempt.talked is not None]
    if not lengths:
        return scene.text("headline.completed", agent=agent.name) if agent else scene.text("headline.completed_unnamed")
    length = scene.wording.length(lengths[0])
    if agent is None:
        return scene.text("headline.completed_unnamed_for", length=length)
    return scene.text("headline.completed_for", agent=agent.name, length=length)


def _dropped(scene: _Scene) -> str:
    return f"{_completed(scene)} " + scene.text("headline.dropped")


#: The states whose sentence depends on more than the state. The sentence of every other state is `headline.<state>`.
_OF_STATE: Mapping[State, Callable[[_Scene], str]] = {
    State.GREETED: _greeted,
    State.HUNTING: _hunting,
    State.CONNECTED: _connected,
    State.REFUSED: _refused,
    State.CANCELED: _canceled,
    State.NO_ANSWER: _no_answer,
    State.FAILED: _failed,
    State.ABANDONED: _abandoned,
    State.NO_AGENT: _no_agent,
    State.COMPLETED: _completed,
    State.DROPPED: _dropped,
}
