"""What a page without a chat may ask `webhook`: the button's form, and a start by that form. It has no secret and no token.

What may not come from this page, or is no form of ours, is an error with 403; every other refusal is a reply.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.parameters import ParameterError, text_parameter
from handover.core.reply import Reply
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.web import BadBodyError, Request, Response, json_response, problem

#: Reasons of such errors.
_FORBIDDEN = ("button_off", "origin_not_allowed", "form_invalid")


def run_for_form(request: Request, ctx: RequestContext) -> Response | None:
    """Returns the answer, or None if the request is neither of the two."""
    try:
        parameters = request.json_object()
    except BadBodyError:
        return None
    command = parameters.get("action")
    if command != "form" and not (command == "start_call" and "form" in parameters):
        return None
    ctx.log.note(step=command)
    result = _run(ctx, request.header("origin"), parameters)
    ctx.log.note(outcome=result.reason or result.status)
    if result.reason in _FORBIDDEN:
        return problem(403, result.reason, result.message)
    return json_response(result.as_body())


def _run(ctx: RequestContext, origin: str, parameters: dict[str, object]) -> Reply:
    try:
        if parameters["action"] == "form":
            from handover.usecases.offer_form import offer_form  # each of the two does without the other

            return offer_form(ctx, origin, text_parameter(parameters, "language"))
        from handover.usecases.start_by_form import start_by_form

        return start_by_form(ctx, origin, parameters)
    except ParameterError as error:
        return reply.refusal("bad_parameter", texts_in(ctx), what=str(error))
