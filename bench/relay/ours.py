"""The bundle as the chat's POST reaches it: an HTTP server, the function host, and `webhook` in its own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.deployed import Deployed
from sandbox.host import FunctionHost, Process
from sandbox.net import HttpRequest
from tests.handover.rig import S3Server
from tests.handover.stub import Reply, Stub, StubRequest
from tests.handover.twilio_stub import TwilioStub


@contextmanager
def ours(bundle: Path, storage: S3Server, twilio: TwilioStub) -> Iterator[str]:
    """Yields the address for the chat's POST."""
    host = Deployed(storage, twilio).on(Process(bundle, world_clock=False, isolated=True)).host
    try:
        with Stub(lambda request: _pass_on(host, request)) as front:
            yield f"{front.url}/webhook"
    finally:
        host.close()


def _pass_on(host: FunctionHost, request: StubRequest) -> Reply:
    passed = HttpRequest(request.method, host.url("webhook"), dict(request.headers.items()), request.body)
    response = host(passed)
    return Reply(response.status, response.body, {"Content-Type": "application/json"})
