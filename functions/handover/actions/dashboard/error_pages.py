"""Pages that refuse or report a failure, and say what to do next. They reveal nothing that the viewer did not know."""

from __future__ import annotations

from handover.actions.dashboard import headers
from handover.actions.dashboard.page_request import PageRequest
from handover.core.call.callback_urls import is_handover_id
from handover.core.i18n import choose
from handover.pages import page_texts
from handover.web import BadBodyError, Request, Response, problem, text

#: Views that a browser may return to after signing in. Each needs nothing but a handover's id.
_RETURN_VIEWS = ("now", "todo", "day", "lookback", "desk", "handover")

#: Form fields whose content people get back when it cannot be saved.
_TEXT_FIELDS = ("notes", "follow_up", "call_at", "disposition")


def error_page(page: PageRequest, status: int, why: str) -> Response:
    """Returns the page with the text `error.<why>`; JSON for scripts."""
    page.ctx.log.note(outcome=why)
    if page.wants_json:
        return problem(status, why, page_texts(page.language).text(f"error.{why}"), headers.COMMON)
    response = page.render("error.html", status, why=why)
    allow = {"Allow": "GET, HEAD, POST"} if status == 405 else {}
    return Response(response.status, {**response.headers, **allow}, response.body)


def signed_out(page: PageRequest) -> Response:
    """Returns the response to a viewer who is unknown or no longer signed in. It gives back what they typed into a form."""
    if page.wants_json:
        return error_page(page, 401, "signed_out")
    back = return_view(page)
    if not page.is_form:
        return page.redirect("signin", **back)
    return unsaved_form(page, 401, "signed_out", {"view": "signin", **back})


def stale_form(page: PageRequest) -> Response:
    """Returns the response to a form that this browser did not get, or got before its last sign-in. It gives back what was
    typed."""
    if page.wants_json:
        return error_page(page, 403, "stale_form")
    back = return_view(page)
    view = {"view": back.pop("back", "now"), **back} if page.viewer else {"view": "signin", **back}
    return unsaved_form(page, 403, "stale_form", view)


def unsaved_form(page: PageRequest, status: int, why: str, next_view: dict[str, str]) -> Response:
    """Returns the page that shows what was typed into a form that was not saved, with a link to `next_view` (a query)."""
    page.ctx.log.note(outcome=why)
    return page.render("unsaved_form.html", status, why=why, next_view=next_view, typed=_typed(page.request))


def return_view(page: PageRequest) -> dict[str, str]:
    """Returns the query fields that say where to return after signing in: `back` (one of our views) and `h`. Each may be
    missing."""
    view = page.query.get("back") or page.query.get("view", "")
    handover_id = page.query.get("h", "")
    if view not in _RETURN_VIEWS or (view == "handover") != is_handover_id(handover_id):
        return {}
    return {"back": view, "h": handover_id} if handover_id else {"back": view}


def redirect_back(page: PageRequest) -> Response:
    """Returns a redirect to the view that `return_view` names, or to `now` if it names none."""
    back = return_view(page)
    return page.redirect(back.pop("back", "now"), **back)


def plain_error(request: Request, status: int, why: str) -> Response:
    """Returns the error as plain text, with what was typed below it: for a desk that cannot be read, and for a defect."""
    texts = page_texts(choose(*headers.languages(request)))
    if request.query_params.get("format") == "json":
        return problem(status, why, texts.text(f"error.{why}"), headers.COMMON)
    paragraphs = [texts.text(f"error.{why}"), texts.text(f"error.{why}_next"), *_typed(request).values()]
    return text("\n\n".join(paragraphs), status, headers.COMMON)


def _typed(request: Request) -> dict[str, str]:
    """Returns what was typed into the form, by field; empty if the form cannot be read. A disposition, whose label only the
    desk has, is its id in words."""
    try:
        typed = {name: request.form[name] for name in _TEXT_FIELDS if request.form.get(name)}
    except BadBodyError:
        return {}
    return {name: text.replace("_", " ") if name == "disposition" else text for name, text in typed.items()}
