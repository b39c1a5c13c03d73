"""The view `link`: what an agent gets who taps the text message that came with a ringing phone.

Phones, carriers and messaging apps fetch the addresses in messages before anybody taps them. So GET reads nothing of the
handover and changes nothing: it shows a button. Only the POST behind it opens the link, as often as it is open: the same
agent may tap again.
"""

from __future__ import annotations

from handover.actions.dashboard.page_request import Visit
from handover.core.call.links import is_handover_id
from handover.services.signed_tokens import unseal
from handover.usecases import follow_link
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
    hid, attempt = meant
    visit.tools.log.note(handover=hid)
    if visit.visitor and visit.visitor.seated:
        return visit.go("handover", h=hid)
    if follow_link.visitor(visit.tools, visit.desk, hid, attempt) is None:
        return _refused(visit, 410, "closed", hid)
    return visit.with_card(h=hid, a=attempt).go("handover", h=hid)


def _meant(visit: Visit) -> tuple[str, int] | None:
    """The handover and the attempt that the link is for; None for what we never sent."""
    found = unseal(visit.tools.settings, "link", _sealed(visit))
    if not isinstance(found, dict):
        return None
    hid, attempt = found.get("h"), found.get("a")
    if isinstance(hid, str) and is_handover_id(hid) and isinstance(attempt, int):
        return hid, attempt
    return None


def _sealed(visit: Visit) -> str:
    """What the link holds, from the address or the form behind it."""
    return visit.query.get("t") or visit.form.get("t", "")


def _refused(visit: Visit, status: int, why: str, hid: str = "") -> Response:
    """Why it does not open, in general words, and the way in that is left."""
    visit.tools.log.note(outcome=f"link_{why}")
    return visit.page("link.html", status, sealed="", why=why, back=f"&back=handover&h={hid}" if hid else "")
