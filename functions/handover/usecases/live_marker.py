"""The live marker of a handover whose call is over: it stays while agents are left alone because of it.

Other calls read what is marked, to see who is engaged (line.py). So they find who wraps up, or has just promised to call
back, without reading anything more. The scheduler, and the page of live handovers, remove what stays for too long.
"""

from __future__ import annotations

from handover.core.call.events import Event, EventKind, frozen_order, number_fact, text_fact
from handover.core.call.hunt import IDLE, WRAP_UP
from handover.core.call.state import Handover
from handover.core.call.wrapping_up import left_alone
from handover.usecases.context import RequestContext


def remove_when_over(ctx: RequestContext, handover_id: str, hunt: Event | None) -> None:
    """Remove the marker of a handover whose call has just ended, unless an agent is left alone; note when the agent ended
    the conversation, if the desk rings by that. `hunt` is its HUNT event. Logs what fails: the scheduler removes markers
    that outlive their handover."""
    facts = hunt.facts if hunt else {}
    wraps_up, by_idle = number_fact(facts, WRAP_UP) > 0, IDLE in facts
    with ctx.best_effort("Removing the live marker"):
        if not wraps_up and not by_idle:
            ctx.storage.handovers.unmark_live(handover_id)
            return
        accepted = _accepted_by(ctx, handover_id, len(frozen_order(facts)))
        handover = None if accepted else ctx.storage.handovers.load(handover_id, ctx.now())
        if handover:
            remove_unless_left_alone(ctx, handover)
            return
        if not (accepted and wraps_up):
            ctx.storage.handovers.unmark_live(handover_id)
        if accepted and by_idle:
            ctx.storage.availability.note_talked(accepted, ctx.now())


def remove_unless_left_alone(ctx: RequestContext, handover: Handover) -> None:
    """The same for a handover that was read after its end. Raises StorageError."""
    if not left_alone(handover, ctx.now()):
        ctx.storage.handovers.unmark_live(handover.id)
    if handover.agent and handover.hunt and handover.hunt.by_idle:
        ctx.storage.availability.note_talked(handover.agent.id, ctx.now())


def _accepted_by(ctx: RequestContext, handover_id: str, places: int) -> str:
    """Returns the id of the agent in the frozen order who accepted, or `""`. It is found without a listing."""
    attempts = range(1, min(places, _MOST_READ) + 1)
    accepted = ctx.storage.handovers.of_attempts(handover_id, EventKind.ACCEPTED, attempts)
    return text_fact(accepted[-1].facts, "agent") if accepted else ""


#: In a longer order a listing costs less.
_MOST_READ = 20
