"""The door `scheduler`: a timer's event comes in, JSON about what was done goes out."""

from __future__ import annotations

from handover.actions.problem import problem
from handover.services.storage import StorageError
from handover.usecases.context import Tools
from handover.usecases.sweep import tend
from handover.web import Request, Response, json_response

DEADLINE = 45.0


def handle(_request: Request, tools: Tools) -> Response:
    try:
        done = tend(tools)
    except StorageError as error:
        tools.log.note(outcome="not_done")
        tools.log.warn(str(error))
        return problem(503, "storage_unavailable", "The round could not be made; the next one will be.")
    tools.log.note(outcome=done["status"], looked=done.get("looked", 0), ended=done.get("ended", 0))
    return json_response(done)
