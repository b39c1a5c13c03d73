"""A world for each test. The tests of the whole script create their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operate.deploy.world import SETTINGS, World, world
from tests.operate.standins.http import serving
from tests.operate.standins.openwhisk_host import OpenWhiskHost

SECRETS = {
    "TWILIO_AUTH_TOKEN": "twilio-token-0123456789abcdef012",
    "WEBHOOK_SECRET": "webhook-secret-0123456789abcdef01",
    "DASHBOARD_SECRET": "dashboard-secret-0123456789abcdef",
    "HASH_KEY": "hash-key-0123456789abcdef012345678",
}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[World]:
    """Logged in, with a project, something that passes for a bundle, and nothing deployed."""
    with world(tmp_path, {**SETTINGS, **SECRETS}) as made:
        made.pretend_built()
        made.change_account(projects=["handover"], selected="handover")
        yield made


@pytest.fixture
def with_bucket(fresh: World) -> World:
    """The bucket is there and set up."""
    fresh.step("bucket")
    return fresh


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWhiskHost]:
    made = OpenWhiskHost(tmp_path_factory.mktemp("host"))
    with serving(made) as made.base:
        yield made
    made.close()
