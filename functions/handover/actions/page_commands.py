"""What a page may ask `webhook` with the token of its chat: the state of the chat's call, to cancel it, and to rate it.

The session is the token's. A page never chooses one.
"""

from __future__ import annotations

from dataclasses import replace

from handover.actions.browsers import page_session
from handover.actions.commands import run
from handover.core.call.parameters import parameter_value
from handover.usecases.context import RequestContext
from handover.usecases.web_session import token_for
from handover.web import BadBodyError, Request, Response, json_response, problem

MAY = ("call_status", "cancel_call", "rate_call")


def run_for_page(request: Request, ctx: RequestContext) -> Response | None:
    """Returns the answer, with a fresh token, or None if the request has no token that counts for what it names."""
    ctx.log.note(caller="page")
    session = page_session(request, ctx)
    if session is None:
        return None
    try:
        parameters = request.json_object()
    except BadBodyError as error:
        return problem(400, "bad_request", str(error))
    if parameter_value(parameters, "session_id") not in (None, session.session_id):
        return None
    if parameters.get("action") not in MAY:
        ctx.log.note(outcome="forbidden")
        return problem(403, "forbidden", "A page may ask for its call, cancel it and rate it, and nothing else.")
    result = run(ctx, {**parameters, "session_id": session.session_id, "web": False})
    token = token_for(ctx, session)
    return json_response(
        replace(result, extra={**result.extra, "web_token": token} if token else result.extra).as_body()
    )
