"""Whether a number was ever reached: whether one of its calls that are on record was connected with an agent."""

from __future__ import annotations

from handover.services.storage.quotas import BARRIER
from handover.usecases.context import RequestContext

#: A number's latest calls that are looked at.
_MOST = 10


def was_reached(ctx: RequestContext, number: str) -> bool:
    """Returns whether a call to the number (E.164) was connected. False when that cannot be read: then the stricter rule
    for unknown numbers applies. It takes three rounds, so it is only called where a desk asks for it."""
    with ctx.best_effort("Looking for earlier calls of the number"):
        claims = ctx.storage.quotas.calls_to(number).in_use(_MOST)
        owners = [claim.owner for claim in claims if claim.owner != BARRIER]
        earlier = ctx.storage.handovers.load_many(owners, ctx.now())
        return any(handover is not None and handover.accepted_by for handover in earlier)
    return False
