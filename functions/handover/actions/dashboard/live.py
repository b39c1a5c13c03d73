"""The view `now`: live handovers and the next booked calls, and what is left to do while nothing is live, kept up to date by
the page itself.

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
from handover.usecases.handover_list import HandoverList, live_and_booked_rows
from handover.web import Response

#: Seconds until the page's next request: while something is live, and while nothing is.
_SOON, _LATER = 2, 15


#: Booked calls that are shown.
_MOST_BOOKED = 20


def show(page: AuthenticatedRequest) -> Response:
    rows, booked = live_and_booked_rows(page.ctx, _MOST_BOOKED)
    values = {**_values(page, rows, booked), **_to_do(page, rows)}
    if not page.wants_json:
        from handover.actions.dashboard.to_do import new_once

        return page.render("live.html", now=page.now(), once=new_once(), **values)
    return page.json(
        {
            "ok": True,
            "live": len(rows),
            "next": _SOON if rows else _LATER,
            "rows": [{"id": row.id, "state": row.state} for row in rows],
            "parts": {
                "now-live": page.render_part("live_rows.html", **values),
                "now-booked": page.render_part("booked_rows.html", **values),
                "todo": page.render_part("todo_rows.html", **values) if values["items"] else "",
            },
        }
    )


def _to_do(page: AuthenticatedRequest, rows: Sequence[Row]) -> dict[str, Any]:
    """Returns the values of what is left to do, which is shown while nothing is live. The page itself waits for no list of
    many days: what is not known yet comes with its first update, two seconds later."""
    from handover.actions.dashboard.to_do import known, list_values, remembered

    found = None if rows else remembered(page) if page.wants_json else known(page)
    return list_values(page, found.items if found else ())


def _values(page: AuthenticatedRequest, rows: Sequence[Row], booked: HandoverList) -> dict[str, Any]:
    talking = sum(row.state == State.CONNECTED for row in rows)
    labels = Labels(page.language, page.desk.dispositions)
    return {
        "rows": rows,
        "desk": page.desk,
        "waiting": len(rows) - talking,
        "talking": talking,
        "booked": booked.rows,
        "more_booked": booked.left_out,
        "labels": labels,
    }
