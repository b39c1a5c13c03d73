"""The view `desk`: how the desk stands, for leads, with the switch that pauses it.

`do=pause` and `do=resume` turn that switch. What desk.json itself says is the operator's, and is only shown.
"""

from __future__ import annotations

from datetime import date

from handover.actions.dashboard import error_pages
from handover.actions.dashboard.page_request import Visit
from handover.core.desk import hours
from handover.usecases.desk_status import desk_status, pause_desk
from handover.web import Response

_PAUSED = {"pause": True, "resume": False}


def get(visit: Visit) -> Response:
    desk, now = visit.desk, visit.now()
    standing = desk_status(visit.ctx, desk, visit.availability)
    is_open = hours.is_open(desk, now)
    return visit.page(
        "desk.html",
        standing=standing,
        stopped_by=standing.stopped_by(desk, is_open),
        is_open=is_open,
        opens=None if is_open else hours.next_opening(desk, now),
        weekdays=hours.WEEKDAYS,
        closed_on=[day for day in map(date.fromisoformat, sorted(desk.closed_on)) if day >= visit.today],
        trouble=visit.ctx.storage.desk_trouble,
        late=standing.scheduler_is_late(now),
    )


def post(visit: Visit) -> Response:
    viewer, wished = visit.viewer, visit.form.get("do", "")
    assert viewer is not None
    if wished not in _PAUSED:
        return error_pages.page(visit, 400, "bad_form")
    pause_desk(visit.ctx, _PAUSED[wished], viewer.agent.id)
    return visit.go("desk")
