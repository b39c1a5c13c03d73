"""The action `scheduler`: takes a timer's event and returns JSON about what was done."""

from __future__ import annotations

from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.sweep import sweep
from handover.web import Request, Response, json_response, problem

#: Seconds.
DEADLINE = 45.0


def handle(_request: Request, ctx: RequestContext) -> Response:
    try:
        done = sweep(ctx)
    except StorageError as error:
        ctx.log.note(outcome="not_done")
        ctx.log.warn(str(error))
        return problem(503, "storage_unavailable", "This round failed; the next one will do its work.")
    ctx.log.note(outcome=done["status"], looked=done.get("looked", 0), ended=done.get("ended", 0))
    for what, count in done.get("due", {}).items():
        if count:
            ctx.log.note(**{f"due_{what}": count})
    return json_response(done)
