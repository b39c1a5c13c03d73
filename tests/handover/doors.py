"""The bundle's doors as the internet sees them, through either platform's shapes, over a rig's parts."""

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

FORM = "application/x-www-form-urlencoded"
CALL = "CA" + "1" * 32
AGENT_CALL = "CA" + "2" * 32


class Doors:
    """One platform with one container for each door. `changes` replaces settings; `make_kit` hands in other parts."""

    def __init__(
        self,
        platform: PlatformName,
        rig: Rig,
        changes: Mapping[str, str] | None = None,
        make_context: Callable[[Settings], AppContext] | None = None,
    ) -> None:
        self.platform = platform
        self.rig = rig
        settings = {name: rig.settings[name] for name in RULES if rig.settings[name]} | dict(changes or {})
        self.host = FunctionHost(
            platform, settings, Inline(lambda environ: Container(environ, make_context or rig.kit_for))
        )

    def send(
        self,
        door: str,
        method: str = "POST",
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> HttpResponse:
        url = self.host.url(door) + (f"?{query}" if query else "")
        return self.host(HttpRequest(method, url, headers or {}, body))

    def ask(self, headers: Mapping[str, str] | None = None, query: str = "", **parameters: Any) -> dict[str, Any]:
        """What the webhook answers to a chat that knows the secret."""
        known = {"content-type": "application/json", "authorization": f"Bearer {SECRET}", **(headers or {})}
        response = self.send("webhook", "POST", query, known, json.dumps(parameters).encode())
        assert response.status == 200, response
        return read(response)

    def start(self, session: str = "session-1", **more: Any) -> dict[str, Any]:
        """A `start_call`, as a dialog sends it."""
        asked = {"action": "start_call", "session_id": session, "phone_number": "+49 30 12345678", **more}
        return self.ask(**asked)

    def twilio(
        self, door: str, query: str, form: Mapping[str, str], token: str = TOKEN, signature: str | None = None
    ) -> HttpResponse:
        """A form that Twilio signed with that token."""
        made = RequestValidator(token).compute_signature(f"{self.host.url(door)}?{query}", dict(form))
        headers = {"content-type": FORM, "x-twilio-signature": made if signature is None else signature}
        return self.send(door, "POST", query, headers, urlencode(form).encode())

    def step(self, step: str, handover_id: str = "", attempt: int = 0, **form: str) -> str:
        """The TwiML of one step, as Twilio asks for it on that leg."""
        sid = AGENT_CALL if step in ("whisper", "decide") else CALL
        known = {"CallSid": sid, "From": "+493012345670", "To": "+493012345678", **form}
        asked = {"step": step, "h": handover_id, "a": attempt}
        response = self.twilio("twiml", urlencode({name: value for name, value in asked.items() if value}), known)
        assert response.status == 200, response
        assert response.headers["content-type"].startswith("text/xml")
        return response.body.decode()

    def report(self, kind: str, handover_id: str, **form: str) -> int:
        """The status with which a report of Twilio's is answered."""
        return self.twilio("status", f"kind={kind}&h={handover_id}", {"CallSid": CALL, **form}).status


def read(response: HttpResponse) -> dict[str, Any]:
    """A JSON answer's object."""
    assert response.headers["content-type"].startswith("application/json"), response
    body = json.loads(response.body)
    assert isinstance(body, dict)
    return body
