"""The door `scheduler`: a timer's event comes in, JSON about what was done goes out."""

from __future__ import annotations

from handover.actions.problem import problem
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.sweep import sweep
from handover.web import Request, Response, json_response

DEADLINE = 45.0


def handle(_request: Request, ctx: RequestContext) -> Response:
    try:
        done = sweep(ctx)
    except StorageError as error:
        ctx.log.note(outcome="not_done")
        ctx.log.warn(str(error))
        return problem(503, "storage_unavailable", "The round could not be made; the next one will be.")
    ctx.log.note(outcome=done["status"], looked=done.get("looked", 0), ended=done.get("ended", 0))
    return json_response(done)
