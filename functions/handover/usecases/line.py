"""What other handovers do while a customer waits for an agent: which agents are engaged, and who waits further ahead.

Truth is their events, found by the live markers. A handover whose agent wraps up keeps its marker meanwhile
(live_marker.py). A desk with one call at a time pays one listing, which has the availability too; with other marked
handovers it costs two rounds more: a listing of each, and their new events.

What cannot be read, or not in time, counts as nothing: then nobody is skipped, because a customer is on the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from handover.core.call import hunting
from handover.core.call.events import HuntTarget, text_fact
from handover.core.call.hunting import InLine, Others
from handover.core.call.rotation import Wanted
from handover.core.call.state import Handover, State
from handover.core.call.state_timeouts import surely_live
from handover.core.call.wrapping_up import left_alone
from handover.core.desk.model import Desk
from handover.core.desk.ringing import Strategy
from handover.services.storage.availability import Availability
from handover.usecases.context import RequestContext

if TYPE_CHECKING:
    from handover.usecases.leg import Leg  # with it, the builder of documents

#: Seconds of the request's time that are left for the claim and the answer.
_LEFT = 4.0

#: Markers may outlive their calls: no more handovers are read.
_MOST_READ = 100

_IN_LINE = (State.HUNTING, State.WAITING)


def marked(ctx: RequestContext) -> Sequence[str]:
    """Returns the ids of the handovers with a live marker; none if that cannot be read."""
    with ctx.best_effort("Reading which calls are live"):
        return ctx.leaving(_LEFT).storage.handovers.marked_live()
    return ()


def reading_availability_with_live(ctx: RequestContext) -> Callable[[], tuple[Availability, Sequence[str]]]:
    """Returns the work whose result are the availability, and the ids of the handovers with a live marker. If they cannot
    be read nobody is skipped, because a customer is waiting."""

    def found(
        read: Callable[[], tuple[Availability, Sequence[str]]],
    ) -> tuple[Availability, Sequence[str]]:
        with ctx.best_effort("Reading who is away and which calls are live"):
            return read()
        return Availability(), ()

    return ctx.leaving(_LEFT).storage.availability.reading_with_live().through(found)


def on_duty(leg: Leg, desk: Desk, flags: Availability) -> tuple[HuntTarget, ...]:
    """Returns the agents to ring for the leg's customer, in the order of the desk's strategy."""
    facts, availability, strategy = leg.facts, leg.ctx.storage.availability, desk.ringing.strategy
    request = facts.get("wish")
    wanted = Wanted(
        language=text_fact(facts, "language"),
        reason=text_fact(request, "reason") if isinstance(request, Mapping) else "",
        last_talked=availability.last_talked(flags, desk) if strategy == Strategy.LONGEST_IDLE else {},
    )
    away, prefer = availability.away(flags, desk), text_fact(facts, "prefer")
    return hunting.order(desk, facts["phone"], away, prefer, leg.ctx.now(), wanted)


def others(ctx: RequestContext, handover_id: str, ids: Sequence[str]) -> Others:
    """Returns what the handovers of these ids do, without the one whose customer asks."""
    marked, now = _read(ctx, handover_id, ids), ctx.now()
    found = [handover for handover in marked if handover.in_progress and surely_live(handover, now)]
    engaged = {agent for handover in found for agent in hunting.engaged(handover, now)}
    left = {agent for handover in marked for agent in left_alone(handover, now)}
    return Others(
        engaged=frozenset(engaged | left),
        line=tuple(sorted(_line(ctx, found), key=lambda each: (each.hunt.began, each.id))),
        contenders=tuple(handover.id for handover in found if _may_ring(handover)),
    )


def on_the_phone(ctx: RequestContext, handover_id: str, ids: Sequence[str]) -> frozenset[str]:
    """Returns the ids of the agents who talk in the handovers of these ids but that one, or whose phones they ring. Who
    only wraps up, or has just passed, may call somebody of their own accord."""
    now = ctx.now()
    live = [each for each in _read(ctx, handover_id, ids) if each.in_progress and surely_live(each, now)]
    return frozenset(agent for each in live for agent in hunting.engaged(each, now))


def rung_elsewhere(ctx: RequestContext, contenders: Sequence[str], agent_ids: Collection[str]) -> bool:
    """Returns whether one of these handovers rings one of those agents now. To be called after the own attempt was
    recorded: of two that begin at the same moment, at least one sees the other."""
    if not contenders:
        return False
    live = [handover for handover in _read(ctx, "", contenders) if handover.in_progress]
    return any(agent in agent_ids for handover in live for agent in hunting.engaged(handover, ctx.now()))


def position(ctx: RequestContext, handover: Handover) -> int | None:
    """Returns the customer's place in line, from 1: one more than the customers who pressed their key earlier and have no
    agent yet. None if that cannot be read or there is no hunt."""
    if handover.hunt is None:
        return None
    from handover.usecases.calls_in_progress import calls_in_progress

    own = (handover.hunt.began, handover.id)
    with ctx.best_effort("Reading the place in line"):
        ids = ctx.storage.handovers.marked_live()
        found = calls_in_progress(ctx, [each for each in ids if each != handover.id]).handovers
        waits = [each for each in found if each.state in _IN_LINE and not each.nobody_left]
        ahead = [each for each in waits if each.hunt and (each.hunt.began, each.id) < own]
        return 1 + sum(surely_live(each, ctx.now()) for each in ahead)
    return None


def _read(ctx: RequestContext, handover_id: str, ids: Sequence[str]) -> Sequence[Handover]:
    wanted = [each for each in ids if each != handover_id][:_MOST_READ]
    if not wanted:
        return ()
    with ctx.best_effort("Reading who is free"):
        within = ctx.leaving(_LEFT)
        return [each for each in within.storage.handovers.load_many(wanted, ctx.now()) if each is not None]
    return ()


def _may_ring(handover: Handover) -> bool:
    """Returns whether that call may ring an agent at this moment: it looks for one, or its agent may ask for a colleague."""
    in_room = handover.hunt is not None and handover.hunt.in_room
    return handover.state is not State.CONNECTED or in_room


def _line(ctx: RequestContext, found: Sequence[Handover]) -> list[InLine]:
    """Returns those who wait for an agent: no phone rings for them, and they still have patience."""
    return [
        InLine(each.id, each.hunt)
        for each in found
        if each.state in _IN_LINE
        and each.hunt
        and not each.hunt.ringing
        and not each.nobody_left
        and hunting.left(each.hunt.began, each.hunt.patience, ctx.now())
    ]
