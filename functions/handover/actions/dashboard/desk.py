"""The view `desk`, where leads see the desk's status and pause it; and the form `duty`, which sets agents away or available.

What desk.json says belongs to the operator and is only shown here.
"""

from __future__ import annotations

from datetime import date

from handover.actions.dashboard.error_pages import error_page, redirect_back
from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.desk import hours
from handover.core.report.labels import Labels
from handover.usecases.desk_status import NotOnTheDeskError, desk_status, limits_hit_today, pause_desk, set_away
from handover.web import Response

#: Values of the forms' field `do`.
_PAUSED = {"pause": True, "resume": False}
_AWAY = {"away": True, "available": False}


def show(page: AuthenticatedRequest) -> Response:
    desk, now = page.desk, page.now()
    status = desk_status(page.ctx, desk, page.availability)
    is_open = hours.is_open(desk, now)
    return page.render(
        "desk.html",
        desk_status=status,
        stop=status.stopped_by(desk, now),
        is_open=is_open,
        opens=None if is_open else hours.next_opening(desk, now),
        weekdays=hours.WEEKDAYS,
        closed_on=[day for day in map(date.fromisoformat, sorted(desk.closed_on)) if day >= page.today],
        trouble=page.ctx.storage.desk_trouble,
        late=status.scheduler_is_late(now),
        limits_hit=limits_hit_today(page.ctx, desk),
        labels=Labels(page.language),
    )


def pause(page: AuthenticatedRequest) -> Response:
    """Pause the desk (`do=pause`) or resume it (`do=resume`)."""
    do = page.form.get("do", "")
    if do not in _PAUSED:
        return error_page(page, 400, "bad_form")
    pause_desk(page.ctx, _PAUSED[do], page.viewer.agent.id)
    return page.redirect("desk")


def set_availability(page: AuthenticatedRequest) -> Response:
    """Set an agent away (`do=away`) or available (`do=available`), and return to the view named in the address.

    The agent is the viewer; leads may name another (`agent=<id>`).
    """
    do, viewer = page.form.get("do", ""), page.viewer
    agent_id = page.form.get("agent") or viewer.agent.id
    if do not in _AWAY:
        return error_page(page, 400, "bad_form")
    if agent_id != viewer.agent.id and not viewer.lead:
        return error_page(page, 403, "forbidden")
    try:
        set_away(page.ctx, page.desk, agent_id, _AWAY[do], viewer.agent.id)
    except NotOnTheDeskError:
        return error_page(page, 409, "stale_form")
    return redirect_back(page)
