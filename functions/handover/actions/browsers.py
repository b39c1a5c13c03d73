"""Requests of browsers: pages of the origins that desk.json lists may read the answers. Other callers send no origin."""

from __future__ import annotations

from collections.abc import Callable

from handover.core.desk.config import DeskError
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.web_session import WebSession, read_token
from handover.web import Request, Response, cors


def for_browser(
    request: Request, ctx: RequestContext, handle: Callable[[Request, RequestContext], Response]
) -> Response:
    """Returns what `handle` does, with the headers that let the page read it. OPTIONS is answered here: it reads the desk,
    at most every 30 s, and nothing else."""
    origin = request.header("origin")
    allowed = _is_listed(ctx, origin)
    if request.method == "OPTIONS":
        ctx.log.note(step="preflight", outcome="allowed" if allowed else "not_listed")
        return cors.preflight(origin, allowed)
    return cors.readable(handle(request, ctx), origin, allowed)


def page_session(request: Request, ctx: RequestContext) -> WebSession | None:
    """Returns the chat whose token the request carries, or None if there is none that counts, or it comes from a page that
    is not listed."""
    session = read_token(ctx, request.bearer_token)
    origin = request.header("origin")
    return session if session and (not origin or _is_listed(ctx, origin)) else None


def _is_listed(ctx: RequestContext, origin: str) -> bool:
    if not origin:
        return False
    try:
        return ctx.storage.desk().web.allows(origin)
    except (DeskError, StorageError) as error:
        ctx.log.warn(f"Which origins are allowed is not known: {error}")
        return False
