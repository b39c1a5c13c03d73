"""Access to a view: which viewers may open it, and what a form must carry. It is decided here, before any view runs."""

from __future__ import annotations

from typing import Literal

from handover.actions.dashboard.error_pages import error_page, signed_out, stale_form
from handover.actions.dashboard.page_request import AuthenticatedRequest, PageRequest
from handover.core.access.viewer import Viewer
from handover.core.call.callback_urls import is_handover_id
from handover.web import Response

#: `handover`: viewers who may see the handover in `h`, by a sign-in or by a link. `signed_in` and `lead` need a sign-in.
Audience = Literal["handover", "signed_in", "lead"]

#: What browsers send in Sec-Fetch-Site for our own pages. Older ones send nothing; for those there is the form's token.
_OWN_SITE = ("", "same-origin", "none")


def refuse_form(page: PageRequest) -> Response | None:
    """Returns the refusal of a form that did not come from our own page in this browser, or None."""
    return _refuse_other_site(page) or _refuse_token(page)


def admit(page: PageRequest, audience: Audience) -> AuthenticatedRequest | Response:
    """Returns the request with its viewer, or the refusal."""
    viewer = page.viewer
    if refused := _refuse_other_site(page):
        return refused
    if viewer is None:
        return signed_out(page)
    if not _is_in(audience, viewer, page.query.get("h", "")):
        return error_page(page, 403, "forbidden")
    return _refuse_token(page) or page.authenticated(viewer)


def _is_in(audience: Audience, viewer: Viewer, handover_id: str) -> bool:
    if audience == "handover":
        return viewer.signed_in or (is_handover_id(handover_id) and viewer.may_see(handover_id))
    return viewer.lead if audience == "lead" else viewer.signed_in


def _refuse_other_site(page: PageRequest) -> Response | None:
    if page.is_form and page.request.header("sec-fetch-site") not in _OWN_SITE:
        return error_page(page, 403, "forbidden")
    return None


def _refuse_token(page: PageRequest) -> Response | None:
    return stale_form(page) if page.is_form and not page.token_is_right() else None
