"""The live marker of a handover whose call is over: it stays while the agent wraps up.

Other calls read what is marked, to see who is engaged (line.py). So they find who wraps up without reading anything more.
The scheduler, and the page of live handovers, remove what stays for too long.
"""

from __future__ import annotations

from handover.core.call.events import Event, number_fact
from handover.core.call.hunt import IDLE, WRAP_UP
from handover.core.call.wrapping_up import wrapping_up
from handover.usecases.context import RequestContext


def remove_when_over(ctx: RequestContext, handover_id: str, hunt: Event | None) -> None:
    """Remove the marker of a handover whose call has just ended, unless an agent wraps up; note when the agent ended the
    conversation, if the desk rings by that. `hunt` is its HUNT event. Logs what fails: the scheduler removes markers that
    outlive their handover."""
    with ctx.best_effort("Removing the live marker"):
        if hunt is None or not (number_fact(hunt.facts, WRAP_UP) or IDLE in hunt.facts):
            ctx.storage.handovers.unmark_live(handover_id)
            return
        handover = ctx.storage.handovers.load(handover_id, ctx.now())
        if handover is None or not wrapping_up(handover, ctx.now()):
            ctx.storage.handovers.unmark_live(handover_id)
        if handover and handover.agent and IDLE in hunt.facts:
            ctx.storage.availability.note_talked(handover.agent.id, ctx.now())
