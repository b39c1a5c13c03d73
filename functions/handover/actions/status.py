"""The action `status`: takes Twilio's status callbacks. 204 when the report is stored, else 503, and Twilio repeats it."""

from __future__ import annotations

from collections.abc import Mapping

from handover.actions import twilio_request
from handover.core.call.callback_urls import INBOUND
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.record_callback import (
    UnknownHandoverError,
    UnknownReportError,
    record_customer_callback,
    record_leg_callback,
)
from handover.web import Request, Response, empty, text

#: Seconds. Twilio waits 15 in all.
DEADLINE = 9.0

_KINDS = ("customer", "agent", "amd", "recording", "conversation", "colleague", "back", "back_customer")


def handle(request: Request, ctx: RequestContext) -> Response:
    if twilio_request.is_wake_up(request, "kind"):
        from handover.usecases.woken import load_for_callbacks

        load_for_callbacks(ctx)
        return empty()
    if refused := twilio_request.refuse_unsigned(request, "status", ctx.settings):
        return refused
    kind, handover_id = request.query_params.get("kind", ""), twilio_request.handover_id(request)
    ctx.log.note(step=kind if kind in (*_KINDS, INBOUND) else "unknown", handover=handover_id)
    if kind not in (*_KINDS, INBOUND):
        return text(f"kind must be {', '.join(_KINDS)} or {INBOUND}.", 400)
    if not handover_id and kind != INBOUND:
        return text("The address names no handover.", 404)
    try:
        outcome = _record_inbound(ctx, request) if kind == INBOUND else _record(ctx, kind, handover_id, request)
    except UnknownHandoverError as error:
        return text(str(error), 404)
    except UnknownReportError as error:
        return text(str(error), 400)
    except (StorageError, RecordingNotKeptError) as error:
        ctx.log.note(outcome="not_kept")
        ctx.log.warn(str(error))
        return text("The report could not be stored; please send it again.", 503)
    ctx.log.note(outcome=outcome)
    return empty()


def _record_inbound(ctx: RequestContext, request: Request) -> str:
    """Record the end of a call that came in, if it has a handover. Returns a word for the log."""
    from handover.usecases.calls_of_caller import handover_of_call

    reported = twilio_request.parameters(request)
    handover_id = handover_of_call(ctx, reported.get("From", ""), reported.get("CallSid", ""))
    if not handover_id:
        return "not_ours"
    ctx.log.note(handover=handover_id)
    return record_customer_callback(ctx, handover_id, reported)


class RecordingNotKeptError(HandoverError):
    """A recording could not be fetched and stored yet."""


def _record(ctx: RequestContext, kind: str, handover_id: str, request: Request) -> str:
    """Record the report. Returns a word for the log."""
    reported = twilio_request.parameters(request)
    if kind == "customer":
        return record_customer_callback(ctx, handover_id, reported)
    if kind in ("recording", "conversation"):
        return _record_recording(ctx, kind, handover_id, twilio_request.attempt(request), reported)
    if kind == "colleague":
        return _record_colleague(ctx, handover_id, twilio_request.attempt(request), reported)
    if kind in ("back", "back_customer"):
        from handover.usecases.call_back_reports import record_agents_call, record_customers_phone

        record = record_agents_call if kind == "back" else record_customers_phone
        return record(ctx, handover_id, reported)
    in_room, together = twilio_request.word(request, "r") == "1", twilio_request.first_attempt(request) > 0
    return record_leg_callback(ctx, handover_id, twilio_request.attempt(request), kind, reported, in_room, together)


def _record_colleague(ctx: RequestContext, handover_id: str, number: int, reported: Mapping[str, str]) -> str:
    """Record the report of a colleague's call. Raises UnknownHandoverError."""
    from handover.usecases.colleague import record_colleague_callback
    from handover.usecases.leg import UnknownCallError

    try:
        return record_colleague_callback(ctx, handover_id, number, reported)
    except UnknownCallError as error:
        raise UnknownHandoverError(str(error)) from None


def _record_recording(
    ctx: RequestContext, kind: str, handover_id: str, attempt: int, reported: Mapping[str, str]
) -> str:
    """Record the report of a recording: of a message, or of a conversation. Raises RecordingNotKeptError when it could not
    be fetched."""
    from handover.services.telephony import TelephoneError

    try:
        if kind == "conversation":
            from handover.usecases.keep_call_recording import record_call_recording

            return record_call_recording(ctx, handover_id, attempt, reported)
        from handover.usecases.record_recording import record_recording

        return record_recording(ctx, handover_id, attempt, reported)
    except TelephoneError as error:
        raise RecordingNotKeptError(str(error)) from None
