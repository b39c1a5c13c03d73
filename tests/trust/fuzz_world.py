"""What fuzzed requests are sent to: the six actions on one platform, with a handover whose agent accepted it, agents who
are signed in, and a sign-in code that was requested."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from handover.services.signed_tokens import Purpose, sign
from handover.services.storage import keys
from handover.settings import Settings
from handover.web import Fields
from sandbox.host import Activation, PlatformName
from sandbox.host.contract import RefusedError
from sandbox.net import HttpRequest, HttpResponse
from tests.fakes.bucket import MemoryBucket
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.deployment import CALL, FORM, Deployment
from tests.handover.rig import ANNA, BEN, TOKEN, HandClock, Rig
from tests.handover.signing import ask
from tests.handover.twilio_stub import TwilioStub

#: Words of the customer in the stored handover: no stranger may ever see them.
PRIVATE = "Quetzalcoatlus"
PREVIOUS_DASHBOARD_SECRET = "the-previous-dashboard-secret-32-bytes"


@dataclass(frozen=True)
class Sent:
    """One request. `who` names the caller in the figures. `expected`: the statuses that are right for it, beside those
    with which a platform refuses a request itself. `may_call`: it may lead to a call or a text message. `may_write`: it may
    change what is stored. `may_read`: it may be shown what a customer said. `event`: it is a timer's event with this
    payload."""

    action: str
    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    who: str = "right credentials"
    expected: frozenset[int] = frozenset()
    may_call: bool = False
    may_write: bool = True
    may_read: bool = True
    event: Mapping[str, Any] | None = None


class FuzzWorld:
    """A rig in memory, and its deployment on one platform."""

    def __init__(self, twilio: TwilioStub, platform: PlatformName) -> None:
        clock = HandClock()
        memory = MemoryBucket(clock)
        changes = {"DASHBOARD_SECRET": DASHBOARD_SECRET, "DASHBOARD_SECRET_PREVIOUS": PREVIOUS_DASHBOARD_SECRET}
        self.rig = Rig(memory, twilio, memory.client, clock, changes)
        agents = [
            {"id": "anna", "name": "Anna", "phone": ANNA, "role": "lead"},
            {"id": "ben", "name": "Ben", "phone": BEN},
        ]
        self.rig.desk(agents=agents, limits={"calls_per_day": 900})
        self.rig.server.put(self.rig.bucket, keys.PROOF, b'{"proven":true}')
        self.on = Deployment(self.rig, platform=platform)
        with contextlib.redirect_stdout(io.StringIO()):
            self.handover_id = self._handover()
        now = clock.now()
        for agent, number in (("anna", ANNA), ("ben", BEN)):
            self.rig.storage.sign_ins.add(number, f"sign-in-of-{agent}", now)
            self.rig.storage.sign_ins.add(number, f"old-sign-in-of-{agent}", now - timedelta(hours=13))
        self.challenge = ask(self.rig)

    def _handover(self) -> str:
        handover_id = str(self.on.start(name=PRIVATE, reason=f"{PRIVATE} needs help")["handover_id"])
        self.on.step("greet", handover_id)
        self.on.step("connect", handover_id, Digits="1")
        self.on.twilio("status", f"kind=agent&h={handover_id}&a=1", {"CallSid": CALL, "CallStatus": "ringing"})
        self.on.step("decide", handover_id, 1, Digits="1")
        return handover_id

    @property
    def settings(self) -> Settings:
        return self.rig.settings

    def signed(self, purpose: Purpose, value: Any) -> str:
        return sign(self.settings, purpose, value)

    def signature(self, sent: Sent, token: str = TOKEN) -> str:
        """Returns Twilio's signature over the request as it arrives: OpenWhisk renders a query anew."""
        request = self._request(sent)
        try:
            args = self.on.host.platform.arguments(request, "")
        except RefusedError:
            return ""
        query = args.get("__ow_query") or args.get("__ce_query") or ""
        is_form = sent.method == "POST" and sent.headers.get("content-type") == FORM
        form = Fields(parse_qsl(sent.body.decode(), keep_blank_values=True, errors="replace") if is_form else [])
        url = self.on.host.url(sent.action) + (f"?{query}" if query else "")
        return str(RequestValidator(token).compute_signature(url, form))

    def send(self, sent: Sent) -> tuple[HttpResponse, Activation | None, str]:
        """Returns the response, the run if the platform started one, and what was written to the log."""
        host, printed = self.on.host, io.StringIO()
        host.activations.clear()
        with contextlib.redirect_stdout(printed):
            if sent.event is None:
                response = host(self._request(sent))
            else:
                run = host.trigger(sent.action, sent.event)
                response = host.platform.response(run, self._request(sent), "an-activation")
        run_of = host.activations[-1] if host.activations else None
        logs = run_of.run.logs if run_of else ()
        return response, run_of, "\n".join([printed.getvalue(), *logs])

    def _request(self, sent: Sent) -> HttpRequest:
        url = self.on.host.url(sent.action) + (f"?{sent.query}" if sent.query else "")
        return HttpRequest(sent.method, url, sent.headers, sent.body)

    def objects(self) -> dict[str, bytes]:
        return self.rig.server.objects(self.rig.bucket)
