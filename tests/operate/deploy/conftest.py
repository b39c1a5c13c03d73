"""A world for each test; the whole-script tests make one of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from operate.bundle.build import Built
from tests.operate.bundle.test_launcher import SETTINGS
from tests.operate.deploy.world import World, world

SECRETS = {
    "TWILIO_AUTH_TOKEN": "twilio-token-0123456789abcdef012",
    "WEBHOOK_SECRET": "webhook-secret-0123456789abcdef01",
    "DASHBOARD_SECRET": "dashboard-secret-0123456789abcdef",
    "HASH_KEY": "hash-key-0123456789abcdef012345678",
}


@pytest.fixture
def fresh(tmp_path: Path, built: Built) -> Iterator[World]:
    """Logged in, with a project, a bundle that is built, and nothing deployed."""
    with world(tmp_path, {**SETTINGS, **SECRETS}) as made:
        made.take(built)
        made.change_account(projects=["handover"], selected="handover")
        yield made


@pytest.fixture
def with_bucket(fresh: World) -> World:
    """The bucket is there and set up."""
    fresh.step("bucket")
    return fresh
