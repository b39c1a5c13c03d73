"""The story of a handover: a line for every event, report and page view, in order.

The same facts make the same story, in any order of arrival and however often they arrive. Several facts share one sentence
where that reads better: a phone that rang and was not picked up, a page that was opened three times. A report of an unknown
kind, such as one of a newer version, gets a line with its own name, so that nothing is left out. The lines about agents are
in `agents.py`, those about a recorded message in `recordings.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from handover.core.call.booking import DIAL
from handover.core.call.call_request import requested_number
from handover.core.call.call_status import CallStatus
from handover.core.call.dropped import broken_leg
from handover.core.call.events import TOGETHER, Event, EventKind, LegReport, Timeline, frozen_order
from handover.core.call.hunt import called_back, chosen_agent
from handover.core.call.rating import Rating
from handover.core.call.state import Handover
from handover.core.chat.turn import text
from handover.core.privacy.numbers import masked
from handover.core.story.agents import of_agents
from handover.core.story.attempt import LEG, LEG_WORDS, seconds
from handover.core.story.bookings import booking_step
from handover.core.story.colleagues import of_colleagues
from handover.core.story.recordings import call_recorded, choice, of_recording, recorded
from handover.core.story.texts import NOT_SENT, texted
from handover.core.story.wording import StoryLine, Wording, rank


def story(handover: Handover, events: Sequence[Event], legs: Sequence[LegReport], wording: Wording) -> list[StoryLine]:
    """Returns the story, oldest line first. Twilio reports whole seconds only, so lines within one second are sorted by
    `rank`."""
    lines = [
        *_of_events(handover, Timeline(events), wording),
        *of_agents(handover, events, legs, wording),
        *of_colleagues(handover, Timeline(events), wording),
        *_of_reports(handover, legs, wording),
    ]
    return _joined(sorted(lines, key=lambda line: (line.at.replace(microsecond=0), line.rank, line.at)), wording)


def _joined(story_lines: Sequence[StoryLine], wording: Wording) -> list[StoryLine]:
    """Returns the lines, with each series of lines with the same `run` replaced by one that says how often."""
    lines = []
    for _, run in groupby(enumerate(story_lines), key=lambda placed: placed[1].run or placed[0]):
        line, *again = [line for _, line in run]
        if line.run and again:
            key, agent = line.run
            line = StoryLine(line.at, wording.text(key, agent=agent, times=1 + len(again)))
        lines.append(line)
    return lines


#: The texts that have no values to fill in.
_PLAIN: Mapping[EventKind, str] = {
    EventKind.UNCONFIRMED: "story.unconfirmed",
    EventKind.RINGING: "story.ringing",
    EventKind.ANSWERED: "story.answered",
    EventKind.WAITING: "story.waiting",
    EventKind.NO_AGENT: "story.no_agent",
    EventKind.VOICEMAIL: "story.voicemail",
    EventKind.CANCELED: "story.canceled",
}


#: A customer who waited for less did not wait.
_AT_ONCE = timedelta(seconds=3)

#: Events that say nothing new when the customer rang us.
_OF_OUR_CALL = (EventKind.PLACED, EventKind.ANSWERED)


def _of_events(handover: Handover, timeline: Timeline, wording: Wording) -> Iterator[StoryLine]:
    """Yields the lines of events that are not about one agent. A void permit has no handover, and so no line."""
    sentences: dict[EventKind, Callable[[Event], str]] = {
        EventKind.BOOKED: lambda event: booking_step(event, handover, wording),
        EventKind.REQUESTED: lambda _: _requested(handover, wording),
        EventKind.REFUSED: lambda event: _refused(event, len(timeline.all(EventKind.REFUSED)) > 1, wording),
        EventKind.PLACED: lambda event: wording.text("story.found" if _looked_up(event) else "story.placed"),
        EventKind.NO_KEY: lambda event: wording.text(
            "story.wrong_digit" if event.facts.get("wrong_digit") else "story.no_key"
        ),
        EventKind.HUNT: lambda event: _hunt(event, wording),
        EventKind.DROPPED: lambda event: _dropped(handover, event, wording),
        EventKind.CHOSEN: lambda event: _chosen(event, wording),
        EventKind.ENDED: lambda event: _ended(event, timeline, wording),
        EventKind.LOOKED: lambda event: wording.text("story.looked_none" if _found_none(event) else "story.looked"),
        EventKind.RECORDED: lambda event: recorded(event, wording),
        EventKind.CALL_RECORDED: lambda event: call_recorded(event, wording),
        EventKind.WRAPPED: lambda event: _wrapped(event, wording),
        EventKind.RATED: lambda event: _rated(event, wording),
        EventKind.TEXTED: lambda event: texted(event, wording),
    }
    for kind in EventKind:
        for event in timeline.all(kind):
            if _says_nothing(event, handover, timeline):
                continue
            if kind is EventKind.HUNT and (chosen := choice(event, wording)):
                yield chosen
            if kind is EventKind.CANCELED and handover.replaced:
                yield StoryLine(event.at, wording.text("story.canceled_ring_back"), rank(kind))
            elif kind is EventKind.NO_AGENT and event.facts.get("source") == "record":
                yield StoryLine(event.at, wording.text("story.key_found"), rank(kind))
            elif kind in _PLAIN:
                yield StoryLine(event.at, wording.text(_PLAIN[kind]), rank(kind))
            elif kind in sentences:
                yield StoryLine(event.at, sentences[kind](event), rank(kind))


def _requested(handover: Handover, wording: Wording) -> str:
    """Returns how the handover began."""
    last2, origin = handover.phone[-2:], handover.call_request.origin
    if handover.back_of:
        agent = handover.order[0].name if handover.order else wording.text("story.somebody")
        return wording.text("story.requested_back", agent=agent, last2=last2)
    if origin:
        return wording.text("story.requested_button", origin=origin, last2=last2)
    if handover.message_only:
        return wording.text("story.caller" if handover.phone else "story.caller_withheld", last2=last2)
    return wording.text("story.ring_back" if handover.ring_back else "story.requested", last2=last2)


def _says_nothing(event: Event, handover: Handover, timeline: Timeline) -> bool:
    """Returns whether other lines say it already: what is no call of ours, the permit of a booked call, a wait that was
    over at once, because an agent was chosen, that the hunt is over after an agent said that they call back, and
    the order of agents of somebody who calls back."""
    if event.kind in (EventKind.WAITING, EventKind.NO_AGENT) and (end := called_back(timeline)):
        return event.kind is EventKind.NO_AGENT or event.attempt > end.attempt
    if event.kind is EventKind.WAITING:
        chosen = (each.at for each in timeline.all(EventKind.CHOSEN) if each.attempt == event.attempt)
        return any(at - event.at < _AT_ONCE for at in chosen)
    if event.kind is EventKind.REQUESTED:
        return handover.booking is not None and handover.booking.over == DIAL
    if handover.back_of and event.kind is EventKind.HUNT:
        return True
    return bool(handover.ring_back) and event.kind in _OF_OUR_CALL


def _looked_up(event: Event) -> bool:
    """Returns whether the event comes from a lookup at Twilio and not from a callback."""
    return event.facts.get("source") == "look"


def _found_none(event: Event) -> bool:
    return event.facts.get("status") == "none"


def _refused(event: Event, one_of_several: bool, wording: Wording) -> str:
    """Returns the sentence about a refusal. One of several names its number: a chat may have tried different ones."""
    reason, limit = text(event.facts.get("reason")), f"limit.{text(event.facts.get('limit'))}"
    if not reason:
        return wording.text("story.not_placed")
    label = wording.labels.refusal(reason)
    if wording.texts.has(limit):
        label = f"{label} ({wording.texts.text(limit)})"
    number = requested_number(event.facts) if one_of_several else ""
    if not number:
        return wording.text("story.refused", reason=label)
    return wording.text("story.refused_number", number=masked(number), reason=label)


def _hunt(event: Event, wording: Wording) -> str:
    """Returns the sentence with the frozen order, without those who were chosen after its end."""
    names = ", ".join(agent.name for agent in frozen_order(event.facts))
    key = "story.hunt_together" if TOGETHER in event.facts else "story.hunt"
    return wording.text(key, agents=names) if names else wording.text("story.hunt_nobody")


def _chosen(event: Event, wording: Wording) -> str:
    """Returns the sentence about the agent whom a waiting customer gets, or about several who are rung together."""
    names = [agent.name for agent in frozen_order(event.facts)]
    if len(names) > 1:
        return wording.text("story.chosen_together", agents=", ".join(names))
    return wording.text("story.chosen", agent=chosen_agent(event.facts).name)


def _wrapped(event: Event, wording: Wording) -> str:
    disposition = wording.labels.disposition(text(event.facts.get("disposition")))
    return wording.text("story.wrapped", agent=wording.author(event.facts), disposition=disposition)


def _rated(event: Event, wording: Wording) -> str:
    given = Rating.from_event(event)
    return wording.text("story.rated", rating=given.rating) if given else wording.text("story.rated_unknown")


_ENDS: Mapping[str, str] = {
    CallStatus.BUSY: "story.ended_busy",
    CallStatus.NO_ANSWER: "story.ended_no_answer",
    CallStatus.FAILED: "story.ended_failed",
    CallStatus.CANCELED: "story.ended_canceled",
}


def _dropped(handover: Handover, event: Event, wording: Wording) -> str:
    """Returns the sentence about an agent's leg that broke off."""
    agent = handover.agent_of(event.attempt)
    return wording.text(
        "story.dropped", agent=agent.name if agent else wording.text("story.agent", number=event.attempt)
    )


def _ended(event: Event, timeline: Timeline, wording: Wording) -> str:
    """Returns the sentence about the end of the customer's leg."""
    if broken_leg(timeline) == "customer":
        return wording.text("story.ended_dropped")
    status, length = str(event.facts.get("status", "")), seconds(event.facts.get("seconds"))
    rang = timeline.one(EventKind.RINGING)
    if status == CallStatus.NO_ANSWER and rang and event.at > rang.at:
        return wording.text("story.ended_rang", length=wording.length((event.at - rang.at).total_seconds()))
    if status == CallStatus.FAILED and _looked_up(event) and not timeline.sid():
        return wording.text("story.ended_unknown")
    if status == CallStatus.COMPLETED and length:
        return wording.text("story.ended_after", length=wording.length(length))
    return wording.text(_ENDS.get(status, "story.ended"))


#: Results of machine detection, by the beginning of their names.
_DETECTED: Mapping[str, str] = {
    "amd-human": "story.amd_human",
    "amd-machine": "story.amd_machine",
    "amd-fax": "story.amd_fax",
    "amd-unknown": "story.amd_unknown",
}

#: The text message with the link, which an agent gets when their phone rings. `link` is recorded before it is sent, and a
#: second report follows if sending failed or may have failed. Then only the second one gets a line.
_LINKS: Mapping[str, str] = {
    "link": "story.link",
    "link-failed": "story.link_failed",
    "link-refused": "story.link_refused",
}


def _of_reports(handover: Handover, legs: Sequence[LegReport], wording: Wording) -> Iterator[StoryLine]:
    """Yields the lines of all reports except an agent's leg reports, in no particular order."""
    first: dict[tuple[int, str], LegReport] = {}
    for report in sorted(legs, key=lambda report: report.at):
        first.setdefault((report.attempt, report.fact), report)
    not_sent = {report.attempt for report in first.values() if report.fact in ("link-failed", "link-refused")}
    for report in first.values():
        superseded = report.fact == "link" and report.attempt in not_sent
        of_colleague = report.fact.startswith("colleague-")  # their events have lines
        if report.fact.removeprefix(LEG) not in LEG_WORDS and not superseded and not of_colleague:
            yield _of_report(handover, report, wording)


def _of_report(handover: Handover, report: LegReport, wording: Wording) -> StoryLine:
    at, kind = report.at, report.fact.partition("-")[0]
    if kind in ("view", "reveal", "listen"):
        return _of_view(report, wording)
    if line := of_recording(report, wording):
        return line
    if report.fact in _LINKS:
        agent = handover.agent_of(report.attempt)
        name = agent.name if agent else wording.text("story.agent", number=report.attempt)
        return StoryLine(at, wording.text(_LINKS[report.fact], agent=name), rank(EventKind.HUNT) + 0.6)
    if report.fact in NOT_SENT:
        return StoryLine(at, wording.text(NOT_SENT[report.fact]), rank(EventKind.TEXTED) + 0.5)
    for beginning, key in _DETECTED.items():
        if report.fact.startswith(beginning):
            return StoryLine(at, wording.text(key), rank(EventKind.ANSWERED) + 0.5)
    return StoryLine(
        at, wording.text("story.unknown", fact=report.fact.replace("_", " ").replace("-", " ")), rank(EventKind.ENDED)
    )


def _of_view(report: LegReport, wording: Wording) -> StoryLine:
    agent, late = wording.author(report.facts), rank(EventKind.WRAPPED) + 0.5
    if report.fact.startswith("reveal"):
        return StoryLine(report.at, wording.text("story.reveal", agent=agent), late)
    if report.fact.startswith("listen-call"):
        return StoryLine(report.at, wording.text("story.listen_call", agent=agent), late, ("story.listens_call", agent))
    if report.fact.startswith("listen"):
        return StoryLine(report.at, wording.text("story.listen", agent=agent), late, ("story.listens", agent))
    if report.facts.get("by") == "link":
        return StoryLine(report.at, wording.text("story.view_link", agent=agent), late, ("story.views_link", agent))
    return StoryLine(report.at, wording.text("story.view", agent=agent), late, ("story.views", agent))
