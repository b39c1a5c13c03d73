"""Tests of actions run on one platform: that both platforms' forms mean the same is tested in tests/handover/web,
test_runtime and tests/sandbox/host."""

from __future__ import annotations

import pytest

from tests.handover.deployment import Deployment
from tests.handover.rig import Rig


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    return Deployment(rig)
