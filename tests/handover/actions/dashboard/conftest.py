"""The dashboard on one platform's shapes; views that depend on the platform are asked on both in tests/scenarios."""

from __future__ import annotations

import pytest

from tests.handover.browser import DASHBOARD_SECRET, Browser
from tests.handover.doors import Doors
from tests.handover.rig import Rig


@pytest.fixture
def doors(rig: Rig) -> Doors:
    """With a desk on which Anna is a lead and Ben is not."""
    agents = [
        {"id": "anna", "name": "Anna", "phone": "+493012345671", "role": "lead"},
        {"id": "ben", "name": "Ben", "phone": "+493012345672"},
    ]
    rig.changes = {**rig.changes, "DASHBOARD_SECRET": DASHBOARD_SECRET}
    rig.__post_init__()
    rig.desk(agents=agents)
    return Doors("openwhisk", rig)


@pytest.fixture
def browser(doors: Doors) -> Browser:
    return Browser(doors)
