"""The form `callback`: call the customer of the handover `h` back. The agent's own phone rings first.

The response is a redirect to the page of the new handover, which shows how it goes on, or a page that says why nobody is
called.
"""

from __future__ import annotations

import re

from handover.actions.dashboard.error_pages import error_page
from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.call.callback_urls import is_handover_id
from handover.core.i18n import catalogue
from handover.usecases.call_customer_back import CallingBack, call_customer_back
from handover.web import Response

_ONCE = re.compile(r"[0-9a-f]{8,40}")


def call(page: AuthenticatedRequest) -> Response:
    handover_id, once = page.form.get("h", ""), page.form.get("once", "")
    if not is_handover_id(handover_id) or not _ONCE.fullmatch(once):
        return error_page(page, 400, "bad_form")
    handover = page.ctx.storage.handovers.load(handover_id, page.now())
    if handover is None:
        return error_page(page, 404, "no_handover")
    done = call_customer_back(page.ctx, page.desk, handover, page.viewer.agent, once)
    page.ctx.log.note(outcome=done.refused or ("unsure" if done.unsure else "calling"))
    if not done.refused:
        return page.redirect("handover", h=done.handover_id)
    status = 503 if done.refused == "storage_unavailable" else 409
    return page.render("call_back.html", status, h=done.handover_id, why=done.refused, limit=_limit(page, done))


def _limit(page: AuthenticatedRequest, done: CallingBack) -> str:
    """Returns the limit that was reached in words, or `""`."""
    texts, key = catalogue(page.language), f"limit.{done.limit}"
    return texts.text(key) if done.limit and texts.has(key) else ""
