"""What happened in a handover, told in plain words, in order: every event, every report of a leg, every look at it.

Pure: the same facts tell the same story, in whatever order they arrived and however often. What belongs together is one
sentence where that reads better: a phone that rang and was not picked up, a page that was opened three times. What the
agents did is told in `agents.py`, what was reported besides in `reports.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from handover.core.call.events import Event, Facts, Kind, Report
from handover.core.call.state import Handover
from handover.core.story.agents import of_agents
from handover.core.story.attempt import seconds
from handover.core.story.reports import of_reports
from handover.core.story.wording import Teller, Told, rank


def story(handover: Handover, events: Sequence[Event], legs: Sequence[Report], teller: Teller) -> list[Told]:
    """The story, oldest first. Twilio tells whole seconds only, so within one second the order of life decides."""
    told = [
        *_of_events(handover, Facts(events), teller),
        *of_agents(handover, events, legs, teller),
        *of_reports(handover, legs, teller),
    ]
    return _joined(sorted(told, key=lambda line: (line.at.replace(microsecond=0), line.rank, line.at)), teller)


def _joined(told: Sequence[Told], teller: Teller) -> list[Told]:
    """What somebody did again and again, without anything in between, is one line that says how often."""
    lines = []
    for _, run in groupby(enumerate(told), key=lambda placed: placed[1].run or placed[0]):
        line, *again = [line for _, line in run]
        if line.run and again:
            key, agent = line.run
            line = Told(line.at, teller.say(key, agent=agent, times=1 + len(again)))
        lines.append(line)
    return lines


#: What is told as it is, with nothing to fill in.
_PLAIN: Mapping[Kind, str] = {
    Kind.UNCONFIRMED: "story.unconfirmed",
    Kind.RINGING: "story.ringing",
    Kind.ANSWERED: "story.answered",
    Kind.NO_KEY: "story.no_key",
    Kind.NO_AGENT: "story.no_agent",
    Kind.VOICEMAIL: "story.voicemail",
    Kind.CANCELED: "story.canceled",
}


def _of_events(handover: Handover, facts: Facts, teller: Teller) -> Iterator[Told]:
    """The events that are not of one agent. A void permit is not told: it has no handover, and so no story."""
    sentences: dict[Kind, Callable[[Event], str]] = {
        Kind.REQUESTED: lambda _: teller.say("story.requested", last2=handover.phone[-2:]),
        Kind.REFUSED: lambda event: _refused(event, teller),
        Kind.PLACED: lambda event: teller.say("story.found" if _looked_up(event) else "story.placed"),
        Kind.HUNT: lambda _: _hunt(handover, teller),
        Kind.ENDED: lambda event: _ended(event, facts, teller),
        Kind.LOOKED: lambda event: teller.say("story.looked_none" if _found_none(event) else "story.looked"),
        Kind.WRAPPED: lambda event: _wrapped(event, teller),
    }
    for kind in Kind:
        for event in facts.all(kind):
            if kind in _PLAIN:
                yield Told(event.at, teller.say(_PLAIN[kind]), rank(kind))
            elif kind in sentences:
                yield Told(event.at, sentences[kind](event), rank(kind))


def _looked_up(event: Event) -> bool:
    """Whether this was learned by asking the telephone company, not reported by it."""
    return event.facts.get("source") == "look"


def _found_none(event: Event) -> bool:
    return event.facts.get("status") == "none"


def _refused(event: Event, teller: Teller) -> str:
    reason = str(event.facts.get("reason", ""))
    return (
        teller.say("story.refused", reason=teller.labels.refusal(reason)) if reason else teller.say("story.not_placed")
    )


def _hunt(handover: Handover, teller: Teller) -> str:
    names = ", ".join(rung.name for rung in handover.order)
    return teller.say("story.hunt", agents=names) if names else teller.say("story.hunt_nobody")


def _wrapped(event: Event, teller: Teller) -> str:
    disposition = teller.labels.disposition(str(event.facts.get("disposition", "")))
    return teller.say("story.wrapped", agent=teller.writer(event.facts), disposition=disposition)


_ENDS: Mapping[str, str] = {
    "busy": "story.ended_busy",
    "no-answer": "story.ended_no_answer",
    "failed": "story.ended_failed",
    "canceled": "story.ended_canceled",
}


def _ended(event: Event, facts: Facts, teller: Teller) -> str:
    """How the customer's leg ended."""
    status, length = str(event.facts.get("status", "")), seconds(event.facts.get("seconds"))
    rang = facts.one(Kind.RINGING)
    if status == "no-answer" and rang and event.at > rang.at:
        return teller.say("story.ended_rang", length=teller.length((event.at - rang.at).total_seconds()))
    if status == "failed" and _looked_up(event) and not facts.sid():
        return teller.say("story.ended_unknown")
    if status == "completed" and length:
        return teller.say("story.ended_after", length=teller.length(length))
    return teller.say(_ENDS.get(status, "story.ended"))
