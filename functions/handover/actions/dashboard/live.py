"""The view `now`: live handovers, kept up to date by the page itself.

The page's script requests it as JSON. The passing of time is no change: the list says since when a customer waits and the
browser counts, so an unchanged list is answered with 304.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.call.state import State
from handover.core.report.labels import Labels
from handover.core.report.row import Row
from handover.usecases.handover_list import live_rows
from handover.web import Response

#: Seconds until the page's next request: while something is live, and while nothing is.
_SOON, _LATER = 2, 15


def show(page: AuthenticatedRequest) -> Response:
    rows = live_rows(page.ctx)
    values = _values(page, rows)
    if not page.wants_json:
        return page.render("live.html", now=page.now(), **values)
    return page.json(
        {
            "ok": True,
            "live": len(rows),
            "next": _SOON if rows else _LATER,
            "rows": [{"id": row.id, "state": row.state} for row in rows],
            "parts": {"now-live": page.render_part("live_rows.html", **values)},
        }
    )


def _values(page: AuthenticatedRequest, rows: Sequence[Row]) -> dict[str, Any]:
    talking = sum(row.state == State.CONNECTED for row in rows)
    labels = Labels(page.language, page.desk.dispositions)
    return {"rows": rows, "waiting": len(rows) - talking, "talking": talking, "labels": labels}
