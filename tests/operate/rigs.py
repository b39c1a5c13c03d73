"""The bundle as the commands about persons and handovers find it: storage in memory, and a Twilio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handover.services.storage import keys
from tests.fakes.bucket import MemoryBucket
from tests.handover.rig import HandClock, Rig
from tests.handover.twilio_stub import TwilioStub


@pytest.fixture
def twilio() -> Iterator[TwilioStub]:
    with TwilioStub() as stub:
        yield stub


@pytest.fixture
def rig(twilio: TwilioStub) -> Rig:
    """The bundle over storage in memory, with a desk."""
    clock = HandClock()
    memory = MemoryBucket(clock)
    made = Rig(memory, twilio, memory.client, clock)
    made.desk()
    made.server.put(made.bucket, keys.PROOF, b'{"proven":true}')
    return made
