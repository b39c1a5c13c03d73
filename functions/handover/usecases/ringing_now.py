"""Which agents' phones ring now, for the pages that tell them."""

from __future__ import annotations

from dataclasses import dataclass

from handover.core.call.state import State
from handover.core.call.state_timeouts import surely_live
from handover.usecases.calls_in_progress import calls_in_progress
from handover.usecases.context import RequestContext


@dataclass(frozen=True)
class Ringing:
    """An agent's phone that rings for the customer of a handover."""

    handover_id: str
    attempt: int
    agent_id: str


@dataclass(frozen=True)
class RingingNow:
    """The phones that ring, and whether any call is under way, so that one may ring in a moment."""

    phones: tuple[Ringing, ...]
    busy: bool


def ringing_now(ctx: RequestContext) -> RingingNow:
    """Returns which agents' phones ring. It costs three rounds, like the list of live handovers: one listing of the
    markers; a listing for each of them; a read for each new event. Raises StorageError."""
    live = [
        handover
        for handover in calls_in_progress(ctx, ctx.storage.handovers.marked_live()).handovers
        if surely_live(handover, ctx.now())
    ]
    hunts = [(each.id, each.hunt) for each in live if each.state in (State.HUNTING, State.WAITING) and each.hunt]
    phones = [Ringing(handover_id, n, agent.id) for handover_id, hunt in hunts for n, agent in hunt.all_ringing.items()]
    return RingingNow(tuple(phones), bool(live))
