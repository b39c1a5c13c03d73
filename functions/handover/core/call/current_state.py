"""Which state the events of a handover add up to, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from handover.core.call.booking import DIAL, DROPPED, RING_BACK, Booking
from handover.core.call.call_status import CallStatus
from handover.core.call.dropped import broken_leg
from handover.core.call.events import BACK_OF, Event, EventKind, Timeline, text_fact
from handover.core.call.hunt import hunt_of
from handover.core.call.states import State

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
    EventKind.WAITING,
    EventKind.NO_AGENT,
    EventKind.VOICEMAIL,
    EventKind.RECORDED,
)


def current_state(timeline: Timeline, first: Event, booking: Booking | None, now: datetime) -> tuple[State, datetime]:
    """Returns the state at `now` and when it began. `first` is the permit, else what else began the handover."""
    ended, canceled = timeline.one(EventKind.ENDED), timeline.one(EventKind.CANCELED)
    refused = timeline.latest(EventKind.REFUSED)
    if permit_of_call_back(first):
        from handover.core.call.called_back import state_of  # few handovers are one

        return state_of(timeline, first, now, PLACING_ENDS)
    if ended:
        return _end(timeline, ended), ended.at
    if canceled:
        return State.CANCELED, canceled.at
    if refused:
        return State.REFUSED, refused.at
    if booking and not timeline.has(EventKind.REQUESTED):
        return _not_dialed(booking)
    return _live_state(timeline, first, now)


def permit_of_call_back(first: Event) -> bool:
    """Returns whether the event that begins the handover is the permit of an agent's call back."""
    return first.kind is EventKind.REQUESTED and text_fact(first.facts, BACK_OF) != ""


def rang_back(timeline: Timeline) -> str:
    """Returns the SID of the call with which the customer rang us, or `""` if we called them. Its leg is answered, and a key
    was pressed, before the handover begins."""
    permit = timeline.one(EventKind.REQUESTED)
    return text_fact(permit.facts, RING_BACK) if permit else ""


def _not_dialed(booking: Booking) -> tuple[State, datetime]:
    """Returns the state of a booking without a permit. One that is being dialled stays scheduled until it has one."""
    if booking.over in ("", DIAL) or booking.over_at is None:
        return State.SCHEDULED, booking.made_at
    return (State.REFUSED if booking.over == DROPPED else State.CANCELED), booking.over_at


def _end(timeline: Timeline, ended: Event) -> State:
    """Returns the final state after the customer's leg has ended: the first one that applies."""
    if timeline.one(EventKind.CANCELED):
        return State.CANCELED
    unanswered = _UNANSWERED.get(str(ended.facts.get("status")))
    if unanswered and not (timeline.has(*_PROVE_ANSWERED) or rang_back(timeline)):
        return unanswered
    if timeline.has(EventKind.VOICEMAIL, EventKind.RECORDED):
        return State.VOICEMAIL
    if timeline.accepted():
        return State.DROPPED if broken_leg(timeline) else State.COMPLETED
    if timeline.one(EventKind.NO_AGENT):
        return State.NO_AGENT
    if timeline.one(EventKind.HUNT):  # also when a wrong digit was pressed before the right one
        return State.ABANDONED
    return State.NO_HUMAN if timeline.one(EventKind.NO_KEY) else State.ABANDONED


def _live_state(timeline: Timeline, first: Event, now: datetime) -> tuple[State, datetime]:
    hunt = hunt_of(timeline)
    if timeline.accepted():
        joined = [*timeline.all(EventKind.ACCEPTED), *timeline.all(EventKind.BRIDGED)]
        return State.CONNECTED, min(event.at for event in joined if event.attempt == timeline.accepted())
    if hunt:
        return (State.WAITING if hunt.waiting else State.HUNTING), hunt.began
    if rang_back(timeline):
        return State.GREETED, first.at
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
