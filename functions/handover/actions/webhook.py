"""The action `webhook`: runs the commands of a Watson dialog. It takes JSON and returns JSON, also for errors.

What runs a command is imported once the caller has shown the secret: strangers are refused without it.
"""

from __future__ import annotations

from handover.actions.auth import knows_secret
from handover.usecases.context import RequestContext
from handover.web import BadBodyError, Request, Response, json_response, problem

#: Seconds. Watson waits 8 in all, our cold start included.
DEADLINE = 6.0


def handle(request: Request, ctx: RequestContext) -> Response:
    if request.method != "POST":
        return problem(405, "method_not_allowed", "Send a POST with a JSON object.", {"Allow": "POST"})
    if not knows_secret(request, ctx.settings):
        challenge = {"WWW-Authenticate": 'Basic realm="handover"'}
        return problem(401, "unauthorized", "The webhook's secret is missing or wrong.", challenge)
    try:
        parameters = request.json_object()
    except BadBodyError as error:
        return problem(400, "bad_request", str(error))
    from handover.actions.commands import run

    return json_response(run(ctx, parameters).as_body())
