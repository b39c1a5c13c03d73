"""The view `duty`: an agent says whether calls may come to them; a lead says it for others too.

A form only, `do=away|available` and for others `agent=<id>`; it leads back to the view that is named in the address.
"""

from __future__ import annotations

from handover.actions.dashboard import error_pages
from handover.actions.dashboard.page_request import Visit
from handover.usecases.desk_status import NotOnTheDeskError, set_away
from handover.web import Response

_AWAY = {"away": True, "available": False}


def post(visit: Visit) -> Response:
    viewer, wished = visit.viewer, visit.form.get("do", "")
    assert viewer is not None
    agent_id = visit.form.get("agent") or viewer.agent.id
    if wished not in _AWAY:
        return error_pages.page(visit, 400, "bad_form")
    if agent_id != viewer.agent.id and not viewer.lead:
        return error_pages.page(visit, 403, "forbidden")
    try:
        set_away(visit.ctx, visit.desk, agent_id, _AWAY[wished], viewer.agent.id)
    except NotOnTheDeskError:
        return error_pages.page(visit, 409, "stale_form")
    back = error_pages.way_back(visit)
    return visit.go(back.pop("back", "now"), **back)
