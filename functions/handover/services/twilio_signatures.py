"""Twilio's signature of a request: the only proof that the request comes from Twilio.

It covers the address that we gave Twilio, built from settings and never from headers, and all form fields of a POST, also
unknown ones. It covers no other body: nothing may be read from one. Twilio sends GET and POST only. The present token is
accepted and, while it is being rotated, the previous one.
"""

from __future__ import annotations

from handover.settings import Settings
from handover.web import BadBodyError, Request

_HEADER = "x-twilio-signature"


def load() -> None:
    """Load the library now."""
    from twilio.request_validator import RequestValidator  # noqa: F401 (a wake-up loads it ahead of the first signature)


def is_signed(request: Request, action: str, settings: Settings) -> bool:
    """Returns whether Twilio signed this request to that action."""
    from twilio.request_validator import RequestValidator

    signature = request.header(_HEADER)
    if not signature or request.method not in ("GET", "POST"):
        return False
    url = settings.url(action) + (f"?{request.query}" if request.query else "")
    try:
        form = request.form if request.method == "POST" else {}
    except BadBodyError:
        return False
    return any(RequestValidator(token).validate(url, form, signature) for token in settings.twilio_auth_tokens)
