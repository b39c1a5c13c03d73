"""The view `ringing`: which phones ring now, as JSON for static/ring.js. It names no customer."""

from __future__ import annotations

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.usecases.ringing_now import ringing_now
from handover.web import Response

#: Seconds until the script's next request: while a call is under way, and while none is. A phone rings for 10 s at least.
_SOON, _LATER = 3, 15


def show(page: AuthenticatedRequest) -> Response:
    now, own = ringing_now(page.ctx), page.viewer.agent.id
    rings = [
        {"id": phone.handover_id, "attempt": phone.number, "why": phone.why.value, "mine": phone.agent_id == own}
        for phone in now.phones
    ]
    return page.json({"ok": True, "next": _SOON if now.busy else _LATER, "rings": rings})
