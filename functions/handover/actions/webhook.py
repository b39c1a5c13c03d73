"""The action `webhook`: runs the commands of a Watson dialog. It takes JSON and returns JSON, also for errors.

What runs a command is imported once the caller has shown the secret, or a page the token of its chat: strangers are refused
without it.
"""

from __future__ import annotations

from handover.actions.auth import comes_from_a_browser, knows_secret, may_have_token, read_by_pages
from handover.usecases.context import RequestContext
from handover.web import BadBodyError, Request, Response, json_response, problem

#: Seconds. Watson waits 8 in all, our cold start included.
DEADLINE = 6.0


@read_by_pages
def handle(request: Request, ctx: RequestContext) -> Response:
    if request.method != "POST":
        return problem(405, "method_not_allowed", "Send a POST with a JSON object.", {"Allow": "POST"})
    if knows_secret(request, ctx.settings):
        return _run(request, ctx)
    if may_have_token(request):
        from handover.actions.page_commands import run_for_page

        return run_for_page(request, ctx) or _unauthorized()
    if comes_from_a_browser(request):
        from handover.actions.form_commands import run_for_form  # the button of pages without a chat

        return run_for_form(request, ctx) or _unauthorized()
    return _unauthorized()


def _run(request: Request, ctx: RequestContext) -> Response:
    try:
        parameters = request.json_object()
    except BadBodyError as error:
        return problem(400, "bad_request", str(error))
    from handover.actions.commands import run

    return json_response(run(ctx, parameters).as_body())


def _unauthorized() -> Response:
    challenge = {"WWW-Authenticate": 'Basic realm="handover"'}
    return problem(401, "unauthorized", "The webhook's secret is missing or wrong.", challenge)
