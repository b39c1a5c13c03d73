"""Recognise who comes to the dashboard by what their browser carries: a seat (signed in) or an opened link.

What the browser carries is sealed, so it can be believed; whether it still counts is asked anew at every request, because
seats are left, agents leave the desk, and links end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk
from handover.usecases import follow_link
from handover.usecases.context import RequestContext

#: A session's life, whatever it did.
SEAT_LASTS = timedelta(hours=12)


def authenticate(ctx: RequestContext, desk: Desk, card: Mapping[str, Any]) -> Viewer | None:
    """Whoever holds this card; None for nobody (any more). Raises StorageError.

    A card is `{"s": …}` and, for a seat, `agent`; for a link, `h` and `a` (the attempt).
    """
    if "agent" in card:
        return _seated(ctx, desk, str(card["agent"]), str(card["s"]))
    if "h" in card:
        return follow_link.viewer(ctx, desk, str(card["h"]), int(card.get("a", 0)))
    return None


def _seated(ctx: RequestContext, desk: Desk, agent_id: str, seat: str) -> Viewer | None:
    agent = desk.agent(agent_id)
    since = ctx.storage.seats.since(agent.phone, seat) if agent else None
    if agent is None or since is None or ctx.now() - since >= SEAT_LASTS:
        return None
    return Viewer(agent, sign_in_id=seat)
