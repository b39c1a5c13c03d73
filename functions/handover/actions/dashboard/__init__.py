"""The door `dashboard`: what agents see and do in a browser. Pages for people, JSON under `format=json` for the pages' own
scripts.

The address is always the door's own, with `?view=…`: platforms put the door under different paths, so every link is
relative. GET shows, POST changes. Each view is a module of this package with `get`, `post` or both, loaded when it is first
asked for; who may ask is in `VIEWS`, so that forgetting to check is not possible.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType

from handover.actions.dashboard import access, error_pages, files
from handover.actions.dashboard.page_request import Visit, begin
from handover.core.desk.config import DeskError
from handover.services.storage import StorageError
from handover.settings import SettingsError
from handover.usecases.context import RequestContext
from handover.web import BadBodyError, Request, Response

#: Seconds: both platforms give a web request 60 or more.
DEADLINE = 20.0

#: The views, and for whom each is: everybody, who may see the handover in `h` (by a seat or a link), who has a seat, leads.
VIEWS: Mapping[str, access.Audience] = {
    "signin": "everybody",
    "code": "everybody",
    "signout": "everybody",
    "link": "everybody",
    "handover": "handover",
    "now": "seated",
    "day": "seated",
    "lookback": "seated",
    "duty": "seated",
    "desk": "lead",
}


def handle(request: Request, ctx: RequestContext) -> Response:
    if not ctx.settings["DASHBOARD_SECRET"]:
        raise SettingsError("DASHBOARD_SECRET is missing: the dashboard's sessions and links are signed with it.")
    response = _asset_or_page(request, ctx)
    return Response(response.status, response.headers, "") if request.method == "HEAD" else response


def _asset_or_page(request: Request, ctx: RequestContext) -> Response:
    if "asset" in request.query_params:
        return files.send(request.query_params["asset"])
    name = request.query_params.get("view") or "now"
    ctx.log.note(step=name if name in VIEWS else "unknown")
    try:
        visit = begin(request, ctx)
    except (DeskError, StorageError) as error:
        ctx.log.note(outcome="not_shown")
        ctx.log.warn(str(error))
        return error_pages.without_page(request, 503, "storage")
    try:
        return _answered(visit, name)
    except BadBodyError:
        return error_pages.page(visit, 400, "bad_form")
    except StorageError as error:
        ctx.log.note(outcome="not_done")
        ctx.log.warn(str(error))
        return error_pages.page(visit, 503, "storage")


def _answered(visit: Visit, name: str) -> Response:
    if name not in VIEWS:
        return error_pages.page(visit, 404, "no_view")
    refused = access.refusal(visit, VIEWS[name])
    if refused:
        return refused
    view = _view(name)
    method = "get" if visit.request.method in ("GET", "HEAD") else visit.request.method.lower()
    answer = getattr(view, method, None) if method in ("get", "post") else None
    if answer is None:
        return error_pages.page(visit, 405, "method")
    response: Response = answer(visit)
    return response


_MODULES = {"signin": "sign_in", "link": "agent_link", "now": "live", "lookback": "reports"}


def _view(name: str) -> ModuleType:
    return importlib.import_module(f"handover.actions.dashboard.{_MODULES.get(name, name)}")
