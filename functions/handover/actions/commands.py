"""The commands of the chat, by the name that its parameter `action` has: each reads its parameters and runs one use case.

Somebody waits for each of them. So each loads its own use case, and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from handover.core import reply
from handover.core.call.parameters import ParameterError, flag_parameter, text_parameter
from handover.core.reply import Reply
from handover.usecases.context import RequestContext


def run(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    """Returns the reply to the command that the parameter `action` names."""
    session = ""
    try:
        command = text_parameter(parameters, "action")
        session = text_parameter(parameters, "session_id")
        ctx.log.note(step=command if command in COMMANDS else "unknown")
        if session:
            ctx.log.note(session=ctx.storage.sessions.pseudonym(session))
        result = COMMANDS.get(command, _unknown)(ctx, parameters)
    except ParameterError as error:
        result = _refusal(ctx, parameters, "bad_parameter", what=str(error))
    ctx.log.note(outcome=result.reason or result.status)
    return _with_token(ctx, session, result) if session and parameters.get("web") in (True, "true") else result


def _with_token(ctx: RequestContext, session: str, result: Reply) -> Reply:
    """Returns the reply with a token for the page that shows the chat."""
    from handover.usecases.web_session import begun, token_for  # only a page needs one

    return replace(result, extra={**result.extra, "web_token": token_for(ctx, begun(ctx, session))})


def _start(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.core.call.call_request import read_call_request
    from handover.usecases.start_call import start_call

    return start_call(ctx, read_call_request(parameters), flag_parameter(parameters, "instead_of_booking"))


def _status(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.call_status import call_status

    return call_status(ctx, text_parameter(parameters, "session_id"), text_parameter(parameters, "language"))


def _cancel(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.cancel_call import cancel_call

    return cancel_call(ctx, text_parameter(parameters, "session_id"), text_parameter(parameters, "language"))


def _rate(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.core.call.rating import read_rating
    from handover.usecases.rate_call import rate_call

    session, language = (text_parameter(parameters, name) for name in ("session_id", "language"))
    return rate_call(ctx, session, read_rating(parameters), language)


def _check_number(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.check_number import check_number

    return check_number(ctx, text_parameter(parameters, "phone_number"), text_parameter(parameters, "language"))


def _withdraw(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.withdraw import withdraw

    session, number, language = (
        text_parameter(parameters, name) for name in ("session_id", "phone_number", "language")
    )
    return withdraw(ctx, session, number, language)


def _time(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.local_time import local_time

    return local_time(ctx, text_parameter(parameters, "timezone"), text_parameter(parameters, "language"))


def _availability(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.call_availability import call_availability

    return call_availability(ctx, text_parameter(parameters, "session_id"), text_parameter(parameters, "language"))


def _schedule(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.core.call.call_request import read_call_request
    from handover.usecases.schedule_call import schedule_call

    return schedule_call(ctx, read_call_request(parameters), text_parameter(parameters, "at"))


def _slots(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.offer_slots import offer_slots

    session, number, at, language = (
        text_parameter(parameters, name) for name in ("session_id", "phone_number", "at", "language")
    )
    return offer_slots(ctx, session, number, at, language)


def _reschedule(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    from handover.usecases.reschedule_call import reschedule_call

    session, at, language = (text_parameter(parameters, name) for name in ("session_id", "at", "language"))
    return reschedule_call(ctx, session, at, language)


def _unknown(ctx: RequestContext, parameters: Mapping[str, Any]) -> Reply:
    return _refusal(ctx, parameters, "unknown_action")


COMMANDS: Mapping[str, Callable[[RequestContext, Mapping[str, Any]], Reply]] = {
    "start_call": _start,
    "availability": _availability,
    "schedule_call": _schedule,
    "slots": _slots,
    "reschedule_call": _reschedule,
    "check_number": _check_number,
    "call_status": _status,
    "cancel_call": _cancel,
    "rate_call": _rate,
    "withdraw": _withdraw,
    "time": _time,
}


def _refusal(ctx: RequestContext, parameters: Mapping[str, Any], reason: str, what: str = "") -> Reply:
    """Returns the refusal of a request that no use case took: in its language, else in the chat's, else in the desk's."""
    from handover.usecases.language import texts_of_chat

    session, language = _text(parameters, "session_id"), _text(parameters, "language")
    return reply.refusal(reason, texts_of_chat(ctx, session, language), what=what)


def _text(parameters: Mapping[str, Any], name: str) -> str:
    """Returns a parameter that may be of the wrong type: then it counts as absent."""
    try:
        return text_parameter(parameters, name)
    except ParameterError:
        return ""
