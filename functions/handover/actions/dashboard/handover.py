"""The view of one handover: what an agent reads while the customer is already in their ear, and where they note what came
of it.

Who looks is noted before they see anything. When that fails, somebody with a link sees nothing: a link proves little, so
what was seen through it must be on record. Somebody with a seat sees the page and is told: they have signed in, the log has
the request, and a customer who waits must not wait for a record. A phone number is shown to nobody without one.

What somebody typed is given back whatever happens: with the page, with the form alone, or as text.
"""

from __future__ import annotations

from handover.actions.dashboard import error_pages
from handover.actions.dashboard.handover_page import Typed, form_values, page_values, update
from handover.actions.dashboard.page_request import Visit
from handover.core.call.callback_urls import is_handover_id
from handover.core.call.wrapup import WrapUpError, read_wrap_up, saved_wrap_ups
from handover.services.storage import StorageError
from handover.usecases.view_handover import HandoverView, record_view, view_handover
from handover.usecases.wrap_up import TooEarlyError, wrap_up
from handover.web import Response


def get(visit: Visit) -> Response:
    seen = _seen(visit)
    if seen is None:
        return error_pages.page(visit, 404, "no_handover")
    if visit.wants_json:
        return visit.json(update(visit, seen))
    return _shown(visit, seen)


def post(visit: Visit) -> Response:
    typed = Typed.of(visit.form)
    try:
        seen = _seen(visit)
    except StorageError as error:
        return _form_alone(visit, typed, error)
    if seen is None:
        return error_pages.typed_back(visit, "no_handover", 404, {"view": "now"})
    do = {"wrap_up": _wrap_up, "reveal": _reveal}.get(visit.form.get("do", ""))
    return do(visit, seen) if do else _shown(visit, seen, 400, typed, error="unknown")


def _seen(visit: Visit) -> HandoverView | None:
    handover_id = visit.query.get("h", "")
    return view_handover(visit.ctx, handover_id) if is_handover_id(handover_id) else None


def _shown(
    visit: Visit, seen: HandoverView, status: int = 200, typed: Typed | None = None, error: str = "", warning: str = ""
) -> Response:
    """The page, once it is noted who sees it; `error` and `warning` are words for what they must know."""
    assert visit.viewer is not None
    typed = typed or Typed()
    try:
        seen = record_view(visit.ctx, seen, visit.viewer, "view")
    except StorageError as problem:
        visit.ctx.log.warn(f"A look was not noted: {problem}")
        if not visit.viewer.signed_in:
            return _form_alone(visit, typed, problem) if typed.unsaved else error_pages.page(visit, 503, "not_noted")
        warning = warning or "not_noted"
    return _page(visit, seen, status, typed, error, warning)


def _page(
    visit: Visit, seen: HandoverView, status: int, typed: Typed, error: str = "", warning: str = "", number: str = ""
) -> Response:
    once = visit.query.get("saved", "")
    saved = once if once and once in [kept.wrap.once for kept in saved_wrap_ups(seen.handover)] else ""
    told = {"error": error, "warning": warning, "saved": saved}
    return visit.page("handover.html", status, **told, **page_values(visit, seen, typed, number))


def _reveal(visit: Visit, seen: HandoverView) -> Response:
    """The whole number, in the answer to this request and nowhere else: an address would be kept by the browser."""
    assert visit.viewer is not None
    typed, phone = Typed.of(visit.form), seen.handover.phone or seen.handover.call_request.phone_number
    try:
        seen = record_view(visit.ctx, seen, visit.viewer, "reveal")
    except StorageError as problem:
        visit.ctx.log.warn(f"A number was not revealed, because that could not be noted: {problem}")
        return _shown(visit, seen, 503, typed, error="not_revealed")
    visit.ctx.log.note(outcome="revealed")
    return _page(visit, seen, 200, typed, number=phone)


def _wrap_up(visit: Visit, seen: HandoverView) -> Response:
    assert visit.viewer is not None
    handover_id, form = seen.handover.id, visit.form
    try:
        known = tuple(disposition.id for disposition in visit.desk.dispositions)
        wrap = read_wrap_up(form, known, visit.today)
        wrap_up(visit.ctx, seen.handover, wrap, visit.viewer.agent)
    except WrapUpError as wrong:
        return _shown(visit, seen, 422, Typed.of(form, f"{wrong.field}_{wrong.problem}"), error="not_saved")
    except TooEarlyError:
        return _shown(visit, seen, 409, Typed.of(form), error="too_early")
    except StorageError as problem:
        visit.ctx.log.note(outcome="not_saved")
        visit.ctx.log.warn(f"A wrap-up was not kept: {problem}")
        return _shown(visit, seen, 503, Typed.of(form), error="not_kept")
    visit.ctx.log.note(outcome="saved")
    return visit.go("handover", h=handover_id, saved=wrap.once)


def _form_alone(visit: Visit, typed: Typed, problem: StorageError) -> Response:
    """The handover cannot be read or shown: the form comes back with what was typed, ready to be sent again."""
    visit.ctx.log.note(outcome="not_saved")
    visit.ctx.log.warn(str(problem))
    return visit.page("wrapup.html", 503, **form_values(visit, visit.query.get("h", ""), typed))
