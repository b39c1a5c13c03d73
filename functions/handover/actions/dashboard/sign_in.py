"""Signing in and out: the views `signin`, `code` and `signout`.

An agent types their phone number and gets a code on that phone, then types the code into the same browser. Every number
leads to the view `code`, so the pages do not reveal whether a number is an agent's.

Between the two views the browser's cookie holds the challenge (`c`). A right code replaces the cookie, so what a browser had
before it signed in is worth nothing afterwards. It also notes that the browser is known for this number: signing out keeps
that, unless the agent signs out everywhere.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from handover.actions.dashboard.error_pages import redirect_back, return_view
from handover.actions.dashboard.page_request import NAMED, PageRequest
from handover.core.access.sign_in_code import CodeError
from handover.core.desk.own_number import read_own_number
from handover.core.phone_numbers import PhoneNumberError
from handover.services.storage import StorageError
from handover.usecases import sign_in as use_case
from handover.usecases.code_limits import TooManyCodesError
from handover.usecases.known_browser import MARKS, is_known_browser, marks_with
from handover.web import Response

#: What the number form may report of the step before.
_NOTICES = ("signed_out", "signed_out_everywhere")


def show_number_form(page: PageRequest) -> Response:
    if page.viewer and page.viewer.signed_in:
        return redirect_back(page)
    notice = page.query.get("told", "")
    return _number_form(page, notice=notice if notice in _NOTICES else "")


def send_code(page: PageRequest) -> Response:
    """Send a code to the number, if it is an agent's."""
    typed = page.form.get("number", "")
    try:
        page = replace(page, known_desk=page.desk)
        number = read_own_number(typed, page.desk)
        known = is_known_browser(page.ctx, page.cookie, number)
        challenge = use_case.request_code(page.ctx, page.desk, number, page.language, known)
    except PhoneNumberError:
        return _number_form(page, 400, typed, wrong="unreadable")
    except TooManyCodesError as error:
        return _number_form(page, 429, typed, wrong="too_many", again=_time(page, error.again))
    except StorageError as error:
        page.ctx.log.warn(str(error))
        return _number_form(page, 503, typed, wrong="storage")
    page.ctx.log.note(outcome="asked")
    return page.with_cookie(c=challenge, **{NAMED: page.desk.page_language}).redirect("code", **return_view(page))


def show_code_form(page: PageRequest) -> Response:
    if page.viewer and page.viewer.signed_in:
        return redirect_back(page)
    if not _challenge(page):
        return page.redirect("signin", **return_view(page))
    return _code_form(page, called=page.query.get("told") == "called")


def check_code(page: PageRequest) -> Response:
    """Sign in with the code that was typed, or call the agent instead of the message (`do=call`)."""
    challenge = _challenge(page)
    try:
        if page.form.get("do") == "call":
            use_case.request_spoken_code(page.ctx, page.desk, challenge, page.language)
            return page.redirect("code", told="called", **return_view(page))
        agent = use_case.redeem_code(page.ctx, page.desk, challenge, page.form.get("code", ""))
        kept = {MARKS: marks_with(page.ctx, page.cookie, agent.own_phone), NAMED: agent.page_language}
        signed_in = page.with_cookie(agent=agent.id, **kept)
        use_case.sign_in(page.ctx, agent, signed_in.cookie["s"])
    except CodeError as error:
        return _code_form(page, 400, error.why, error.left)
    except StorageError as error:
        page.ctx.log.warn(str(error))
        return _code_form(page, 503, "storage")
    page.ctx.log.note(outcome="signed_in")
    return redirect_back(signed_in)


def show_sign_out(page: PageRequest) -> Response:
    return page.render("sign_out.html") if page.viewer else page.redirect("signin")


def sign_out(page: PageRequest) -> Response:
    """Sign out in this browser, or with `do=everywhere` in all of them."""
    everywhere = page.form.get("do") == "everywhere"
    if page.viewer and page.viewer.signed_in:
        use_case.sign_out(page.ctx, page.viewer, everywhere)
    page.ctx.log.note(outcome="signed_out")
    forget: dict[str, Any] = {MARKS: {}} if everywhere else {}
    return page.with_cookie(**forget).redirect("signin", told="signed_out_everywhere" if everywhere else "signed_out")


def _time(page: PageRequest, at: datetime) -> str:
    """Returns the time of day, with its date if that is not today."""
    return page.times.clock(at) if page.times.day(at) == page.today else page.times.moment(at)


def _challenge(page: PageRequest) -> str:
    """Returns the challenge in the cookie, or `""` if this browser requested no code or is already signed in."""
    return str(page.cookie.get("c", ""))


def _number_form(
    page: PageRequest, status: int = 200, typed: str = "", wrong: str = "", again: str = "", notice: str = ""
) -> Response:
    """`wrong` is why no code was sent; `again` the time of day from which there are new codes."""
    if wrong:
        page.ctx.log.note(outcome=wrong)
    back = return_view(page)
    return page.render("sign_in.html", status, back=back, typed=typed, wrong=wrong, again=again, notice_key=notice)


def _code_form(page: PageRequest, status: int = 200, wrong: str = "", left: int = 0, called: bool = False) -> Response:
    """`wrong` is why the code was refused, `left` how many tries remain; `called` means that the phone now rings."""
    if wrong:
        page.ctx.log.note(outcome=f"code_{wrong}")
    typed = page.form.get("code", "") if wrong in ("unreadable", "storage") else ""
    return page.render("code.html", status, back=return_view(page), typed=typed, wrong=wrong, left=left, called=called)
