"""Find out who is viewing a dashboard page, by the browser's cookie: an agent who signed in, or one who opened a link.

The cookie is signed, so its content can be trusted. Whether it still counts is checked at every request: sign-ins end,
agents leave the desk, and links close.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk
from handover.usecases.agent_link import link_viewer
from handover.usecases.context import RequestContext

#: A sign-in ends after this time, used or not.
SIGN_IN_LASTS = timedelta(hours=12)


def names_viewer(cookie: Mapping[str, Any]) -> bool:
    """Returns whether the cookie names an agent or a link. Whether that still counts is checked by `authenticate`."""
    return "agent" in cookie or "h" in cookie


def authenticate(ctx: RequestContext, desk: Desk, cookie: Mapping[str, Any]) -> Viewer | None:
    """Returns the viewer, or None if the cookie names no viewer, or no longer counts. Raises StorageError.

    A cookie is `{"s": the browser's secret}`; for a sign-in also `agent`, for a link also `h` (handover) and `a` (attempt).
    """
    if "agent" in cookie:
        return _signed_in(ctx, desk, str(cookie["agent"]), str(cookie["s"]))
    if "h" in cookie:
        return link_viewer(ctx, desk, str(cookie["h"]), int(cookie.get("a", 0)))
    return None


def _signed_in(ctx: RequestContext, desk: Desk, agent_id: str, sign_in_id: str) -> Viewer | None:
    agent = desk.agent(agent_id)
    since = ctx.storage.sign_ins.signed_in_since(agent.own_phone, sign_in_id) if agent and agent.own_phone else None
    if agent is None or since is None or ctx.now() - since >= SIGN_IN_LASTS:
        return None
    return Viewer(agent, sign_in_id=sign_in_id)
