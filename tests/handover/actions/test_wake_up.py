"""A wake-up loads what a call needs next, and does nothing else: it comes from anybody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.host import PlatformName
from tests.fakes.bucket import MemoryBucket
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig

WAKE_UPS = [("twiml", "step=wake"), ("status", "kind=wake")]


@pytest.fixture(params=["openwhisk", "code-engine"])
def deployment(rig: Rig, request: pytest.FixtureRequest) -> Deployment:
    platform: PlatformName = request.param
    return Deployment(rig, platform=platform)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("action", "query"), WAKE_UPS)
def test_a_wake_up_is_answered_without_content(
    deployment: Deployment, action: str, query: str, method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    response = deployment.send(action, method, query)
    assert (response.status, response.body) == (204, b"")
    line = _line(capsys)
    assert (line["outcome"], line["step"], line["status"]) == ("woken", "wake", 204)
    assert not {"handover", "number", "session", "warnings"} & set(line)


@pytest.mark.parametrize(("action", "query"), WAKE_UPS)
def test_a_wake_up_reads_and_writes_nothing(deployment: Deployment, action: str, query: str) -> None:
    server = deployment.rig.server
    assert isinstance(server, MemoryBucket)
    client = server.client()
    deployment.rig.client = lambda: client
    before = server.objects(deployment.rig.bucket)
    deployment.send(action, "GET", f"{query}&h=20261123-abc-1&a=1")
    assert client.requests == []
    assert server.objects(deployment.rig.bucket) == before
    assert deployment.rig.twilio.requests == []


@pytest.mark.parametrize(("action", "query"), WAKE_UPS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_are_no_wake_up(deployment: Deployment, action: str, query: str, method: str) -> None:
    assert deployment.send(action, method, query).status == 403


@pytest.mark.parametrize(
    ("action", "query"),
    [("twiml", "step=greet"), ("twiml", "kind=wake"), ("twiml", "step=wake&step=greet"), ("status", "step=wake")],
)
def test_another_request_without_a_signature_is_refused(deployment: Deployment, action: str, query: str) -> None:
    assert deployment.send(action, "GET", query).status == 403


@pytest.mark.parametrize(("action", "query"), WAKE_UPS)
def test_storage_that_cannot_be_set_up_is_no_error(
    rig: Rig, action: str, query: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Any:
        raise ValueError("no such region")

    rig.client = broken
    assert Deployment(rig).send(action, "GET", query).status == 204
    line = _line(capsys)
    assert line["outcome"] == "woken"
    assert line["warnings"] == ["Loading the storage client failed: Object storage could not start: ValueError."]


def _line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (line,) = capsys.readouterr().out.splitlines()
    written: dict[str, Any] = json.loads(line)
    return written
