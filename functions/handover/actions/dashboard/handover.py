"""The view `handover`: what an agent reads while the customer is already on the line, and where they record the outcome.

The log of views is written before anything is shown. If that fails, a viewer with a link sees nothing: a link proves
little, so what was seen through it must be on record. A viewer who is signed in sees the page with a warning: the service's
log has the request, and a customer on the line must not wait for a record. Nobody sees a phone number without a record.

What was typed is given back whatever happens: in the page, in the form alone, or as text.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from handover.actions.dashboard.after_save import after_save, wrong_words
from handover.actions.dashboard.error_pages import error_page, unsaved_form
from handover.actions.dashboard.handover_page import (
    WrapUpFields,
    form_values,
    memory_text,
    page_values,
    requested_chat,
    update,
)
from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.call.callback_urls import is_handover_id
from handover.core.call.wrapup import WrapUpError, read_wrap_up, saved_wrap_ups
from handover.services.storage import StorageError
from handover.usecases.customer_memory import Memory, remember
from handover.usecases.view_handover import HandoverView, record_view, view_handover
from handover.usecases.wrap_up import TooEarlyError, wrap_up
from handover.web import Response


def show(page: AuthenticatedRequest) -> Response:
    view = _load(page)
    if view is None:
        return error_page(page, 404, "no_handover")
    if page.wants_json:
        return page.json(update(page, view))
    return _recorded_page(page, view)


def change(page: AuthenticatedRequest) -> Response:
    """Save the wrap-up (`do=wrap_up`) or show the whole phone number (`do=reveal`)."""
    fields = WrapUpFields.of(page.form)
    try:
        view = _load(page)
    except StorageError as error:
        return _form_alone(page, fields, error)
    if view is None:
        return unsaved_form(page, 404, "no_handover", {"view": "now"})
    do = page.form.get("do", "")
    if do == "wrap_up":
        return _save(page, view)
    if do == "reveal":
        return _reveal(page, view)
    return _recorded_page(page, view, 400, fields, error="unknown")


def _load(page: AuthenticatedRequest) -> HandoverView | None:
    handover_id = page.query.get("h", "")
    return view_handover(page.ctx, handover_id, requested_chat(page)) if is_handover_id(handover_id) else None


def _recorded_page(
    page: AuthenticatedRequest,
    view: HandoverView,
    status: int = 200,
    fields: WrapUpFields | None = None,
    error: str = "",
) -> Response:
    """Returns the page, once it is on record who sees it. `error` is a word of the texts `handover.error_…`."""
    fields, warning = fields or WrapUpFields(), ""
    recorded, memory = _record(page, view, "view")
    if isinstance(recorded, StorageError):
        problem = recorded
        page.ctx.log.warn(f"A view of a handover was not recorded: {problem}")
        if not page.viewer.signed_in:
            return _form_alone(page, fields, problem) if fields.filled_in else error_page(page, 503, "not_noted")
        warning = "not_noted"
    else:
        view = recorded
    return _page(page, view, memory, status, fields, error, warning)


def _record(
    page: AuthenticatedRequest, view: HandoverView, what: Literal["view", "reveal"]
) -> tuple[HandoverView | StorageError, Memory | None]:
    """Record that the viewer is about to see this. Returns the view with that record, or the error when it may not be
    recorded; and what the desk remembers of the customer, which is read at the same time, and is none if it cannot be."""
    recorded, memory = page.ctx.storage.attempts(
        partial(record_view, page.ctx, view, page.viewer, what), partial(remember, page.ctx, view.handover)
    )
    if isinstance(memory, StorageError):
        page.ctx.log.warn(f"A customer's earlier contacts could not be read: {memory}")
        memory = None
    return recorded, memory


def _page(
    page: AuthenticatedRequest,
    view: HandoverView,
    memory: Memory | None,
    status: int,
    fields: WrapUpFields,
    error: str = "",
    warning: str = "",
    number: str = "",
) -> Response:
    once = page.query.get("saved", "")
    kept = next((known.wrap for known in saved_wrap_ups(view.handover) if once and known.wrap.once == once), None)
    after = after_save(page, view.handover.id, kept) if kept else None
    notices = {"error": error, "warning": warning, "saved": once if kept else "", "after": after}
    remembered = memory_text(page, memory)
    values = page_values(page, view, fields, number)
    return page.render("handover.html", status, **notices, memory=remembered, **values)


def _reveal(page: AuthenticatedRequest, view: HandoverView) -> Response:
    """Returns the page with the whole number. It is only in the response to a POST, because browsers keep the address of a
    GET."""
    fields, number = WrapUpFields.of(page.form), view.handover.contact_number
    recorded, memory = _record(page, view, "reveal")
    if isinstance(recorded, StorageError):
        page.ctx.log.warn(f"A phone number was not shown, because that could not be recorded: {recorded}")
        return _recorded_page(page, view, 503, fields, error="not_revealed")
    page.ctx.log.note(outcome="revealed")
    return _page(page, recorded, memory, 200, fields, number=number)


def _save(page: AuthenticatedRequest, view: HandoverView) -> Response:
    form = page.form
    try:
        wrap = read_wrap_up(form, page.desk.dispositions, page.today, page.viewer.agent.time_zone)
        wrap_up(page.ctx, view.handover, wrap, page.viewer.agent)
    except WrapUpError as wrong:
        fields = WrapUpFields.of(form, f"{wrong.field}_{wrong.problem}", wrong_words(page, wrong))
        return _recorded_page(page, view, 422, fields, error="not_saved")
    except TooEarlyError:
        return _recorded_page(page, view, 409, WrapUpFields.of(form), error="too_early")
    except StorageError as problem:
        page.ctx.log.note(outcome="not_saved")
        page.ctx.log.warn(f"A wrap-up was not stored: {problem}")
        return _recorded_page(page, view, 503, WrapUpFields.of(form), error="not_kept")
    page.ctx.log.note(outcome="saved")
    return page.redirect("handover", h=view.handover.id, saved=wrap.once)


def _form_alone(page: AuthenticatedRequest, fields: WrapUpFields, problem: StorageError) -> Response:
    """Returns the wrap-up form as it was typed, ready to be sent again: the handover cannot be read or shown."""
    page.ctx.log.note(outcome="not_saved")
    page.ctx.log.warn(str(problem))
    return page.render("wrapup.html", 503, **form_values(page, page.query.get("h", ""), fields))
