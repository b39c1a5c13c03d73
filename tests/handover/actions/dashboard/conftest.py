"""The dashboard on OpenWhisk, with a lead and an agent."""

from __future__ import annotations

import pytest

from tests.handover.browser import DASHBOARD_SECRET, Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig

AGENTS = [
    {"id": "anna", "name": "Anna", "phone": "+493012345671", "role": "lead"},
    {"id": "ben", "name": "Ben", "phone": "+493012345672"},
]


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    """With a desk on which Anna is a lead and Ben is not."""
    rig.change_settings(DASHBOARD_SECRET=DASHBOARD_SECRET)
    rig.desk(agents=AGENTS)
    return Deployment(rig)


@pytest.fixture
def browser(deployment: Deployment) -> Browser:
    return Browser(deployment)
