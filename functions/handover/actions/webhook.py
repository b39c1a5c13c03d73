"""The door `webhook`: what a Watson dialog asks for. JSON in, JSON out, whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handover.actions.auth import knows_secret
from handover.actions.problem import problem
from handover.core import reply
from handover.core.call.call_request import ParameterError, read_wish, scalar
from handover.core.i18n import choose, texts
from handover.core.reply import Answer
from handover.usecases.call_status import tell_standing
from handover.usecases.cancel_call import cancel_call
from handover.usecases.context import Tools
from handover.usecases.local_time import tell_time
from handover.usecases.start_call import place_call
from handover.web import BadBodyError, Request, Response, json_response

#: Seconds for a request: Watson waits 8 in all, our cold start included.
DEADLINE = 6.0


def handle(request: Request, tools: Tools) -> Response:
    if request.method != "POST":
        return problem(405, "method_not_allowed", "Send a POST with a JSON object.", {"Allow": "POST"})
    if not knows_secret(request, tools.settings):
        challenge: dict[str, str | list[str]] = {"WWW-Authenticate": 'Basic realm="handover"'}
        return problem(401, "unauthorized", "The webhook's secret is missing or wrong.", challenge)
    try:
        parameters = request.json_object()
    except BadBodyError as error:
        return problem(400, "bad_request", str(error))
    return json_response(_answer(tools, parameters).as_body())


def _answer(tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    try:
        action = scalar(parameters, "action")
        session = scalar(parameters, "session_id")
        tools.log.note(step=action if action in _ACTIONS else "unknown")
        if session:
            tools.log.note(session=tools.storage.keys.session(session)[:8])
        told = _ACTIONS.get(action, _unknown)(tools, parameters)
    except ParameterError as error:
        told = reply.refusal("bad_parameter", texts(_language(parameters)), what=str(error))
    tools.log.note(outcome=told.reason or told.status)
    return told


def _start(tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    return place_call(tools, read_wish(parameters))


def _status(tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    return tell_standing(tools, scalar(parameters, "session_id"), scalar(parameters, "language"))


def _cancel(tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    return cancel_call(tools, scalar(parameters, "session_id"), scalar(parameters, "language"))


def _time(tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    return tell_time(tools, scalar(parameters, "timezone"), scalar(parameters, "language"))


def _not_yet(_tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    return reply.refusal("not_available", texts(_language(parameters)))


def _unknown(_tools: Tools, parameters: Mapping[str, Any]) -> Answer:
    return reply.refusal("unknown_action", texts(_language(parameters)))


_ACTIONS: Mapping[str, Callable[[Tools, Mapping[str, Any]], Answer]] = {
    "start_call": _start,
    "schedule_call": _not_yet,
    "call_status": _status,
    "cancel_call": _cancel,
    "time": _time,
}


def _language(parameters: Mapping[str, Any]) -> str:
    wished = parameters.get("language")
    return choose(wished if isinstance(wished, str) else None)
