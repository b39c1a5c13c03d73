"""The bundle as the chat's POST reaches it: an HTTP server, the function host, and `webhook` in its own process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import requests

from sandbox.host import FunctionHost, Process
from sandbox.net import HttpRequest
from sandbox.world import ROOT
from tests.handover import rig
from tests.handover.stub import Reply, Stub, StubRequest

#: As many calls as a run of the benchmarks places.
_DESK = {**rig.DESK, "limits": {"calls_per_day": 900}}


class Storage(Protocol):
    """An S3 server."""

    @property
    def endpoint(self) -> str: ...


@contextmanager
def ours(storage: Storage, twilio_url: str, bucket: str) -> Iterator[str]:
    """Yields the address for the chat's POST. The bucket must exist."""
    body = json.dumps(_DESK)
    requests.put(f"{storage.endpoint}/{bucket}/desk.json", body, timeout=5).raise_for_status()
    settings = {
        **rig.SETTINGS,
        "TWILIO_API_BASE": twilio_url,
        "COS_ENDPOINT": storage.endpoint,
        "COS_BUCKET": bucket,
    }
    host = FunctionHost("openwhisk", settings, Process(ROOT / "functions", world_clock=False))
    try:
        with Stub(lambda request: _pass_on(host, request)) as front:
            yield f"{front.url}/webhook"
    finally:
        host.close()


def headers() -> Mapping[str, str]:
    """Returns the headers of the chat's POST."""
    return {"content-type": "application/json", "x-handover-secret": rig.SECRET}


def _pass_on(host: FunctionHost, request: StubRequest) -> Reply:
    passed = HttpRequest(request.method, host.url("webhook"), dict(request.headers.items()), request.body)
    response = host(passed)
    return Reply(response.status, response.body, {"Content-Type": "application/json"})
