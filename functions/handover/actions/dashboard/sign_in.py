"""The view `signin`: an agent says who they are by their phone number, and gets a code on that phone.

Whether a number is an agent's does not show: whatever number was typed leads to the same view `code`.
"""

from __future__ import annotations

from handover.actions.dashboard.error_pages import way_back
from handover.actions.dashboard.page_request import Visit
from handover.core.desk.own_number import read_own_number
from handover.core.phone_numbers import PhoneNumberError
from handover.services.storage import StorageError
from handover.usecases.sign_in import TooManyCodesError, request_code
from handover.web import Response

#: What the page may say of what was done before.
_TOLD = ("signed_out", "signed_out_everywhere")


def get(visit: Visit) -> Response:
    if visit.viewer and visit.viewer.signed_in:
        return go_on(visit)
    told = visit.query.get("told", "")
    return _page(visit, told=told if told in _TOLD else "")


def post(visit: Visit) -> Response:
    """A number was typed: a code is on its way, if there is somebody to get it."""
    typed = visit.form.get("number", "")
    try:
        number = read_own_number(typed, visit.desk.countries[0])
        challenge = request_code(visit.ctx, visit.desk, number, visit.language)
    except PhoneNumberError:
        return _page(visit, 400, typed, wrong="unreadable")
    except TooManyCodesError as error:
        return _page(visit, 429, typed, wrong="too_many", again=visit.times.clock(error.again))
    except StorageError as error:
        visit.ctx.log.warn(str(error))
        return _page(visit, 503, typed, wrong="storage")
    visit.ctx.log.note(outcome="asked")
    return visit.with_card(c=challenge).go("code", **way_back(visit))


def go_on(visit: Visit) -> Response:
    """Lead a browser that is signed in to where it wanted to."""
    back = way_back(visit)
    return visit.go(back.pop("back", "now"), **back)


def _page(
    visit: Visit, status: int = 200, typed: str = "", wrong: str = "", again: str = "", told: str = ""
) -> Response:
    """`wrong` is why no code was sent, `told` what was done before; `again` the time of day from which there are codes."""
    if wrong:
        visit.ctx.log.note(outcome=wrong)
    return visit.page("signin.html", status, way=way_back(visit), typed=typed, wrong=wrong, again=again, told=told)
