"""Worlds for scenarios: storage in memory, on OpenWhisk's shapes. A few run on Code Engine's and on a real S3 server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox.bucket import Bucket
from sandbox.host import PlatformName
from sandbox.world import Parts, World
from tests.fakes.worlds import in_memory

MakeWorld = Callable[..., World]


@pytest.fixture
def platform() -> PlatformName:
    """The other one is a fixture of the same name in `test_code_engine.py`."""
    return "openwhisk"


@pytest.fixture
def make_world(platform: PlatformName) -> Iterator[MakeWorld]:
    """Makes a world from `Parts`, over storage in memory unless they have a bucket; closed at the end of the test."""
    worlds: list[World] = []

    def make(parts: Parts | None = None) -> World:
        worlds.append(World(platform, in_memory(parts)))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


@pytest.fixture
def s3_server() -> Iterator[Bucket]:
    """The sandbox's own S3 server."""
    with Bucket() as bucket:
        yield bucket
