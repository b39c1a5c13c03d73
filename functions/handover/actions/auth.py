"""Whether a caller knows WEBHOOK_SECRET, in any of the ways Watson can send it: as the Basic password (any user name), as
`Bearer`, or in a header of its own. The previous secret is good as well while it is being rotated."""

from __future__ import annotations

import base64
import hmac

from handover.settings import Settings
from handover.web import Request

_HEADER = "x-handover-secret"


def knows_secret(request: Request, settings: Settings) -> bool:
    """Compared in constant time, all of them, so that timing tells nothing."""
    shown = [text.encode() for text in _shown(request)]
    accepted = [secret.encode() for secret in settings.webhook_secrets]
    return sum(hmac.compare_digest(text, secret) for text in shown for secret in accepted) > 0


def bearer(value: str) -> str:
    """The token of an Authorization header whose `Bearer ` is optional."""
    scheme, _, token = value.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else value.strip()


def _shown(request: Request) -> list[str]:
    shown = [request.header(_HEADER)] if request.header(_HEADER) else []
    scheme, _, value = request.header("authorization").strip().partition(" ")
    if scheme.lower() == "bearer":
        shown.append(value.strip())
    elif scheme.lower() == "basic":
        shown.append(_password(value.strip()))
    return [text for text in shown if text]


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
