"""Connect the customer with an agent: the steps of the customer's leg. Twilio requests each step, and gets it as TwiML.

Twilio repeats requests, so each step writes facts that may be written twice and returns the same again. A step of a
canceled handover hangs up. A fact that cannot be recorded does not end the customer's call.

The steps that only speak are in core/call/spoken_steps.py. The others read storage once, and write once:

    connect   permit ‖ canceled ‖ ended ‖ desk ‖ availability with live calls ─ claim of the order
    dialed    permit ‖ order ‖ canceled ‖ live calls ─ bridged, or missed ‖ waiting or nobody left

With other live calls, both read those before they claim (usecases/line.py). `wait` is in wait_in_line.py, the agent's leg in
agent_steps.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handover.core.call import hunting, twiml
from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.dropped import broke_off
from handover.core.call.events import TOGETHER, Event, EventKind, HuntTarget, frozen_order, text_fact
from handover.core.call.hunt import (
    IDLE,
    MISSES,
    TRANSFER,
    WRAP_UP,
    attempts_together,
    call_back_time,
    first_attempt,
    goes_on_in_room,
    next_attempt,
)
from handover.core.call.hunting import Others
from handover.core.call.nobody_left import Offer
from handover.core.call.ring_back import NOBODY
from handover.core.desk.model import Desk
from handover.core.desk.ringing import Strategy
from handover.core.report.readable import moment_of
from handover.usecases import line, ring_agent, rung_together
from handover.usecases.check_proof import refuse_unproven
from handover.usecases.leg import Leg, LegRequest, UnknownCallError
from handover.usecases.nobody_left import offer_what_is_left
from handover.usecases.ring_agent import Attempt
from handover.usecases.rung_together import SHARED


def connect(request: LegRequest) -> str:
    """The customer pressed a key, so a person is on the line: freeze the order of agents and ring the first who is free.

    The order is claimed before the document is made, because Twilio may repeat the request while somebody changes the desk:
    both must ring the same agents. So the claim comes after what the order is made of.
    """
    return _connect(request, proven=False)


def agree(request: LegRequest) -> str:
    """The customer has proven what there is to prove, and has answered whether the call may be recorded, or said nothing."""
    return _connect(request, proven=True)


def _connect(request: LegRequest, proven: bool) -> str:
    ctx = request.ctx
    leg, (desk, (availability, live), *prepared) = request.leg_beside(
        _OVER, ctx.storage.reading_desk(), line.reading_availability_with_live(ctx), *_preparations(request)
    )
    if leg.over:
        return twiml.hang_up()
    if not proven and (unproven := refuse_unproven(leg)):
        return unproven
    choice: Mapping[str, str] = {}
    if prepared and desk.records:
        from handover.usecases.recording_choice import ask, choice_of  # few desks record

        if question := ask(leg):
            return question
        choice = choice_of(leg, prepared[0])
    agents = () if leg.facts.get(NOBODY) is True else line.on_duty(leg, desk, availability)
    others = line.others(ctx, leg.handover_id, live)
    taken = hunting.not_free(others, agents, ctx.now(), (ctx.now(), leg.handover_id))
    facts = {
        "agents": [vars(agent) for agent in agents],
        "first": hunting.next_place(agents, 0, taken),
        **_ringing(desk, agents, taken, text_fact(leg.facts, "prefer")),  # may name another first one
        "ring": desk.limits.ring_agent_seconds,
        "patience": desk.waiting.patience_seconds,
        "sid": leg.form.get("CallSid", ""),
        **({TRANSFER: True} if desk.transfer else {}),
        **Offer.of(desk).as_facts(),
        **choice,
    }
    claim = ctx.storage.handovers.claim(leg.handover_id, EventKind.HUNT, ctx.now(), facts)
    leg = _with_hunt(leg, claim.body)
    return _first(leg, agents if claim.mine else frozen_order(leg.hunt), claim.mine, others.contenders)


def dialed(request: LegRequest) -> str:
    """The Dial is over. They talked, or the next agent's phone rings, or the customer waits in line.

    What follows is recorded with the end of the attempt, so that a repetition does the same. Twilio may also request this
    step because the customer hung up; then agents are left, whatever the number of the attempt."""
    ctx, bridged = request.ctx, request.form.get("DialBridged", "")
    in_doubt = () if bridged else (EventKind.ACCEPTED,)
    works = () if bridged == "true" else (lambda: line.marked(ctx),)
    wanted = dict.fromkeys((EventKind.HUNT, EventKind.CANCELED, *in_doubt, *(SHARED if request.first else ())))
    leg, found = request.leg_beside(wanted, *works)
    canceled = EventKind.CANCELED in leg.events
    if goes_on_in_room(leg.hunt):
        from handover.usecases.room import after_dial

        if (in_room := after_dial(request)) is not None:
            return in_room
    if _bridged(leg):
        status = leg.form.get("DialCallStatus", "")
        broken = {"status": status} if broke_off(status) else {}
        taken = rung_together.accepted_by(leg)
        seconds, others = leg.form.get("DialCallDuration", ""), rung_together.cut_short(leg, taken)
        replace(leg, attempt=taken).record(EventKind.BRIDGED, seconds=seconds, **broken, **others)
        if canceled:
            return twiml.hang_up()
        return leg.customer.dropped() if broken else leg.customer.goodbye()
    if canceled or leg.form.get("CallStatus") in OVER:
        status, others = leg.form.get("DialCallStatus", ""), rung_together.ends(leg, over=True)
        leg.record(EventKind.MISSED, status=status, next=0, **_lasted(leg), **others)
        return twiml.hang_up()
    if EventKind.HUNT not in leg.events:
        raise UnknownCallError("No key was pressed in this call.")
    return _next(leg, found[0] if found else ())


def _ringing(desk: Desk, agents: Sequence[HuntTarget], taken: Collection[str], prefer: str) -> dict[str, Any]:
    """Returns what a hunt freezes of the desk's way to ring."""
    ringing = desk.ringing
    facts: dict[str, Any] = {WRAP_UP: ringing.wrap_up_seconds, MISSES: ringing.away_after_misses}
    if ringing.strategy == Strategy.LONGEST_IDLE:
        facts[IDLE] = True
    if ringing.strategy == Strategy.ALL_AT_ONCE:
        places = hunting.places_together(agents, taken, prefer)
        facts |= {TOGETHER: places, "first": min(places, default=0)}
    return facts


def _preparations(request: LegRequest) -> list[Callable[[], Any]]:
    """Returns what is to be stored before a recording can begin, if one was announced."""
    if not request.recording:
        return []
    from handover.usecases.recording_choice import prepare  # few desks record

    return [lambda: prepare(request)]


def _with_hunt(leg: Leg, body: Mapping[str, Any]) -> Leg:
    """Returns the leg with the frozen order that is stored."""
    event = Event(EventKind.HUNT, moment_of(body.get("at")) or leg.ctx.now(), facts=body["facts"])
    return replace(leg, events={**leg.events, EventKind.HUNT: event})


def _first(leg: Leg, order: Sequence[HuntTarget], mine: bool, contenders: Sequence[str]) -> str:
    first = first_attempt(leg.hunt)
    if not order:
        leg.record(EventKind.NO_AGENT)
        return offer_what_is_left(leg, leg.hunt)
    if not 0 < first <= len(order):
        number = len(order) + 1
        ring_agent.record(leg, (EventKind.WAITING, number, {}))
        return ring_agent.go_to_line(leg, number)
    frozen_at = leg.events[EventKind.HUNT].at
    with_it = {n: order[n - 1] for n in attempts_together(leg.hunt) if n != first}
    return ring_agent.ring(
        leg, Attempt(first, order[first - 1], frozen_at, mine, contenders, "call.connecting", with_it)
    )


def _next(leg: Leg, live: Sequence[str]) -> str:
    """Returns what comes after an attempt without a conversation, once that is frozen."""
    order, hunt, now = frozen_order(leg.hunt), leg.events[EventKind.HUNT], leg.ctx.now()
    others = line.others(leg.ctx, leg.handover_id, live) if leg.attempt < len(order) else Others()
    taken = hunting.not_free(others, order, now, (hunt.at, leg.handover_id))
    in_time = not ring_agent.patience_of(leg) or ring_agent.patience_left(leg, now) > 0
    one_by_one = in_time and TOGETHER not in leg.hunt  # a desk that rings all at once does it again from the line
    place = hunting.next_place(order, leg.attempt, taken) if one_by_one else 0
    frozen, mine = _freeze_end(leg, place)
    if call_back_time(frozen):
        return _agent_calls_back(leg, frozen)
    place = next_attempt(frozen, len(order))
    if 0 < place <= len(order):
        return ring_agent.ring(
            leg, Attempt(place, order[place - 1], frozen.at, mine, others.contenders, "call.next_agent")
        )
    if ring_agent.patience_left(leg, frozen.at):
        return ring_agent.go_to_line(leg, ring_agent.after(leg, max(rung_together.attempts_of(leg))))
    return offer_what_is_left(leg, leg.hunt)


def _agent_calls_back(leg: Leg, end: Event) -> str:
    """The agent of the attempt ended it with key 3 (agent_call_back.py): returns the last words, with the time."""
    leg.record(EventKind.NO_AGENT)
    return leg.customer.agent_calls_back(text_fact(end.facts, "name"), text_fact(end.facts, "when"))


def _freeze_end(leg: Leg, place: int) -> tuple[Event, bool]:
    """Record the end of the attempt with what follows, and returns what is stored, and whether this request stored it. If it
    cannot be stored the call goes on with what this request has decided."""
    ctx, at = leg.ctx, leg.ctx.now()
    facts = {"status": leg.form.get("DialCallStatus", ""), "next": place, **_lasted(leg), **rung_together.ends(leg)}
    follows: list[Callable[[], Any]] = []
    if not place and ring_agent.patience_left(leg, at):
        number = ring_agent.after(leg, max(rung_together.attempts_of(leg)))
        follows = [lambda: ctx.storage.handovers.add(leg.handover_id, EventKind.WAITING, at, {}, number)]
    elif not place:
        follows = [lambda: ctx.storage.handovers.add(leg.handover_id, EventKind.NO_AGENT, at)]
    with ctx.best_effort("Recording the end of an attempt"):
        claim, *_ = ctx.storage.in_parallel(
            lambda: ctx.storage.handovers.claim(leg.handover_id, EventKind.MISSED, at, facts, leg.attempt), *follows
        )
        stored = claim.body.get("facts")
        known = stored if isinstance(stored, Mapping) else facts
        return Event(EventKind.MISSED, moment_of(claim.body.get("at")) or at, leg.attempt, known), claim.mine
    return Event(EventKind.MISSED, at, leg.attempt, facts), True


def _lasted(leg: Leg) -> Mapping[str, str]:
    """Returns the fact of how many seconds the agent's leg lasted once it was picked up, if one agent was rung and Twilio
    says so."""
    seconds = "" if leg.first else leg.form.get("DialCallDuration", "")
    return {"seconds": seconds} if seconds else {}


def _bridged(leg: Leg) -> bool:
    """Returns whether they talked. DialCallStatus alone proves nothing: a mailbox that was refused is `completed` too. If
    Twilio sends no DialBridged at all, a recorded acceptance decides."""
    bridged = leg.form.get("DialBridged", "")
    if bridged:
        return bridged == "true"
    over = leg.form.get("DialCallStatus") in (CallStatus.COMPLETED, CallStatus.ANSWERED)
    return over and EventKind.ACCEPTED in leg.events and not _taken_back(leg)


def _taken_back(leg: Leg) -> bool:
    """Returns whether the agent pressed 2 or 3 after they had accepted the call, while they heard the brief."""
    with leg.ctx.best_effort("Reading what the agent pressed last"):
        wanted = {EventKind.PASSED: rung_together.accepted_by(leg), EventKind.MISSED: leg.attempt}
        found, _ = leg.ctx.storage.handovers.events_beside(leg.handover_id, wanted)
        return bool(found)
    return False


#: The steps of the customer's leg, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"connect": connect, "agree": agree, "dialed": dialed}

#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
