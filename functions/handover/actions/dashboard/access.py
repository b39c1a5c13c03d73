"""Who may pass to a view, and what a form must bring. Decided in one place, before any view runs."""

from __future__ import annotations

from typing import Literal

from handover.actions.dashboard import error_pages
from handover.actions.dashboard.page_request import Visit
from handover.core.call.callback_urls import is_handover_id
from handover.web import Response

Audience = Literal["everybody", "handover", "seated", "lead"]

#: What a browser says of where a request comes from; older ones say nothing, and the form's token is there for those.
_OWN_SITE = ("", "same-origin", "none")


def refusal(visit: Visit, audience: Audience) -> Response | None:
    """The answer for who may not pass; None for who may."""
    changes = visit.request.method == "POST"
    if changes and visit.request.header("sec-fetch-site") not in _OWN_SITE:
        return error_pages.page(visit, 403, "forbidden")
    if audience != "everybody":
        if visit.viewer is None:
            return error_pages.signed_out(visit)
        if not _belongs(visit, audience):
            return error_pages.page(visit, 403, "forbidden")
    if changes and not visit.token_is_right():
        return error_pages.stale_form(visit)
    return None


def _belongs(visit: Visit, audience: Audience) -> bool:
    viewer = visit.viewer
    assert viewer is not None
    if audience == "handover":
        handover_id = visit.query.get("h", "")
        return viewer.signed_in or (is_handover_id(handover_id) and viewer.may_see(handover_id))
    return viewer.lead if audience == "lead" else viewer.signed_in
