"""Switch the desk: an agent goes away or comes back, a lead pauses everything.

A switch decides about calls that are asked for from now on; calls that are under way keep what they were begun with.
Switching what is switched already changes nothing, neither who did it nor when.
"""

from __future__ import annotations

from handover.core.desk.config import Desk
from handover.errors import HandoverError
from handover.usecases.context import RequestContext


class NotOnTheDeskError(HandoverError):
    """The agent is not (or no longer) in desk.json."""


def set_duty(ctx: RequestContext, desk: Desk, agent_id: str, away: bool, by: str) -> None:
    """Set an agent away or available; `by` is the id of whoever does. Raises NotOnTheDeskError, StorageError."""
    if desk.agent(agent_id) is None:
        raise NotOnTheDeskError("That agent is not on the desk.")
    ctx.storage.availability.set_away(agent_id, away, by, ctx.now())
    ctx.log.note(outcome="away" if away else "available")


def pause_desk(ctx: RequestContext, paused: bool, by: str) -> None:
    """Pause the desk or resume it; `by` is the id of the lead who does. Raises StorageError."""
    ctx.storage.availability.pause(paused, by, ctx.now())
    ctx.log.note(outcome="paused" if paused else "resumed")
