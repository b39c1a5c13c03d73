"""The view `now`: what is live, in one glance, kept up to date by the page itself.

The page's script asks for it as JSON. What only grows older is no change: how long somebody waits is told by since when,
and counted in the browser, so that an unchanged list answers 304.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handover.actions.dashboard.page_request import Visit
from handover.core.call.state import State
from handover.core.report.labels import Labels
from handover.core.report.row import Row
from handover.usecases.handover_list import live_rows
from handover.web import Response

#: Seconds until the page asks again: while something is live, and while nothing is.
_SOON, _LATER = 2, 15


def get(visit: Visit) -> Response:
    rows = live_rows(visit.ctx)
    shown = _shown(visit, rows)
    if not visit.wants_json:
        return visit.page("now.html", now=visit.now(), **shown)
    return visit.json(
        {
            "ok": True,
            "live": len(rows),
            "next": _SOON if rows else _LATER,
            "rows": [{"id": row.id, "state": row.state} for row in rows],
            "parts": {"now-live": visit.part("now_live.html", **shown)},
        }
    )


def _shown(visit: Visit, rows: Sequence[Row]) -> dict[str, Any]:
    talking = sum(row.state == State.CONNECTED for row in rows)
    labels = Labels(visit.language, visit.desk.dispositions)
    return {"rows": rows, "waiting": len(rows) - talking, "talking": talking, "labels": labels}
