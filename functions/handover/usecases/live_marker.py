"""The live marker of a handover whose call is over: it stays while the agent wraps up.

Other calls read what is marked, to see who is engaged (line.py). So they find who wraps up without reading anything more.
The scheduler, and the page of live handovers, remove what stays for too long.
"""

from __future__ import annotations

from handover.core.call.events import Event, EventKind, frozen_order, number_fact, text_fact
from handover.core.call.hunt import IDLE, WRAP_UP
from handover.usecases.context import RequestContext


def remove_when_over(ctx: RequestContext, handover_id: str, hunt: Event | None) -> None:
    """Remove the marker of a handover whose call has just ended, unless an agent wraps up; note when the agent ended the
    conversation, if the desk rings by that. `hunt` is its HUNT event. Logs what fails: the scheduler removes markers that
    outlive their handover."""
    facts = hunt.facts if hunt else {}
    wraps_up, by_idle = number_fact(facts, WRAP_UP) > 0, IDLE in facts
    with ctx.best_effort("Removing the live marker"):
        agent = _agent(ctx, handover_id, len(frozen_order(facts))) if wraps_up or by_idle else ""
        if not (agent and wraps_up):
            ctx.storage.handovers.unmark_live(handover_id)
        if agent and by_idle:
            ctx.storage.availability.note_talked(agent, ctx.now())


def _agent(ctx: RequestContext, handover_id: str, places: int) -> str:
    """Returns the id of the agent who had the call, or `""`. One in the frozen order is found without a listing."""
    handovers = ctx.storage.handovers
    accepted = handovers.of_attempts(handover_id, EventKind.ACCEPTED, range(1, min(places, _MOST_READ) + 1))
    if accepted:
        return text_fact(accepted[-1].facts, "agent")
    handover = handovers.load(handover_id, ctx.now())
    return handover.agent.id if handover and handover.agent else ""


#: In a longer order a listing costs less.
_MOST_READ = 20
