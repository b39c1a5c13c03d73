"""Whether an agent still wraps up the last conversation: then they are not rung yet.

It ends when a wrap-up is saved, or when the desk's time for it is over. An agent whose line broke is not left alone: the
customer may ring back, and gets them first.
"""

from __future__ import annotations

from datetime import datetime

from handover.core.call.state import Handover, State


def wrapping_up(handover: Handover, now: datetime) -> str:
    """Returns the id of the agent who wraps up this handover at `now`, or `""` if nobody does."""
    hunt, agent, until = handover.hunt, handover.agent, handover.talked_until
    if hunt is None or agent is None or until is None or handover.wraps or handover.state is State.DROPPED:
        return ""
    return agent.id if now - until < hunt.wrap_up else ""
