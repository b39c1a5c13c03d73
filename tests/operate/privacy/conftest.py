"""The fixtures of the tests about a person's data."""

from __future__ import annotations

import pytest

from tests.operate.people import FakeRecords
from tests.operate.rigs import rig, twilio

__all__ = ["records", "rig", "twilio"]


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()
