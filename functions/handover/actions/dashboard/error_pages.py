"""Pages that say no, and what to do next. They tell nothing that the asker did not know."""

from __future__ import annotations

from handover.actions.dashboard import headers
from handover.actions.dashboard.page_request import Visit
from handover.actions.problem import problem
from handover.core.call.callback_urls import is_handover_id
from handover.core.i18n import choose
from handover.pages.words import words
from handover.web import BadBodyError, Request, Response, text

#: Views that a browser is led back to after it signed in; each needs nothing but a handover's id.
_LED_BACK_TO = ("now", "day", "lookback", "desk", "handover")

#: What somebody had typed when their session ended, and gets back.
_TYPED = ("notes", "follow_up", "disposition")


def page(visit: Visit, status: int, why: str) -> Response:
    """The page `refused.<why>`; JSON for scripts. `why` is a word of the pages' texts."""
    visit.ctx.log.note(outcome=why)
    if visit.wants_json:
        return problem(status, why, words(visit.language).text(f"refused.{why}"), dict(headers.COMMON))
    response = visit.page("refused.html", status, why=why)
    allow = {"Allow": "GET, HEAD, POST"} if status == 405 else {}
    return Response(response.status, {**response.headers, **allow}, response.body)


def signed_out(visit: Visit) -> Response:
    """Nobody we know, or no longer. A form's words are given back, so that they are not lost with the session."""
    if visit.wants_json:
        return page(visit, 401, "signed_out")
    back = way_back(visit)
    if visit.request.method != "POST":
        return visit.go("signin", **back)
    return typed_back(visit, "signed_out", 401, {"view": "signin", **back})


def stale_form(visit: Visit) -> Response:
    """A form that this browser was not given, or was given before it signed in anew. Its words are given back."""
    if visit.wants_json:
        return page(visit, 403, "stale_form")
    back = way_back(visit)
    view = {"view": back.pop("back", "now"), **back} if visit.viewer else {"view": "signin", **back}
    return typed_back(visit, "stale_form", 403, view)


def typed_back(visit: Visit, why: str, status: int, on: dict[str, str]) -> Response:
    """The page that gives back what was typed into a form that changes nothing, and leads `on` to another view."""
    visit.ctx.log.note(outcome=why)
    return visit.page("typed_back.html", status, why=why, on=on, typed=_typed(visit.request))


def way_back(visit: Visit) -> dict[str, str]:
    """Where to lead a browser after it signed in: `back` and `h`, both ours or left out."""
    view = visit.query.get("back") or visit.query.get("view", "")
    handover_id = visit.query.get("h", "")
    if view not in _LED_BACK_TO or (view == "handover") != is_handover_id(handover_id):
        return {}
    return {"back": view, "h": handover_id} if handover_id else {"back": view}


def without_page(request: Request, status: int, why: str) -> Response:
    """Not even the desk can be read, or we are broken: no page can be made, but a sentence can, with what was typed below
    it."""
    spoken = words(choose(*headers.languages(request)))
    if request.query_params.get("format") == "json":
        return problem(status, why, spoken.text(f"refused.{why}"), dict(headers.COMMON))
    said = [spoken.text(f"refused.{why}"), spoken.text(f"refused.{why}_next"), *_typed(request).values()]
    return text("\n\n".join(said), status, headers.COMMON)


def _typed(request: Request) -> dict[str, str]:
    """What somebody typed; nothing for a form that cannot be read."""
    try:
        return {name: request.form[name] for name in _TYPED if request.form.get(name)}
    except BadBodyError:
        return {}
