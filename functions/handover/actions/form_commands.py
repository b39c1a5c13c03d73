"""What a page without a chat may ask `webhook`: the button's form, and a start by that form. It shows no secret and no token.

What the page got wrong is answered with 403 where no such request may come at all, with 200 where it may come again.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.parameters import ParameterError, text_parameter
from handover.core.reply import Reply
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.web import BadBodyError, Request, Response, json_response

#: Refusals of what is no form of ours, or of no page that may have one.
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
    return json_response(result.as_body(), 403 if result.reason in _FORBIDDEN else 200)


def _run(ctx: RequestContext, origin: str, parameters: dict[str, object]) -> Reply:
    try:
        if parameters["action"] == "form":
            from handover.usecases.offer_form import offer_form  # each of the two does without the other

            return offer_form(ctx, origin, text_parameter(parameters, "language"))
        from handover.usecases.start_by_form import start_by_form

        return start_by_form(ctx, origin, parameters)
    except ParameterError as error:
        return reply.refusal("bad_parameter", texts_in(ctx), what=str(error))
