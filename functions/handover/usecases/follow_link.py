"""Follow the link that an agent got by text message when their phone rang: good for one handover and a short time.

The link says only which handover and which attempt; all else is asked of the record anew, at every request.
"""

from __future__ import annotations

from handover.core.access.agent_link import hunt_target_of, opens
from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk
from handover.usecases.context import RequestContext


def viewer(ctx: RequestContext, desk: Desk, handover_id: str, attempt: int) -> Viewer | None:
    """Who a link lets in, if it still opens: the agent who was rung, if they are at the desk today with the phone that
    the message went to. Raises StorageError."""
    handovers = ctx.storage.handovers
    events = handovers.events(handover_id)
    called = hunt_target_of(events, attempt)
    agent = desk.agent(called.id) if called else None
    if called is None or agent is None or agent.phone != called.phone:
        return None
    if not opens(events, handovers.legs(handover_id), attempt, ctx.now()):
        return None
    return Viewer(agent, handover_id=handover_id, attempt=attempt)
