"""Where a handover stands: folded from its events, in whatever order they arrived, and from the time it is now.

    requested ─ dialing ─ ringing ─ greeted ─ hunting ─ connected ─ (an end)
        └─ unconfirmed: nobody knows whether the call was placed; it is never placed again

What the customer's leg reports beats what we meant to do; an end never moves back. How long a state may last is in
`bounds.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handover.core.call.call_request import CallRequest
from handover.core.call.call_status import CallStatus
from handover.core.call.events import Event, EventKind, HuntTarget, Timeline


class State(StrEnum):
    """Where a handover stands. The words are part of the chat's contract."""

    REQUESTED = "requested"
    DIALING = "dialing"
    RINGING = "ringing"
    UNCONFIRMED = "unconfirmed"
    GREETED = "greeted"
    HUNTING = "hunting"
    CONNECTED = "connected"
    SCHEDULED = "scheduled"
    REFUSED = "refused"
    CANCELED = "canceled"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    NO_HUMAN = "no_human"
    ABANDONED = "abandoned"
    NO_AGENT = "no_agent"
    VOICEMAIL = "voicemail"
    COMPLETED = "completed"

    @property
    def live(self) -> bool:
        return self in _LIVE


_LIVE = frozenset(
    {
        State.REQUESTED,
        State.DIALING,
        State.RINGING,
        State.UNCONFIRMED,
        State.GREETED,
        State.HUNTING,
        State.CONNECTED,
        State.SCHEDULED,
    }
)

#: The placer answers within 6 s. A permit older than this without a word from it is a call that may have been placed.
PLACER_SILENT = timedelta(seconds=15)

#: Ends that Twilio names for a leg that was never answered.
_UNANSWERED: Mapping[str, State] = {
    CallStatus.BUSY: State.BUSY,
    CallStatus.NO_ANSWER: State.NO_ANSWER,
    CallStatus.FAILED: State.FAILED,
    CallStatus.CANCELED: State.CANCELED,
}

#: Timeline that only an answered leg can have. They beat an end that says otherwise, such as the `failed` that is recorded
#: when Twilio no longer knows the call.
_PROVE_ANSWERED = (
    EventKind.ANSWERED,
    EventKind.NO_KEY,
    EventKind.HUNT,
    EventKind.ACCEPTED,
    EventKind.BRIDGED,
    EventKind.NO_AGENT,
    EventKind.VOICEMAIL,
)


@dataclass(frozen=True)
class Handover:
    """Where one handover stands, folded from its events."""

    id: str
    state: State
    since: datetime
    requested_at: datetime
    call_request: CallRequest
    phone: str
    language: str
    time_limit: int
    reason: str = ""
    sid: str = ""
    order: tuple[HuntTarget, ...] = ()
    accepted_by: int = 0
    bridged: bool = False
    anomalies: tuple[str, ...] = ()
    looks: tuple[Event, ...] = ()
    wraps: tuple[Event, ...] = ()

    @property
    def live(self) -> bool:
        return self.state.live

    @property
    def agent(self) -> HuntTarget | None:
        """The agent who took the call, if one did and the hunt's order is on record."""
        return self.order[self.accepted_by - 1] if 0 < self.accepted_by <= len(self.order) else None


def fold(handover_id: str, events: Iterable[Event], now: datetime) -> Handover | None:
    """Where the handover stands; None when there is no permit, or a void one: then there is no handover."""
    facts = Timeline(events)
    first = facts.one(EventKind.REQUESTED) or facts.one(EventKind.REFUSED)
    if first is None or facts.one(EventKind.VOID):
        return None
    record = first.facts
    state, since = _state(facts, first, now)
    order = facts.one(EventKind.HUNT)
    return Handover(
        id=handover_id,
        state=state,
        since=since,
        requested_at=first.at,
        call_request=CallRequest.from_record(record.get("wish", {})),
        phone=record.get("phone", ""),
        language=record.get("language", "en"),
        time_limit=int(record.get("time_limit", 0)),
        reason=_reason(facts),
        sid=facts.sid(),
        order=tuple(HuntTarget(**agent) for agent in order.facts.get("agents", ())) if order else (),
        accepted_by=facts.accepted(),
        bridged=facts.one(EventKind.BRIDGED) is not None,
        anomalies=facts.anomalies(),
        looks=tuple(facts.all(EventKind.LOOKED)),
        wraps=tuple(facts.all(EventKind.WRAPPED)),
    )


def _state(facts: Timeline, first: Event, now: datetime) -> tuple[State, datetime]:
    refused, ended, canceled = facts.one(EventKind.REFUSED), facts.one(EventKind.ENDED), facts.one(EventKind.CANCELED)
    if ended:
        return _end(facts, ended), ended.at
    if canceled:
        return State.CANCELED, canceled.at
    if refused:
        return State.REFUSED, refused.at
    return _live_state(facts, first, now)


def _end(facts: Timeline, ended: Event) -> State:
    """The customer's leg is over: the end is the first that applies."""
    if facts.one(EventKind.CANCELED):
        return State.CANCELED
    unanswered = _UNANSWERED.get(str(ended.facts.get("status")))
    if unanswered and not any(facts.one(kind) for kind in _PROVE_ANSWERED):
        return unanswered
    if facts.one(EventKind.VOICEMAIL):
        return State.VOICEMAIL
    if facts.accepted():
        return State.COMPLETED
    if facts.one(EventKind.NO_AGENT):
        return State.NO_AGENT
    return State.NO_HUMAN if facts.one(EventKind.NO_KEY) else State.ABANDONED


def _live_state(facts: Timeline, first: Event, now: datetime) -> tuple[State, datetime]:
    hunt = facts.one(EventKind.HUNT)
    if facts.accepted():
        joined = [*facts.all(EventKind.ACCEPTED), *facts.all(EventKind.BRIDGED)]
        return State.CONNECTED, min(event.at for event in joined if event.attempt == facts.accepted())
    if hunt:
        return State.HUNTING, hunt.at
    for kind, state in _PROGRESS:
        event = facts.one(kind)
        if event:
            return state, event.at
    if now - first.at > PLACER_SILENT:
        return State.UNCONFIRMED, first.at
    return State.REQUESTED, first.at


#: The furthest that is on record wins: a late "ringing" cannot move an answered call back.
_PROGRESS = (
    (EventKind.NO_KEY, State.GREETED),
    (EventKind.ANSWERED, State.GREETED),
    (EventKind.RINGING, State.RINGING),
    (EventKind.PLACED, State.DIALING),
    (EventKind.UNCONFIRMED, State.UNCONFIRMED),
)


def _reason(facts: Timeline) -> str:
    refused = facts.one(EventKind.REFUSED)
    return str(refused.facts.get("reason", "")) if refused else ""
