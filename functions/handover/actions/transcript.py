"""The action `transcript`: takes a chat's turns from Watson's log webhook, or from the page that shows the chat. 204 when
they are stored, 503 when not."""

from __future__ import annotations

from collections.abc import Callable

import jwt
from jwt.types import Options

from handover.actions.auth import bearer, may_have_token, read_by_pages
from handover.core.chat.transcript import NotATurnError
from handover.services.storage import StorageError
from handover.settings import Settings
from handover.usecases.context import RequestContext
from handover.usecases.record_turn import record_turn
from handover.web import BadBodyError, Request, Response, empty, problem

#: Seconds.
DEADLINE = 9.0

#: Seconds by which Watson's clock and ours may differ.
_LEEWAY = 60

#: Characters. Longer ones are not read.
_LONGEST_TOKEN = 8000

#: Watson does not document its token's claims, so these are not checked. `exp` and `nbf` are respected.
_NO_CLAIMS: Options = {
    "verify_aud": False,
    "verify_iat": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


@read_by_pages
def handle(request: Request, ctx: RequestContext) -> Response:
    if request.method != "POST":
        return problem(405, "method_not_allowed", "Send a POST with a JSON object.", {"Allow": "POST"})
    if _is_watson(request, ctx.settings):
        return _stored(ctx, lambda: record_turn(ctx, request.json_object()))
    return _of_page(request, ctx) or problem(401, "unauthorized", "The log webhook's token is missing or wrong.")


def _of_page(request: Request, ctx: RequestContext) -> Response | None:
    """Returns the answer to a page, or None if its token does not count for what it sends."""
    if not may_have_token(request):
        return None
    from handover.actions.browsers import page_session  # the log webhook needs none of it
    from handover.core.access.call_form import is_of_form
    from handover.core.chat.page_turns import OtherSessionError
    from handover.usecases.record_page_turns import record_page_turns

    session = page_session(request, ctx)
    if session is None or is_of_form(session.session_id):
        return None
    ctx.log.note(caller="page")
    try:
        return _stored(ctx, lambda: record_page_turns(ctx, session, request.json_object()))
    except OtherSessionError:
        return None


def _stored(ctx: RequestContext, store: Callable[[], str]) -> Response:
    try:
        outcome = store()
    except (BadBodyError, NotATurnError) as error:
        ctx.log.note(outcome="not_a_turn")
        return problem(400, "bad_request", str(error))
    except StorageError as error:
        ctx.log.note(outcome="not_kept")
        ctx.log.warn(str(error))
        return problem(503, "storage_unavailable", "The turn could not be stored; please send it again.")
    ctx.log.note(outcome=outcome)
    return empty()


def _is_watson(request: Request, settings: Settings) -> bool:
    """Returns whether the request carries a JWT signed with the secret. Watson's pages name two headers for it."""
    tokens = [bearer(request.header(name)) for name in ("authorization", "authentication") if request.header(name)]
    return any(_is_signed_with(token, secret) for token in tokens for secret in settings.webhook_secrets)


def _is_signed_with(token: str, secret: str) -> bool:
    if len(token) > _LONGEST_TOKEN:
        return False
    try:
        jwt.decode(token, secret, algorithms=["HS256"], options=_NO_CLAIMS, leeway=_LEEWAY)
    except (jwt.PyJWTError, ValueError, RecursionError):  # its header may be nested too deeply
        return False
    return True
