"""The door `transcript`: what is said in chats, as Watson's log webhook tells it. 204 when kept, 503 when not."""

from __future__ import annotations

import jwt
from jwt.types import Options

from handover.actions.auth import bearer
from handover.actions.problem import problem
from handover.core.chat.transcript import NotATurnError
from handover.services.storage import StorageError
from handover.settings import Settings
from handover.usecases.context import RequestContext
from handover.usecases.record_turn import record_turn
from handover.web import BadBodyError, Request, Response, empty

DEADLINE = 9.0
_LEEWAY = 60

#: What Watson puts into its token is not documented: nothing is asked of these claims. `exp` and `nbf` are respected.
_NO_CLAIMS: Options = {
    "verify_aud": False,
    "verify_iat": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def handle(request: Request, ctx: RequestContext) -> Response:
    if request.method != "POST":
        return problem(405, "method_not_allowed", "Send a POST with a JSON object.", {"Allow": "POST"})
    if not _is_watson(request, ctx.settings):
        return problem(401, "unauthorized", "The log webhook's token is missing or wrong.")
    try:
        outcome = record_turn(ctx, request.json_object())
    except (BadBodyError, NotATurnError) as error:
        ctx.log.note(outcome="not_a_turn")
        return problem(400, "bad_request", str(error))
    except StorageError as error:
        ctx.log.note(outcome="not_kept")
        ctx.log.warn(str(error))
        return problem(503, "storage_unavailable", "The turn could not be kept; please send it again.")
    ctx.log.note(outcome=outcome)
    return empty()


def _is_watson(request: Request, settings: Settings) -> bool:
    """Whether the request carries a JWT made with the secret. Watson's pages name two headers; no claim is promised."""
    tokens = [bearer(request.header(name)) for name in ("authorization", "authentication") if request.header(name)]
    return any(_is_ours(token, secret) for token in tokens for secret in settings.accepted("WEBHOOK_SECRET"))


def _is_ours(token: str, secret: str) -> bool:
    try:
        jwt.decode(token, secret, algorithms=["HS256"], options=_NO_CLAIMS, leeway=_LEEWAY)
    except jwt.PyJWTError:
        return False
    return True
