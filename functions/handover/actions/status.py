"""The door `status`: what Twilio reports of the legs. 204 when it is kept; 503 when it is not, and Twilio reports again."""

from __future__ import annotations

from handover.core.call.links import is_handover_id
from handover.services.storage import StorageError
from handover.services.telephony.signatures import is_signed
from handover.usecases.context import Tools
from handover.usecases.record_callback import UnknownHandoverError, UnknownReportError, follow_customer, follow_leg
from handover.web import Request, Response, empty, text

DEADLINE = 9.0
_KINDS = ("customer", "agent", "amd", "recording")


def handle(request: Request, tools: Tools) -> Response:
    if not is_signed(request, "status", tools.settings):
        return text("This address answers Twilio only.", 403)
    query = request.query_params
    kind, hid, attempt = query.get("kind", ""), query.get("h", ""), query.get("a", "")
    tools.log.note(step=kind if kind in _KINDS else "unknown", handover=hid if is_handover_id(hid) else "")
    if kind not in _KINDS:
        return text("kind must be customer, agent, amd or recording.", 400)
    if not is_handover_id(hid):
        return text("The address names no handover.", 404)
    try:
        if kind == "customer":
            outcome = follow_customer(tools, hid, request.form)
        else:
            outcome = follow_leg(tools, hid, int(attempt) if attempt.isdecimal() else 0, kind, request.form)
    except UnknownHandoverError as error:
        return text(str(error), 404)
    except UnknownReportError as error:
        return text(str(error), 400)
    except StorageError as error:
        tools.log.note(outcome="not_kept")
        tools.log.warn(str(error))
        return text("The report could not be kept; please send it again.", 503)
    tools.log.note(outcome=outcome)
    return empty()
