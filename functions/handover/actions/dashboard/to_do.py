"""The view `todo`: what is left to do after calls, everybody's or the viewer's own (`who=mine`).

Its pieces are also on the view `now` while nothing is live, and on a handover's page after its outcome was saved.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.report.labels import Labels
from handover.core.report.todo import Item
from handover.usecases.to_do import ToDo, known_to_do, list_to_do
from handover.web import Response

#: With so many tasks, the page with its styles and fonts stays below 150 kB.
_MOST_SHOWN = 100
#: Seconds until the page's next request.
_NEXT = 60


def show(page: AuthenticatedRequest) -> Response:
    found = list_to_do(page.ctx, page.times.zone, remembered=page.wants_json)
    own = found.of(page.viewer.agent.id)
    mine = page.query.get("who") == "mine"
    items = own if mine else found.items
    values = {**list_values(page, items), "mine": mine, "left_out": found.left_out}
    values |= {"all_count": len(found.items), "own_count": len(own)}
    if not page.wants_json:
        return page.render("todo.html", now=page.now(), once=new_once(), **values)
    return page.json(
        {
            "ok": True,
            "count": len(items),
            "next": _NEXT,
            "items": [_record(item) for item in items[:_MOST_SHOWN]],
            "parts": {"todo": page.render_part("todo_rows.html", desk=page.desk, **values)},
        }
    )


def list_values(page: AuthenticatedRequest, items: Sequence[Item]) -> dict[str, Any]:
    """Returns the values of the list of tasks."""
    return {
        "items": items[:_MOST_SHOWN],
        "count": len(items),
        "more": max(0, len(items) - _MOST_SHOWN),
        "labels": Labels(page.language, page.desk.dispositions),
        "owners": {agent.id: agent.name for agent in page.desk.agents},
    }


def new_once() -> str:
    """Returns a random word for a form that calls somebody: sent twice, it calls once."""
    return secrets.token_hex(8)


def remembered(page: AuthenticatedRequest) -> ToDo | None:
    """Returns what is left to do, for a page that is about something else; None if it cannot be read."""
    with page.ctx.best_effort("Listing what is left to do"):
        return list_to_do(page.ctx, page.times.zone, remembered=True)
    return None


def known(page: AuthenticatedRequest) -> ToDo | None:
    """Returns what is left to do as it was read a moment ago; None if it was not. No request."""
    return known_to_do(page.ctx, page.times.zone)


def _record(item: Item) -> dict[str, Any]:
    return {
        "id": item.row.id,
        "task": item.task.value,
        "due": item.due.isoformat(),
        "overdue": item.overdue,
        "owner": item.owner,
    }
