"""The door `status`: what Twilio reports of the legs. 204 when it is kept; 503 when it is not, and Twilio reports again."""

from __future__ import annotations

from handover.core.call.callback_urls import is_handover_id
from handover.services.storage import StorageError
from handover.services.telephony.signatures import is_signed
from handover.usecases.context import RequestContext
from handover.usecases.record_callback import (
    UnknownHandoverError,
    UnknownReportError,
    record_customer_callback,
    record_leg_callback,
)
from handover.web import Request, Response, empty, text

DEADLINE = 9.0
_KINDS = ("customer", "agent", "amd", "recording")


def handle(request: Request, ctx: RequestContext) -> Response:
    if not is_signed(request, "status", ctx.settings):
        return text("This address answers Twilio only.", 403)
    query = request.query_params
    kind, handover_id, attempt = query.get("kind", ""), query.get("h", ""), query.get("a", "")
    ctx.log.note(
        step=kind if kind in _KINDS else "unknown", handover=handover_id if is_handover_id(handover_id) else ""
    )
    if kind not in _KINDS:
        return text("kind must be customer, agent, amd or recording.", 400)
    if not is_handover_id(handover_id):
        return text("The address names no handover.", 404)
    try:
        if kind == "customer":
            outcome = record_customer_callback(ctx, handover_id, request.form)
        else:
            outcome = record_leg_callback(
                ctx, handover_id, int(attempt) if attempt.isdecimal() else 0, kind, request.form
            )
    except UnknownHandoverError as error:
        return text(str(error), 404)
    except UnknownReportError as error:
        return text(str(error), 400)
    except StorageError as error:
        ctx.log.note(outcome="not_kept")
        ctx.log.warn(str(error))
        return text("The report could not be kept; please send it again.", 503)
    ctx.log.note(outcome=outcome)
    return empty()
