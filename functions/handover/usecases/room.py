"""A call goes on in a room, a conference at Twilio, so that the agent's key `*` is heard (core/call/room.py, decision 57).

After the brief the agent's leg is moved there by REST (`enter`); the customer's Dial is over then, and its step `dialed`
comes here (`after_dial`). If the move fails, the legs are bridged as ever. Each exit ends the conference; the customer
waits outside, in documents of 2.5 s, until somebody is in the room or comes there (`between`), and hears what follows if
nobody does. Nobody is left alone inside: `hold`, which Twilio requests for somebody who is, moves them out.

What cannot be read does not end a conversation: the legs are shown into the room then, where they find each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from handover.core.call import twiml
from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.events import Event, EventKind, Timeline, frozen_order, text_fact
from handover.core.call.hunt import together_with
from handover.core.call.nobody_left import Offer
from handover.core.call.room import MOST_VISITS, Room, number_of, room_of, talked_for
from handover.core.call.twiml_conference import AGENT, COLLEAGUE, CUSTOMER, ConferenceTwiml
from handover.core.i18n import catalogue
from handover.services.storage import StorageError
from handover.services.telephony import TelephoneError
from handover.usecases.leg import Leg, LegRequest, UnknownCallError

#: Of an agent's leg that cannot have been moved.
_NOT_PICKED_UP = (CallStatus.NO_ANSWER, CallStatus.BUSY)

#: Documents of 2.5 s outside the room, at most, and how often the customer hears words there.
_MOST_TURNS, _WORDS_EVERY = 40, 6
#: An agent who was moved, and of whom nothing is known after so many, is in the room: that could not be recorded.
_AGENT_ENTERS_WITHIN = 4
#: Without storage the customer is shown into the room after so many.
_BLIND_TURNS = 3
#: Documents of 7.5 s alone in the room, at most.
_MOST_ALONE = 8
#: Seconds of a step's time that moving the agent leaves: the agent and the customer wait for it.
_LEFT_BY_MOVE = 6.0


@dataclass(frozen=True)
class Found:
    """What a step has read: the leg, all events of the handover, and the room of this attempt."""

    leg: Leg
    timeline: Timeline
    room: Room

    @property
    def over(self) -> bool:
        """Whether nobody is there any more to talk with: the customer has hung up, or was told that nobody comes."""
        resolved = (*self.timeline.all(EventKind.BRIDGED), *self.timeline.all(EventKind.MISSED))
        return self.leg.over or any(event.attempt == self.leg.attempt for event in resolved)

    @property
    def builder(self) -> ConferenceTwiml:
        """A builder in the agent's language."""
        return ConferenceTwiml(self.leg.agents_texts)

    def sid_of(self, kind: EventKind, number: int) -> str:
        facts = next((event.facts for event in self.timeline.all(kind) if event.attempt == number), {})
        return text_fact(facts, "sid")


def read(request: LegRequest) -> Found:
    """Raises UnknownCallError, StorageError."""
    events = request.ctx.storage.handovers.events(request.handover_id)
    known = {
        event.kind: event
        for event in events
        if event.kind in _OF_LEG or (event.kind is EventKind.CHOSEN and _rings(event, request.attempt))
    }
    if EventKind.REQUESTED not in known or EventKind.HUNT not in known:
        raise UnknownCallError("This step belongs to no call with agents.")
    leg = Leg(request.ctx, request.handover_id, request.attempt, request.form, known, turn=request.turn)
    timeline = Timeline(events)
    return Found(leg, timeline, room_of(timeline, request.attempt))


def _rings(chosen: Event, attempt: int) -> bool:
    """Returns whether that choice rings the attempt: alone, or together with those before it."""
    return chosen.attempt <= attempt < chosen.attempt + max(1, len(frozen_order(chosen.facts)))


# The agent's leg


def enter(request: LegRequest) -> str:
    """The brief is over, which only an agent hears who took the call: move their leg to the room, once. Whatever fails, the
    legs are bridged: if the leg was moved, Twilio does not use this document."""
    ctx, sid = request.ctx, request.form.get("CallSid", "")
    with ctx.best_effort("Opening the room"):
        leg = request.leg(*_OVER)
        if leg.over:
            return read(request).builder.customer_left()
        if sid and ctx.storage.handovers.claim(leg.handover_id, EventKind.MOVING, ctx.now(), {}, leg.attempt).mine:
            urls = ctx.callback_urls
            to, again = (urls.step("room", leg.handover_id, leg.attempt, turn=visit) for visit in (1, 2))
            ctx.log.note(
                outcome="moved" if ctx.leaving(_LEFT_BY_MOVE).telephone.move_call(sid, to, again) else "joined"
            )
    return twiml.join_now()


def room(request: LegRequest) -> str:
    """The agent comes into the room."""
    visit, time_limit = max(1, request.turn), 0
    number = number_of(request.attempt, visit)
    add = partial(
        request.ctx.storage.handovers.add, request.handover_id, EventKind.ENTERED, request.ctx.now(), {}, number
    )
    with request.ctx.best_effort("Recording who is in the room"):
        leg, _ = request.leg_beside(_OVER, add)
        time_limit = int(leg.facts["time_limit"])
        if leg.over:
            return read(request).builder.customer_left()
    return show_in(request, AGENT, request.ctx.callback_urls.step("star", *_of(request), turn=visit), time_limit)


def star(request: LegRequest) -> str:
    """The agent pressed `*`, or the conference is over because somebody left. A second later it is known who."""
    if request.form.get("DialCallStatus") == "failed" or request.form.get("CallStatus") in OVER:
        return twiml.hang_up()
    return ConferenceTwiml(catalogue("")).breathe(
        request.ctx.callback_urls.step("ask", *_of(request), turn=request.turn)
    )


def show_in(
    request: LegRequest, who: str, action: str, time_limit: int, builder: ConferenceTwiml | None = None, **said: str
) -> str:
    """Returns the document that lets somebody into the room."""
    builder = builder or ConferenceTwiml(catalogue(""))
    urls = request.ctx.callback_urls
    return builder.room(urls, request.handover_id, request.attempt, who, time_limit, action, **said)


# The customer's leg


def after_dial(request: LegRequest) -> str | None:
    """The customer's Dial is over. Returns what follows if the agent was moved to the room; None if not, and when the
    customer comes back from there because the agent never came in."""
    form = request.form
    if form.get("DialCallStatus") in (None, *_NOT_PICKED_UP):
        return None
    try:
        found = _of_who_moved(read(request))
    except StorageError as error:
        request.ctx.log.warn(str(error))
        return _blind(replace(request, turn=0))
    inside = found.room
    talked = form.get("DialBridged") == "true" and bool(form.get("DialCallDuration"))  # a moved leg has no duration
    if inside.entered_at is None and (talked or inside.left_at):
        return None
    if not inside.moving or found.leg.over or form.get("CallStatus") in OVER:
        return None
    if found.room.somebody_is_in:
        return _to_room(found)
    return ConferenceTwiml(found.leg.texts).breathe(_outside(found.leg, 1))


def _of_who_moved(found: Found) -> Found:
    """Returns the room of the agent who was moved last: a Dial is known by the first of the attempts that it rings."""
    moved = max((event.attempt for event in found.timeline.all(EventKind.MOVING)), default=0)
    if moved <= found.leg.attempt:
        return found
    return Found(replace(found.leg, attempt=moved), found.timeline, room_of(found.timeline, moved))


def between(request: LegRequest) -> str:
    """The customer is outside the room: until somebody is in there, or nobody comes. That the conference ended does not say
    why, so the first document is a tone, after which it is known."""
    try:
        found = read(request)
    except StorageError as error:
        request.ctx.log.warn(str(error))
        return _blind(request)
    leg, inside, turn, now = found.leg, found.room, request.turn, request.ctx.now()
    if leg.over or leg.form.get("CallStatus") in OVER:
        if inside.entered_at and EventKind.CANCELED not in leg.events:
            leg.record(EventKind.BRIDGED, seconds=talked_for(inside, now))
        return twiml.hang_up()
    if turn < _MOST_TURNS:
        late = inside.moving and inside.entered_at is None and inside.left_at is None and turn >= _AGENT_ENTERS_WITHIN
        if (inside.somebody_is_in and turn) or late:
            return _to_room(found)
        if inside.somebody_is_in or inside.somebody_comes(now):
            return ConferenceTwiml(leg.texts).outside(
                leg.callback_urls, _outside(request, turn + 1), _words(inside, turn)
            )
    return _nobody(found)


def _words(inside: Room, turn: int) -> str:
    if not turn or turn % _WORDS_EVERY != 1 or inside.somebody_is_in or inside.entered_at is None:
        return ""
    return "colleague.wait_asking" if inside.asking and inside.left_at is None else "colleague.wait_coming"


def _nobody(found: Found) -> str:
    """Nobody is in the room, and nobody comes."""
    leg, inside, now = found.leg, found.room, found.leg.ctx.now()
    if inside.entered_at is None:  # then the hunt goes on: `dialed` does what follows an attempt in vain
        dial = together_with(leg.hunt, leg.attempt, found.timeline)
        number, first = min(dial, default=leg.attempt), dial[0] if len(dial) > 1 else 0
        return leg.customer.go_to(leg.callback_urls.step("dialed", leg.handover_id, number, first=first))
    leg.record(EventKind.BRIDGED, seconds=talked_for(inside, now))
    if inside.in_vain:
        from handover.core.call.twiml_nobody_left import NobodyLeftTwiml

        leg.record(EventKind.NO_AGENT)
        if offer := Offer.from_facts(leg.hunt).word:
            builder = NobodyLeftTwiml(leg.texts)
            return builder.ask(leg.handover_id, leg.callback_urls, offer, first="colleague.wait_left")
        return ConferenceTwiml(leg.texts).nobody_came()
    broken = any(event.attempt == leg.attempt for event in found.timeline.all(EventKind.DROPPED))
    return leg.customer.dropped() if broken else leg.customer.goodbye()


def _to_room(found: Found) -> str:
    return show_in(found.leg, CUSTOMER, _outside(found.leg, 0), int(found.leg.facts["time_limit"]))


def _blind(request: LegRequest) -> str:
    """Returns what follows while storage cannot be read."""
    if request.turn >= _MOST_TURNS:
        return ConferenceTwiml(catalogue(request.language)).sorry()
    if request.turn >= _BLIND_TURNS:
        return show_in(request, CUSTOMER, _outside(request, 0), 0)
    builder = ConferenceTwiml(catalogue(request.language))
    return builder.outside(request.ctx.callback_urls, _outside(request, request.turn + 1))


def _outside(request: LegRequest, turn: int) -> str:
    language = request.language
    if isinstance(request, Leg):
        language = request.customer.language_word
    return request.ctx.callback_urls.step("between", *_of(request), turn=turn, language=language)


# Somebody who is alone in the room


def hold(request: LegRequest) -> str:
    """Plays the tone to somebody who is alone in the room. A customer whom nobody joins, and an agent whose customer is
    gone, are moved to the step that tells them."""
    urls, who = request.ctx.callback_urls, request.offer
    if request.turn:
        with request.ctx.best_effort("Moving somebody who is alone in the room"):
            sid, to = _way_out(request, who)
            if sid and not request.ctx.telephone.move_call(sid, to, to):
                raise TelephoneError("Twilio refused it.")
    document = ConferenceTwiml(catalogue("")).hold
    return document(urls, urls.step("hold", *_of(request), turn=request.turn + 1, offer=who))


def _way_out(request: LegRequest, who: str) -> tuple[str, str]:
    """Returns the call to move and where to, or `""` twice. Raises StorageError."""
    urls, late = request.ctx.callback_urls, request.turn >= _MOST_ALONE
    try:
        found = read(request)
    except StorageError:
        if late and who == CUSTOMER and request.form.get("CallSid"):
            return request.form["CallSid"], _outside(request, _MOST_TURNS)
        raise
    if who == CUSTOMER:
        if found.leg.over or (found.room.somebody_is_in and not late):
            return "", ""
        sid = text_fact(found.leg.hunt, "sid")
        return sid, _outside(found.leg, _MOST_TURNS if late else 1)
    if who == AGENT:
        if not found.over:
            _enter_again(found)
            return "", ""
        visit = min(found.room.visit + 1, MOST_VISITS)
        return found.sid_of(EventKind.ACCEPTED, request.attempt), urls.step("room", *_of(request), turn=visit)
    visit = int(who.removeprefix(COLLEAGUE) or 0)
    sid = found.sid_of(EventKind.JOINED, number_of(request.attempt, visit))
    return (sid, urls.step("joined", *_of(request), turn=visit)) if found.over else ("", "")


def _enter_again(found: Found) -> None:
    """Record that the agent is in the room, if that could not be recorded when they came in."""
    leg, inside = found.leg, found.room
    if inside.entered_at is None or inside.asking:
        number = number_of(leg.attempt, inside.visit + 1)
        leg.ctx.storage.handovers.add(leg.handover_id, EventKind.ENTERED, leg.ctx.now(), {}, number)


def _of(request: LegRequest) -> tuple[str, int]:
    return request.handover_id, request.attempt


#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
_OF_LEG = (EventKind.REQUESTED, EventKind.HUNT, *_OVER)

#: The steps of a room, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {
    "enter": enter,
    "room": room,
    "star": star,
    "between": between,
    "hold": hold,
}
