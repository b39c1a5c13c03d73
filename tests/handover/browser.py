"""An agent's browser at the dashboard of one platform's actions: views by name, forms with the page's token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import sandbox.browser
from handover.services.signed_tokens import sign
from tests.handover.deployment import Deployment

DASHBOARD_SECRET = "a-dashboard-secret-of-32-bytes-or-more"


class Browser(sandbox.browser.Browser):
    """One browser at the dashboard of `deployment`, whose settings must have a DASHBOARD_SECRET."""

    def __init__(self, deployment: Deployment, language: str = "en") -> None:
        super().__init__(lambda request: self.host(request), language)
        self.deployment = deployment
        self.host = deployment.host

    @property
    def token(self) -> str:
        """The token of the forms on the page that is shown."""
        return self.value("token")

    def get(self, view: str = "", headers: Mapping[str, str] | None = None, follow: bool = True, **query: str) -> str:
        """Open a view; returns the page's HTML."""
        self.open(self._address({"view": view} if view else {}, query), headers, follow)
        return self.text

    def post(self, view: str, form: Mapping[str, str], follow: bool = True, **query: str) -> str:
        """Send a form, with the token of the page that is shown unless the form has one; returns the page's HTML."""
        self.send_form(
            self._address({"view": view}, query),
            form if "token" in form else {"token": self.token, **form},
            follow=follow,
        )
        return self.text

    def json(self, view: str, headers: Mapping[str, str] | None = None, **query: str) -> dict[str, Any]:
        """Returns the JSON that the page's script gets."""
        self.open(self._address({"view": view, "format": "json"}, query), headers)
        body = json.loads(self.text)
        assert isinstance(body, dict)
        return body

    def _address(self, view: Mapping[str, str], query: Mapping[str, str]) -> str:
        query_text = urlencode({**view, **query})
        url = self.host.url("dashboard")
        return f"{url}?{query_text}" if query_text else url

    def sign_in(self, agent_id: str) -> Browser:
        """Sign the agent in without a code."""
        ctx, sign_in_id = self.deployment.rig.ctx(), f"sign-in-of-{agent_id}-{id(self)}"
        agent = ctx.storage.desk().agent(agent_id)
        assert agent
        ctx.storage.sign_ins.add(agent.phone, sign_in_id, ctx.now())
        settings = self.deployment.rig.settings
        self.cookie = f"handover={sign(settings, 'visitor', {'s': sign_in_id, 'agent': agent_id})}"
        return self
