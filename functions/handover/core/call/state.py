"""The state of a handover, computed from its events and the current time. The order in which events arrive does not matter.

    requested ─ dialing ─ ringing ─ greeted ─ hunting ─ connected ─ (a final state)
        └─ unconfirmed: it is not known whether the call was placed; it is never placed again

What the customer's leg reports beats what this service intended. A handover never leaves a final state for a live one.
`state_timeouts.py` has how long a live state may last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.call.call_status import CallStatus
from handover.core.call.dropped import broken_leg
from handover.core.call.events import (
    Event,
    EventKind,
    HuntTarget,
    Timeline,
    frozen_order,
    number_fact,
    text_fact,
)
from handover.core.desk.limits import ChatCall


class State(StrEnum):
    """The states of a handover. The words are part of the chat's contract."""

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
    DROPPED = "dropped"
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

#: A `start_call` ends within 6 s. After this time, a permit without a further event is a call that may have been placed.
PLACING_ENDS = timedelta(seconds=15)

#: The final state for each status of a leg that was never answered.
_UNANSWERED: Mapping[str, State] = {
    CallStatus.BUSY: State.BUSY,
    CallStatus.NO_ANSWER: State.NO_ANSWER,
    CallStatus.FAILED: State.FAILED,
    CallStatus.CANCELED: State.CANCELED,
}

#: Events that only an answered leg can have. They beat a status that says otherwise, such as the `failed` that is recorded
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
    """One handover with its state, computed from its events. `since` is when the state began, `reason` why the request was
    refused, `limit` the limit that was reached, `time_limit` the longest call in seconds (0 if it is not known), `sid` the
    customer's call at Twilio, `sids` every call at Twilio that the events name, `accepted_by` the attempt of the agent who
    took the call (0 for none). `placed_by` is when its create was over: before that, no lookup can prove that there is no
    call. `ended` is whether the customer's call is on record as over. `refusals` are the refusals of a chat that share this
    handover, oldest first: the latest one has the reason and, unless there is a permit, the request. `earlier` are the
    chat's calls before this one (None in permits of version 0.2.0 and before)."""

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
    sids: frozenset[str] = frozenset()
    placed_by: datetime | None = None
    ended: bool = False
    order: tuple[HuntTarget, ...] = ()
    accepted_by: int = 0
    bridged: bool = False
    anomalies: tuple[str, ...] = ()
    looks: tuple[Event, ...] = ()
    wraps: tuple[Event, ...] = ()
    ratings: tuple[Event, ...] = ()
    refusals: tuple[Event, ...] = ()
    limit: str = ""
    earlier: tuple[ChatCall, ...] | None = None

    @property
    def live(self) -> bool:
        return self.state.live

    @property
    def unfinished(self) -> bool:
        """Whether the customer's phone may still ring or be in a call: the handover is live, or it was canceled and nobody
        knows yet that its call is over."""
        return self.live or (self.state is State.CANCELED and not self.ended)

    @property
    def agent(self) -> HuntTarget | None:
        """The agent who took the call, or None if none did or the order of the hunt is not on record."""
        return self.agent_of(self.accepted_by)

    @property
    def contact_number(self) -> str:
        """The customer's number in E.164, or as it was typed if the request was refused before the number was read."""
        return self.phone or self.call_request.phone_number

    def agent_of(self, attempt: int) -> HuntTarget | None:
        """Returns the agent whom that attempt rings, or None if there is no such attempt in the order of the hunt."""
        return self.order[attempt - 1] if 0 < attempt <= len(self.order) else None


def fold(handover_id: str, events: Iterable[Event], now: datetime) -> Handover | None:
    """Returns the handover, or None if there is no permit, or a void one: then there is no handover."""
    timeline = Timeline(events)
    first = timeline.one(EventKind.REQUESTED) or timeline.latest(EventKind.REFUSED)
    if first is None or timeline.one(EventKind.VOID):
        return None
    record = first.facts
    state, since = _state(timeline, first, now)
    hunt, unconfirmed = timeline.one(EventKind.HUNT), timeline.one(EventKind.UNCONFIRMED)
    return Handover(
        id=handover_id,
        state=state,
        since=since,
        requested_at=first.at,
        call_request=CallRequest.from_record(record.get("wish")),
        phone=text_fact(record, "phone"),
        language=text_fact(record, "language") or "en",
        time_limit=number_fact(record, "time_limit"),
        reason=_refused_for(timeline, "reason"),
        sid=timeline.sid(),
        sids=timeline.sids(),
        placed_by=unconfirmed.at if unconfirmed else first.at + PLACING_ENDS,
        ended=timeline.one(EventKind.ENDED) is not None,
        order=frozen_order(hunt.facts) if hunt else (),
        accepted_by=timeline.accepted(),
        bridged=timeline.one(EventKind.BRIDGED) is not None,
        anomalies=timeline.anomalies(),
        looks=tuple(timeline.all(EventKind.LOOKED)),
        wraps=tuple(timeline.all(EventKind.WRAPPED)),
        ratings=tuple(timeline.all(EventKind.RATED)),
        refusals=tuple(sorted(timeline.all(EventKind.REFUSED), key=lambda event: event.at)),
        limit=_refused_for(timeline, "limit"),
        earlier=_earlier(record),
    )


def _state(timeline: Timeline, first: Event, now: datetime) -> tuple[State, datetime]:
    ended, canceled = timeline.one(EventKind.ENDED), timeline.one(EventKind.CANCELED)
    refused = timeline.latest(EventKind.REFUSED)
    if ended:
        return _end(timeline, ended), ended.at
    if canceled:
        return State.CANCELED, canceled.at
    if refused:
        return State.REFUSED, refused.at
    return _live_state(timeline, first, now)


def _end(timeline: Timeline, ended: Event) -> State:
    """Returns the final state after the customer's leg has ended: the first one that applies."""
    if timeline.one(EventKind.CANCELED):
        return State.CANCELED
    unanswered = _UNANSWERED.get(str(ended.facts.get("status")))
    if unanswered and not any(timeline.one(kind) for kind in _PROVE_ANSWERED):
        return unanswered
    if timeline.one(EventKind.VOICEMAIL):
        return State.VOICEMAIL
    if timeline.accepted():
        return State.DROPPED if broken_leg(timeline) else State.COMPLETED
    if timeline.one(EventKind.NO_AGENT):
        return State.NO_AGENT
    return State.NO_HUMAN if timeline.one(EventKind.NO_KEY) else State.ABANDONED


def _live_state(timeline: Timeline, first: Event, now: datetime) -> tuple[State, datetime]:
    hunt = timeline.one(EventKind.HUNT)
    if timeline.accepted():
        joined = [*timeline.all(EventKind.ACCEPTED), *timeline.all(EventKind.BRIDGED)]
        return State.CONNECTED, min(event.at for event in joined if event.attempt == timeline.accepted())
    if hunt:
        return State.HUNTING, hunt.at
    for kind, state in _PROGRESS:
        event = timeline.one(kind)
        if event:
            return state, event.at
    if now - first.at > PLACING_ENDS:
        return State.UNCONFIRMED, first.at
    return State.REQUESTED, first.at


#: The last step on record counts: a late RINGING event does not move an answered call back.
_PROGRESS = (
    (EventKind.NO_KEY, State.GREETED),
    (EventKind.ANSWERED, State.GREETED),
    (EventKind.RINGING, State.RINGING),
    (EventKind.PLACED, State.DIALING),
    (EventKind.UNCONFIRMED, State.UNCONFIRMED),
)


def _refused_for(timeline: Timeline, fact: str) -> str:
    refused = timeline.latest(EventKind.REFUSED)
    return text_fact(refused.facts, fact) if refused else ""


def _earlier(record: Mapping[str, Any]) -> tuple[ChatCall, ...] | None:
    try:
        return tuple(ChatCall(str(call["number"]), datetime.fromisoformat(call["at"])) for call in record["earlier"])
    except (KeyError, TypeError, ValueError):
        return None
