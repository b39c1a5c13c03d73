"""The bundle as the commands about persons and handovers find it: storage in memory, and a Twilio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.handover.rig import Rig, rig_in_memory
from tests.handover.twilio_stub import TwilioStub


@pytest.fixture
def twilio() -> Iterator[TwilioStub]:
    with TwilioStub() as stub:
        yield stub


@pytest.fixture
def rig(twilio: TwilioStub) -> Rig:
    """The bundle over storage in memory, with a desk."""
    return rig_in_memory(twilio)
