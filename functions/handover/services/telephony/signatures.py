"""Twilio's signature over a request: the only proof that it comes from Twilio.

It is computed over the address we gave Twilio, built from settings (never from headers), and over all form fields, also
those that are new to us. Both the present token and, while it is being rotated, the previous one are accepted.
"""

from __future__ import annotations

from handover.settings import Settings
from handover.web import BadBodyError, Request

_HEADER = "x-twilio-signature"


def is_signed(request: Request, door: str, settings: Settings) -> bool:
    """Whether Twilio signed this request to that door."""
    from twilio.request_validator import RequestValidator

    signature = request.header(_HEADER)
    if not signature:
        return False
    url = settings.url(door) + (f"?{request.query}" if request.query else "")
    try:
        form = request.form if request.method == "POST" else {}
    except BadBodyError:
        return False
    return any(RequestValidator(token).validate(url, form, signature) for token in settings.twilio_auth_tokens)
