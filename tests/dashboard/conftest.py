"""The dashboard in a real Chromium: one browser and one storage server for all, a world for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from sandbox.bucket import Bucket
from tests.dashboard.desk import VisitedDesk


@pytest.fixture(scope="session")
def bucket() -> Iterator[Bucket]:
    with Bucket() as bucket:
        yield bucket


@pytest.fixture
def desk(bucket: Bucket, chromium: Browser) -> Iterator[VisitedDesk]:
    """A desk to visit; an error in a page's scripts, or what its own policy forbids, fails the test."""
    with VisitedDesk(bucket, chromium) as desk:
        yield desk
    assert desk.broken == []
