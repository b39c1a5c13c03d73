"""The customer waits in line on the phone, until an agent is free, their patience is over, or they press a key.

Twilio requests this step again and again. Each time the customer gets an agent who is free, unless somebody is further
ahead; the attempt is frozen first, so a repetition rings the same agent. Otherwise they hear a few words and a soft tone.

It reads, side by side, the handover's own events, the desk, who is away, and which calls are live. When that cannot be read
the customer keeps waiting: `turn` in the address counts down the documents that are left of their patience.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover.core.call import hunting, twiml
from handover.core.call.events import Event, EventKind, HuntTarget, Timeline, frozen_order, text_fact
from handover.core.call.hunt import YIELDED, Hunt, chosen_agent, hunt_of
from handover.core.call.nobody_left import CALL_BACK_KEY, Offer
from handover.core.call.twiml_waiting import WaitingTwiml, turns_for, words_for
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import catalogue
from handover.services.storage import StorageError
from handover.usecases import line, ring_agent
from handover.usecases.context import RequestContext
from handover.usecases.leg import Leg, LegRequest, UnknownCallError
from handover.usecases.nobody_left import choose as choose_what_is_left
from handover.usecases.nobody_left import offer_what_is_left
from handover.usecases.ring_agent import Attempt


@dataclass(frozen=True)
class _Read:
    """What the step has read: the leg, its hunt and its timeline; the agents on duty; the ids of live handovers."""

    leg: Leg
    hunt: Hunt
    timeline: Timeline
    agents: Sequence[HuntTarget]
    live: Sequence[str]


def wait(request: LegRequest) -> str:
    try:
        return _wait(_read(request))
    except StorageError as error:
        request.ctx.log.warn(str(error))
        return _wait_without_storage(request)


def _wait(read: _Read) -> str:
    leg, hunt, ctx, number = read.leg, read.hunt, read.leg.ctx, read.leg.attempt
    if leg.over:
        return twiml.hang_up()
    frozen = next((event for event in read.timeline.all(EventKind.CHOSEN) if event.attempt == number), None)
    if frozen:
        return _again(read, frozen)
    if leg.form.get("Digits") == CALL_BACK_KEY and Offer.from_facts(leg.hunt).call_back_minutes:
        leg.record(EventKind.NO_AGENT)
        return choose_what_is_left(LegRequest(ctx, leg.handover_id, 0, leg.form))
    if read.timeline.one(EventKind.NO_AGENT):
        return offer_what_is_left(leg, leg.hunt)
    if not _may_wait(read):
        leg.record(EventKind.NO_AGENT)
        return offer_what_is_left(leg, leg.hunt)
    if hunt.waits_for < number:
        ring_agent.record(leg, (EventKind.WAITING, number, {}))
    others = line.others(ctx, leg.handover_id, read.live)
    taken = hunting.not_free(others, read.agents, ctx.now(), (hunt.began, leg.handover_id))
    agents = hunting.all_again(hunt, read.agents, taken, ctx.now())
    if not agents:
        return _document(leg, ring_agent.patience_left(leg, ctx.now()))
    at = ctx.now()
    facts = {"agents": [vars(agent) for agent in agents]}
    claim = ctx.storage.handovers.claim(leg.handover_id, EventKind.CHOSEN, at, facts, number)
    return _ring(leg, Event(EventKind.CHOSEN, at, number, claim.body["facts"]), claim.mine, others.contenders)


def _again(read: _Read, frozen: Event) -> str:
    """The attempt was frozen by an earlier copy of this request: returns what that one did."""
    number = frozen.attempt
    ends = [event for event in read.timeline.all(EventKind.MISSED) if event.attempt == number]
    if any(text_fact(event.facts, "status") == YIELDED for event in ends):
        return ring_agent.go_to_line(read.leg, ring_agent.after(read.leg, number + len(_chosen(frozen)) - 1))
    return _ring(read.leg, frozen, True, ())


def _ring(leg: Leg, frozen: Event, mine: bool, contenders: Sequence[str]) -> str:
    """Returns the Dial to the agent who was chosen, or to several together."""
    number, (agent, *more) = frozen.attempt, _chosen(frozen)
    others = dict(enumerate(more, start=number + 1))
    return ring_agent.ring(leg, Attempt(number, agent, frozen.at, mine, contenders, "waiting.free", others))


def _chosen(frozen: Event) -> Sequence[HuntTarget]:
    return frozen_order(frozen.facts) or (chosen_agent(frozen.facts),)


def _may_wait(read: _Read) -> bool:
    now = read.leg.ctx.now()
    return hunting.left(read.hunt.began, read.hunt.patience, now) > 0 and hunting.may_wait(read.hunt, read.agents)


def _document(leg: Leg, seconds: float) -> str:
    """Returns the next document, for a customer whose patience lasts so many seconds more."""
    turn = turns_for(seconds)
    said = words_for(turn, leg.turn, leg.form.get("Digits", ""))
    builder = WaitingTwiml(leg.texts)
    offer = Offer.from_facts(leg.hunt).word
    return builder.wait(leg.handover_id, leg.attempt, turn, leg.callback_urls, said, offer)


def _wait_without_storage(request: LegRequest) -> str:
    """Returns the next document as far as the address goes; the apology when the patience is over."""
    builder = WaitingTwiml(catalogue(request.language))
    urls, turn = request.ctx.callback_urls, request.turn - 1 if request.turn else _TURNS_UNKNOWN
    if not turn:
        word = builder.language_word
        return builder.go_to(urls.step("unanswered", request.handover_id, language=word, offer=request.offer))
    said = words_for(turn, request.turn, request.form.get("Digits", ""))
    return builder.wait(request.handover_id, request.attempt, turn, urls, said, request.offer)


def _read(request: LegRequest) -> _Read:
    """Raises UnknownCallError, StorageError."""
    ctx, handovers = request.ctx, request.ctx.storage.handovers
    names, desk, (flags, live) = ctx.storage.in_parallel(
        lambda: handovers.list_events(request.handover_id),
        lambda: _desk(ctx),
        line.reading_availability_with_live(ctx),
    )
    events = handovers.read(names)
    known = {event.kind: event for event in events if event.kind in _OF_LEG}
    timeline = Timeline(events)
    hunt = hunt_of(timeline)
    if EventKind.REQUESTED not in known or hunt is None or request.attempt <= hunt.places:
        raise UnknownCallError("This step belongs to no customer who waits.")
    leg = Leg(ctx, request.handover_id, request.attempt, request.form, known, turn=request.turn)
    if desk is None:  # then the agents of the frozen order count as on duty
        return _Read(leg, hunt, timeline, hunt.order[: hunt.places], live)
    return _Read(leg, hunt, timeline, line.on_duty(leg, desk, flags), live)


def _desk(ctx: RequestContext) -> Desk | None:
    """Returns the desk, or None if it cannot be read."""
    try:
        with ctx.best_effort("Reading the desk"):
            return ctx.storage.desk()
    except DeskError as error:
        ctx.log.warn(str(error))
    return None


_OF_LEG = (EventKind.REQUESTED, EventKind.HUNT, EventKind.CANCELED, EventKind.ENDED)

#: Documents without storage, when nothing is known of the patience.
_TURNS_UNKNOWN = 5
