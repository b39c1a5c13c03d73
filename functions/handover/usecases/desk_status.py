"""See how the desk stands: what its lead looks at before switching anything.

Besides the switches' listing, which every page has already: one listing of the day's slots and one read of the heartbeat,
side by side with one read for each switch that is on; then what the list of live handovers costs.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from handover.core.call.state import State
from handover.core.desk.config import Desk
from handover.core.desk.status import AgentStatus, DeskStatus
from handover.core.time_zones import zone
from handover.services.storage import keys
from handover.services.storage.availability import Availability
from handover.usecases.context import RequestContext
from handover.usecases.see_now import live_rows


def desk_status(ctx: RequestContext, desk: Desk, availability: Availability) -> DeskStatus:
    """How it stands now. Raises StorageError."""
    storage, today = ctx.storage, ctx.now().astimezone(zone(desk.time_zone))
    away = storage.availability.away(availability, desk)
    quotas, heartbeat, paused, *turned = storage.bucket.together(
        lambda: storage.bucket.listing(keys.total(f"{today:%Y%m%d}")),
        lambda: storage.bucket.get(keys.HEARTBEAT),
        lambda: storage.availability.paused_since() if availability.paused else None,
        *[partial(storage.availability.away_since, agent_id) for agent_id in away],
    )
    since, talking = dict(zip(away, turned, strict=True)), _talking(ctx)
    return DeskStatus(
        duties=tuple(AgentStatus(agent, since.get(agent.id), talking.get(agent.id)) for agent in desk.agents),
        calls_today=len(quotas),
        paused=paused,
        last_round=datetime.fromisoformat(heartbeat["at"]) if heartbeat else None,
    )


def _talking(ctx: RequestContext) -> dict[str, datetime]:
    """Since when agents are talking to a customer, by the agent's id."""
    rows = [row for row in live_rows(ctx) if row.state == State.CONNECTED and row.agent]
    return {row.agent: datetime.fromisoformat(row.connected_at or row.since) for row in rows}
