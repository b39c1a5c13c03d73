"""The view `link`: opened from the text message that an agent gets while their phone rings.

Phones, carriers and messaging apps fetch the addresses in messages before a person taps them. So GET reads nothing of
the handover and changes nothing: it shows a button. The POST behind the button opens the link. The same agent may open
it again for as long as it is valid.
"""

from __future__ import annotations

from handover.actions.dashboard.page_request import NAMED, PageRequest
from handover.core.call.callback_urls import is_handover_id
from handover.services.signed_tokens import verify
from handover.usecases.agent_link import link_viewer
from handover.usecases.known_browser import MARKS, marks_with
from handover.web import Response


def show(page: PageRequest) -> Response:
    if _target(page) is None:
        return _refuse(page, 403, "broken")
    return page.render("link.html", signed=_signed(page), why="")


def open_link(page: PageRequest) -> Response:
    """Redirect to the handover. An agent who is signed in stays so; every other browser gets a cookie for this handover
    only, which is known for the agent's number from then on: the message came to that phone."""
    target = _target(page)
    if target is None:
        return _refuse(page, 403, "broken")
    handover_id, attempt = target
    page.ctx.log.note(handover=handover_id)
    if page.viewer and page.viewer.signed_in:
        return page.redirect("handover", h=handover_id)
    viewer = link_viewer(page.ctx, page.desk, handover_id, attempt)
    if viewer is None:
        return _refuse(page, 410, "closed", handover_id)
    kept = {MARKS: marks_with(page.ctx, page.cookie, viewer.agent.own_phone), NAMED: viewer.agent.page_language}
    return page.with_cookie(h=handover_id, a=attempt, **kept).redirect("handover", h=handover_id)


def _target(page: PageRequest) -> tuple[str, int] | None:
    """Returns the link's handover and attempt, or None if we did not sign it."""
    found = verify(page.ctx.settings, "link", _signed(page))
    if not isinstance(found, dict):
        return None
    handover_id, attempt = found.get("h"), found.get("a")
    if isinstance(handover_id, str) and is_handover_id(handover_id) and isinstance(attempt, int):
        return handover_id, attempt
    return None


def _signed(page: PageRequest) -> str:
    """Returns the link's signed part, from the address or from the form behind it."""
    return page.query.get("t") or page.form.get("t", "")


def _refuse(page: PageRequest, status: int, why: str, handover_id: str = "") -> Response:
    """Returns a page that says why the link does not open, in general terms, and leads to the sign-in."""
    page.ctx.log.note(outcome=f"link_{why}")
    back = f"&back=handover&h={handover_id}" if handover_id else ""
    return page.render("link.html", status, signed="", why=why, back=back)
