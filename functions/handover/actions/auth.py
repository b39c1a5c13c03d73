"""Who calls `webhook` and `transcript`: Watson, which knows WEBHOOK_SECRET, or a page in a browser.

Watson sends the secret as the Basic password (any user name), as `Bearer`, or in a header of its own. While the secret is
being rotated, the previous one is accepted too.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from functools import wraps

from handover.settings import Settings
from handover.usecases.context import RequestContext
from handover.web import Request, Response

#: What an action does with a request.
Handle = Callable[[Request, RequestContext], Response]

_HEADER = "x-handover-secret"


def knows_secret(request: Request, settings: Settings) -> bool:
    """Returns whether the request carries WEBHOOK_SECRET. Every pair is compared in constant time, so timing reveals
    nothing."""
    sent = [text.encode() for text in _secrets_sent(request)]
    accepted = [secret.encode() for secret in settings.webhook_secrets]
    return sum(hmac.compare_digest(text, secret) for text in sent for secret in accepted) > 0


def bearer(value: str) -> str:
    """Returns the token of an Authorization header whose `Bearer ` is optional."""
    scheme, _, token = value.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else value.strip()


def comes_from_a_browser(request: Request) -> bool:
    """Returns whether a page of another origin sent this: only then an origin is named."""
    return request.method == "OPTIONS" or bool(request.header("origin"))


def read_by_pages(handle: Handle) -> Handle:
    """Decorate the `handle` of an action whose answers pages of other origins may read. What writes the headers for them is
    imported for their requests only."""

    @wraps(handle)
    def handle_for_anyone(request: Request, ctx: RequestContext) -> Response:
        if not comes_from_a_browser(request):
            return handle(request, ctx)
        from handover.actions.browsers import for_browser

        return for_browser(request, ctx, handle)

    return handle_for_anyone


def may_have_token(request: Request) -> bool:
    """Returns whether a signed token may be in the request. Cheap: what checks it is not loaded for strangers."""
    return "." in request.bearer_token


def _secrets_sent(request: Request) -> list[str]:
    sent = [request.header(_HEADER), request.bearer_token]
    scheme, _, value = request.header("authorization").strip().partition(" ")
    if scheme.lower() == "basic":
        sent.append(_password(value.strip()))
    return [text for text in sent if text]


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
