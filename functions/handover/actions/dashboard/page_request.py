"""One request to the dashboard: the viewer, their language and time zone, and the responses they get.

One signed cookie identifies the viewer. A browser that has not signed in gets one too, because a form must come back
from the browser that it was given to: the form's token is a signature over a secret in the cookie. There is one cookie,
set at most once in a response, because platforms differ in how they treat several.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from handover.actions.dashboard import headers
from handover.core.access import known_browser
from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk
from handover.core.desk.stop import stop_of_desk
from handover.core.i18n import catalogue, choose
from handover.core.reply import stopped
from handover.core.time_zones import zone
from handover.pages import render
from handover.pages.times import Times
from handover.services.signed_tokens import sign, verify
from handover.services.storage import StorageError
from handover.services.storage.availability import Availability
from handover.usecases.authenticate import authenticate, names_viewer
from handover.usecases.context import RequestContext
from handover.usecases.known_browser import MARKS
from handover.web import Request, Response, empty, html, json_response, redirect

COOKIE = "handover"

#: The cookie's fields for the language that was chosen in this browser, and for the one that desk.json named when somebody
#: last signed in here.
CHOSEN, NAMED = "l", "d"

#: Seconds that a browser keeps the cookie: as long as a sign-in lasts, or as a browser is known for a number. Whether it is
#: still valid is checked at every request.
_COOKIE_MAX_AGE = 12 * 3600
_KNOWN_MAX_AGE = int(known_browser.LASTS.total_seconds())
#: Cookies of our name that are read: a shared host's other actions may set some.
_MOST_COOKIES = 10

P = TypeVar("P", bound="PageRequest")


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """`cookie` is the cookie's content, `{"s": this browser's secret, …}`; `cookie_is_new` means that it must be sent.

    `viewer` is None for a browser that is neither signed in nor has a link. `known_desk` is the desk, if it was read for the
    viewer. `flags` is the availability, or the error of reading it, if it was read beside the viewer.
    """

    request: Request
    ctx: RequestContext
    cookie: Mapping[str, Any]
    known_desk: Desk | None = None
    viewer: Viewer | None = None
    cookie_is_new: bool = False
    flags: Availability | StorageError | None = None
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def form(self) -> Mapping[str, str]:
        """The form's fields. Raises BadBodyError."""
        return self.request.form

    @property
    def is_form(self) -> bool:
        return self.request.method == "POST"

    @property
    def wants_json(self) -> bool:
        return self.query.get("format") == "json"

    @cached_property
    def desk(self) -> Desk:
        """The desk. Reading it is left to the views that need it, so that a first visit to the sign-in page waits for no
        storage. Raises DeskError, StorageError."""
        return self.known_desk or self.ctx.storage.desk()

    @cached_property
    def language(self) -> str:
        """The language that was chosen in this browser; else the one that desk.json names, for the agent or the desk; else
        the browser's; else English."""
        return choose(self.cookie.get(CHOSEN), self._named_language(), *headers.languages(self.request))

    def _named_language(self) -> str:
        """Returns the language that desk.json names, or `""`. No desk is read for this, so the very first page in a browser
        is in the browser's language."""
        if self.viewer:
            return self.viewer.agent.page_language
        return self.known_desk.page_language if self.known_desk else str(self.cookie.get(NAMED, ""))

    @cached_property
    def times(self) -> Times:
        """Times in the viewer's own zone."""
        return Times(zone(self.viewer.agent.time_zone if self.viewer else self.desk.time_zone), self.language)

    @cached_property
    def availability(self) -> Availability:
        """Who is away and whether the desk is paused, read at most once. Raises StorageError."""
        if isinstance(self.flags, StorageError):
            raise self.flags
        return self.flags or self.ctx.storage.availability.read()

    def now(self) -> datetime:
        return self.ctx.now()

    @property
    def today(self) -> date:
        """The viewer's own day."""
        return self.times.day(self.now())

    @property
    def token(self) -> str:
        """The `token` that every form of this browser must send."""
        return sign(self.ctx.settings, "form", self.cookie["s"])

    def token_is_right(self) -> bool:
        return bool(verify(self.ctx.settings, "form", self.form.get("token", "")) == self.cookie["s"])

    def authenticated(self, viewer: Viewer) -> AuthenticatedRequest:
        return AuthenticatedRequest(
            request=self.request,
            ctx=self.ctx,
            cookie=self.cookie,
            known_desk=self.desk,
            viewer=viewer,
            cookie_is_new=self.cookie_is_new,
            flags=self.flags,
            nonce=self.nonce,
        )

    def with_cookie(self: P, **content: Any) -> P:
        """Returns the same request, with a new cookie for the browser. Its secret is new, so forms sent out before stop
        working. The numbers for which the browser is known and its language stay, unless `content` replaces them."""
        kept = {name: self.cookie[name] for name in (MARKS, CHOSEN, NAMED) if self.cookie.get(name)}
        new = {"s": secrets.token_urlsafe(24), **kept, **content}
        filled_in = {name: value for name, value in new.items() if value not in ("", {})}
        return replace(self, cookie=filled_in, cookie_is_new=True)

    def in_language(self: P, language: str) -> P:
        """Returns the same request from a browser that keeps that language. It stays signed in, and its forms work."""
        return replace(self, cookie={**self.cookie, CHOSEN: language}, cookie_is_new=True)

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        """Returns a page with its frame. A viewer sees the desk's name. Signed-in viewers also see their own availability,
        and why the desk takes no calls if it does not: `stop`, which a page that knows more gives itself."""
        framed = {**(self._frame() if self.viewer else {"desk": None, "away": False, "stop": None}), **values}
        stop = framed["stop"]
        body = render(
            template,
            self.language,
            viewer=self.viewer,
            answer=stopped(stop, self.desk, self.now(), catalogue(self.language)).message if stop else "",
            token=self.token,
            nonce=self.nonce,
            view=self.query.get("view") or "now",
            opened=self.query.get("h", ""),
            **framed,
        )
        return html(body, status, {**headers.page(self.nonce), **self._set_cookie()})

    def _frame(self) -> dict[str, Any]:
        availability = self._availability_in_frame()
        away = self.ctx.storage.availability.away(availability, self.desk)
        return {
            "times": self.times,
            "desk": self.desk,
            "away": bool(self.viewer and self.ctx.storage.availability.is_away(availability, self.viewer.agent.id)),
            "stop": stop_of_desk(self.desk, availability.paused, away, self.now()),
        }

    def _availability_in_frame(self) -> Availability:
        """Returns the availability, or none if it cannot be read: the page and what was typed into it must not be
        lost."""
        if self.viewer and self.viewer.signed_in:
            with self.ctx.best_effort("Reading the availability for the page's frame"):
                return self.availability
        return Availability()

    def render_part(self, template: str, **values: Any) -> str:
        """Returns a piece of a page, for the script that replaces the old one with it."""
        return render(template, self.language, times=self.times, viewer=self.viewer, token=self.token, **values)

    def json(self, body: Mapping[str, Any], status: int = 200) -> Response:
        """Returns JSON, or 304 when the browser already has the same. Leave out of `body` what must not count as a
        change."""
        tag = f'"{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:24]}"'
        sent = {**headers.COMMON, "ETag": tag}
        if status == 200 and tag in [known.strip() for known in self.request.header("if-none-match").split(",")]:
            return empty(304, sent)
        return json_response(dict(body), status, sent)

    def redirect(self, view: str, **query: str) -> Response:
        """Returns a redirect to one of our own views; there is no way to redirect elsewhere."""
        return redirect(f"?{urlencode({'view': view, **query})}", {**headers.COMMON, **self._set_cookie()})

    def _set_cookie(self) -> dict[str, str]:
        if not self.cookie_is_new:
            return {}
        path = urlsplit(self.ctx.settings.url("dashboard")).path or "/"
        age = _KNOWN_MAX_AGE if self.cookie.get(MARKS) else _COOKIE_MAX_AGE
        rules = f"Path={path}; Max-Age={age}; HttpOnly; Secure; SameSite=Lax"
        return {"Set-Cookie": f"{COOKIE}={sign(self.ctx.settings, 'visitor', dict(self.cookie))}; {rules}"}


@dataclass(frozen=True, kw_only=True)
class AuthenticatedRequest(PageRequest):
    """The request of a known viewer: an agent who is signed in, or who opened a link."""

    viewer: Viewer


def read_page_request(request: Request, ctx: RequestContext) -> PageRequest:
    """Returns the request with its viewer. Raises DeskError or StorageError if what says who they are cannot be read."""
    cookie = _read_cookie(request, ctx)
    if cookie is None:
        return PageRequest(request=request, ctx=ctx, cookie={"s": secrets.token_urlsafe(24)}, cookie_is_new=True)
    if not names_viewer(cookie):
        return PageRequest(request=request, ctx=ctx, cookie=cookie)
    desk = ctx.storage.desk()
    page = PageRequest(request=request, ctx=ctx, cookie=cookie, known_desk=desk)
    if not _shows_availability(request, cookie):
        return replace(page, viewer=authenticate(ctx, desk, cookie))
    viewer, flags = ctx.storage.attempts(partial(authenticate, ctx, desk, cookie), ctx.storage.availability.read)
    if isinstance(viewer, StorageError):
        raise viewer
    return replace(page, viewer=viewer, flags=flags)


def _shows_availability(request: Request, cookie: Mapping[str, Any]) -> bool:
    """Returns whether the response is probably a page with the availability in its frame: that is worth to be read beside
    the viewer, before it is known that they are one."""
    return request.method == "GET" and "agent" in cookie and "format" not in request.query_params


def _read_cookie(request: Request, ctx: RequestContext) -> dict[str, Any] | None:
    """Returns the first cookie that we signed, or None. On a shared host another action may set one of the same name
    for the whole host; ours has the longest path, so browsers send it first."""
    cookies = [part.strip().partition("=") for part in request.header("cookie").split(";")]
    for value in [value for name, _, value in cookies if name == COOKIE][:_MOST_COOKIES]:
        cookie = verify(ctx.settings, "visitor", value)
        if isinstance(cookie, dict) and isinstance(cookie.get("s"), str):
            return cookie
    return None
