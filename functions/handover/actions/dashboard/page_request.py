"""One request to the dashboard: who asks, in which language and zone, and how they are answered.

Who asks is told by one cookie, sealed by us. A browser that has not signed in gets one too, because a form must come back
from the browser that it was given to: the form's token is a seal over the cookie's own secret. There is one cookie, set at
most once in an answer, since platforms differ in what they make of several.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from handover.actions.dashboard import headers
from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk
from handover.core.i18n import choose
from handover.core.time_zones import zone
from handover.pages import render
from handover.pages.times import Times
from handover.services.signed_tokens import sign, verify
from handover.services.storage import StorageError
from handover.services.storage.availability import Availability
from handover.usecases.authenticate import authenticate
from handover.usecases.context import RequestContext
from handover.web import Request, Response, empty, html, json_response, redirect

COOKIE = "handover"
#: Seconds that a browser keeps the cookie; what it is good for is checked at every request.
_COOKIE_LASTS = 12 * 3600


@dataclass(frozen=True)
class Visit:
    """`card` is what the cookie holds: `{"s": secret of this browser, …}`; `fresh` says that it must be sent."""

    request: Request
    ctx: RequestContext
    desk: Desk
    card: Mapping[str, Any]
    viewer: Viewer | None = None
    fresh: bool = False
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def form(self) -> Mapping[str, str]:
        """What was sent. Raises BadBodyError."""
        return self.request.form

    @property
    def wants_json(self) -> bool:
        return self.query.get("format") == "json"

    @cached_property
    def language(self) -> str:
        """The browser's wish; else the agent's language, else the desk's."""
        spoken = self.viewer.agent.language if self.viewer else self.desk.language
        return choose(*headers.languages(self.request), default=spoken)

    @cached_property
    def times(self) -> Times:
        """Times as this visitor reads them: in their own zone."""
        return Times(zone(self.viewer.agent.time_zone if self.viewer else self.desk.time_zone), self.language)

    @cached_property
    def availability(self) -> Availability:
        """How the desk's switches stand. Raises StorageError."""
        return self.ctx.storage.availability.read()

    @property
    def today(self) -> date:
        return self.times.day(self.now())

    def now(self) -> datetime:
        return self.ctx.now()

    @property
    def token(self) -> str:
        """What every form of this browser must send as `token`."""
        return sign(self.ctx.settings, "form", self.card["s"])

    def token_is_right(self) -> bool:
        return bool(verify(self.ctx.settings, "form", self.form.get("token", "")) == self.card["s"])

    def with_card(self, **card: Any) -> Visit:
        """The same visit, answered with a new cookie. What a browser becomes it becomes with a new secret."""
        return replace(self, card={"s": secrets.token_urlsafe(24), **card}, fresh=True)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page, with everything that all pages share; who has a seat also sees how the desk's switches stand."""
        availability = self._positions_shown()
        body = render(
            template,
            self.language,
            times=self.times,
            viewer=self.viewer,
            desk=self.desk,
            away=bool(self.viewer and self.ctx.storage.availability.is_away(availability, self.viewer.agent.id)),
            paused=availability.paused or self.desk.paused,
            token=self.token,
            nonce=self.nonce,
            view=self.query.get("view") or "now",
            opened=self.query.get("h", ""),
            **values,
        )
        return html(body, status, {**headers.page(self.nonce), **self._cookie()})

    def _positions_shown(self) -> Availability:
        """For the page's frame. That they cannot be read must not take the page, and what was typed, with it."""
        try:
            return self.availability if self.viewer and self.viewer.signed_in else Availability()
        except StorageError as error:
            self.ctx.log.warn(f"How the switches stand is not shown: {error}")
            return Availability()

    def part(self, template: str, **values: Any) -> str:
        """A piece of a page, for a script that puts it where the old one was."""
        return render(template, self.language, times=self.times, viewer=self.viewer, token=self.token, **values)

    def json(self, body: Mapping[str, Any], status: int = 200) -> Response:
        """JSON; 304 when the browser has the same already. What must not count as a change is not in the body."""
        tag = f'"{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:24]}"'
        told = {**headers.COMMON, "ETag": tag}
        if status == 200 and tag in [known.strip() for known in self.request.header("if-none-match").split(",")]:
            return empty(304, told)
        return json_response(dict(body), status, told)

    def go(self, view: str, **query: str) -> Response:
        """Go on to a view of ours; there is no other place to be sent to."""
        return redirect(f"?{urlencode({'view': view, **query})}", {**headers.COMMON, **self._cookie()})

    def _cookie(self) -> dict[str, str]:
        if not self.fresh:
            return {}
        path = urlsplit(self.ctx.settings.url("dashboard")).path or "/"
        rules = f"Path={path}; Max-Age={_COOKIE_LASTS}; HttpOnly; Secure; SameSite=Lax"
        return {"Set-Cookie": f"{COOKIE}={sign(self.ctx.settings, 'visitor', dict(self.card))}; {rules}"}


def begin(request: Request, ctx: RequestContext) -> Visit:
    """Who asks. Raises DeskError or StorageError when that cannot be found out."""
    desk = ctx.storage.desk()
    card = _card(request, ctx)
    if card is None:
        return Visit(request, ctx, desk, {"s": secrets.token_urlsafe(24)}, fresh=True)
    return Visit(request, ctx, desk, card, authenticate(ctx, desk, card))


def _card(request: Request, ctx: RequestContext) -> dict[str, Any] | None:
    """The card of this browser. On a host that we share somebody else may set a cookie of the same name for all of it; the
    one for the longest path, ours, comes first."""
    for part in request.header("cookie").split(";"):
        name, _, value = part.strip().partition("=")
        card = verify(ctx.settings, "visitor", value) if name == COOKIE else None
        if isinstance(card, dict) and isinstance(card.get("s"), str):
            return card
    return None
