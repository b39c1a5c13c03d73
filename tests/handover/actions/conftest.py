"""The doors' tests run on both platforms."""

from __future__ import annotations

import pytest

from tests.handover.doors import Doors
from tests.handover.rig import Rig


@pytest.fixture(params=["openwhisk", "code-engine"])
def doors(request: pytest.FixtureRequest, rig: Rig) -> Doors:
    return Doors(request.param, rig)
