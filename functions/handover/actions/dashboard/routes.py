"""The dashboard's views by their name in the address, and who may see each.

A view's module is imported when the view is first opened: all of them together double the import time of a cold start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from handover.actions.dashboard.access import Audience, admit, refuse_form
from handover.actions.dashboard.error_pages import error_page
from handover.actions.dashboard.page_request import AuthenticatedRequest, PageRequest
from handover.web import Response

P = TypeVar("P", bound=PageRequest)


@dataclass(frozen=True)
class View(Generic[P]):
    """The handlers of a view. HEAD is answered by `get`; a method without a handler gets 405."""

    get: Callable[[P], Response] | None = None
    post: Callable[[P], Response] | None = None

    def respond(self, page: P) -> Response:
        handler = {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(page.request.method)
        return handler(page) if handler else error_page(page, 405, "method")


@dataclass(frozen=True)
class PublicRoute:
    """A view for everybody, signed in or not."""

    load: Callable[[], View[PageRequest]]

    def respond(self, page: PageRequest) -> Response:
        return refuse_form(page) or self.load().respond(page)


@dataclass(frozen=True)
class Route:
    """A view for `audience`. Access is checked before the view is loaded."""

    audience: Audience
    load: Callable[[], View[AuthenticatedRequest]]

    def respond(self, page: PageRequest) -> Response:
        admitted = admit(page, self.audience)
        return admitted if isinstance(admitted, Response) else self.load().respond(admitted)


def _sign_in() -> View[PageRequest]:
    from handover.actions.dashboard import sign_in

    return View(get=sign_in.show_number_form, post=sign_in.send_code)


def _code() -> View[PageRequest]:
    from handover.actions.dashboard import sign_in

    return View(get=sign_in.show_code_form, post=sign_in.check_code)


def _sign_out() -> View[PageRequest]:
    from handover.actions.dashboard import sign_in

    return View(get=sign_in.show_sign_out, post=sign_in.sign_out)


def _language() -> View[PageRequest]:
    from handover.actions.dashboard import language

    return View(post=language.choose_language)


def _ringing() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import ringing

    return View(get=ringing.show)


def _link() -> View[PageRequest]:
    from handover.actions.dashboard import agent_link

    return View(get=agent_link.show, post=agent_link.open_link)


def _handover() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import handover

    return View(get=handover.show, post=handover.change)


def _recording() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import voicemail

    return View(get=voicemail.play_call)


def _voicemail() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import voicemail

    return View(get=voicemail.play)


def _live() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import live

    return View(get=live.show)


def _todo() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import to_do

    return View(get=to_do.show)


def _call_back() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import call_back

    return View(post=call_back.call)


def _day() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import day

    return View(get=day.show)


def _reports() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import reports

    return View(get=reports.show)


def _contacts() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import contacts

    return View(get=contacts.show)


def _availability() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import desk

    return View(post=desk.set_availability)


def _desk() -> View[AuthenticatedRequest]:
    from handover.actions.dashboard import desk

    return View(get=desk.show, post=desk.pause)


#: The names are in links that people have: in text messages, in bookmarks.
ROUTES: Mapping[str, PublicRoute | Route] = {
    "signin": PublicRoute(_sign_in),
    "code": PublicRoute(_code),
    "signout": PublicRoute(_sign_out),
    "language": PublicRoute(_language),
    "ringing": Route("signed_in", _ringing),
    "link": PublicRoute(_link),
    "handover": Route("handover", _handover),
    "voicemail": Route("handover", _voicemail),
    "recording": Route("handover", _recording),
    "now": Route("signed_in", _live),
    "todo": Route("signed_in", _todo),
    "callback": Route("signed_in", _call_back),
    "day": Route("signed_in", _day),
    "lookback": Route("signed_in", _reports),
    "contacts": Route("signed_in", _contacts),
    "duty": Route("signed_in", _availability),
    "desk": Route("lead", _desk),
}
