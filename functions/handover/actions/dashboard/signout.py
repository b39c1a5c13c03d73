"""The view `signout`: an agent leaves their seat in this browser, or with `do=everywhere` in all of them."""

from __future__ import annotations

from handover.actions.dashboard.page_request import Visit
from handover.usecases.sign_in import sign_out
from handover.web import Response


def get(visit: Visit) -> Response:
    return visit.page("signout.html") if visit.viewer else visit.go("signin")


def post(visit: Visit) -> Response:
    everywhere = visit.form.get("do") == "everywhere"
    if visit.viewer and visit.viewer.signed_in:
        sign_out(visit.ctx, visit.viewer, everywhere)
    visit.ctx.log.note(outcome="signed_out")
    return visit.with_card().go("signin", told="signed_out_everywhere" if everywhere else "signed_out")
