"""What `twiml` and `status` share: only Twilio may call them, and their address names a handover and an attempt."""

from __future__ import annotations

from handover.core.call.callback_urls import is_handover_id
from handover.services.telephony.signatures import is_signed
from handover.settings import Settings
from handover.web import Request, Response, text


def refuse_unsigned(request: Request, action: str, settings: Settings) -> Response | None:
    """Returns the 403 for a request that Twilio did not sign, or None if it did."""
    return None if is_signed(request, action, settings) else text("This address answers Twilio only.", 403)


def handover_id(request: Request) -> str:
    """Returns the handover in the address, or `""` if there is none."""
    given = request.query_params.get("h", "")
    return given if is_handover_id(given) else ""


def attempt(request: Request) -> int:
    """Returns the attempt in the address: the agent's place in the hunt, from 1. 0 on the customer's leg."""
    given = request.query_params.get("a", "")
    return int(given) if given.isdecimal() else 0
