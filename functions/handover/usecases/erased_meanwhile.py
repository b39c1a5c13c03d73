"""Remove what a request stored of a handover that was erased while it worked.

Fetching a sound takes seconds. If a person's data are erased meanwhile, the sound would be left over, and nothing would name
it any more. So who stores one looks for the permit afterwards, which an erasure deletes last of all; and the erasure looks
once more for what came after its list (operate/privacy/erasure.py). One of the two sees the other.
"""

from __future__ import annotations

from handover.core.call.events import EventKind
from handover.usecases.context import RequestContext


def remove_if_erased(ctx: RequestContext, handover_id: str) -> None:
    """Remove the events, reports and sounds of the handover if it has no permit any more. Logs what fails: the scheduler
    tries again as long as a recording is due."""
    with ctx.best_effort("Looking whether a handover was erased"):
        if not ctx.storage.handovers.has(handover_id, EventKind.REQUESTED):
            ctx.storage.handovers.remove_leftovers(handover_id)
            ctx.log.note(outcome="erased")
