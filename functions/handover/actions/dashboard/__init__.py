"""The action `dashboard`: the agents' pages, and JSON under `format=json` for the pages' own scripts.

There is one address, the action's own, with `?view=…`. Platforms put the action under different paths, so every link is
relative. GET shows, POST changes. `routes` names the views and who may see each.
"""

from __future__ import annotations

import base64

from handover.actions.dashboard.error_pages import error_page, plain_error
from handover.actions.dashboard.page_request import read_page_request
from handover.actions.dashboard.routes import ROUTES
from handover.core.desk.config import DeskError
from handover.pages import assets
from handover.services.storage import StorageError
from handover.settings import SettingsError
from handover.usecases.context import RequestContext
from handover.web import BadBodyError, Request, Response, text

#: Seconds. Both platforms give a web request 60 or more.
DEADLINE = 20.0

#: The files hold nothing personal, so every cache may keep them. Their address changes with their content.
_FILE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


def handle(request: Request, ctx: RequestContext) -> Response:
    if not ctx.settings.dashboard_secret:
        raise SettingsError("DASHBOARD_SECRET is missing: the dashboard's sessions and links are signed with it.")
    response = _file_or_page(request, ctx)
    return Response(response.status, response.headers, "") if request.method == "HEAD" else response


def _file_or_page(request: Request, ctx: RequestContext) -> Response:
    if "asset" in request.query_params:
        return _file(request.query_params["asset"])
    view = request.query_params.get("view") or "now"
    ctx.log.note(step=view if view in ROUTES else "unknown")
    try:
        page = read_page_request(request, ctx)
    except (DeskError, StorageError) as error:
        return _not_shown(request, ctx, error)
    try:
        return ROUTES[view].respond(page) if view in ROUTES else error_page(page, 404, "no_view")
    except BadBodyError:
        return error_page(page, 400, "bad_form")
    except DeskError as error:
        return _not_shown(request, ctx, error)
    except StorageError as error:
        ctx.log.note(outcome="not_done")
        ctx.log.warn(str(error))
        return error_page(page, 503, "storage")


def _not_shown(request: Request, ctx: RequestContext, error: Exception) -> Response:
    ctx.log.note(outcome="not_shown")
    ctx.log.warn(str(error))
    return plain_error(request, 503, "storage")


def _file(name: str) -> Response:
    """Returns a style, script or font of the pages, or 404."""
    found = assets.find(name)
    if found is None:
        return text("There is no such file.", 404)
    body = base64.b64encode(found.body).decode() if found.binary else found.body.decode()
    return Response(200, {"Content-Type": found.content_type, **_FILE_HEADERS}, body)
