"""An agent's browser, as far as HTTP goes: it keeps its cookie, sends forms with their token, goes where it is led."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from handover.services.signed_tokens import sign
from sandbox.host import FunctionHost
from sandbox.net import HttpRequest, HttpResponse
from tests.handover.doors import FORM, Doors

DASHBOARD_SECRET = "a-dashboard-secret-of-32-bytes-or-more"


class WebBrowser:
    """A browser at the dashboard of any host, a sandbox world's too."""

    def __init__(self, host: FunctionHost, language: str = "en") -> None:
        self.host = host
        self.language = language
        self.cookie = ""
        self.shown = HttpResponse(0)

    @property
    def text(self) -> str:
        """The page that is shown."""
        return self.shown.body.decode()

    @property
    def words(self) -> str:
        """What is read on it: without tags, entities resolved, spaces joined."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    @property
    def token(self) -> str:
        """The token of the forms on the page that is shown."""
        found = re.search(r'name="token" value="([^"]+)"', self.text)
        assert found, "There is no form on this page."
        return html.unescape(found[1])

    def get(self, view: str = "", headers: Mapping[str, str] | None = None, follow: bool = True, **query: str) -> str:
        """Open a view; the page's text."""
        asked = urlencode({**({"view": view} if view else {}), **query})
        return self._send("GET", asked, headers or {}, b"", follow)

    def post(self, view: str, form: Mapping[str, str], follow: bool = True, **query: str) -> str:
        """Send a form, with the token of the page that is shown unless the form has one."""
        body = form if "token" in form else {"token": self.token, **form}
        asked = urlencode({"view": view, **query})
        return self._send("POST", asked, {"content-type": FORM}, urlencode(body).encode(), follow)

    def json(self, view: str, headers: Mapping[str, str] | None = None, **query: str) -> dict[str, Any]:
        """What the page's script gets."""
        self._send("GET", urlencode({"view": view, "format": "json", **query}), headers or {}, b"", follow=True)
        body = json.loads(self.text)
        assert isinstance(body, dict)
        return body

    def _send(self, method: str, query: str, headers: Mapping[str, str], body: bytes, follow: bool) -> str:
        sent = {"accept-language": self.language, **headers}
        if self.cookie:
            sent["cookie"] = self.cookie
        url = self.host.url("dashboard")
        self.shown = self.host(HttpRequest(method, f"{url}?{query}" if query else url, sent, body))
        given = self.shown.headers.get("set-cookie", "")
        if given:
            self.cookie = given.partition(";")[0]
        if follow and self.shown.status == 303:
            return self._send("GET", urlsplit(self.shown.headers["location"]).query, {}, b"", follow)
        return self.text


class Browser(WebBrowser):
    """One browser at the dashboard of `doors`, whose settings must have a DASHBOARD_SECRET."""

    def __init__(self, doors: Doors, language: str = "en") -> None:
        super().__init__(doors.host, language)
        self.doors = doors

    def sign_in(self, agent_id: str) -> Browser:
        """Take a seat without the code, for tests of what comes after."""
        ctx, seat = self.doors.rig.ctx(), f"seat-of-{agent_id}-{id(self)}"
        agent = ctx.storage.desk().agent(agent_id)
        assert agent
        ctx.storage.sign_ins.add(agent.phone, seat, ctx.now())
        settings = self.doors.rig.settings
        self.cookie = f"handover={sign(settings, 'visitor', {'s': seat, 'agent': agent_id})}"
        return self
