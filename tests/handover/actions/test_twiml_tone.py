"""The sound of the line: Twilio fetches it, on both platforms, and nothing is read for it."""

from __future__ import annotations

import pytest

from operate import hold_tone
from sandbox.host import PlatformName
from tests.fakes.bucket import MemoryBucket
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig


@pytest.fixture(params=["openwhisk", "code-engine"])
def deployment(rig: Rig, request: pytest.FixtureRequest) -> Deployment:
    platform: PlatformName = request.param
    return Deployment(rig, platform=platform)


def test_the_sound_is_sent_without_a_signature_and_reads_nothing(rig: Rig, deployment: Deployment) -> None:
    assert isinstance(rig.server, MemoryBucket)
    rig.server.client().take()
    response = deployment.send("twiml", "GET", "step=tone")
    assert (response.status, response.headers["content-type"]) == (200, "audio/wav")
    assert response.body == hold_tone.sound()
    assert "max-age" in response.headers["cache-control"]
    assert rig.server.client().take() == []


def test_a_post_of_that_step_must_be_signed(deployment: Deployment) -> None:
    assert deployment.send("twiml", "POST", "step=tone").status == 403
