"""The bundle deployed for a measurement: over an S3 server that answers quickly and a Twilio that takes every call.

Requests are those of the right callers. Addresses come from where the callers have them: the create's form, and the TwiML
before.
"""

from __future__ import annotations

import html
import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from twilio.request_validator import RequestValidator

from sandbox.bucket import Bucket
from sandbox.host import FunctionHost
from sandbox.host.contract import Runner
from sandbox.net import HttpRequest, HttpResponse
from tests.handover import servers
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.deployment import CALL, FORM, Deployment, environ
from tests.handover.rig import CUSTOMER, OUR_NUMBER, SECRET, TOKEN, HandClock, Rig, S3Server, with_desk
from tests.handover.twilio_stub import TwilioStub

#: As many as calls that are connected in one round of measurements.
AGENTS = [{"id": f"agent-{n}", "name": f"Agent {n}", "phone": f"+4930555{n:04}"} for n in range(20)]
#: So many that no measurement is refused.
_LIMITS = {"calls_per_day": 900}
_numbers = itertools.count(1)


class NowClock(HandClock):
    """The machine's clock."""

    stepped = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def step(self, seconds: float) -> None:
        time.sleep(seconds)


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Yields ministack, which keeps connections, where it is set up; else moto, which closes each one."""
    with ExitStack() as stack:
        if servers.MINISTACK.exists():
            yield stack.enter_context(servers.ministack(folder))
        else:
            yield servers.Moto(stack.enter_context(Bucket()))


class Deployed:
    """A bucket with a desk, on that server. `prepare` is the bundle in this process; `on` is the same with another runner.

    `storage` and `phone`: addresses in place of the server's and the stub's, such as a proxy's. `client`: another
    storage client than the SDK's.
    """

    def __init__(
        self,
        server: S3Server,
        twilio: TwilioStub,
        storage: str = "",
        phone: str = "",
        client: Callable[[], Any] | None = None,
    ) -> None:
        self._twilio = twilio
        changes = {"DASHBOARD_SECRET": DASHBOARD_SECRET, "PUBLIC_URL": f"{twilio.url}/{{action}}"}
        changes |= {"TWILIO_API_BASE": phone} if phone else {}
        changes |= {"COS_ENDPOINT": storage} if storage else {}
        client = client or servers.client_for(storage or server.endpoint)
        self.rig = with_desk(Rig(server, twilio, client, NowClock(), changes))
        self.rig.desk(limits=_LIMITS, agents=AGENTS)
        self._calls: list[LiveCall] = []
        self.prepare = Deployment(self.rig, platform="code-engine")

    def on(self, runner: Runner) -> Deployment:
        """Returns the same deployment whose functions that runner runs."""
        made = Deployment(self.rig, platform="code-engine")
        made.host = FunctionHost("code-engine", environ(self.rig.settings), runner)
        return made

    def call(self) -> LiveCall:
        """Starts a handover of a new chat with a new number."""
        session, number = new_chat()
        reply = self.prepare.start(session, phone_number=number)
        assert reply["ok"], reply
        form = self._twilio.created[-1]
        self._calls.append(LiveCall(session, number, form["Url"][0], form["StatusCallback"][0]))
        return self._calls[-1]

    def agents_are_free(self) -> None:
        """Ends the calls that were started here before the last one: their agents would not be rung again."""
        while len(self._calls) > 1:
            from_twilio(self.prepare, self._calls.pop(0).status, CallStatus="completed", SequenceNumber="9")


class LiveCall:
    """A call that was placed: the chat's session, and the addresses that Twilio was given."""

    def __init__(self, session: str, number: str, voice: str, status: str) -> None:
        self.session, self.number, self.voice, self.status = session, number, voice, status


def new_chat() -> tuple[str, str]:
    """Returns a session and a number that no other measurement has."""
    number = next(_numbers)
    return f"session-{number}", f"+4930{23_000_000 + number}"


def from_twilio(on: Deployment, url: str, **form: str) -> HttpResponse:
    """Sends a signed form to an address that Twilio was given. Returns the response."""
    address = url.partition("#")[0]  # retry overrides are not sent
    known = {"CallSid": CALL, "From": OUR_NUMBER, "To": CUSTOMER, **form}
    signature = RequestValidator(TOKEN).compute_signature(address, known)
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    return on.host(HttpRequest("POST", address, headers, urlencode(known).encode()))


def next_address(twiml: bytes, base: str) -> str:
    """Returns the address to which this document sends the pressed key."""
    found = re.search(r'<Gather[^>]* action="([^"]+)"', twiml.decode())
    assert found, twiml
    address = html.unescape(found[1])
    return address if urlsplit(address).scheme else f"{base.partition('?')[0]}{address}"


def turn(session: str, number: int, secret: str = SECRET) -> tuple[dict[str, str], dict[str, Any]]:
    """Returns headers and body of a message of Watson's log webhook."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    payload = {
        "log_id": f"log-{session}-{number}",
        "session_id": session,
        "request": {"input": {"text": "I would like to talk to somebody about my claim."}},
        "response": {"output": {"generic": [{"response_type": "text", "text": "May we call you?"}]}},
        "request_timestamp": at,
        "response_timestamp": at,
    }
    token = jwt.encode({}, secret, algorithm="HS256")
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    return headers, {"event": {"name": "message_logged"}, "payload": payload}
