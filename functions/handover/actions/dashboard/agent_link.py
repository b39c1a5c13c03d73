"""The view `link`: what an agent gets who taps the text message that came with a ringing phone.

Phones, carriers and messaging apps fetch the addresses in messages before anybody taps them. So GET reads nothing of the
handover and changes nothing: it shows a button. Only the POST behind it opens the link, as often as it is open: the same
agent may tap again.
"""

from __future__ import annotations

from handover.actions.dashboard.page_request import Visit
from handover.core.call.callback_urls import is_handover_id
from handover.services.signed_tokens import verify
from handover.usecases.agent_link import link_viewer
from handover.web import Response


def get(visit: Visit) -> Response:
    if _meant(visit) is None:
        return _refused(visit, 403, "broken")
    return visit.page("link.html", sealed=_sealed(visit), why="")


def post(visit: Visit) -> Response:
    """On to the handover: who has a seat keeps it, everybody else gets a card for this handover alone."""
    meant = _meant(visit)
    if meant is None:
        return _refused(visit, 403, "broken")
    handover_id, attempt = meant
    visit.ctx.log.note(handover=handover_id)
    if visit.viewer and visit.viewer.signed_in:
        return visit.go("handover", h=handover_id)
    if link_viewer(visit.ctx, visit.desk, handover_id, attempt) is None:
        return _refused(visit, 410, "closed", handover_id)
    return visit.with_card(h=handover_id, a=attempt).go("handover", h=handover_id)


def _meant(visit: Visit) -> tuple[str, int] | None:
    """The handover and the attempt that the link is for; None for what we never sent."""
    found = verify(visit.ctx.settings, "link", _sealed(visit))
    if not isinstance(found, dict):
        return None
    handover_id, attempt = found.get("h"), found.get("a")
    if isinstance(handover_id, str) and is_handover_id(handover_id) and isinstance(attempt, int):
        return handover_id, attempt
    return None


def _sealed(visit: Visit) -> str:
    """What the link holds, from the address or the form behind it."""
    return visit.query.get("t") or visit.form.get("t", "")


def _refused(visit: Visit, status: int, why: str, handover_id: str = "") -> Response:
    """Why it does not open, in general words, and the way in that is left."""
    visit.ctx.log.note(outcome=f"link_{why}")
    return visit.page(
        "link.html", status, sealed="", why=why, back=f"&back=handover&h={handover_id}" if handover_id else ""
    )
