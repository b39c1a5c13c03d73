"""The view `code`: the six digits that came to an agent's phone are typed into the browser that asked for them.

The browser's card holds the challenge (`c`); it is replaced when the code was right, so that what a browser had before it
signed in opens nothing afterwards.
"""

from __future__ import annotations

from handover.actions.dashboard.error_pages import way_back
from handover.actions.dashboard.page_request import Visit
from handover.actions.dashboard.sign_in import go_on
from handover.core.access.sign_in_code import CodeError
from handover.services.storage import StorageError
from handover.usecases.sign_in import redeem_code, request_spoken_code, sign_in
from handover.web import Response


def get(visit: Visit) -> Response:
    if visit.viewer and visit.viewer.signed_in:
        return go_on(visit)
    if not _challenge(visit):
        return visit.go("signin", **way_back(visit))
    return _page(visit, called=visit.query.get("told") == "called")


def post(visit: Visit) -> Response:
    """A code was typed, or a call is wished for instead of the message."""
    challenge = _challenge(visit)
    try:
        if visit.form.get("do") == "call":
            request_spoken_code(visit.ctx, visit.desk, challenge, visit.language)
            return visit.go("code", told="called", **way_back(visit))
        agent = redeem_code(visit.ctx, visit.desk, challenge, visit.form.get("code", ""))
        seated = visit.with_card(agent=agent.id)
        sign_in(visit.ctx, agent, seated.card["s"])
    except CodeError as error:
        return _page(visit, 400, error.why, error.left)
    except StorageError as error:
        visit.ctx.log.warn(str(error))
        return _page(visit, 503, "storage")
    visit.ctx.log.note(outcome="signed_in")
    return go_on(seated)


def _challenge(visit: Visit) -> str:
    """The challenge that this browser was given; empty when it asked for none, or is signed in already."""
    return str(visit.card.get("c", ""))


def _page(visit: Visit, status: int = 200, wrong: str = "", left: int = 0, called: bool = False) -> Response:
    """`wrong` is why nobody was let in, `left` how many tries there are; `called` says that a phone rings now."""
    if wrong:
        visit.ctx.log.note(outcome=f"code_{wrong}")
    typed = visit.form.get("code", "") if wrong in ("unreadable", "storage") else ""
    return visit.page("code.html", status, way=way_back(visit), typed=typed, wrong=wrong, left=left, called=called)
