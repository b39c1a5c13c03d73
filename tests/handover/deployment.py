"""The bundle's actions as their callers reach them: deployed on either platform, over a rig's bucket and Twilio."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from handover.runtime import Container
from handover.settings import RULES, Settings
from handover.usecases.context import AppContext
from sandbox.host import FunctionHost, Inline, PlatformName
from sandbox.net import HttpRequest, HttpResponse
from tests.handover.rig import SECRET, TOKEN, Rig
from tests.webhook_description import compare

FORM = "application/x-www-form-urlencoded"
CALL = "CA" + "1" * 32
AGENT_CALL = "CA" + "2" * 32


class Deployment:
    """The six actions on one platform, each in a container of its own.

    `changes` replaces settings; `make_context` makes the containers' contexts in place of the rig's own.
    """

    def __init__(
        self,
        rig: Rig,
        changes: Mapping[str, str] | None = None,
        make_context: Callable[[Settings], AppContext] | None = None,
        platform: PlatformName = "openwhisk",
    ) -> None:
        self.platform = platform
        self.rig = rig
        self.host = FunctionHost(
            platform,
            {**environ(rig.settings), **(changes or {})},
            Inline(lambda environ: Container(environ, make_context or rig.app_for)),
            watch=compare,
        )

    def send(
        self,
        action: str,
        method: str = "POST",
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> HttpResponse:
        url = self.host.url(action) + (f"?{query}" if query else "")
        return self.host(HttpRequest(method, url, headers or {}, body))

    def ask(self, headers: Mapping[str, str] | None = None, query: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command with the right secret. Returns the webhook's reply."""
        known = {"content-type": "application/json", "authorization": f"Bearer {SECRET}", **(headers or {})}
        response = self.send("webhook", "POST", query, known, json.dumps(parameters).encode())
        assert response.status == 200, response
        return read(response)

    def start(self, session: str = "session-1", **more: Any) -> dict[str, Any]:
        """Send a `start_call`, as a dialog does. Returns the reply."""
        parameters = {"action": "start_call", "session_id": session, "phone_number": "+49 30 12345678", **more}
        return self.ask(**parameters)

    def twilio(
        self, action: str, query: str, form: Mapping[str, str], token: str = TOKEN, signature: str | None = None
    ) -> HttpResponse:
        """Send a form that Twilio signed with that token."""
        made = RequestValidator(token).compute_signature(f"{self.host.url(action)}?{query}", dict(form))
        headers = {"content-type": FORM, "x-twilio-signature": made if signature is None else signature}
        return self.send(action, "POST", query, headers, urlencode(form).encode())

    def step(self, step: str, handover_id: str = "", attempt: int = 0, **form: str) -> str:
        """Request one step, as Twilio does on that leg. Returns the TwiML."""
        sid = AGENT_CALL if step in ("whisper", "decide") else CALL
        known = {"CallSid": sid, "From": "+493012345670", "To": "+493012345678", **form}
        query = {"step": step, "h": handover_id, "a": attempt}
        response = self.twilio("twiml", urlencode({name: value for name, value in query.items() if value}), known)
        assert response.status == 200, response
        assert response.headers["content-type"].startswith("text/xml")
        return response.body.decode()

    def report(self, kind: str, handover_id: str, **form: str) -> int:
        """Send a status callback, as Twilio does. Returns the HTTP status of the response."""
        return self.twilio("status", f"kind={kind}&h={handover_id}", {"CallSid": CALL, **form}).status


def environ(settings: Settings) -> dict[str, str]:
    """Returns the settings under the names that they have in the environment; unset ones are left out."""
    values = {name: str(getattr(settings, name.lower())) for name in RULES}
    return {name: value for name, value in values.items() if value}


def read(response: HttpResponse) -> dict[str, Any]:
    """Returns the object in a JSON response."""
    assert response.headers["content-type"].startswith("application/json"), response
    body = json.loads(response.body)
    assert isinstance(body, dict)
    return body
