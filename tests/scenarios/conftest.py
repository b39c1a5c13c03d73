"""Worlds for scenarios: every test that takes `world` runs on both platforms' shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox.bucket import Bucket
from sandbox.host import PlatformName
from sandbox.world import Parts, World

MakeWorld = Callable[..., World]


@pytest.fixture(scope="session")
def bucket() -> Iterator[Bucket]:
    """One S3 server for all worlds; each world has a bucket of its own."""
    with Bucket() as bucket:
        yield bucket


@pytest.fixture(params=["openwhisk", "code-engine"])
def platform(request: pytest.FixtureRequest) -> PlatformName:
    chosen: PlatformName = request.param
    return chosen


@pytest.fixture
def make_world(bucket: Bucket, platform: PlatformName) -> Iterator[MakeWorld]:
    """Makes a world from `Parts`; closed at the end of the test, all storage faults forgotten."""
    worlds: list[World] = []

    def make(parts: Parts | None = None) -> World:
        parts = parts or Parts()
        parts.bucket = bucket
        worlds.append(World(platform, parts))
        return worlds[-1]

    yield make
    bucket.faults.clear()
    for world in worlds:
        world.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()
