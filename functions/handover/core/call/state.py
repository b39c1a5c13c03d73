"""A handover, computed from its events and the current time. The order in which events arrive does not matter.

    scheduled ─ requested ─ dialing ─ ringing ─ greeted ─ hunting ─ connected ─ (a final state)
                    │                                        └─ waiting: nobody is free, the customer stays in line
                    └─ unconfirmed: it is not known whether the call was placed; it is never placed again

What the customer's leg reports beats what this service intended. A handover never leaves a final state for a live one.
`current_state.py` decides which state it is, `state_timeouts.py` has how long a live state may last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handover.core.call.booking import RING_BACK, Booking, booking_of
from handover.core.call.call_request import CallRequest
from handover.core.call.current_state import PLACING_ENDS, current_state, rang_back
from handover.core.call.events import (
    BACK_OF,
    GAVE_WAY,
    MESSAGE_ONLY,
    RUNG_NEXT,
    Event,
    EventKind,
    HuntTarget,
    Timeline,
    number_fact,
    text_fact,
)
from handover.core.call.hunt import Hunt, called_back, hunt_of
from handover.core.call.states import State, told_as
from handover.core.desk.limits import ChatCall

if TYPE_CHECKING:
    from handover.core.call.room import Colleague
    from handover.core.i18n import Catalogue

__all__ = ["PLACING_ENDS", "Handover", "State", "fold"]


@dataclass(frozen=True)
class Handover:
    """One handover with its state, computed from its events. `since` is when the state began, `reason` why the request was
    refused, `limit` the limit that was reached, `time_limit` the longest call in seconds (0 if it is not known), `sid` the
    customer's call at Twilio, `sids` every call at Twilio that the events name, `accepted_by` the attempt of the agent who
    took the call (0 for none). `placed_by` is when its create was over: before that, no lookup can prove that there is no
    call. `ended` is whether the customer's call is on record as over. `refusals` are the refusals of a chat that share this
    handover, oldest first: the latest one has the reason and, unless there is a permit, the request. `earlier` are the
    chat's calls before this one (None in permits of version 0.2.0 and before). `booking` is the booking that it began as,
    or None; then `requested_at` is when its call was requested, or when it was booked as long as none was. `country` is the
    number's (ISO 3166-1 alpha-2, or `""`). `ring_back` is the sid of the call with which the customer rang us, if it is such
    a handover; `replaced` is whether it was canceled because they did. `texted` are
    the messages to the customer that were claimed. `proof` is the kind of proof (`""` for any key), `digit_of` the handover
    whose digit is asked for if it is not this one, `disproved` whether a wrong digit was pressed and the right one was not.
    `caller` is our number that the customer's phone shows, or `""` for the general one. `hunt` is the hunt for an agent, or
    None before the customer pressed a key. `nobody_left`: no agent could take the call; while it is live, the customer is
    asked what they want instead. `message_only`: somebody without a request rang us and may leave a message; no agent is
    rung, and `phone` is `""` if their number is withheld. `talked_until` is when the conversation with the agent ended, or
    None. `colleagues` are those whom an agent asked to come into a running call, and `agent_left_at` is when the agent who
    took the call left its room, or None. `prefer` is the id of the agent to ring first, or `""`. `back_of` is the handover
    that an agent called back from, or `""`: then the agent's phone rings first, and `sid` is their call. Of such a call back
    `gave_way` is the id of the retry that gave way to it, and `rung_next` of the agent whom the next call would have rung
    first without it, each `""` if there is none. `calls_back`: an agent pressed key 3, which
    books a call back."""

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
    booking: Booking | None = None
    country: str = ""
    ring_back: str = ""
    replaced: bool = False
    texted: tuple[Event, ...] = ()
    proof: str = ""
    digit_of: str = ""
    disproved: bool = False
    caller: str = ""
    hunt: Hunt | None = None
    nobody_left: bool = False
    message_only: bool = False
    talked_until: datetime | None = None
    colleagues: tuple[Colleague, ...] = ()
    agent_left_at: datetime | None = None
    prefer: str = ""
    back_of: str = ""
    gave_way: str = ""
    rung_next: str = ""
    calls_back: bool = False

    def texts(self, *tags: str) -> Catalogue:
        """Returns what the handover's customer hears and reads, in the first language among `tags` and its own that has
        texts."""
        return self.call_request.texts_in(*tags, self.language)

    @property
    def live(self) -> bool:
        return self.state.live

    @property
    def told_as(self) -> str:
        """The word of the state's label: its own, or `calls_back` if no agent took the call but one calls back."""
        return told_as(self.state, self.calls_back)

    @property
    def in_progress(self) -> bool:
        """Whether there is, or may be, a call: the handover is live and not just booked."""
        return self.live and self.state is not State.SCHEDULED

    @property
    def not_placed(self) -> bool:
        """Whether it is a booking whose call had a permit, and was never found at Twilio: the customer was not called."""
        return self.booking is not None and self.state is State.FAILED and not self.sids

    @property
    def not_taken(self) -> bool:
        """Whether it is a call back that the agent did not take: the customer's phone did not ring."""
        not_placed = self.state is State.FAILED and not self.sids
        return bool(self.back_of) and (self.state is State.REFUSED or not_placed)

    @property
    def owes_retry(self) -> bool:
        """Whether it is such a call back, and a retry gave way to it: then that is to be booked again."""
        return self.not_taken and self.gave_way != ""

    @property
    def agent_left(self) -> bool:
        return self.agent_left_at is not None

    @property
    def gives_way(self) -> bool:
        """Whether it is a retry that is waiting: what the customer asks for now takes its place."""
        return self.state is State.SCHEDULED and self.booking is not None and self.booking.gives_way

    @property
    def began_at(self) -> datetime:
        """When the customer asked for the call (UTC): its id has this day."""
        return self.booking.made_at if self.booking else self.requested_at

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
    """Returns the handover, or None if there is no booking and no permit, or it is void: then there is no handover."""
    timeline = Timeline(events)
    permit, booked = timeline.one(EventKind.REQUESTED), timeline.all(EventKind.BOOKED)
    booking = booking_of(booked)
    first = permit or (booked[0] if booking else timeline.latest(EventKind.REFUSED))
    if first is None or timeline.has(EventKind.VOID):
        return None
    record = {**booked[0].facts, **first.facts} if booking else first.facts
    state, since = current_state(timeline, first, booking, now)
    canceled, ring_back = timeline.one(EventKind.CANCELED), rang_back(timeline)
    hunt, unconfirmed = hunt_of(timeline), timeline.one(EventKind.UNCONFIRMED)
    accepted = timeline.accepted()
    return Handover(
        id=handover_id,
        state=state,
        since=since,
        requested_at=first.at,
        call_request=CallRequest.from_record(record.get("wish")),
        phone=text_fact(record, "phone"),
        language=text_fact(record, "language") or "en",
        time_limit=number_fact(record, "time_limit"),
        reason=_refused_for(timeline, "reason") or (booking.reason if booking else ""),
        sid=ring_back or timeline.sid(),
        sids=timeline.sids() | ({ring_back} if ring_back else set()),
        placed_by=unconfirmed.at if unconfirmed else first.at + PLACING_ENDS,
        ended=timeline.has(EventKind.ENDED) or (booking is not None and permit is None),
        order=hunt.order if hunt else (),
        hunt=hunt,
        accepted_by=accepted,
        bridged=timeline.has(EventKind.BRIDGED),
        anomalies=timeline.anomalies(),
        looks=tuple(timeline.all(EventKind.LOOKED)),
        wraps=tuple(timeline.all(EventKind.WRAPPED)),
        ratings=tuple(timeline.all(EventKind.RATED)),
        refusals=tuple(sorted(timeline.all(EventKind.REFUSED), key=lambda event: event.at)),
        limit=_refused_for(timeline, "limit"),
        earlier=_earlier(record),
        booking=booking,
        country=text_fact(record, "country"),
        ring_back=ring_back,
        replaced=bool((canceled and text_fact(canceled.facts, RING_BACK)) or (booking and booking.over == RING_BACK)),
        texted=tuple(timeline.all(EventKind.TEXTED)),
        proof=text_fact(record, "proof"),
        digit_of=text_fact(record, "digit_of"),
        disproved=hunt is None and any(event.facts.get("wrong_digit") for event in timeline.all(EventKind.NO_KEY)),
        caller=text_fact(record, "caller"),
        nobody_left=timeline.has(EventKind.NO_AGENT),
        message_only=bool(ring_back) and record.get(MESSAGE_ONLY) is True,
        talked_until=timeline.talked_until(),
        colleagues=_colleagues(timeline),
        agent_left_at=min((each.at for each in timeline.all(EventKind.LEFT) if each.attempt == accepted), default=None),
        prefer=text_fact(record, "prefer"),
        back_of=text_fact(record, BACK_OF),
        gave_way=text_fact(record, GAVE_WAY),
        rung_next=text_fact(record, RUNG_NEXT),
        calls_back=called_back(timeline) is not None,
    )


def _colleagues(timeline: Timeline) -> tuple[Colleague, ...]:
    if not timeline.has(EventKind.COLLEAGUE):
        return ()
    from handover.core.call.room import colleagues_of  # few calls have any

    return colleagues_of(timeline)


def _refused_for(timeline: Timeline, fact: str) -> str:
    refused = timeline.latest(EventKind.REFUSED)
    return text_fact(refused.facts, fact) if refused else ""


def _earlier(record: Mapping[str, Any]) -> tuple[ChatCall, ...] | None:
    try:
        return tuple(ChatCall.from_record(call) for call in record["earlier"])
    except (KeyError, TypeError, ValueError):
        return None
