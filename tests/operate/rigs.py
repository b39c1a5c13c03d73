"""The bundle as the commands about persons and handovers find it: storage in memory, and a Twilio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.handover.rig import Rig, rig_in_memory
from tests.handover.twilio_in_place import TwilioInPlace


@pytest.fixture
def twilio() -> Iterator[TwilioInPlace]:
    with TwilioInPlace() as stub:
        yield stub


@pytest.fixture
def rig(twilio: TwilioInPlace) -> Rig:
    """The bundle over storage in memory, with a desk."""
    return rig_in_memory(twilio)
