"""What other handovers do while a customer waits for an agent: which agents are engaged, and who waits further ahead.

Truth is their events, found by the live markers. A desk with one call at a time pays one listing, beside what a step reads
anyway; with other live calls it costs two rounds more: a listing of each, and their new events.

What cannot be read, or not in time, counts as nothing: then nobody is skipped, because a customer is on the phone.
"""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.call import hunting
from handover.core.call.hunting import InLine, Others
from handover.core.call.state import Handover, State
from handover.core.call.state_timeouts import surely_live
from handover.services.storage.availability import Availability
from handover.usecases.context import RequestContext

#: Seconds of the request's time that are left for the claim and the answer.
_LEFT = 4.0

_IN_LINE = (State.HUNTING, State.WAITING)


def marked(ctx: RequestContext) -> Sequence[str]:
    """Returns the ids of the handovers with a live marker; none if that cannot be read."""
    with ctx.best_effort("Reading which calls are live"):
        return ctx.leaving(_LEFT).storage.handovers.marked_live()
    return ()


def availability(ctx: RequestContext) -> Availability:
    """Returns the availability; if it cannot be read nobody is skipped, because a customer is waiting."""
    with ctx.best_effort("Reading who is away"):
        return ctx.storage.availability.read()
    return Availability()


def others(ctx: RequestContext, handover_id: str, ids: Sequence[str]) -> Others:
    """Returns what the handovers of these ids do, without the one whose customer asks."""
    found = [handover for handover in _live(ctx, handover_id, ids) if surely_live(handover, ctx.now())]
    return Others(
        engaged=frozenset(agent for handover in found for agent in _engaged(handover)),
        line=tuple(sorted(_line(ctx, found), key=lambda each: (each.hunt.began, each.id))),
        contenders=tuple(handover.id for handover in found if handover.state is not State.CONNECTED),
    )


def rung_elsewhere(ctx: RequestContext, contenders: Sequence[str], agent_id: str) -> bool:
    """Returns whether one of these handovers rings that agent now. To be called after the own attempt was recorded: of two
    that begin at the same moment, at least one sees the other."""
    if not contenders:
        return False
    return any(agent_id in _engaged(handover) for handover in _live(ctx, "", contenders))


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


def _live(ctx: RequestContext, handover_id: str, ids: Sequence[str]) -> Sequence[Handover]:
    wanted = [each for each in ids if each != handover_id]
    if not wanted:
        return ()
    from handover.usecases.calls_in_progress import calls_in_progress

    with ctx.best_effort("Reading who is free"):
        return calls_in_progress(ctx.leaving(_LEFT), wanted).handovers
    return ()


def _engaged(handover: Handover) -> list[str]:
    """Returns the id of the agent who talks to that handover's customer, or whose phone it rings, if there is one."""
    if handover.back_of and handover.live:  # their phone rings, or they talk
        return [agent.id for agent in handover.order[:1]]
    if handover.state is State.CONNECTED and not handover.bridged:  # bridged: the conversation is over
        return [handover.agent.id] if handover.agent else []
    rings = handover.hunt.rings if handover.hunt and handover.state in _IN_LINE else None
    return [rings.id] if rings else []


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
